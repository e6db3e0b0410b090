"""One question of the entry form: its name, its editor, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.asked_strip import AskedStrip
from ruraldesk.ui.entry.editors import FilesEditor, editor, show_known
from ruraldesk.ui.entry.problem_text import ProblemText, heaviest
from ruraldesk.ui.entry.source import Sources


class FieldBox(QWidget):
    """A field under its name: * where it must be filled, a dot where it was changed.

    The sentence about a problem stands under the whole row, and is made when there is one: a form
    of eighty fields opens twice as fast without eighty empty labels.
    """

    problem_made = Signal()  # `problem` is there and wants its place
    asked_made = Signal()  # so is `comments`
    record_wanted = Signal(str, str)  # form key and UUID of a record that the problem names

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._label = tr(field.label)
        self.problem: ProblemText | None = None
        self.comments: AskedStrip | None = None
        self.visited = False
        self.asked = True
        self.required = field.required
        self.changed = False
        self.pinned = False
        self.passed = False
        self._hint = ""
        self._problems: tuple[Problem, ...] = ()
        self._label_font = tokens.font(tokens.LABEL)
        self._label_height = QFontMetrics(self._label_font).height() + 1
        self.editor = editor(field, sources, self)
        self.editor.hint_changed.connect(self._show_hint)
        self.setFocusProxy(self.editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, self._label_height + 2, 0, 0)
        layout.addWidget(self.editor)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def key(self) -> str:
        """The field's key."""
        return self.field.key

    def is_empty(self) -> bool:
        """Say whether nothing stands in the field."""
        return not self.editor.typed()

    def show_value(self, value: Value, name: str = "", known: Value = None) -> None:
        """Show a value that nobody has touched yet; `known` is the record that a name means."""
        self.editor.show_value(value, name)
        show_known(self.editor, known)
        self.visited = False

    def show_problems(self, problems: Sequence[Problem], *, all_of_them: bool, own: str) -> None:
        """Show what is wrong; of a field not reached yet, not that something is missing in it."""
        shown = [one for one in problems if all_of_them or self.visited or not self._awaits(one)]
        self._problems = tuple(shown)
        self.editor.mark(str(heaviest(shown) or ""))
        if self.problem is None:
            if not shown:
                return
            self.problem = ProblemText(self)
            self.problem.record_wanted.connect(self.record_wanted)
            self.problem_made.emit()
        alone = self.field.width > 1  # beside another field the sentence says which one it means
        self.problem.show_problems(shown, label=self._label if alone else "", own=own)

    def put_comments(self, strip: AskedStrip) -> None:
        """Let what the office above asks stand under the field."""
        self.comments = strip
        strip.setParent(self.parentWidget())
        strip.follow(self.editor)
        self.asked_made.emit()

    def put_note(self, strip: QWidget) -> None:
        """Let the clerk's own note stand right under the editor."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, strip)

    def show_pinned(self, pinned: bool) -> None:
        """Mark a field whose value new records take over from the one before."""
        if pinned != self.pinned:
            self.pinned = pinned
            self.update()

    def hide_below(self) -> None:
        """Hide what stands under a field that is not asked for."""
        for below in (self.problem, self.comments):
            if below is not None:
                below.hide()

    def _awaits(self, problem: Problem) -> bool:
        """Say whether a problem may vanish by itself when the clerk gets to the field."""
        empty = not self.editor.typed()
        return problem.code == "required" or (empty and problem.level is not Level.BLOCK)

    def sentences(self) -> list[str]:
        """Return the sentences that are shown."""
        return self.problem.sentences() if self.problem is not None else []

    def blocks(self) -> bool:
        """Say whether a problem here keeps the record from being saved."""
        return heaviest(self._problems) is Level.BLOCK

    def show_passed(self, passed: bool) -> None:
        """Draw the field fainter where Enter passes it over."""
        if passed != self.passed:
            self.passed = passed
            self.editor.setProperty("passed", "true" if passed else "")
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
            self.update()

    def show_required(self, required: bool) -> None:
        """Show * where the field must be filled."""
        if required != self.required:
            self.required = required
            self.update()

    def show_changed(self, changed: bool, before: str) -> None:
        """Mark the field as changed; its label tells what it was."""
        self.setToolTip(tr("Was: {value}").format(value=before or tr("empty")) if changed else "")
        if changed != self.changed:
            self.changed = changed
            self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Let the field be read only."""
        if isinstance(self.editor, FilesEditor):
            self.editor.set_read_only(read_only)
        elif self.field.stored:
            self.editor.setReadOnly(read_only)

    def _show_hint(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._label_font)
        metrics = painter.fontMetrics()
        box = QRect(0, 0, self.width(), self._label_height)
        text = f"{self._label} *" if self.required else self._label
        pin = tr("carried on") if self.pinned else ""
        pin_width = metrics.horizontalAdvance(pin) + 8 if pin else 0
        mark = (10 if self.changed else 0) + pin_width
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, self.width() - mark)
        room = self.width() - metrics.horizontalAdvance(text) - mark - 8  # the label goes first
        hint = metrics.elidedText(self._hint, Qt.TextElideMode.ElideRight, max(0, room))
        painter.setPen(QColor(tokens.HINT if self.passed else tokens.QUIET))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | middle), text)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | middle), hint)
        left = metrics.horizontalAdvance(text) + 5
        if pin:
            painter.setPen(QColor(tokens.PINE))
            painter.drawText(QRect(left + 3, 0, pin_width, self._label_height), int(middle), pin)
        if self.changed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.WHEAT))
            left += pin_width
            painter.drawEllipse(QRectF(left, self._label_height / 2 - 2.5, 5, 5))

"""One question of the entry form: its label, its editor, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.editors import FilesEditor, editor
from ruraldesk.ui.entry.problem_text import ProblemText, heaviest
from ruraldesk.ui.entry.source import Sources


class FieldLabel(QWidget):
    """The name above a field, * where it must be filled, a dot where it was changed."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self.required = False
        self.changed = False
        self.hint = ""
        self.setFont(tokens.font(tokens.LABEL))
        self.setFixedHeight(self.fontMetrics().height() + 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_state(
        self,
        *,
        required: bool | None = None,
        changed: bool | None = None,
        hint: str | None = None,
    ) -> None:
        """Show what is given; the rest stays."""
        self.required = self.required if required is None else required
        self.changed = self.changed if changed is None else changed
        self.hint = self.hint if hint is None else hint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = self.fontMetrics()
        text = f"{self.text} *" if self.required else self.text
        hint_width = metrics.horizontalAdvance(self.hint) if self.hint else 0
        room = self.width() - (hint_width + 8 if hint_width else 0) - (10 if self.changed else 0)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        painter.setPen(QColor(tokens.QUIET))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(self.rect(), flags, text)
        if self.changed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.WHEAT))
            left = metrics.horizontalAdvance(text) + 5
            painter.drawEllipse(QRectF(left, self.height() / 2 - 2.5, 5, 5))
        if self.hint:
            painter.setPen(QColor(tokens.QUIET))
            flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(self.rect(), flags, self.hint)


class FieldBox(QWidget):
    """A field with its label; its sentence stands elsewhere, under the whole row."""

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.label = FieldLabel(field.label, self)
        self.editor = editor(field, sources, self)
        self.problem = ProblemText()
        self.visited = False
        self.asked = True
        self._problems: tuple[Problem, ...] = ()
        self.label.show_state(required=field.required)
        self.editor.hint_changed.connect(lambda hint: self.label.show_state(hint=hint))
        self.setFocusProxy(self.editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.label)
        layout.addWidget(self.editor)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def key(self) -> str:
        """The field's key."""
        return self.field.key

    def show_value(self, value: Value, name: str = "") -> None:
        """Show a value that nobody has touched yet."""
        self.editor.show_value(value, name)
        self.visited = False

    def show_problems(self, problems: Sequence[Problem], *, all_of_them: bool, own: str) -> None:
        """Show what is wrong; that something is missing is said once the field was left empty."""
        shown = [one for one in problems if all_of_them or self.visited or one.code != "required"]
        self._problems = tuple(shown)
        self.editor.mark(str(heaviest(shown) or ""))
        alone = self.field.width > 1  # beside another field the sentence says which one it means
        self.problem.show_problems(shown, label=self.field.label if alone else "", own=own)

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems that are shown."""
        return self._problems

    def blocks(self) -> bool:
        """Say whether a problem here keeps the record from being saved."""
        return heaviest(self._problems) is Level.BLOCK

    def show_changed(self, changed: bool, before: str) -> None:
        """Mark the field as changed; its label tells what it was."""
        self.label.show_state(changed=changed)
        tip = tr("Was: {value}").format(value=before or tr("empty")) if changed else ""
        self.label.setToolTip(tip)

    def set_read_only(self, read_only: bool) -> None:
        """Let the field be read only."""
        if isinstance(self.editor, FilesEditor):
            self.editor.set_read_only(read_only)
        elif self.field.stored:
            self.editor.setReadOnly(read_only)

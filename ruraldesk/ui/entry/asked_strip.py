"""A comment of the office above, at the place it is about, with the answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ruraldesk.services.answering import LONGEST_TEXT
from ruraldesk.services.comments import Comment, CommentLevel
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.keys import set_hints
from ruraldesk.ui.widgets import Button, LinkButton, label, recolour

_EDGE = 3  # pixels of the line at the left
_ABOVE = 4  # pixels between the field and the ground of what is said about it


@dataclass(frozen=True, slots=True)
class Asked:
    """A comment as it is shown: with the words for its place, and what stood there then."""

    comment: Comment
    place: str = ""
    stood: str = ""

    @property
    def tone(self) -> str:
        """Red for what must be mended, amber for what is to be looked at, green once answered."""
        if not self.comment.is_open:
            return "pine"
        return "cinnabar" if self.comment.level is CommentLevel.MEND else "wheat"


class AskedStrip(QWidget):
    """Shows one comment of several; its words, who wrote them and when, and a field to answer."""

    mended = Signal(object, str)  # Comment, and what is said besides
    explained = Signal(object, str)  # Comment, and why it is right
    turned = Signal()  # another comment is shown

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: tuple[Asked, ...] = ()
        self._at = 0
        self._read_only = False
        self._refusal = ("", "")  # a comment's UUID, and why its answer is not taken
        self._begun: dict[str, str] = {}  # texts that are not kept yet, by the comment's UUID
        self.words, self.about = label("", "table"), label("", "label")
        for one in (self.words, self.about):
            one.setWordWrap(True)
        self.answer = QLineEdit()
        self.answer.setFont(tokens.font(tokens.TABLE))
        self.answer.setMaxLength(LONGEST_TEXT)
        self.answer.setPlaceholderText(tr("Answer"))
        self.answer.setAccessibleName(tr("Answer to the office above"))
        self.answer.textEdited.connect(self._on_typed)
        self.answer.returnPressed.connect(self._on_return)
        self.mend = Button(tr("Mended"))
        self.mend.setToolTip(tr("It is put right: the office above finds the new value."))
        self.mend.clicked.connect(lambda: self._tell(self.mended))
        self.explain = Button(tr("Explain"))
        self.explain.setToolTip(tr("It is right as it is; the answer says why."))
        self.explain.clicked.connect(lambda: self._tell(self.explained))
        self.change = LinkButton(tr("Change the answer"))
        self.change.clicked.connect(self._open_answer)
        self.next = LinkButton("")
        self.next.clicked.connect(self._turn)
        self._lay_out()
        set_hints(self, tr("Type the answer · Tab to the buttons · F7 next comment"))
        self.hide()

    def _lay_out(self) -> None:
        for button in (self.mend, self.explain, self.change, self.next):
            button.setFont(tokens.font(tokens.TABLE))
            button.setFixedHeight(tokens.FIELD_HEIGHT)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.answer, 1)
        row.addWidget(self.mend)
        row.addWidget(self.explain)
        row.addWidget(self.change)
        row.addStretch(0)
        row.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10 + _EDGE, _ABOVE + 6, 8, 6)
        layout.setSpacing(3)
        layout.addWidget(self.words)
        layout.addWidget(self.about)
        layout.addLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for one in (self.answer, self.mend, self.explain, self.change, self.next):
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # what is shown

    def show_asked(self, asked: Sequence[Asked], *, read_only: bool) -> None:
        """Show these comments, the first of them at once; nothing where there are none."""
        shown = self.current()
        self._asked, self._read_only = tuple(asked), read_only
        kept = [n for n, one in enumerate(asked) if shown and one.comment.uuid == shown.uuid]
        first = next((n for n, one in enumerate(asked) if one.comment.is_open), 0)
        self._at = kept[0] if kept and asked[kept[0]].comment.is_open else first
        self._begun = {
            one.comment.uuid: self._begun[one.comment.uuid]
            for one in asked
            if one.comment.uuid in self._begun
        }
        self._show()

    def asked(self) -> tuple[Asked, ...]:
        """Return the comments that stand here."""
        return self._asked

    def current(self) -> Comment | None:
        """Return the comment that is shown."""
        return self._asked[self._at].comment if self._asked else None

    def begun(self) -> list[tuple[Comment, str]]:
        """Return the answers that were typed and not kept yet, and forget them."""
        found = [
            (one.comment, self._begun[one.comment.uuid].strip())
            for one in self._asked
            if self._begun.get(one.comment.uuid, "").strip()
        ]
        self._begun.clear()
        return found

    def turn_to(self, uuid: str) -> None:
        """Show one of the comments."""
        places = [n for n, one in enumerate(self._asked) if one.comment.uuid == uuid]
        if places and places[0] != self._at:
            self._at = places[0]
            self._show()

    def follow(self, widget: QWidget) -> None:
        """Let Tab go from `widget` to the answer and its buttons."""
        for one in (self.answer, self.mend, self.explain, self.change, self.next):
            QWidget.setTabOrder(widget, one)
            widget = one

    def start(self) -> None:
        """Give the focus to the answer, or to the button that opens it."""
        stop = self.answer if not self.answer.isHidden() else self.change
        stop.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self) -> None:
        self.setVisible(bool(self._asked))
        if not self._asked:
            return
        one = self._asked[self._at]
        tone = tokens.TONES[one.tone]
        self.words.setText(self._sentence(one))
        recolour(self.words, tone.text)
        refused, sentence = self._refusal
        is_refused = refused == one.comment.uuid
        self.about.setText(sentence if is_refused else _told(one))
        recolour(self.about, tokens.CINNABAR_TEXT if is_refused else tokens.QUIET)
        writable = not self._read_only and not one.comment.settled
        begun = self._begun.get(one.comment.uuid)
        asking = writable and (one.comment.is_open or begun is not None)
        for widget in (self.answer, self.mend, self.explain):
            widget.setVisible(asking)
        self.change.setVisible(writable and not asking)
        if self.answer.text() != (begun or ""):
            self.answer.setText(begun or "")
        count = len(self._asked)
        self.next.setVisible(count > 1)
        self.next.setText(tr("{at} of {count}, next").format(at=self._at + 1, count=count))
        self.next.updateGeometry()
        self.setAccessibleName(self.words.text())
        self.updateGeometry()
        self.update()

    def _sentence(self, one: Asked) -> str:
        must = one.comment.level is CommentLevel.MEND
        told = tr("To be mended: {text}") if must else tr("Please look: {text}")
        said = told.format(text=one.comment.text.strip())
        return (
            tr("{place}: {sentence}").format(place=one.place, sentence=said) if one.place else said
        )

    # what is answered

    def _on_typed(self, text: str) -> None:
        shown = self.current()
        if shown is not None:
            self._begun[shown.uuid] = text
            if self._refusal != ("", ""):
                self._refusal = ("", "")
                self._show()

    def _on_return(self) -> None:
        """Enter keeps an explanation; of an empty answer it goes on to the buttons."""
        if self.answer.text().strip():
            self._tell(self.explained)
        else:
            self.mend.setFocus(Qt.FocusReason.TabFocusReason)

    def _tell(self, how: SignalInstance) -> None:
        shown = self.current()
        if shown is not None:
            how.emit(shown, self.answer.text().strip())

    def refuse(self, sentence: str) -> None:
        """Say why an answer is not taken; the focus stays with it."""
        shown = self.current()
        self._refusal = (shown.uuid if shown is not None else "", sentence)
        self._show()
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_begun(self, uuid: str) -> None:
        """Drop what was typed for a comment: it is kept as its answer now."""
        self._begun.pop(uuid, None)
        self._refusal = ("", "")

    def _open_answer(self) -> None:
        shown = self.current()
        if shown is not None:
            self._begun[shown.uuid] = shown.answer
            self._show()
            self.answer.setFocus(Qt.FocusReason.TabFocusReason)
            self.answer.selectAll()

    def _turn(self) -> None:
        self._at = (self._at + 1) % len(self._asked)
        self._show()
        self.turned.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._asked:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = tokens.TONES[self._asked[self._at].tone]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground))
        ground = QRectF(self.rect()).adjusted(0, _ABOVE, 0, 0)
        painter.drawRoundedRect(ground, 4, 4)
        painter.fillRect(QRectF(0, _ABOVE, _EDGE, ground.height()), QColor(tone.text))


def _told(one: Asked) -> str:
    """Return who wrote it and when, what stood there then, and what was answered."""
    about = one.comment
    who = " ".join(part for part in (about.office_name, about.operator) if part)
    parts = [
        tr("{who}, {day}, submission {number}").format(
            who=who, day=about.time[:10], number=about.sequence
        )
    ]
    if one.stood:
        parts.append(tr("then: {value}").format(value=" ".join(one.stood.split())))
    lines = [" · ".join(parts)]
    if about.answer:
        told = tr("Answered: {text}").format(text=" ".join(about.answer.split()))
        lines.append(" ".join([told, about.answered_by, about.answered[5:10]]))
    return "\n".join(lines)

"""The comments on a unit's month, each with its place, its text, and what the unit answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services.comments import Comment, CommentLevel
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.reporting.words import shown_time
from ruraldesk.ui.widgets import LinkButton, empty, label, recolour

_BAR = 3


class CommentList(QWidget):
    """All comments under one another; those that ask for nothing any more are pale."""

    settled = Signal(str)  # UUID of the comment that asks for nothing any more

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._comments: Sequence[Comment] = ()

    def show_comments(
        self, comments: Sequence[Comment], place: Callable[[Comment], str], *, mine: str
    ) -> None:
        """Show these comments; `mine` is the office that may settle its own, "" for nobody."""
        empty(self._column)
        self._comments = sorted(comments, key=lambda one: bool(one.settled))
        for one in self._comments:
            box = _Box(one, place(one), may_settle=one.office == mine)
            box.settled.connect(self.settled)
            self._column.addWidget(box)

    def comments(self) -> Sequence[Comment]:
        """Return what is shown."""
        return self._comments


class _Box(QFrame):
    settled = Signal(str)

    def __init__(self, comment: Comment, place: str, *, may_settle: bool) -> None:
        super().__init__()
        self._bar, self._ground = _colours(comment)
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 6, 8, 6)
        column.setSpacing(2)
        told = tr("{place}: {sentence}").format(place=place, sentence=comment.text)
        words = label(told, "table")
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)
        if comment.answer:
            said = tr("Answer: {text}").format(text=comment.answer)
            answer = label(said, "table")
            answer.setWordWrap(True)
            recolour(answer, tokens.PINE)
            column.addWidget(answer)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(label(f"{comment.operator} {shown_time(comment.time)}".strip(), "label"))
        foot.addStretch(1)
        if comment.settled:
            foot.addWidget(label(tr("settled"), "label"))
        elif may_settle:
            settle = LinkButton(tr("Settle"))
            settle.setFixedHeight(22)
            settle.setFont(tokens.font(tokens.LABEL))
            settle.setToolTip(tr("It asks for nothing any more"))
            settle.clicked.connect(lambda: self.settled.emit(comment.uuid))
            foot.addWidget(settle)
        column.addLayout(foot)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._ground))
        painter.fillRect(0, 0, _BAR, self.height(), QColor(self._bar))


def _colours(comment: Comment) -> tuple[str, str]:
    """Return the colours of the bar at the left and of the ground."""
    if comment.settled:
        return tokens.FIELD_LINE, tokens.FIELD
    if comment.level is CommentLevel.MEND:
        return tokens.CINNABAR, tokens.CINNABAR_FAINT
    return tokens.WHEAT_TEXT, tokens.WHEAT_FAINT

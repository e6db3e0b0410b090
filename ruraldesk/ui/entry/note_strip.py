"""A note at its place in the form: blue, where what the office above asks is red or amber."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ruraldesk.services.notes import Note
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.note_words import told_of
from ruraldesk.ui.widgets import LinkButton, label, recolour

_ABOVE = 3  # pixels between the field and the note


class NoteStrip(QWidget):
    """Shows one note; a click, or F8 in the field, opens it."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", "label")
        self.words.setWordWrap(True)
        recolour(self.words, tokens.TONES["sky"].text)
        self.change = LinkButton(tr("Change"))
        self.change.setFont(tokens.font(tokens.LABEL, bold=True))
        self.change.setToolTip(tr("Change or finish the note (F8)"))
        self.change.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # keys reach it by F8
        self.change.clicked.connect(self.opened)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, _ABOVE + 3, 2, 3)
        layout.setSpacing(4)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_note(self, note: Note | None, part: str = "") -> None:
        """Show a note, and where its place does not show it what it is about; nothing for None."""
        self.words.setText(told_of(note, part) if note is not None else "")
        self.setAccessibleName(self.words.text())
        self.setVisible(note is not None)

    def text(self) -> str:
        """Return what is shown; "" for nothing."""
        return "" if self.isHidden() else self.words.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.TONES["sky"].ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, _ABOVE, 0, 0), 4, 4)

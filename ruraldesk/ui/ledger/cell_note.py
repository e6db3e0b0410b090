"""The sentence under a cell: why what was typed cannot stay, or why nothing is typed here."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ruraldesk.ui import tokens

_WIDEST = 420
_NARROWEST = 180
_GAP = 3


class CellNote(QWidget):
    """Stands under a cell, or above it where there is no room; never takes the focus."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setFont(tokens.font(tokens.LABEL))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self.words)
        self._tone = tokens.TONES["cinnabar"]
        self.hide()

    def text(self) -> str:
        """Return the sentence that is shown; "" where none is."""
        return self.words.text() if self.isVisible() else ""

    def show_at(self, cell: QRect, text: str, tone: str = "cinnabar") -> None:
        """Say `text` at a cell of the viewport."""
        self._tone = tokens.TONES[tone]
        palette = self.words.palette()
        palette.setColor(self.words.foregroundRole(), QColor(self._tone.text))
        self.words.setPalette(palette)
        self.words.setText(text)
        self.setAccessibleName(text)
        room = self._viewport.rect()
        size = self._size(text, room.width())
        x = max(0, min(cell.left(), room.width() - size.width() - 4))
        y = cell.bottom() + _GAP
        if y + size.height() > room.height() and cell.top() - _GAP - size.height() >= 0:
            y = cell.top() - _GAP - size.height()
        self.setGeometry(QRect(x, y, size.width(), size.height()))
        self.show()
        self.raise_()

    def _size(self, text: str, room: int) -> QSize:
        needed = self.words.fontMetrics().horizontalAdvance(text) + 4
        width = max(min(needed, _WIDEST, room - 32), min(_NARROWEST, needed))
        return QSize(width + 20, self.words.heightForWidth(width) + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._tone.text), 1))
        painter.setBrush(QColor(self._tone.ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

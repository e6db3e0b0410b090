"""Paragraphs with a sign before each: what is so, what follows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ruraldesk.ui import icons, tokens
from ruraldesk.ui.widgets import empty, label


class Points(QWidget):
    """A few sentences, each on a line of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.points: tuple[str, ...] = ()

    def show_points(self, points: Sequence[str], *, doubts: Sequence[str] = ()) -> None:
        """Show these sentences; before them, with a sign of their own, what one should look at."""
        self.points = (*doubts, *points)
        empty(self._grid)
        for row, text in enumerate(self.points):
            sign = ("warning", "wheat") if row < len(doubts) else ("check", "pine")
            words = label(text, "text")
            words.setWordWrap(True)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(Sign(*sign), row, 0, top)
            self._grid.addWidget(words, row, 1)


class Sign(QWidget):
    """A round sign in the colour of a tone."""

    def __init__(self, icon: str, tone: str, size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._size = icon, tokens.TONES[tone], size
        self.setFixedSize(size, size)

    def show_sign(self, icon: str, tone: str) -> None:
        """Show another sign."""
        self._icon, self._tone = icon, tokens.TONES[tone]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._tone.ground))
        painter.drawEllipse(QRectF(self.rect()))
        inset = self._size * 0.26
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        icons.draw(painter, self._icon, box, QColor(self._tone.text), weight=self._size / 14)

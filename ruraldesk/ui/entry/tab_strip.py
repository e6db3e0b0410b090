"""The tabs of the panel: the form, and its detail rows with their number. None is ever hidden."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ruraldesk.ui import tokens

_ROW = 34
_GAP = 14
_EDGE = 16
_DOT = 7


class TabStrip(QWidget):
    """Words in a row, a second row where the room ends; the current one is underlined."""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = list(titles)
        self._counts: list[int | None] = [None] * len(titles)
        self._wrong = [False] * len(titles)
        self._current = 0
        self._hovered = -1
        self.setFont(tokens.font(tokens.TEXT))
        self._bold = tokens.font(tokens.TEXT, bold=True)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_ROW + 1)
        if len(titles) < 2:  # not shown here: without a parent it would be a window of its own
            self.hide()

    def current(self) -> int:
        """Return the place of the current tab."""
        return self._current

    def set_current(self, place: int) -> None:
        """Show another tab as the current one."""
        self._current = place
        self.update()

    def show_count(self, place: int, count: int, *, wrong: bool) -> None:
        """Show how many rows a tab holds, and a red dot where something in it blocks."""
        self._counts[place], self._wrong[place] = count, wrong
        self._fit()
        self.update()

    def show_wrong(self, place: int, wrong: bool) -> None:
        """Show a red dot at a tab in which something blocks."""
        self._wrong[place] = wrong
        self.update()

    def words(self) -> list[str]:
        """Return the words of the tabs as they are shown."""
        return [self._word(place) for place in range(len(self._titles))]

    def _word(self, place: int) -> str:
        count = self._counts[place]
        return f"{self._titles[place]} {count}" if count else self._titles[place]

    def _boxes(self) -> list[QRect]:
        metrics = QFontMetrics(self._bold)
        boxes, x, y = [], _EDGE, 0
        for word in self.words():
            width = metrics.horizontalAdvance(word) + 2
            if x > _EDGE and x + width > self.width() - _EDGE:
                x, y = _EDGE, y + _ROW
            boxes.append(QRect(x, y, width, _ROW))
            x += width + _GAP
        return boxes

    def _fit(self) -> None:
        boxes = self._boxes()
        height = (boxes[-1].bottom() + 1 if boxes else _ROW) + 1
        if height != self.height():
            self.setFixedHeight(height)

    def _place_at(self, point: QPoint) -> int:
        reach = (-_GAP // 2, 0, _GAP // 2, 0)
        boxes = enumerate(self._boxes())
        return next((place for place, box in boxes if box.adjusted(*reach).contains(point)), -1)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place >= 0:
            self.chosen.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint())
        if place != self._hovered:
            self._hovered = place
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.INNER_LINE))
        for place, box in enumerate(self._boxes()):
            current = place == self._current
            painter.setFont(self._bold if current else self.font())
            ink = tokens.PINE if current or place == self._hovered else tokens.INK
            painter.setPen(QColor(ink))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._word(place))
            if current:
                painter.fillRect(box.x(), box.bottom() - 2, box.width(), 3, QColor(tokens.PINE))
            if self._wrong[place]:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.CINNABAR))
                painter.drawEllipse(box.right() - 1, box.y() + 6, _DOT, _DOT)

"""Bars drawn with the pen: where money comes from, how much of it arrived and was paid."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ruraldesk.services.home import Bar, Chart
from ruraldesk.texts.numbers import group
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens

_NARROWEST = 96  # room for the names at the left, more where they are longer
_WIDEST = 0.4  # of the chart, beyond which names are cut
_VALUE = 84  # room for the sums at the right
_LEGEND = 34
_LEAST_PITCH = 24  # of a pair of bars that can still be read


class BarChart(QWidget):
    """One pair of bars for each kind; a click or Enter opens its rows."""

    opened = Signal(int)  # number of the bar
    moved = Signal(int)  # middle of the bar that the keys have come to, in pixels from the top

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._current = 0
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(self, chart: Chart) -> None:
        """Show these bars."""
        self._chart = chart
        self._current = min(self._current, max(0, len(chart.bars) - 1))
        self.setAccessibleName(tr(chart.title))
        self.setMinimumHeight(len(chart.bars) * _LEAST_PITCH + _LEGEND)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def _bars(self) -> tuple[Bar, ...]:
        return self._chart.bars if self._chart else ()

    def _label_room(self) -> float:
        """Return the pixels that the names at the left take."""
        metrics = QFontMetrics(tokens.font(tokens.TABLE))
        longest = max((metrics.horizontalAdvance(tr(b.label)) for b in self._bars()), default=0)
        return max(_NARROWEST, min(longest + 14, self.width() * _WIDEST))

    def _pitch(self) -> float:
        room = self.height() - _LEGEND
        return min(56.0, room / max(1, len(self._bars())))

    def _at(self, y: float) -> int:
        number = int(y // self._pitch())
        return number if 0 <= number < len(self._bars()) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number != self._hovered:
            self._hovered = number
            hand = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
            self.setCursor(hand)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # so that the release comes here as well

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().y())
        if number >= 0:
            self._current = number
            self.opened.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._bars():
            self._current = max(0, min(self._current + step, len(self._bars()) - 1))
            self.update()
            self.moved.emit(int((self._current + 0.5) * self._pitch()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._bars():
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        bars = self._bars()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        largest = max((max(b.planned, b.received, b.paid) for b in bars), default=Decimal(0))
        names = self._label_room()
        room = self.width() - names - _VALUE
        scale = room / float(largest) if largest > 0 else 0.0
        for number, bar in enumerate(bars):
            self._paint_bar(painter, bar, number, scale, names)
        if bars:
            self._paint_legend(painter, names)
        elif self._chart is not None:  # else it is still being read
            painter.setFont(tokens.font(tokens.TABLE))
            painter.setPen(QColor(tokens.QUIET))
            top = Qt.AlignmentFlag.AlignTop
            painter.drawText(self.rect(), top, tr("No money has been entered yet."))

    def _paint_bar(
        self, painter: QPainter, bar: Bar, number: int, scale: float, names: float
    ) -> None:
        pitch = self._pitch()
        top = number * pitch
        if number == self._hovered:
            painter.fillRect(QRectF(0, top, self.width(), pitch), QColor(tokens.PINE_FAINT))
        thick, thin = (14.0, 8.0) if pitch >= 40 else (9.0, 5.0)
        y = top + (pitch - thick - thin - 2) / 2
        painter.setFont(tokens.font(tokens.TABLE))
        painter.setPen(QColor(tokens.INK))
        vertical = Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(
            tr(bar.label), Qt.TextElideMode.ElideRight, int(names) - 12
        )
        painter.drawText(QRectF(0, top, names - 8, pitch), vertical, name)
        painter.setPen(Qt.PenStyle.NoPen)
        end = names + float(max(bar.planned, bar.received, bar.paid)) * scale
        for value, height, place, tint in (
            (bar.planned, thick, y, tokens.PLANNED),
            (bar.received, thick, y, tokens.PINE),
            (bar.paid, thin, y + thick + 2, tokens.WHEAT),
        ):
            width = float(value) * scale
            if value > 0:
                painter.setBrush(QColor(tint))
                painter.drawRoundedRect(QRectF(names, place, max(width, 3), height), 3, 3)
        painter.setPen(QColor(tokens.HEADER_TEXT))
        sum_box = QRectF(end + 8, y + thick / 2 - 10, _VALUE + 20, 20)
        painter.drawText(sum_box, vertical, group(bar.received, 2))
        if self.hasFocus() and number == self._current:
            painter.setPen(QPen(QColor(tokens.PINE), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(1, top + 1, self.width() - 2, pitch - 2), 4, 4)

    def _paint_legend(self, painter: QPainter, names: float) -> None:
        middle = min(self.height() - _LEGEND / 2, self._pitch() * len(self._bars()) + _LEGEND / 2)
        painter.setFont(tokens.font(tokens.TABLE))
        signs = (
            (tokens.PINE, tr("Received")),
            (tokens.WHEAT, tr("Paid")),
            (tokens.PLANNED, tr("Planned")),
        )
        wide = sum(painter.fontMetrics().horizontalAdvance(words) + 48 for _, words in signs)
        left = max(0.0, min(names, self.width() - wide + 30.0))
        for tint, words in signs:
            painter.fillRect(QRectF(left, middle - 6, 12, 12), QColor(tint))
            painter.setPen(QColor(tokens.INK))
            painter.drawText(QPointF(left + 18, middle + 5), words)
            left += painter.fontMetrics().horizontalAdvance(words) + 48

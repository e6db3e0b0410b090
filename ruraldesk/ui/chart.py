"""Bars drawn with the pen: a figure by its parts, with what was planned and what was done."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ruraldesk.services.home import Bar, Chart, Series
from ruraldesk.texts.numbers import group
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.empty_state import paint_nothing
from ruraldesk.ui.spoken import say

_NARROWEST = 96  # room for the names at the left, more where they are longer
_WIDEST = 0.4  # of the chart, beyond which names are cut
_MOST_PITCH = 56.0
_BELOW = 0.57  # of the height of a bar: that of the one below it


class BarChart(QWidget):
    """A bar for each part, maybe with others behind and below; a click or Enter opens its rows."""

    opened = Signal(int)  # number of the bar
    moved = Signal(int)  # middle of the bar that the keys have come to, in pixels from the top
    turned = Signal(int)  # to the next chart, 1, or the one before, -1

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
        same = self._chart is not None and self._chart.key == chart.key
        self._chart = chart
        self._hovered = -1
        self._current = min(self._current, max(0, len(chart.bars) - 1)) if same else 0
        self.setAccessibleDescription("\n".join(chart.told(bar) for bar in chart.bars))
        self._name_current()
        self.setMinimumHeight(int(len(chart.bars) * self._least_pitch() + self._legend_height()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def _bars(self) -> tuple[Bar, ...]:
        return self._chart.bars if self._chart else ()

    def _name_current(self) -> None:
        """Let a screen reader say the chart, and the bar that the keys have come to."""
        if self._chart is not None:
            bars, title = self._chart.bars, tr(self._chart.title)
            said = self._chart.told(bars[self._current]) if bars else _nothing()
            say(self, title, said, self._current, len(bars))

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(tokens.font(tokens.TABLE))

    def _least_pitch(self) -> int:
        """Return the height of a bar that can still be read."""
        return self._metrics().height() + 6

    def _legend_height(self) -> int:
        several = self._chart is not None and len(self._chart.series) > 1
        return self._metrics().height() + 16 if several else 8

    def _label_room(self) -> float:
        """Return the pixels that the names at the left take."""
        metrics = self._metrics()
        longest = max((metrics.horizontalAdvance(tr(b.label)) for b in self._bars()), default=0)
        return max(_NARROWEST, min(longest + 14, self.width() * _WIDEST))

    def _value_room(self) -> int:
        """Return the pixels that the widest number at the right takes."""
        numbers = (self._number(bar) for bar in self._bars())
        return 14 + max(map(self._metrics().horizontalAdvance, numbers), default=0)

    def _number(self, bar: Bar) -> str:
        assert self._chart is not None
        at = self._chart.main
        return group(bar.values[at], self._chart.series[at].places)

    def _pitch(self) -> float:
        room = self.height() - self._legend_height()
        return min(_MOST_PITCH, room / max(1, len(self._bars())))

    def _at(self, y: float) -> int:
        number = int(y // self._pitch())
        return number if 0 <= number < len(self._bars()) else -1

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            number = self._at(event.pos().y())
            told = (
                "" if number < 0 or self._chart is None else self._chart.told(self._bars()[number])
            )
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)

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
            self._name_current()
            self.opened.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        turn = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        if step and self._bars():
            self._current = max(0, min(self._current + step, len(self._bars()) - 1))
            self._name_current()
            self.update()
            self.moved.emit(int((self._current + 0.5) * self._pitch()))
        elif turn:
            self.turned.emit(turn)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._bars():
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        bars = self._bars()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        largest = max((max(bar.values) for bar in bars), default=Decimal(0))
        names = self._label_room()
        room = self.width() - names - self._value_room()
        scale = room / float(largest) if largest > 0 else 0.0
        for number, bar in enumerate(bars):
            self._paint_bar(painter, bar, number, scale, names)
        if bars:
            self._paint_legend(painter, names)
        elif self._chart is not None:  # else it is still being read
            paint_nothing(painter, self.rect(), "table", _nothing())
        if self.hasFocus() and self._chart is not None:
            self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(tokens.PINE), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pitch = self._pitch()
        whole = (0.0, float(self.height()))
        top, height = (self._current * pitch, pitch) if self._bars() else whole
        painter.drawRoundedRect(QRectF(1, top + 1, self.width() - 2, height - 2), 4, 4)

    def _paint_bar(
        self, painter: QPainter, bar: Bar, number: int, scale: float, names: float
    ) -> None:
        assert self._chart is not None
        pitch = self._pitch()
        top = number * pitch
        if number == self._hovered:
            painter.fillRect(QRectF(0, top, self.width(), pitch), QColor(tokens.PINE_FAINT))
        looks = [one.look for one in self._chart.series]
        thick = 14.0 if pitch >= 40 or "below" not in looks else 9.0
        thin = thick * _BELOW if "below" in looks else 0.0
        y = top + (pitch - thick - thin - 2) / 2
        painter.setFont(tokens.font(tokens.TABLE))
        painter.setPen(QColor(tokens.INK))
        vertical = Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(
            tr(bar.label), Qt.TextElideMode.ElideRight, int(names) - 12
        )
        painter.drawText(QRectF(0, top, names - 8, pitch), vertical, name)
        painter.setPen(Qt.PenStyle.NoPen)
        places = {"behind": (y, thick), "main": (y, thick), "below": (y + thick + 2, thin)}
        for look in ("behind", "main", "below"):
            for value in (v for v, one in zip(bar.values, looks, strict=True) if one == look):
                if value > 0:
                    place, height = places[look]
                    painter.setBrush(QColor(_tint(look)))
                    box = QRectF(names, place, max(float(value) * scale, 3), height)
                    painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(tokens.HEADER_TEXT))
        end = names + float(max(Decimal(0), *bar.values)) * scale
        sum_box = QRectF(end + 8, y + thick / 2 - pitch / 2, self._value_room() + 20, pitch)
        painter.drawText(sum_box, vertical, self._number(bar))

    def _paint_legend(self, painter: QPainter, names: float) -> None:
        assert self._chart is not None
        series = self._chart.series
        if len(series) < 2:
            return
        height = self._legend_height()
        middle = min(self.height() - height / 2, self._pitch() * len(self._bars()) + height / 2)
        painter.setFont(tokens.font(tokens.TABLE))
        metrics = painter.fontMetrics()
        signs = [(_tint(one.look), tr(one.label)) for one in sorted(series, key=_legend_place)]
        wide = sum(metrics.horizontalAdvance(words) + 48 for _, words in signs)
        left = max(0.0, min(names, self.width() - wide + 30.0))
        for tint, words in signs:
            painter.fillRect(QRectF(left, middle - 6, 12, 12), QColor(tint))
            painter.setPen(QColor(tokens.INK))
            painter.drawText(QPointF(left + 18, middle + metrics.ascent() / 2 - 1), words)
            left += metrics.horizontalAdvance(words) + 48


def _tint(look: str) -> str:
    return {"behind": tokens.PLANNED, "main": tokens.PINE, "below": tokens.WHEAT}[look]


def _legend_place(series: Series) -> int:
    return ("main", "below", "behind").index(series.look)


def _nothing() -> str:
    return tr("Nothing has been entered yet that this chart could show.")

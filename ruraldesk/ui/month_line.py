"""The month as a line of steps: what is done, what is on, what is still to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ruraldesk.services.month_steps import ON, Step
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.spoken import say
from ruraldesk.ui.widgets import paint_chip

_TONES = {"done": "pine", "current": "wheat", "wrong": "cinnabar", "open": "stone"}
_NUMBERS = "①②③④⑤⑥⑦⑧⑨"
_GAP, _LINE, _SHORT_LINE, _LEAST_LINE = 8, 34, 10, 2
_HEIGHT = 20
_SHORTEST = 2  # only the step that is on has words


class MonthLine(QWidget):
    """The steps that really exist; a click on one goes there."""

    chosen = Signal(str)  # key of the step

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cursor = 0  # the step to which Enter goes

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self._cursor = next((i for i, step in enumerate(steps) if step.state in ON), 0)
        self._speak()
        self.update()

    def _speak(self) -> None:
        """Say the step that the keys have come to, then all of them."""
        every = joined(self._text(number) for number in range(len(self._steps)))
        say(self, every, self._text(self._cursor) if self._steps else "")

    def sizeHint(self) -> QSize:
        return QSize(600, 28)

    def _shown(self, number: int, shortness: int) -> str:
        """Return what a chip says: all, only its title, or only its number where nothing is on."""
        step = self._steps[number]
        if shortness == 0 or (shortness < _SHORTEST and step.state in ON):
            return self._text(number)
        words = tr(step.title)
        if shortness == _SHORTEST and step.state not in ON:
            words = ""
        return words if step.state == "done" else f"{_NUMBERS[number]} {words}".strip()

    def _text(self, number: int) -> str:
        step = self._steps[number]
        words = " ".join(part for part in (tr(step.title), step.detail) if part)
        return words if step.state == "done" else f"{_NUMBERS[number]} {words}"

    def _font(self, step: Step) -> QFont:
        return tokens.font(tokens.LABEL, bold=step.state in ON)

    def _widths(self, shortness: int) -> list[int]:
        widths = []
        for number, step in enumerate(self._steps):
            text = self._shown(number, shortness)
            advance = QFontMetrics(self._font(step)).horizontalAdvance(text)
            widths.append(advance + 18 + (15 if step.state == "done" else 0))
        return widths

    def _shortness(self) -> int:
        """Return how far the words must be left out so that all steps are seen."""
        lines = max(0, len(self._steps) - 1) * (2 * _GAP + _SHORT_LINE)
        room = self.width() - lines - 6  # the frame of the focus
        return next((one for one in range(_SHORTEST) if sum(self._widths(one)) <= room), _SHORTEST)

    def _places(self) -> list[QRectF]:
        """Return where the chips stand; lines and words shrink where room is short."""
        widths = self._widths(self._shortness())
        lines = max(0, len(widths) - 1)
        spare = self.width() - sum(widths) - lines * 2 * _GAP - 6
        line = _LINE if lines and spare >= lines * _LINE else _SHORT_LINE
        if lines and spare < lines * _SHORT_LINE:
            line = max(_LEAST_LINE, spare // lines)
        places, left = [], 3.0  # room for the frame of the focus
        for width in widths:
            places.append(QRectF(left, (self.height() - _HEIGHT) / 2, width, _HEIGHT))
            left += width + 2 * _GAP + line
        return places

    def _at(self, point: QPoint) -> int:
        inside = (i for i, place in enumerate(self._places()) if place.contains(point))
        return next(inside, -1)

    def event(self, event: QEvent) -> bool:
        """Say of a step under the pointer all that its chip leaves out."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            number = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self._text(number) if number >= 0 else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().toPoint())
        hand = Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(hand)

    def leaveEvent(self, event: QEvent) -> None:
        self.unsetCursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # so that the release comes here as well

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().toPoint())
        if number >= 0:
            self.chosen.emit(self._steps[number].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if move and self._steps:
            self._cursor = max(0, min(self._cursor + move, len(self._steps) - 1))
            self._speak()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._steps:
            self.chosen.emit(self._steps[self._cursor].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        places, shortness = self._places(), self._shortness()
        for number, (step, place) in enumerate(zip(self._steps, places, strict=True)):
            tone = tokens.TONES[_TONES[step.state]]
            painter.setFont(self._font(step))
            if step.state == "done":
                paint_chip(painter, place, "", tone)
                sign = QRectF(place.x() + 8, place.center().y() - 5.5, 11, 11)
                icons.draw(painter, "check", sign, QColor(tone.text))
                painter.setPen(QColor(tone.text))
                box = place.adjusted(22, 0, 0, 0)
                words = self._shown(number, shortness)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
            else:
                paint_chip(painter, place, self._shown(number, shortness), tone)
            if number + 1 < len(places):
                self._paint_line(painter, place, places[number + 1], step.state == "done")
        if self.hasFocus() and places:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.PINE), 2))
            frame = places[self._cursor].adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)

    def _paint_line(self, painter: QPainter, left: QRectF, right: QRectF, done: bool) -> None:
        pen = QPen(QColor(tokens.PINE_LINE if done else tokens.FIELD_LINE), 2)
        if not done:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        y = int(left.center().y())
        painter.drawLine(int(left.right()) + _GAP, y, int(right.left()) - _GAP, y)

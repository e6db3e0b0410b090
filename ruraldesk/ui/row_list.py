"""A list of things to look at: a chip, a sentence, and a word at the right; Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from ruraldesk.ui import tokens
from ruraldesk.ui.empty_state import paint_nothing
from ruraldesk.ui.row_places import RowPlaces
from ruraldesk.ui.spoken import say
from ruraldesk.ui.widgets import paint_chip, paint_ring

_PADDING = 9
_SIDE = 122  # the most that the words at the right take


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list."""

    chip: str
    tone: str
    text: str
    side: str = ""


class RowList(QAbstractScrollArea):
    """Rows with fine lines between them; the keys are those of every list.

    A sentence that is wider than the list goes on in the next line of its row: what is to be mended
    can be read without a mouse.
    """

    opened = Signal(int)
    wraps = True  # False: a sentence ends in … where the whole of it stands beside the list

    def __init__(self, parent: QWidget | None = None, *, empty_text: str = "") -> None:
        super().__init__(parent)
        self._name = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._items: tuple[Item, ...] = ()
        self._empty_text, self._empty_icon = empty_text, "check"
        self._read = False  # until then nobody knows whether there is nothing
        self._at = 0
        self._hovered = -1
        self._chip_width = self._side_width = 0
        self._places = RowPlaces()
        self._font, self._chip_font = tokens.font(tokens.TABLE), tokens.font(tokens.LABEL)

    def say_empty(self, text: str, icon: str = "check") -> None:
        """Say `text` from now on where there are no lines."""
        self._empty_text, self._empty_icon = text, icon

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these lines."""
        self._items, self._read = tuple(items), True
        self._current = min(self._current, max(0, len(items) - 1))
        metrics = QFontMetrics(self._chip_font)
        widest = max((metrics.horizontalAdvance(item.chip) for item in items), default=0)
        self._chip_width = widest + 18 + 2 * _PADDING
        words = QFontMetrics(self._font)
        sides = [words.horizontalAdvance(item.side) for item in items if item.side]
        self._side_width = min(_SIDE, max(sides) + 2 * _PADDING + 2) if sides else 0
        self._lay_out()
        self.viewport().update()

    def items(self) -> Sequence[Item]:
        """Return the lines."""
        return self._items

    def current(self) -> int:
        """Return the line that the keys have come to."""
        return self._current

    @property
    def _current(self) -> int:
        return self._at

    @_current.setter
    def _current(self, number: int) -> None:
        self._at = number
        self._speak()

    def setAccessibleName(self, name: str) -> None:
        """Call the list by a name; behind it stands which line the keys have come to."""
        self._name = name
        self._speak()

    def _speak(self) -> None:
        words = "" if self._items or not self._read else self._empty_text
        if 0 <= self._at < len(self._items):
            one = self._items[self._at]
            words = " ".join(part for part in (one.chip, one.text.strip(), one.side) if part)
        say(self, self._name, words, self._at, len(self._items))

    def rect_of(self, number: int) -> QRect:
        """Return where a line is painted."""
        top = self._places.top(number) - self.verticalScrollBar().value() + 1
        return QRect(0, top, self.viewport().width(), self._places.height(number))

    def _lay_out(self) -> None:
        """Find the heights of the rows; a bar that comes or goes by it changes them once more."""
        room = self.viewport().width()
        width = room - self._chip_width - self._side(room) - 2 * _PADDING
        font = self._font if self.wraps else None
        self._places = RowPlaces([item.text for item in self._items], font, width)
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._places.total + 1 - height))
        bar.setPageStep(height)
        bar.setSingleStep(tokens.ROW)

    def _side(self, room: int) -> int:
        """Return how wide the words at the right are in a list of `room` pixels."""
        return min(self._side_width, room // 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _row_at(self, point: QPoint) -> int:
        return self._places.row_at(point.y() + self.verticalScrollBar().value() - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row != self._hovered:
            self._hovered = row
            hand = Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(hand)
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # so that the release comes here as well

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._current = row
            self.viewport().update()
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, self.viewport().height() // tokens.ROW - 1)
        last = len(self._items) - 1
        targets = {
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_PageUp: self._current - page,
            Qt.Key.Key_PageDown: self._current + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in targets and self._items:
            self._current = max(0, min(targets[key], last))
            self._scroll_to(self._current)
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._items:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _scroll_to(self, row: int) -> None:
        top, bar = self._places.top(row), self.verticalScrollBar()
        lowest = top + self._places.height(row) + 1 - self.viewport().height()
        bar.setValue(min(top, max(bar.value(), lowest)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            row = self._row_at(event.pos())
            QToolTip.showText(event.globalPos(), self._items[row].text if row >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        width = self.viewport().width()
        if not self._items:
            words = self._empty_text if self._read else ""
            paint_nothing(painter, self.viewport().rect(), self._empty_icon, words)
            if self.hasFocus():
                paint_ring(painter, self.viewport().rect())
            return
        painter.setPen(QPen(QColor(tokens.INNER_LINE), 0))
        painter.drawLine(0, 0, width, 0)
        side = self._side(width)
        first = max(0, self._row_at(event.rect().topLeft()))
        for number in range(first, len(self._items)):
            rect = self.rect_of(number)
            if rect.top() > event.rect().bottom():
                break
            self._paint_item(painter, self._items[number], rect, number, side)

    def _paint_item(
        self, painter: QPainter, item: Item, rect: QRect, number: int, side: int
    ) -> None:
        if number == self._hovered:
            painter.fillRect(rect, QColor(tokens.PINE_FAINT))
        painter.setFont(self._chip_font)
        chip_width = painter.fontMetrics().horizontalAdvance(item.chip) + 18
        chip = QRectF(_PADDING, rect.y() + 4.5, chip_width, 20)
        paint_chip(painter, chip, item.chip, tokens.TONES[item.tone])
        painter.setFont(self._font)
        text = rect.adjusted(self._chip_width, 0, -side, 0)
        self._paint_text(painter, text, item.text, tokens.INK, whole=rect.height() > tokens.ROW)
        if side:
            box = QRect(rect.width() - side, rect.y(), side, tokens.ROW)
            self._paint_text(painter, box, item.side, tokens.QUIET)
        painter.setPen(QPen(QColor(tokens.INNER_LINE), 0))
        painter.drawLine(0, rect.bottom(), rect.width(), rect.bottom())
        for x in (self._chip_width, rect.width() - side):
            painter.drawLine(x, rect.top(), x, rect.bottom())
        if self.hasFocus() and number == self._current:
            painter.setPen(QPen(QColor(tokens.PINE), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_text(
        self, painter: QPainter, box: QRect, text: str, ink: str, *, whole: bool = False
    ) -> None:
        inner = box.adjusted(_PADDING, 0, -_PADDING, -1)
        painter.setPen(QColor(ink))
        middle = Qt.AlignmentFlag.AlignVCenter
        if whole:
            painter.drawText(inner, int(middle) | int(Qt.TextFlag.TextWordWrap), text)
            return
        end = Qt.TextElideMode.ElideRight
        painter.drawText(inner, middle, painter.fontMetrics().elidedText(text, end, inner.width()))

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
    """Lines of 29 px with fine lines between them; the keys are those of every list."""

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, empty_text: str = "") -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._items: tuple[Item, ...] = ()
        self._empty_text, self._empty_icon = empty_text, "check"
        self._read = False  # until then nobody knows whether there is nothing
        self._current = 0
        self._hovered = -1
        self._chip_width = self._side_width = 0
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
        self._fit()
        self.viewport().update()

    def items(self) -> Sequence[Item]:
        """Return the lines."""
        return self._items

    def current(self) -> int:
        """Return the line that the keys have come to."""
        return self._current

    def rect_of(self, number: int) -> QRect:
        """Return where a line is painted."""
        top = number * tokens.ROW - self.verticalScrollBar().value() + 1
        return QRect(0, top, self.viewport().width(), tokens.ROW)

    def _fit(self) -> None:
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._items) * tokens.ROW + 1 - height))
        bar.setPageStep(height)
        bar.setSingleStep(tokens.ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _row_at(self, point: QPoint) -> int:
        row = (point.y() + self.verticalScrollBar().value()) // tokens.ROW
        return row if 0 <= row < len(self._items) else -1

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
            top = self._current * tokens.ROW
            bar = self.verticalScrollBar()
            lowest = top + tokens.ROW - self.viewport().height()
            bar.setValue(min(top, max(bar.value(), lowest)))
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._items:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

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
        top = self.verticalScrollBar().value()
        width = self.viewport().width()
        if not self._items:
            words = self._empty_text if self._read else ""
            paint_nothing(painter, self.viewport().rect(), self._empty_icon, words)
            if self.hasFocus():
                paint_ring(painter, self.viewport().rect())
            return
        painter.setPen(QPen(QColor(tokens.INNER_LINE), 0))
        painter.drawLine(0, 0, width, 0)
        side = min(self._side_width, width // 4)
        for number, item in enumerate(self._items):
            rect = QRect(0, number * tokens.ROW - top + 1, width, tokens.ROW)
            if rect.intersects(event.rect()):
                self._paint_item(painter, item, rect, number, side)

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
        text = QRect(self._chip_width, rect.y(), rect.width() - self._chip_width - side, tokens.ROW)
        self._paint_text(painter, text, item.text, tokens.INK)
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

    def _paint_text(self, painter: QPainter, box: QRect, text: str, ink: str) -> None:
        inner = box.adjusted(_PADDING, 0, -_PADDING, -1)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.setPen(QColor(ink))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)

"""The headings: sorting by a click, widths and places by dragging."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ruraldesk.ui import icons, tokens
from ruraldesk.ui.ledger.columns import PADDING, Geometry, Placed

HEIGHT = 31
_MOVING = 8  # pixels after which a pressed heading is being dragged
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class Header(QWidget):
    """One line of headings over the columns."""

    sort_asked = Signal(str, bool)  # field key; whether it comes after the present order
    width_dragged = Signal(int, int)  # column number, width
    fit_asked = Signal(int)  # column number: as wide as its content
    menu_asked = Signal(int, QPoint)
    column_moved = Signal(int, int)  # column number; number of the one before which it goes

    def __init__(self, geometry: Geometry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._geometry = geometry
        self._sort: tuple[tuple[str, bool], ...] = ()
        self._dragged = -1
        self._pressed = -1
        self._pressed_at = 0
        self._target = -1  # number of the column before which a dragged one would go
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFixedHeight(HEIGHT)
        self.setFont(tokens.font(tokens.TABLE, bold=True))

    def show_sort(self, sort: tuple[tuple[str, bool], ...]) -> None:
        """Show the sign of the order in the headings that make it."""
        self._sort = sort
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        geometry = self._geometry
        width = min(geometry.total, geometry.room)
        painter.fillRect(0, 0, width, HEIGHT, QColor(tokens.HEADER))
        painter.setFont(self.font())
        frozen = geometry.frozen_width
        painter.setClipRect(frozen, 0, width - frozen, HEIGHT)
        for one in geometry.scrolling():
            self._paint_heading(painter, one)
        painter.setClipRect(0, 0, frozen, HEIGHT)
        for one in geometry.fixed():
            self._paint_heading(painter, one)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(tokens.HEADER_LINE), 0))
        painter.drawLine(0, HEIGHT - 1, width - 1, HEIGHT - 1)
        if self._target >= 0:
            left = geometry.left(self._target) if self._target < len(geometry.columns) else width
            painter.fillRect(max(0, left - 2), 0, 3, HEIGHT, QColor(tokens.PINE))

    def _paint_heading(self, painter: QPainter, one: Placed) -> None:
        column = self._geometry.columns[one.number]
        if one.number == self._hovered:
            painter.fillRect(one.left, 0, one.width, HEIGHT - 1, QColor(tokens.STONE))
        order = next((descending for key, descending in self._sort if key == column.key), None)
        room = one.width - 2 * PADDING
        text = painter.fontMetrics().elidedText(
            column.heading, Qt.TextElideMode.ElideRight, room + 1
        )
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(tokens.HEADER_TEXT))
        box = QRect(one.left + PADDING, 0, room + 1, HEIGHT - 1)
        painter.drawText(box, _MIDDLE | side, text)
        if order is not None:
            self._paint_order(painter, one, painter.fontMetrics().horizontalAdvance(text), order)
        painter.setPen(QPen(QColor(tokens.LINE), 0))
        painter.drawLine(one.left + one.width - 1, 0, one.left + one.width - 1, HEIGHT)

    def _paint_order(self, painter: QPainter, one: Placed, text: int, descending: bool) -> None:
        """Paint the sign of the order beside the heading, in the padding where room is short."""
        if self._geometry.columns[one.number].right:
            x = one.left + one.width - PADDING - text - 9
        else:
            x = min(one.left + PADDING + text + 4, one.left + one.width - 8)
        sign = QRectF(max(x, one.left + 1), HEIGHT / 2 - 3, 6, 5)
        icons.draw_triangle(
            painter, sign, QColor(tokens.PINE), pointing="down" if descending else "up"
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().toPoint().x()
        if self._dragged >= 0:
            self.width_dragged.emit(self._dragged, x - self._geometry.left(self._dragged) + 1)
            return
        if self._pressed >= 0 and (self._target >= 0 or abs(x - self._pressed_at) > _MOVING):
            self._drag_to(x)
            return
        on_edge = self._geometry.edge_at(x) >= 0
        self.setCursor(Qt.CursorShape.SplitHCursor if on_edge else Qt.CursorShape.ArrowCursor)
        self._hover(-1 if on_edge else self._geometry.at(x))

    def _drag_to(self, x: int) -> None:
        """Show where a dragged heading would go: before a column or, past its middle, behind it."""
        geometry = self._geometry
        number = geometry.at(x)
        if number < 0:
            number = 0 if x < 0 else len(geometry.columns) - 1
        middle = geometry.left(number) + geometry.widths[number] // 2
        self._target = number + (x > middle)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            x = event.position().toPoint().x()
            self._dragged = self._geometry.edge_at(x)
            self._pressed = self._geometry.at(x) if self._dragged < 0 else -1
            self._pressed_at = x

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        number = self._geometry.at(event.position().toPoint().x())
        pressed, target = self._pressed, self._target
        self._dragged = self._pressed = self._target = -1
        if target >= 0:
            self.setCursor(Qt.CursorShape.ArrowCursor)
            self.update()
            if target not in (pressed, pressed + 1):
                self.column_moved.emit(pressed, target)
        elif pressed >= 0 and number == pressed:
            add = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_asked.emit(self._geometry.columns[number].key, add)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        edge = self._geometry.edge_at(event.position().toPoint().x())
        if edge >= 0:
            self.fit_asked.emit(edge)
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        number = self._geometry.at(event.pos().x())
        if number >= 0:
            self.menu_asked.emit(number, event.globalPos())

"""The line under the headings: what is typed here narrows the rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.ledger.choice_popup import ChoicePopup
from ruraldesk.ui.ledger.columns import PADDING, Column, Geometry, Placed
from ruraldesk.ui.ledger.filters import Filters
from ruraldesk.ui.ledger.picking import CHOOSABLE, is_listed, members

HEIGHT = 29
TYPING_PAUSE_MS = 250
_LEAST_FOR_SIGN = 56  # pixels that a column needs to show that it has a list
_SIGN = 20  # pixels at a column's end that open its list of values
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class FilterRow(QWidget):
    """One field under each heading; only the one in use is a real editor."""

    typed = Signal(str, str)  # field key, text
    chosen = Signal(str, tuple)  # field key, codes of the ticked members
    values_wanted = Signal(str, ChoicePopup)  # field key, the list that shows what occurs
    left = Signal()  # back to the rows
    reached = Signal(int)  # the editor stands in this column now

    def __init__(self, geometry: Geometry, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._geometry, self._filters = geometry, filters
        self._number = -1
        self._hovered = -1
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setFont(tokens.font(tokens.TABLE))
        self.editor = QLineEdit(self)
        self.editor.setFont(self.font())
        self.editor.setStyleSheet(
            f"QLineEdit {{ border: 2px solid {tokens.PINE}; border-radius: 4px; min-height: 20px;"
            f" padding: 0px 4px; background: {tokens.CARD}; }}"
        )
        self.editor.hide()
        self.editor.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.apply)
        self.editor.textEdited.connect(lambda: self._pause.start())
        self._popup: ChoicePopup | None = None

    def edit(self, number: int) -> None:
        """Open the editor under a heading."""
        self.apply_pending()
        self._number = number
        column = self._column()
        self.editor.setText(self._filters.typed(column.key))
        self.editor.setPlaceholderText(hint(column, 1))
        self.editor.setAccessibleName(tr("Filter {field}").format(field=column.heading))
        self.reached.emit(number)
        self.place_editor()
        self.editor.show()
        self.editor.setFocus()
        self.editor.selectAll()

    def place_editor(self) -> None:
        """Put the editor over its column, which may have moved."""
        if not 0 <= self._number < len(self._geometry.columns):
            self.editor.hide()
            return
        left = self._geometry.left(self._number)
        width = self._geometry.widths[self._number]
        self.editor.setGeometry(QRect(left + 1, 1, width - 3, HEIGHT - 3))

    def apply_pending(self) -> None:
        """Do now what waits for a pause in typing."""
        if self._pause.isActive():
            self.apply()

    def apply(self) -> None:
        """Tell what stands in the editor."""
        self._pause.stop()
        if self._number >= 0:
            self.typed.emit(self._column().key, self.editor.text())

    def close_editor(self) -> None:
        """Hide the editor; what it holds stays in force."""
        self.apply_pending()
        self._number = -1
        self.editor.hide()
        self.update()

    def open_choices(self) -> None:
        """Offer the values of the column, where they can be listed."""
        column = self._column()
        if not is_listed(column.field):
            return
        filters, key = self._filters, column.key
        popup = ChoicePopup(members(column.field), filters.chosen(key), self)

        def take(codes: tuple[str, ...]) -> None:
            filters.know(key, popup.labels())
            self.chosen.emit(key, codes)

        popup.accepted.connect(take)
        popup.finished.connect(self._popup_finished)
        corner = QPoint(self._geometry.left(self._number), HEIGHT)
        popup.show_at(self.mapToGlobal(corner), self._geometry.widths[self._number])
        self._popup = popup
        self.values_wanted.emit(key, popup)

    def popup(self) -> ChoicePopup | None:
        """Return the list of choices while it is open."""
        return self._popup

    def _popup_finished(self) -> None:
        self._popup = None
        self.close_editor()
        self.left.emit()

    def _column(self) -> Column:
        return self._geometry.columns[self._number]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and event.type() is QEvent.Type.FocusOut:
            self.apply_pending()
            if self._popup is None:
                self.editor.hide()
                self._number = -1
                self.update()
            return False
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_F4 or (alt and key == Qt.Key.Key_Down):
            self.open_choices()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.apply()
            self.left.emit()
        elif key == Qt.Key.Key_Escape:
            if self.editor.text() or self._filters.shown(self._column().key):
                self.editor.clear()
                self.apply()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            step = 1 if key == Qt.Key.Key_Tab else -1
            following = self._geometry.next_shown(self._number, step)
            if not 0 <= following < len(self._geometry.columns):
                return False
            self.edit(following)
        else:
            return False
        return True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._geometry.at(event.position().toPoint().x()))

    def leaveEvent(self, event: object) -> None:
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().toPoint().x()
        number = self._geometry.at(x)
        if number >= 0:
            self.edit(number)
            end = self._geometry.left(number) + self._geometry.widths[number]
            if self._column().field.shape in CHOOSABLE or x > end - _SIGN:
                self.open_choices()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        geometry = self._geometry
        width = min(geometry.total, geometry.room)
        painter.fillRect(0, 0, width, HEIGHT, QColor(tokens.FIELD))
        painter.setFont(self.font())
        frozen = geometry.frozen_width
        painter.setClipRect(frozen, 0, width - frozen, HEIGHT)
        for one in geometry.scrolling():
            self._paint_cell(painter, one)
        painter.setClipRect(0, 0, frozen, HEIGHT)
        for one in geometry.fixed():
            self._paint_cell(painter, one)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(tokens.INNER_LINE), 0))
        painter.drawLine(0, HEIGHT - 1, width - 1, HEIGHT - 1)

    def _paint_cell(self, painter: QPainter, one: Placed) -> None:
        column = self._geometry.columns[one.number]
        if one.number == self._hovered:
            painter.fillRect(one.left, 0, one.width, HEIGHT, QColor(tokens.STONE))
        shown = self._filters.shown(column.key)
        text, ink = (shown, tokens.PINE) if shown else (hint(column, one.number), tokens.HINT)
        room = one.width - 2 * PADDING
        if shown and self._filters.is_bad(column.key):
            ink = tokens.CINNABAR_TEXT
            room -= 16
            box = QRect(one.left + PADDING + room + 2, 7, 14, 14)
            icons.draw(painter, "warning", box.toRectF(), QColor(ink), weight=1.2)
        elif is_listed(column.field) and one.width > _LEAST_FOR_SIGN:
            room -= 10
            sign = QRect(one.left + PADDING + room + 3, HEIGHT // 2 - 2, 7, 5)
            tint = tokens.QUIET if one.number == self._hovered else tokens.FIELD_LINE
            icons.draw_triangle(painter, sign.toRectF(), QColor(tint))
        painter.setPen(QColor(ink))
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(one.left + PADDING, 0, room, HEIGHT - 1), _MIDDLE | side, text)
        painter.setPen(QPen(QColor(tokens.INNER_LINE), 0))
        painter.drawLine(one.left + one.width - 1, 0, one.left + one.width - 1, HEIGHT)


def hint(column: Column, number: int) -> str:
    """Return what an empty field says about what can be typed."""
    if number == 0:
        return tr("Filter")
    if column.field.shape in CHOOSABLE:
        return tr("All")
    return "" if column.right else tr("contains…") if number == 1 else ""

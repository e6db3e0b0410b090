"""The table itself: an own grid, so that a million rows scroll as lightly as ten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger import filter_row, header, totals
from ruraldesk.ui.ledger.asked import told_of
from ruraldesk.ui.ledger.columns import PADDING, Column, Geometry
from ruraldesk.ui.ledger.filters import Filters
from ruraldesk.ui.ledger.model import LedgerModel
from ruraldesk.ui.ledger.paint import Scene, paint_rows, problem_level
from ruraldesk.ui.ledger.selection import Selection
from ruraldesk.ui.ledger.widths import marked_width, natural_widths

_FIRST_ROWS = 60  # that say how wide a column has to be
_STILL_MS = 150  # after that much rest the rows in sight are checked for problems
TOP = header.HEIGHT + filter_row.HEIGHT


class Grid(QAbstractScrollArea):
    """Headings, filter row, rows, totals; one cell has the cursor."""

    opened = Signal(int)  # row: Enter, or a double click
    moved = Signal(int)  # the cursor came to this row
    menu_asked = Signal(QPoint)
    widths_changed = Signal()

    def __init__(
        self,
        model: LedgerModel,
        filters: Filters,
        parent: QWidget | None = None,
        *,
        filterable: bool = True,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self.geometry_of_columns = Geometry()
        self.selection = Selection()
        self._current_id = 0
        self._hovered = -1
        self._widths: dict[str, int] = {}
        self._frozen = 0
        self._fitted = False
        self._empty_text = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr(model.form.title))
        self.setFont(tokens.font(tokens.TABLE))
        self._chip_font = tokens.font(tokens.LABEL)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.header = header.Header(self.geometry_of_columns, self)
        self.filter_row = filter_row.FilterRow(self.geometry_of_columns, filters, self)
        self.filter_row.setVisible(filterable)
        self._top = TOP if filterable else header.HEIGHT
        self.totals = totals.Totals(self.geometry_of_columns, self)
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MS)
        self._still.timeout.connect(self._look_for_problems)
        self._connect()

    def _connect(self) -> None:
        self.header.width_dragged.connect(self._drag_width)
        self.header.fit_asked.connect(self._fit_width)
        self.filter_row.left.connect(self.setFocus)
        self.filter_row.reached.connect(self.show_column)
        self.model.modelReset.connect(self._on_rows_changed)
        self.model.rowsInserted.connect(self._on_rows_changed)
        self.model.dataChanged.connect(self._repaint)
        self.model.problems_changed.connect(self._show_problems)
        self.model.totals_changed.connect(self._show_totals)

    def show_columns(self, columns: Sequence[Column], widths: dict[str, int], frozen: int) -> None:
        """Show these columns; `widths` are those that a clerk dragged."""
        self._widths = widths
        self._fitted = False
        self._frozen = frozen
        self.selection.column = self.selection.anchor_column = 0
        self.filter_row.close_editor()
        self.model.show_columns(columns)
        self._take_widths()

    def set_crowded(self, crowded: bool) -> None:
        """Let lesser columns go while an entry is open beside the table, or bring them back."""
        geometry = self.geometry_of_columns
        if crowded != geometry.crowded:
            geometry.crowded = crowded
            self._lay_out()

    def show_empty_text(self, text: str) -> None:
        """Say why there are no rows, where there are none."""
        self._empty_text = text
        self.viewport().update()

    def dragged_widths(self) -> dict[str, int]:
        """Return the widths that a clerk dragged, by field key."""
        return self._widths

    def _take_widths(self) -> None:
        """Make the columns as wide as what the first rows hold."""
        columns = self.model.columns()
        count = min(self.model.rowCount(), _FIRST_ROWS)
        rows = [self.model.row(number) for number in range(count)]
        self._fitted = bool(rows)
        fonts = QFontMetrics(self.font()), QFontMetrics(self.header.font())
        widths = natural_widths(columns, rows, self.model.totals, *fonts)
        chosen = [self._widths.get(c.key, w) for c, w in zip(columns, widths, strict=True)]
        self.geometry_of_columns.set_columns(tuple(columns), chosen, self._frozen)
        self._lay_out()

    def _on_rows_changed(self) -> None:
        count = self.model.rowCount()
        if self._current_id:
            row = self.model.row_of(self._current_id)
            if row >= 0 and row != self.selection.row:
                self.selection.move(row, self.selection.column)
        self.selection.clamp(count, len(self.model.columns()))
        if count and self.selection.row < 0:
            self.selection.move(0, self.selection.column)
        self._current_id = self.model.id_at(self.selection.row)
        self.totals.show_count(count)
        if not self._fitted and count:
            self._take_widths()
        self._lay_out()

    def _show_totals(self) -> None:
        """Show the sums; a column that is too narrow for its own gets wider."""
        self.totals.show_totals(self.model.totals)
        bold = QFontMetrics(self.totals.font())
        for number, column in enumerate(self.geometry_of_columns.columns):
            needed = bold.horizontalAdvance(self.totals.text(column.key)) + 2 * PADDING + 2
            width = self.geometry_of_columns.widths[number]
            if width and needed > width:
                self.geometry_of_columns.set_width(number, needed)
                self._lay_out()

    def _show_problems(self) -> None:
        """Mark what is wrong; a column in which the sign would cut what it marks gets wider."""
        columns, widths = self.model.columns(), self.geometry_of_columns.widths
        metrics = QFontMetrics(self.font())
        for row in map(self.model.row, range(min(self.model.rowCount(), _FIRST_ROWS))):
            problems = self.model.problems(row.uuid)
            for number, column in enumerate(columns) if problems else ():
                if column.key in self._widths or not problem_level(problems, columns, number):
                    continue
                needed = marked_width(row.texts[number], column, metrics)
                if 0 < widths[number] < needed:
                    self.geometry_of_columns.set_width(number, needed)
        self._lay_out()
        self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()
        self._still.start()

    def _lay_out(self) -> None:
        """Place the strips and set the scroll bars for the rows and columns there are."""
        self.setViewportMargins(0, self._top, 0, totals.HEIGHT)
        room, height = self.viewport().width(), self.viewport().height()
        geometry = self.geometry_of_columns
        geometry.fit(room)
        if geometry.columns and not geometry.shown(self.selection.column):
            self.selection.column = max(0, geometry.next_shown(self.selection.column, -1))
        self.header.setGeometry(0, 0, room, header.HEIGHT)
        self.filter_row.setGeometry(0, header.HEIGHT, room, filter_row.HEIGHT)
        tall = self.model.rowCount() * tokens.ROW
        self.totals.setVisible(tall > 0)
        self.totals.setGeometry(0, self._top + min(height, tall), room, totals.HEIGHT)
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, tall - height))
        vertical.setPageStep(height)
        vertical.setSingleStep(tokens.ROW)
        horizontal.setRange(0, geometry.furthest)
        horizontal.setPageStep(room)
        horizontal.setSingleStep(40)
        self.filter_row.place_editor()
        for one in (self.header, self.filter_row, self.totals, self.viewport()):
            one.update()
        self._still.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if dx:
            self.geometry_of_columns.offset = self.horizontalScrollBar().value()
            for one in (self.header, self.filter_row, self.totals, self.viewport()):
                one.update()
            self.filter_row.place_editor()
        elif abs(dy) < self.viewport().height():
            self.viewport().scroll(0, dy)
        else:
            self.viewport().update()
        self._still.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        scene = Scene(
            self.model,
            self.geometry_of_columns,
            self.selection,
            self._hovered,
            self.hasFocus(),
            self.font(),
            self._chip_font,
        )
        paint_rows(painter, scene, self.verticalScrollBar().value(), event.rect())
        if not self.model.rowCount() and self._empty_text:
            painter.setPen(QColor(tokens.QUIET))
            box = self.viewport().rect().adjusted(0, 28, 0, 0)
            centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(box, centred | Qt.TextFlag.TextWordWrap, self._empty_text)

    def move_to(self, row: int, column: int, *, extend: bool = False) -> None:
        """Put the cursor on a cell and bring it into sight."""
        rows, columns = self.model.rowCount(), len(self.model.columns())
        if not rows or not columns:
            return
        row, column = max(0, min(row, rows - 1)), max(0, min(column, columns - 1))
        if not self.geometry_of_columns.shown(column):
            column = max(0, self.geometry_of_columns.next_shown(column, -1))
        self.selection.move(row, column, extend=extend)
        self._current_id = self.model.id_at(row)
        self.show_row(row)
        self.show_column(column)
        self.viewport().update()
        self.moved.emit(row)

    def show_row(self, row: int) -> None:
        """Scroll as little as needed to see a row."""
        bar = self.verticalScrollBar()
        top = row * tokens.ROW
        if top < bar.value():
            bar.setValue(top)
        elif top + tokens.ROW > bar.value() + self.viewport().height():
            bar.setValue(top + tokens.ROW - self.viewport().height())

    def show_column(self, number: int) -> None:
        """Scroll as little as needed to see a column."""
        self.horizontalScrollBar().setValue(self.geometry_of_columns.offset_showing(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen, key = self.selection, event.key()
        modifiers = event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        extend = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)  # the page listens to those
        target = None if alt else self._target(key, control)
        if target is not None:
            self.move_to(*target, extend=extend)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not control:
            if chosen.row >= 0:
                self.opened.emit(chosen.row)
        elif control and key == Qt.Key.Key_A:
            chosen.all(self.model.rowCount(), len(self.model.columns()))
            self.viewport().update()
        elif extend and key == Qt.Key.Key_Space:
            chosen.whole_rows(len(self.model.columns()))
            self.viewport().update()
        else:
            event.ignore()

    def _target(self, key: int, control: bool) -> tuple[int, int] | None:
        """Return the cell that an arrow or page key leads to, None for other keys."""
        row, column = self.selection.row, self.selection.column
        shown = self.geometry_of_columns.next_shown
        page = max(1, self.viewport().height() // tokens.ROW - 1)
        last_row, last_column = self.model.rowCount() - 1, shown(len(self.model.columns()), -1)
        targets = {
            Qt.Key.Key_Up: (0 if control else row - 1, column),
            Qt.Key.Key_Down: (last_row if control else row + 1, column),
            Qt.Key.Key_Left: (row, 0 if control else shown(column, -1)),
            Qt.Key.Key_Right: (row, last_column if control else shown(column, 1)),
            Qt.Key.Key_PageUp: (row - page, column),
            Qt.Key.Key_PageDown: (row + page, column),
            Qt.Key.Key_Home: (0, 0) if control else (row, 0),
            Qt.Key.Key_End: (last_row, last_column) if control else (row, last_column),
        }
        return targets.get(key)  # type: ignore[call-overload, no-any-return]

    def row_at(self, y: int) -> int:
        """Return the row at a height of the viewport, -1 below the last one."""
        row = (y + self.verticalScrollBar().value()) // tokens.ROW
        return row if 0 <= row < self.model.rowCount() else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row, column = self.row_at(point.y()), self.geometry_of_columns.at(point.x())
        if row < 0 or column < 0:
            return
        if event.button() is Qt.MouseButton.RightButton and row in self.selection.rows:
            return  # the menu is for what is marked
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.move_to(row, column, extend=extend)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row = self.row_at(point.y())
        if event.buttons() & Qt.MouseButton.LeftButton and self.selection.row >= 0:
            column = self.geometry_of_columns.at(point.x())
            if row >= 0 and column >= 0:
                self.move_to(row, column, extend=True)
        elif row != self._hovered:
            self._update_row(self._hovered)
            self._hovered = row
            self._update_row(row)

    def leaveEvent(self, event: QEvent) -> None:
        self._update_row(self._hovered)
        self._hovered = -1

    def _update_row(self, row: int) -> None:
        if row >= 0:
            y = row * tokens.ROW - self.verticalScrollBar().value()
            self.viewport().update(QRect(0, y, self.viewport().width(), tokens.ROW))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint().y())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, point: QPoint) -> str:
        """Return what a cell would say: its problems in words, or the text that was cut off."""
        row, column = self.row_at(point.y()), self.geometry_of_columns.at(point.x())
        if row < 0 or column < 0:
            return ""
        shown = self.model.row(row)
        if not shown.texts:
            return ""
        columns = self.geometry_of_columns.columns
        problems = self.model.problems(shown.uuid)
        told = [p.message for p in problems if problem_level([p], columns, column) is not None]
        if self.model.asked is not None:
            told += [told_of(one) for one in self.model.asked.at(shown.uuid, columns, column)]
        if told:
            return "\n".join(told)
        text = shown.texts[column]
        room = self.geometry_of_columns.widths[column] - 2 * PADDING
        return text if self.fontMetrics().horizontalAdvance(text) > room else ""

    def _drag_width(self, number: int, width: int) -> None:
        self.geometry_of_columns.set_width(number, width)
        self._widths[self.model.columns()[number].key] = max(48, width)
        self._lay_out()
        self.widths_changed.emit()

    def _fit_width(self, number: int) -> None:
        self._widths.pop(self.model.columns()[number].key, None)
        self._take_widths()
        self.widths_changed.emit()

    def _look_for_problems(self) -> None:
        top = self.verticalScrollBar().value()
        first = top // tokens.ROW
        last = min(self.model.rowCount(), first + self.viewport().height() // tokens.ROW + 1) - 1
        if last >= first:
            self.model.look_for_problems(first, last)

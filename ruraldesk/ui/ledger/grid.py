"""The table itself: an own grid, so that a million rows scroll as lightly as ten."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
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

from ruraldesk.ui import tokens
from ruraldesk.ui.ledger import filter_row, header, strips, totals
from ruraldesk.ui.ledger.cell_editor import CellEditor
from ruraldesk.ui.ledger.columns import PADDING, Column, Geometry
from ruraldesk.ui.ledger.filters import Filters
from ruraldesk.ui.ledger.model import LedgerModel
from ruraldesk.ui.ledger.moving import Run, target
from ruraldesk.ui.ledger.paint import Scene, paint_empty, paint_rows
from ruraldesk.ui.ledger.selection import Selection
from ruraldesk.ui.ledger.spoken_cell import CellSpeaker
from ruraldesk.ui.ledger.widening import FIRST_ROWS, tip_of, widen_for_signs, widen_for_totals
from ruraldesk.ui.ledger.widths import natural_widths
from ruraldesk.ui.ledger.writing import Writing

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
        self._current_id, self._hovered = 0, -1
        self._widths: dict[str, int] = {}
        self._frozen, self._fitted = 0, False
        self.empty_text = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(tokens.font(tokens.TABLE))
        self._chip_font = tokens.font(tokens.LABEL)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.header = header.Header(self.geometry_of_columns, self)
        self.filter_row = filter_row.FilterRow(self.geometry_of_columns, filters, self)
        self.filter_row.setVisible(filterable)
        self._top = TOP if filterable else header.HEIGHT
        self.totals = totals.Totals(self.geometry_of_columns, self)
        self.cell = CellEditor(self)
        self.run = Run()
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MS)
        self._still.timeout.connect(self._look_for_problems)
        self._connect()
        self.speaker = CellSpeaker(self)

    def _connect(self) -> None:
        self.header.width_dragged.connect(self._drag_width)
        self.header.fit_asked.connect(self._fit_width)
        self.filter_row.left.connect(self.setFocus)
        self.filter_row.reached.connect(self.show_column)
        self.model.modelReset.connect(self._on_rows_changed)
        self.model.rowsInserted.connect(self._on_rows_changed)
        self.model.loaded.connect(self._on_rows_changed)
        self.model.dataChanged.connect(self._repaint)
        self.model.problems_changed.connect(self._show_problems)
        self.model.totals_changed.connect(self._show_totals)
        self.model.overlaid.connect(self._repaint)
        self.cell.stepped.connect(self.step)

    def write_with(self, writing: Writing | None) -> None:
        """Let cells be typed into; None lets the rows be read only."""
        self.cell.forget_editors()
        self.cell.writing = writing
        self._lay_out()
        self.cell.arm()

    def rows(self) -> int:
        """Return how many rows are shown: the records, and the row that begins a new one."""
        writing = self.cell.writing
        return self.model.rowCount() + (writing is not None and writing.takes_new())

    def show_columns(self, columns: Sequence[Column], widths: dict[str, int], frozen: int) -> None:
        """Show these columns; `widths` are those that a clerk dragged."""
        self._widths = widths
        self._fitted = False
        self._frozen = frozen
        self.selection.column = self.selection.anchor_column = 0
        self.filter_row.close_editor()
        self.cell.forget_editors()
        self.model.show_columns(columns)
        self._take_widths()
        self.cell.arm()

    def set_crowded(self, crowded: bool) -> None:
        """Let lesser columns go while an entry is open beside the table, or bring them back."""
        geometry = self.geometry_of_columns
        if crowded != geometry.crowded:
            geometry.crowded = crowded
            self._lay_out()

    def show_empty_text(self, text: str) -> None:
        """Say why there are no rows, where there are none."""
        self.empty_text = text
        self.speaker.speak()
        self.viewport().update()

    def dragged_widths(self) -> dict[str, int]:
        """Return the widths that a clerk dragged, by field key."""
        return self._widths

    def _take_widths(self) -> None:
        """Make the columns as wide as what the first rows hold."""
        columns = self.model.columns()
        count = min(self.model.rowCount(), FIRST_ROWS)
        rows = [self.model.row(number) for number in range(count)]
        self._fitted = bool(rows)
        fonts = QFontMetrics(self.font()), QFontMetrics(self.header.font())
        widths = natural_widths(columns, rows, self.model.totals, *fonts)
        chosen = [self._widths.get(c.key, w) for c, w in zip(columns, widths, strict=True)]
        self.geometry_of_columns.set_columns(tuple(columns), chosen, self._frozen)
        self._lay_out()

    def _on_rows_changed(self) -> None:
        count, in_new = self.model.rowCount(), self.selection.row >= 0 and not self._current_id
        if self._current_id:
            row = self.model.row_of(self._current_id)
            if row >= 0 and row != self.selection.row:
                self.selection.move(row, self.selection.column)
        elif in_new and (self.run.on or self.cell.is_open) and self.rows() > count:
            self.selection.move(count, self.selection.column)
        self.selection.clamp(self.rows(), len(self.model.columns()))
        if self.rows() and self.selection.row < 0:
            self.selection.move(0, self.selection.column)
        self._current_id = self.model.id_at(self.selection.row)
        self.totals.show_count(count - self.model.count_ended(), known=self.model.complete)
        if not self._fitted and count:
            self._take_widths()
        self._lay_out()
        self.cell.follow(self.selection.row)
        self.cell.arm()

    def _show_totals(self) -> None:
        """Show the sums; a column that is too narrow for its own gets wider."""
        self.totals.show_totals(self.model.totals)
        if widen_for_totals(self.geometry_of_columns, self.totals):
            self._lay_out()

    def _show_problems(self) -> None:
        """Mark what is wrong; a column in which the sign would cut what it marks gets wider."""
        metrics = QFontMetrics(self.font())
        widen_for_signs(self.geometry_of_columns, self.model, self._widths, metrics)
        self._lay_out()
        self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()
        self._still.start()

    def _lay_out(self) -> None:
        self.setViewportMargins(0, self._top, 0, totals.HEIGHT)
        strips.place(self, self._top)
        strips.follow_columns(self)
        self._still.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if dx:
            self.geometry_of_columns.offset = self.horizontalScrollBar().value()
            strips.follow_columns(self)
        elif abs(dy) < self.viewport().height():
            self.viewport().scroll(0, dy)
        else:
            self.viewport().update()
            self.cell.place()
        self._still.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        scene = Scene(
            self.model,
            self.rows(),
            self.geometry_of_columns,
            self.selection,
            self._hovered,
            self.hasFocus(),
            self.font(),
            self._chip_font,
        )
        paint_rows(painter, scene, self.verticalScrollBar().value(), event.rect())
        if not self.model.rowCount() and self.empty_text:
            top = 28 + self.rows() * tokens.ROW
            paint_empty(painter, self.viewport().rect().adjusted(0, top, 0, 0), self.empty_text)

    def move_to(
        self, row: int, column: int, *, extend: bool = False, entering: bool = False
    ) -> None:
        """Put the cursor on a cell; an open one, after `entering` a whole row, is saved first."""
        if not self.cell.settle() or not self._leave_for(row, entering):
            return
        rows, columns = self.rows(), len(self.model.columns())
        if not rows or not columns:
            return
        if not entering:
            self.run.end()
        self.cell.note.hide()
        row, column = max(0, min(row, rows - 1)), max(0, min(column, columns - 1))
        if not self.geometry_of_columns.shown(column):
            column = max(0, self.geometry_of_columns.next_shown(column, -1))
        self.selection.move(row, column, extend=extend)
        self._current_id = self.model.id_at(row)
        self.show_row(row)
        self.show_column(column)
        self.cell.arm()
        self.viewport().update()
        self.moved.emit(row)

    def _leave_for(self, row: int, entering: bool) -> bool:
        """Let the row of the cursor be saved where it is left; return whether the cursor may go."""
        writing, present = self.cell.writing, self.selection.row
        if writing is None or present < 0 or row == present:
            return True
        return writing.leave(present) or not entering

    def step(self, rows: int, columns: int) -> None:
        """Go on after a cell was filled, or past one: Tab to the right, Enter down."""
        self.move_to(*self.run.next(self, rows, columns), entering=True)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from cell to cell where they are typed into; F6 leaves the table."""
        if self.cell.writing is None or self.selection.row < 0 or not self.hasFocus():
            return super().focusNextPrevChild(forward)
        self.step(0, 1 if forward else -1)
        return True

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return where a cell is seen in the viewport, as far as frozen columns leave it."""
        geometry = self.geometry_of_columns
        left = geometry.left(column)
        right = left + geometry.widths[column]
        if column >= geometry.frozen:
            left = max(left, geometry.frozen_width)
        top = row * tokens.ROW - self.verticalScrollBar().value()
        return QRect(left, top, max(right - left, 1), tokens.ROW)

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
        if self.cell.take_key_of_table(event):
            return
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        extend = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)  # the page listens to those
        goal = None if alt else target(self, key, control)
        if goal is not None:
            self.move_to(*goal, extend=extend)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and not alt:
            if self.run.on and not control:
                self.step(-1 if extend else 1, 0)
            elif chosen.row >= 0:
                self.opened.emit(chosen.row)
        elif control and key == Qt.Key.Key_A:
            chosen.all(self.model.rowCount(), len(self.model.columns()))
            self.viewport().update()
        elif extend and key == Qt.Key.Key_Space:
            chosen.whole_rows(len(self.model.columns()))
            self.viewport().update()
        else:
            event.ignore()

    def row_at(self, y: int) -> int:
        """Return the row at a height of the viewport, -1 below the last one."""
        row = (y + self.verticalScrollBar().value()) // tokens.ROW
        return row if 0 <= row < self.rows() else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        row, column = self.row_at(point.y()), self.geometry_of_columns.at(point.x())
        if row < 0 or column < 0:
            return
        if event.button() is Qt.MouseButton.RightButton and row in self.selection.rows:
            return  # the menu is for what is marked
        if not self.cell.settle():
            return  # what is wrong in the open cell comes first
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
        self.cell.arm()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.cell.note.hide()
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
        room = self.geometry_of_columns.widths[column] - 2 * PADDING
        return tip_of(self.model, row, column, self.fontMetrics(), room)

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

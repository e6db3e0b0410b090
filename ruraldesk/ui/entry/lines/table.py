"""The table of detail rows: the cell with the focus is always open for writing.

An editor that opens only with the first key would lose the first letter of a Chinese word to the
input method; so moving to a cell opens it.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from ruraldesk.definitions.model import NUMBER_TYPES, FieldDef, FieldType, Record
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.editors import Editor, show_known
from ruraldesk.ui.entry.lines.above import above, counted_on
from ruraldesk.ui.entry.lines.delegate import INSERT_HELD, LinesDelegate
from ruraldesk.ui.entry.lines.model import Index, LinesModel
from ruraldesk.ui.entry.source import Sources

_ROW = 31  # a field of 30 pixels and the line under it
_NARROWEST, _WIDEST = 76, 240
_LOOKED_AT = 50  # rows by which the first width of a column is found
_EDITOR_EXTRA = {  # pixels that an open editor needs beside its text
    FieldType.DATE: 46,
    FieldType.MONTH: 46,
    FieldType.CHOICE: 46,
    FieldType.CHOICES: 46,
    FieldType.REFERENCE: 46,
    FieldType.DIVISION: 46,
    FieldType.YES_NO: 46,
}
_LEAST = {
    FieldType.TEXT: 130,
    FieldType.NOTE: 170,
    FieldType.DATE: 122,
    FieldType.MONTH: 104,
    FieldType.REFERENCE: 150,
    FieldType.DIVISION: 116,
    FieldType.CHOICE: 110,
    FieldType.CHOICES: 140,
    FieldType.PERSON_ID: 180,
    FieldType.PHONE: 128,
    FieldType.CREDIT_CODE: 188,
    FieldType.MONEY: 100,
}


class LinesTable(QTableView):
    """Moves by Enter, Tab and arrows; new rows begin after the last one."""

    finished = Signal(int)  # stepped past the last row (1) or before the first (-1)
    moved = Signal()  # another cell is current
    left = Signal()  # a cell is filled; what is asked next may depend on it

    def __init__(self, model: LinesModel, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.delegate = LinesDelegate(sources, self)
        self.setItemDelegate(self.delegate)
        self.delegate.stepped.connect(self._step)
        self.delegate.row_moved.connect(self._move_row)
        self.setFont(tokens.font(tokens.TABLE))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(True)
        self.setGridStyle(Qt.PenStyle.SolidLine)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self._set_headers()
        model.modelReset.connect(self.fit_columns)

    def _set_headers(self) -> None:
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setFont(tokens.font(tokens.LABEL, bold=True))
        across.setHighlightSections(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        across.setMinimumSectionSize(48)
        across.setFixedHeight(30)
        down.setFont(tokens.font(tokens.LABEL))
        down.setDefaultSectionSize(_ROW)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setFixedWidth(30)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        down.setHighlightSections(True)

    # moving

    def settle(self) -> None:
        """Take what is being typed in the open cell."""
        widget = self.delegate.open_editor
        if widget is not None and widget.isVisible():
            self.commitData(widget)

    def go_to(self, row: int, column: int) -> None:
        """Make a cell current, open it, and bring it into view."""
        index = self._model.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if self.delegate.open_editor is None:
            self._open(index)

    def _open(self, index: Index) -> None:
        if self._model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def first_column(self, row: int = 0) -> int:
        """Return the first column of a row at which Enter stops."""
        return next(iter(self._model.stopping.usual(row)), 0)

    def take_above(self, before: Record | None = None, *, counted: bool = False) -> bool:
        """Take the value of the cell above into the current one; return whether there is one.

        Args:
            before: the line that stands above the first row: the last one of the record before.
            counted: take what follows the one or two values above.
        """
        index = self.currentIndex()
        if not index.isValid() or index.column() not in self._model.stopping.every(index.row()):
            return False
        row, field = index.row(), self._model.fields[index.column()]
        taken = above(self._model, row, field, before)
        if taken.value is None or self._model.read_only:
            return False
        if counted:
            taken = counted_on(self._model, row, field, taken)
        self._model.put(row, field.key, taken.value, taken.name, taken.known)
        widget = self.delegate.open_editor
        if widget is not None:
            widget.show_value(taken.value, taken.name)
            show_known(widget, taken.known)
            widget.selectAll()
        return True

    def _step(self, direction: int) -> None:
        """Go to the next cell to fill, or out of the table from an empty row after the last.

        Enter goes over the usual cells, Tab over all; in the first row of all, both go right.
        """
        self.settle()
        self.left.emit()
        index = self.currentIndex()
        row, column = index.row(), index.column()
        empty_last = row == self._model.rowCount() - 1 and not self._model.read_only
        by_enter = direction > 0 and not self.delegate.by_tab
        if by_enter and empty_last and row > 0 and column == self.first_column(row):
            self._leave(1)
            return
        stops = self._stops(row)
        following = [one for one in stops if (one > column if direction > 0 else one < column)]
        row += direction
        if following:
            self.go_to(row - direction, following[0] if direction > 0 else following[-1])
        elif 0 <= row < self._model.rowCount() and (stops := self._stops(row)):
            self.go_to(row, stops[0] if direction > 0 else stops[-1])
        else:
            self._leave(direction)

    def _stops(self, row: int) -> list[int]:
        stopping = self._model.stopping
        return stopping.every(row) if self.delegate.by_tab else stopping.usual(row)

    def _leave(self, direction: int) -> None:
        widget = self.delegate.open_editor
        if widget is not None:
            self.closeEditor(widget, QAbstractItemDelegate.EndEditHint.NoHint)
        self.finished.emit(direction)

    def _move_row(self, step: int) -> None:
        self.settle()
        index = self.currentIndex()
        row = index.row() + step
        if 0 <= row < self._model.rowCount():
            self.go_to(row, index.column())

    # widths

    def fit_columns(self) -> None:
        """Give each column the width of what is in it, within bounds; texts share what is left."""
        widths = [self._width_of(place) for place in range(self._model.columnCount())]
        room = self.viewport().width() - sum(widths)
        wide = [
            place
            for place, one in enumerate(self._model.fields)
            if one.type in (FieldType.TEXT, FieldType.NOTE, FieldType.REFERENCE)
        ]
        if room > 0:
            for place in wide or range(len(widths)):
                widths[place] += room // len(wide or widths)
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)

    def _width_of(self, column: int) -> int:
        one = self._model.fields[column]
        heading = QFontMetrics(self.horizontalHeader().font())
        text = QFontMetrics(tokens.font(tokens.TEXT))
        shown = self._model.headerData(column, Qt.Orientation.Horizontal)
        least = heading.horizontalAdvance(str(shown)) + 20
        extra = _EDITOR_EXTRA.get(one.shape, 24) + _unit_width(one)
        for row in range(min(self._model.rowCount(), _LOOKED_AT)):
            words = self._model.data(self._model.index(row, column)) or ""
            least = max(least, min(text.horizontalAdvance(words) + extra, _WIDEST))
        floor = _LEAST.get(one.shape, _NARROWEST) if one.stored else _NARROWEST
        return max(least, floor)

    # Qt

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        index = self.currentIndex()
        if not index.isValid():  # before Qt makes the first cell of all current
            index = self._model.index(0, self.first_column())
            self.setCurrentIndex(index)
        super().focusInEvent(event)
        if self.delegate.open_editor is not None:
            self.delegate.open_editor.setFocus()
        else:
            self._open(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that reach the table itself: a computed cell is current."""
        key = event.key()
        self.delegate.by_tab = key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self._step(-1 if shift or key == Qt.Key.Key_Backtab else 1)
        elif key == Qt.Key.Key_Delete:
            self.delegate.remove_wanted.emit()
        elif key == Qt.Key.Key_N and event.modifiers() == INSERT_HELD:
            self.delegate.insert_wanted.emit()
        elif key == Qt.Key.Key_Escape or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_columns()

    def open_editor(self) -> Editor | None:
        """Return the editor in the open cell."""
        return self.delegate.open_editor

    def cell_box(self, row: int, column: int) -> QRect:
        """Return where a cell stands in the viewport."""
        return self.visualRect(self._model.index(row, column))


def _unit_width(one: FieldDef) -> int:
    return 30 if one.shape in NUMBER_TYPES and one.unit else 0

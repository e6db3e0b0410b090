"""A plain table to choose from: headings, rows of words, a chip where one column tells a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ruraldesk.ui import tokens
from ruraldesk.ui.plain_table import Index, PlainCells, choose_rows, dress, paint_cell_chip

_TONE = Qt.ItemDataRole.UserRole
_PADDING = 16  # pixels beside the words of a cell
_SIDE = {True: Qt.AlignmentFlag.AlignRight, False: Qt.AlignmentFlag.AlignLeft}


@dataclass(frozen=True, slots=True)
class Column:
    """A column; the one with width 0 takes the room that is left."""

    title: str
    width: int = 0  # pixels that words may take at most; numbers and chips are never cut
    right: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a cell; `tone` makes them a chip, `ink` colours them."""

    text: str
    tone: str = ""
    ink: str = ""


class ListTable(QTableWidget):
    """Rows of cells; Enter or a double click opens the one that the cursor is on."""

    moved = Signal()
    opened = Signal()

    def __init__(
        self, columns: Sequence[Column], name: str, parent: QWidget | None = None, *, many: bool
    ) -> None:
        """Make an empty table; `many` lets several rows be marked."""
        super().__init__(0, len(columns), parent)
        dress(self, name).setMinimumSectionSize(30)
        choose_rows(self, many=many)
        self.setItemDelegate(_Cells(self))
        self._set_columns(columns)
        self.itemSelectionChanged.connect(self.moved)
        self.doubleClicked.connect(lambda _: self.opened.emit())

    def _set_columns(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self.setColumnCount(len(columns))
        across = self.horizontalHeader()
        self._fit_columns(())
        for number, one in enumerate(columns):
            heading = QTableWidgetItem(one.title)
            heading.setTextAlignment(_SIDE[one.right] | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(number, heading)
            modes = QHeaderView.ResizeMode
            across.setSectionResizeMode(number, modes.Fixed if one.width else modes.Stretch)

    def _fit_columns(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Make columns as wide as what they hold; words are cut at the column's width."""
        heads = self.horizontalHeader().fontMetrics()
        words, chips = self.fontMetrics(), QFontMetrics(tokens.font(tokens.LABEL))
        for place, one in enumerate(self._columns):
            if not one.width:
                continue
            whole = heads.horizontalAdvance(one.title)
            for cells in rows:
                cell = cells[place]
                room = 18 + chips.horizontalAdvance(cell.text) if cell.tone and cell.text else 0
                plain = words.horizontalAdvance(cell.text)
                cut = plain if one.right else min(plain, one.width - _PADDING)
                whole = max(whole, room or cut)
            self.setColumnWidth(place, whole + _PADDING)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, and no rows yet."""
        self.setRowCount(0)
        self._set_columns(columns)

    def show_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show these rows; the cursor stays in the row where it was."""
        kept = max(0, self.currentRow())
        self.blockSignals(True)
        self.setRowCount(len(rows))
        self._fit_columns(rows)
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                item = QTableWidgetItem(cell.text)
                side = _SIDE[self._columns[place].right]
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(cell.text)
                item.setData(_TONE, cell.tone)
                if cell.ink:
                    item.setForeground(QColor(cell.ink))
                self.setItem(number, place, item)
        if rows:
            self.selectRow(min(kept, len(rows) - 1))
        self.blockSignals(False)
        self.moved.emit()

    def marked(self) -> list[int]:
        """Return the rows that are marked, in their order."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def texts(self) -> list[list[str]]:
        """Return what is shown, row by row."""
        places = range(self.columnCount())
        return [
            [str(self.model().index(row, place).data() or "") for place in places]
            for row in range(self.rowCount())
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control:
                event.ignore()
            else:
                self.opened.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()


class _Cells(PlainCells):
    """Words as they are, or on a chip."""

    def paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tone = str(index.data(_TONE) or "")
        if not tone:
            super().paint_words(painter, option, index)
            return
        place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
        most = place.width() - 8
        paint_cell_chip(painter, place, str(index.data()), tokens.TONES[tone], most)


def follow(*widgets: QWidget) -> None:
    """Let Tab go from each widget to the next.

    A page that hands its focus on to its table is entered there: buttons above the table would be
    passed over, so they come behind it. Call it before the page gets its focus proxy.
    """
    QWidget.setTabOrder(widgets[1], widgets[0])  # the order is a ring: else nothing would move
    for one, other in pairwise(widgets):
        QWidget.setTabOrder(one, other)

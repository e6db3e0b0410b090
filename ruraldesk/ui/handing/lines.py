"""The table of both pages: lines with one chip each, chosen by mouse or arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ruraldesk.ui.plain_table import ChipCells, PlainCells, choose_rows, dress

_HEAD = 30
_ROOMY = 500  # pixels from which all columns are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its cells, of which the last is a chip in a tone; `key` tells it from others."""

    key: str
    cells: tuple[str, ...]
    tone: str = "stone"


class LineTable(QTableWidget):
    """Lines under headings; the column that takes the room that is left is elided, with a tip."""

    chosen = Signal(str)  # key of a line

    def __init__(
        self,
        headings: Sequence[str],
        name: str,
        *,
        wide: int,
        spare: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty table.

        Args:
            wide: number of the column that takes the room that is left.
            spare: columns that are hidden where there is little room.
        """
        super().__init__(0, len(headings), parent)
        self._lines: list[Line] = []
        self._wide, self._spare = wide, tuple(spare)
        self.setHorizontalHeaderLabels(list(headings))
        across = dress(self, name, _HEAD)
        choose_rows(self)
        self.setItemDelegate(PlainCells(self))
        chips = ChipCells(self, lambda row: self._lines[row].tone)
        self.setItemDelegateForColumn(len(headings) - 1, chips)
        for column in range(len(headings)):
            fixed = QHeaderView.ResizeMode.ResizeToContents
            mode = QHeaderView.ResizeMode.Stretch if column == wide else fixed
            across.setSectionResizeMode(column, mode)
        self.itemSelectionChanged.connect(self._tell)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the one that was chosen stays so while it is there."""
        kept = self.current()
        self._lines = list(lines)
        self.blockSignals(True)
        self.setRowCount(len(self._lines))
        for row, one in enumerate(self._lines):
            for column, text in enumerate(one.cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text if column == self._wide else "")
                self.setItem(row, column, item)
        keys = [one.key for one in self._lines]
        self.clearSelection()
        if keys:
            self.selectRow(keys.index(kept) if kept in keys else 0)
        self.blockSignals(False)
        self._tell()

    def lines(self) -> Sequence[Line]:
        """Return the lines in their order."""
        return self._lines

    def current(self) -> str:
        """Return the key of the line that the cursor is on; "" for none."""
        row = self.currentRow()
        return self._lines[row].key if 0 <= row < len(self._lines) else ""

    def choose(self, key: str) -> None:
        """Go to the line with this key, if there is one."""
        keys = [one.key for one in self._lines]
        if key in keys:
            self.selectRow(keys.index(key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in self._spare:
            self.setColumnHidden(column, self.width() < _ROOMY)

    def _tell(self) -> None:
        self.chosen.emit(self.current())

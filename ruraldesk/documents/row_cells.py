"""What the cells of a row hold for its reader: joined, ditto and empty cells taken from above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ruraldesk.definitions.model import UNIT
from ruraldesk.documents.excel_raw import RawValue, raw_text
from ruraldesk.documents.headings import ColumnMatch
from ruraldesk.documents.understanding import Understanding

UPPER = "unit.upper"  # path of the town above a row's village, UNIT
DITTO = frozenset({"同上", "同左", "〃", "″", '"', "”", "''", "……"})


class From(Enum):
    """Where a cell's content stands."""

    HERE = 0
    JOINED = 1  # in the cell above, joined with it
    DITTO = 2  # in the cell above, which a mark repeats
    PLACE = 3  # in the cell above: the place of a group is often written once


@dataclass(frozen=True, slots=True)
class Cell:
    """The content of a cell, and the row (from 0) in which it stands."""

    raw: RawValue
    row: int
    source: From = From.HERE


class RowCells:
    """Gives the cells of data rows, one row after the other."""

    def __init__(self, found: Understanding) -> None:
        self._sheet, self._taken = found.sheet, found.taken
        self._joined: dict[tuple[int, int], int] = {
            (row, left): top
            for top, left, bottom, right in found.sheet.merged
            if top >= found.first
            for row in range(top + 1, bottom + 1)
        }
        self._towns = [column for column in found.taken if column.field == UPPER]
        self._above: dict[int, Cell] = {}

    def shown(self, row: int) -> list[RawValue]:
        """Return the cells of a row; the lower ones of joined cells hold what the top one does."""
        cells = list(self._sheet.rows[row])
        for column in range(len(cells)):
            top = self._joined.get((row, column))
            if top is not None:
                cells[column] = cell_at(self._sheet.rows[top], column)
        return cells

    def begin_group(self) -> None:
        """Forget the place above: a subtitle begins another group."""
        places = {column.index for column in self._taken if is_place(column.field)}
        self._above = {key: cell for key, cell in self._above.items() if key not in places}

    def read(self, row: int) -> dict[int, Cell]:
        """Return the content of the columns that are taken in, for one data row after the other."""
        cells = self.shown(row)
        towned = any(
            raw_text(cell_at(cells, town.index)) and (row, town.index) not in self._joined
            for town in self._towns
        )
        found = {column.index: self._cell(column, cells, row, towned) for column in self._taken}
        self._above |= {
            index: cell
            for index, cell in found.items()
            if raw_text(cell.raw) or not self._keeps(index)
        }
        return found

    def _keeps(self, index: int) -> bool:
        """Say whether an empty cell leaves what stood above in force."""
        return any(column.index == index and is_place(column.field) for column in self._taken)

    def _cell(self, column: ColumnMatch, cells: Sequence[RawValue], row: int, towned: bool) -> Cell:
        index = column.index
        raw = cell_at(cells, index)
        top = self._joined.get((row, index))
        if top is not None:
            return Cell(raw, top, From.JOINED)
        text = raw_text(raw)
        above = self._above.get(index)
        if text in DITTO:
            return Cell(above.raw, above.row, From.DITTO) if above else Cell(None, row)
        own_town = towned and column.field == UNIT  # without a village it belongs to the town
        if not text and above is not None and is_place(column.field) and not own_town:
            return Cell(above.raw, above.row, From.PLACE)
        return Cell(raw, row)


def is_place(path: str) -> bool:
    """Say whether a path tells where a row belongs."""
    return path in (UNIT, UPPER)


def cell_at(row: Sequence[RawValue], column: int) -> RawValue:
    """Return a cell, None beyond the edge."""
    return row[column] if column < len(row) else None

"""The rows of a printed ledger, broken into lines before they are drawn; sums on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.model import FieldDef, FormDef, Record
from ruraldesk.documents import fonts
from ruraldesk.documents.cells import RIGHT_ALIGNED, cell_text, summable, total_text
from ruraldesk.documents.pdf_grid import LEADING, PADDING, ROW, SIZE, Grid
from ruraldesk.documents.wrapping import wrap

Totals = dict[int, Decimal]  # sum by the column's place among the layout's columns


@dataclass(frozen=True, slots=True)
class Row:
    """One drawn row: the lines of each cell (序号 first), its height, and what it adds to sums."""

    cells: Sequence[Sequence[str]]
    height: float
    amounts: Totals = field(default_factory=dict)


class RowMaker:
    """Turns records into rows of one grid."""

    def __init__(self, form: FormDef, layout: LayoutDef, grid: Grid, tallest: float) -> None:
        self._form, self._layout, self._grid = form, layout, grid
        self._tallest = tallest  # the room of a page for rows
        self.summed = [
            index for index, (column, one) in enumerate(grid.columns) if summable(column, one)
        ]

    def rows(self, record: Record, number: int) -> Iterator[Row]:
        """Yield the row of a record; one taller than a page goes on in further rows.

        Raises:
            MissingGlyphs: a character that no face can print.
        """
        cells: list[Sequence[str]] = [[str(number)]]
        for index, (_, one) in enumerate(self._grid.columns):
            text = cell_text(one, record, self._layout)
            cells.append(self._lines(text, one, index + 1, number))
        amounts = {
            index: Decimal(str(value))
            for index in self.summed
            if (value := record[self._grid.columns[index][1].key]) is not None
        }
        most = int((self._tallest - 2 * PADDING) // LEADING)
        yield Row([lines[:most] for lines in cells], _height(cells, most), amounts)
        for start in range(most, max(map(len, cells)), most):
            rest = [lines[start : start + most] for lines in cells]
            yield Row(rest, _height(rest, most))

    def total_texts(self, totals: Totals) -> dict[int, str]:
        """Return how the sums are printed, by column."""
        return {
            index: total_text(self._grid.columns[index][1], totals[index], self._layout)
            for index in self.summed
        }

    def _lines(self, text: str, one: FieldDef, place: int, number: int) -> Sequence[str]:
        if not text:
            return ()
        lacking = fonts.missing(text.replace("\n", ""))
        if lacking:
            where = f"{self._layout.title} · {number} · {one.label}"
            raise fonts.MissingGlyphs(lacking, where)
        if one.shape in RIGHT_ALIGNED:
            return (text,)
        return wrap(text, fonts.SONG, SIZE, self._grid.room(place))


def _height(cells: Sequence[Sequence[str]], most: int) -> float:
    lines = min(max(map(len, cells)), most)
    return max(ROW, lines * LEADING + 2 * PADDING)

"""The rows of a printed ledger, broken into lines before they are drawn; sums on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ruraldesk.definitions.layouts import OF_PARENT, LayoutDef
from ruraldesk.definitions.model import FieldDef, FormDef, Record
from ruraldesk.documents import fonts
from ruraldesk.documents.cells import (
    RIGHT_ALIGNED,
    cell_text,
    columns_of,
    shown_lines,
    summable,
    total_text,
)
from ruraldesk.documents.pdf_grid import LEADING, PADDING, ROW, SIZE, Grid
from ruraldesk.documents.wrapping import wrap
from ruraldesk.texts.translate import tr

TIGHT = 1.12  # a text so little wider than its cell is set smaller: no line of one character

Totals = dict[int, Decimal]  # sum by the column's place among the layout's columns


@dataclass(frozen=True, slots=True)
class Row:
    """One drawn row: the lines of each cell (序号 first), its height, and what it adds to sums.

    A joined row is a further line of the record above it: on the same page, what the record says
    is not told again, unless the row begins a page and is drawn `alone`.
    """

    cells: Sequence[Sequence[str]]
    height: float
    amounts: Totals = field(default_factory=dict)
    joined: bool = False
    alone: float = 0.0  # the height of a joined row as the first of a page

    def first(self) -> Row:
        """Return the row as it begins a page."""
        return replace(self, height=self.alone, joined=False) if self.joined else self


@dataclass(frozen=True, slots=True)
class Entry:
    """What makes a row: a record, or one of its lines with what the record says."""

    record: Record
    joined: bool = False  # a further line of the same record
    following: int = 0  # lines of the same record that come after it


def entries(form: FormDef, layout: LayoutDef, records: Iterable[Record]) -> Iterator[Entry]:
    """Yield the rows of a print: the records themselves, or the lines that it names."""
    if not layout.lines:
        yield from map(Entry, records)
        return
    told = [field.key for _, field in columns_of(form, layout) if field.key.startswith(OF_PARENT)]
    for record in records:
        lines = shown_lines(layout, record)
        beside = {key: record[key.removeprefix(OF_PARENT)] for key in told}
        names = {OF_PARENT + key: name for key, name in record.names.items()}
        for place, line in enumerate(lines):
            row = replace(line, values={**beside, **line.values}, names={**names, **line.names})
            yield Entry(row, joined=place > 0, following=len(lines) - place - 1)


class RowMaker:
    """Turns records into rows of one grid."""

    def __init__(self, form: FormDef, layout: LayoutDef, grid: Grid, tallest: float) -> None:
        self._form, self._layout, self._grid = form, layout, grid
        self._tallest = tallest  # the room of a page for rows
        self.summed = [
            index for index, (column, one) in enumerate(grid.columns) if summable(column, one)
        ]
        self._own = [0] + [
            place
            for place, (column, _) in enumerate(grid.columns, start=1)
            if not column.field.startswith(OF_PARENT)
        ]  # the places that a joined row fills

    def rows(self, entry: Entry, number: int) -> Iterator[Row]:
        """Yield the row of an entry; one taller than a page goes on in further rows.

        Raises:
            MissingGlyphs: a character that no face can print.
        """
        record = entry.record
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
        own = _height([cells[place] for place in self._own], most)
        # what the record says may stand beside the lines that follow, too
        alone = max(own, _height(cells, most) - entry.following * ROW)
        height = own if entry.joined else alone
        yield Row([lines[:most] for lines in cells], height, amounts, entry.joined, alone)
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
        if fonts.missing(text):  # asked first: saying where the text stands takes longer
            fonts.demand(text, f"{tr(self._layout.title)} · {number} · {tr(one.label)}")
        if one.shape in RIGHT_ALIGNED:
            return (text,)
        room = self._grid.room(place)
        if "\n" not in text and fonts.width(text, fonts.SONG, SIZE) <= room * TIGHT:
            return (text,)
        return wrap(text, fonts.SONG, SIZE, room)


def _height(cells: Sequence[Sequence[str]], most: int) -> float:
    lines = min(max(map(len, cells)), most)
    return max(ROW, lines * LEADING + 2 * PADDING)

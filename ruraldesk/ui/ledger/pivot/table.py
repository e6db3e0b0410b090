"""A table of groups as rows of a grid: the lines are its records, their total its last line."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.errors import Problem
from ruraldesk.services.ledger import ListQuery
from ruraldesk.services.pivot import Line, Pivot, ordered
from ruraldesk.services.pivot_files import names_of, told
from ruraldesk.texts.translate import tr
from ruraldesk.ui.ledger.colours import PLAIN
from ruraldesk.ui.ledger.columns import Column

_NAME = "name_"  # keys of the leading columns
_CELL = "cell_"  # keys of the columns with numbers


class PivotRows:
    """The lines of a table of groups, read from memory; they can be ordered by any column."""

    def __init__(self, made: Pivot, value: FieldDef | None) -> None:
        self.made = made
        self.lines: tuple[Line, ...] = self._usual()
        self.columns = _columns(made, value)

    def form(self) -> FormDef:
        """Return a form whose records are the lines."""
        fields = tuple(column.field for column in self.columns)
        totals = tuple(field.key for field in fields if field.key.startswith(_CELL))
        if not self.made.rows:
            totals = ()  # the total is the only line
        return FormDef(key="pivot", title=tr("Pivot"), fields=fields, totals=totals)

    def leading(self) -> int:
        """Return how many columns say what a line is about."""
        return len(self.columns) - len(self.made.columns) - 1

    def of(self, row: int) -> Mapping[str, str]:
        """Return the ground of a line: subtotals are set apart."""
        kind = self.lines[row].kind if row < len(self.lines) else "row"
        return {"": PLAIN} if kind == "subtotal" else {}

    def _usual(self) -> tuple[Line, ...]:
        """Return the lines in their own order; without groups the total stands alone."""
        return self.made.lines[:-1] if self.made.rows else self.made.lines

    def first_ids(self, query: ListQuery, limit: int) -> array[int]:
        """Return the ids of the first lines."""
        return self.ids(query)[:limit]

    def ids(self, query: ListQuery) -> array[int]:
        """Return the ids of all lines, 1 and up, after putting them into the asked order."""
        made = self.made
        self.lines = self._usual()
        for key, descending in query.sort:
            if not made.rows:
                continue
            if key.startswith(_CELL):
                number = int(key.removeprefix(_CELL))
                self.lines = ordered(made, number, descending=descending)[:-1]
            elif descending and len(made.rows) == 1:
                self.lines = self.lines[::-1]
        return array("q", range(1, len(self.lines) + 1))

    def rows(self, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        """Return the lines with these ids."""
        return [self._record(number) for number in ids]

    def totals(self, query: ListQuery) -> dict[str, Value]:
        """Return the last line."""
        return self._values(self.made.lines[-1])

    def problems(self, ids: Sequence[int]) -> list[Problem]:
        """Return nothing: groups are not judged."""
        return []

    def _record(self, number: int) -> Record:
        line = self.lines[number - 1]
        names = {f"{_NAME}{place}": name for place, name in enumerate(names_of(line))}
        return Record(values={**names, **self._values(line)}, uuid=str(number), id=number)

    def _values(self, line: Line) -> dict[str, Value]:
        cells = (*line.cells, line.total)
        return {f"{_CELL}{number}": cell.value for number, cell in enumerate(cells)}


def _columns(made: Pivot, value: FieldDef | None) -> tuple[Column, ...]:
    heads = [axis.label for axis in made.rows] or [""]
    leading = [
        Column(FieldDef(key=f"{_NAME}{number}", type=FieldType.TEXT, label=head), head, False, {})
        for number, head in enumerate(heads)
    ]
    words = told(made, value)
    last = tr("Total") if made.column is not None else words
    labels = [*(member.label for member in made.columns), last]
    cells = [
        Column(replace(made.shown_as, key=f"{_CELL}{number}", label=label), label, True, {})
        for number, label in enumerate(labels)
    ]
    return (*leading, *cells)

"""The rows of an understood table: which are data, and what their cells hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ruraldesk.definitions.model import FieldType, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.documents.excel_cells_in import read_cell, read_instead
from ruraldesk.documents.excel_raw import RawValue, raw_text
from ruraldesk.documents.headings import ColumnMatch, Target
from ruraldesk.documents.month_style import MonthStyles
from ruraldesk.documents.row_kinds import Kinds
from ruraldesk.documents.understanding import Understanding
from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr

UNIT, UPPER = "unit", "unit.upper"  # paths of a row's village and its town
DITTO = frozenset({"同上", "同左", "〃", "″", '"', "”", "''", "……"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRead:
    """One data row: `row` as Excel numbers it, values by target path, what is wrong with cells.

    `repeated` are paths whose value came down from the row above: joined cells and ditto marks.
    `title` is the subtitle that the row stands under.
    """

    row: int
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()
    repeated: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()  # of these, the ones in joined cells
    turned: tuple[tuple[str, str, Value], ...] = ()  # member, path and amount of pivot columns
    title: str = ""


@dataclass(slots=True)
class Ignored:
    """Rows that are no data, by the reason: their numbers as Excel shows them.

    `hidden` are data rows that the sheet does not show.
    """

    rows: dict[str, list[int]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    ended: int = 0  # the row in which another table begins, 0 where none does

    def add(self, reason: str, row: int) -> None:
        """Remember why `row` was passed over."""
        self.rows.setdefault(reason, []).append(row)


def read_rows(found: Understanding, ignored: Ignored | None = None) -> Iterator[RowRead]:
    """Yield the data rows below the heading; what is passed over is noted in `ignored`."""
    passed = ignored if ignored is not None else Ignored()
    reader = _Reader(found)
    kinds = Kinds(found)
    title = ""
    for index in range(found.first, len(found.sheet.rows)):
        kind = kinds.of(reader.cells(index))
        if kind.is_data:
            if index in reader.looks.hidden_rows:
                passed.hidden.append(index + 1)
            yield reader.read(index, title)
            continue
        if kind.title:
            title = kind.title
            reader.begin_group()
        if kind.ends:
            passed.ended = index + 1
            return
        if kind.reason:
            passed.add(kind.reason, index + 1)


class _Reader:
    """Reads rows with cells that are joined downwards filled in, and ditto marks."""

    def __init__(self, found: Understanding) -> None:
        self._found = found
        self._sheet = found.sheet
        self._joined: dict[tuple[int, int], tuple[int, int]] = {
            (row, left): (top, left)
            for top, left, bottom, right in found.sheet.merged
            if top >= found.first
            for row in range(top + 1, bottom + 1)
        }
        self._above: dict[str, Value] = {}
        self.looks = found.sheet.looks(formats=False)
        self._percents = _percents(found)
        self._months = MonthStyles(found)

    def cells(self, index: int) -> list[RawValue]:
        """Return the cells of a row; the lower ones of joined cells hold what the top one does."""
        row = list(self._sheet.rows[index])
        for column in range(len(row)):
            origin = self._joined.get((index, column))
            if origin is not None:
                row[column] = self._sheet.rows[origin[0]][origin[1]]
        return row

    def begin_group(self) -> None:
        """Forget the place above: a subtitle begins another group."""
        self._above = {path: value for path, value in self._above.items() if not _is_place(path)}

    def read(self, index: int, title: str) -> RowRead:
        """Return a data row."""
        row = self.cells(index)
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        repeated: set[str] = set()
        joined: set[str] = set()
        turned: list[tuple[str, str, Value]] = []
        towned = self._says_town(row, index)
        for column in self._found.taken:
            target = column.target
            if target is None:
                continue
            raw = row[column.index] if column.index < len(row) else None
            if self._from_above(target, raw, index, column) and not (
                towned and target.path == UNIT and not raw_text(raw)
            ):
                values[target.path] = self._above.get(target.path)
                repeated.add(target.path)
                if (index, column.index) in self._joined:
                    joined.add(target.path)
                elif not raw_text(raw):
                    problems.append(_empty_place(column, index + 1))
                continue
            if raw is None:
                if (index, column.index) in self.looks.uncomputed:
                    problems.append(_uncomputed(column, index + 1))
                continue
            value = self._value(column, target, raw, index, problems)
            if target.member:
                turned.append((target.member, target.path, value))
            elif value is not None:
                values[target.path] = value
        values = {path: value for path, value in values.items() if value is not None}
        self._above = {**_places(self._above), **values}
        return RowRead(
            row=index + 1,
            values=values,
            problems=tuple(problems),
            repeated=frozenset(repeated),
            joined=frozenset(joined),
            turned=tuple(one for one in turned if one[2]),
            title=title,
        )

    def _says_town(self, row: Sequence[RawValue], index: int) -> bool:
        """Say whether the row names its town anew: without a village it belongs to the town."""
        return any(
            raw_text(_cell(row, column.index)) and (index, column.index) not in self._joined
            for column in self._found.taken
            if column.field == UPPER
        )

    def _from_above(self, target: Target, raw: RawValue, index: int, column: ColumnMatch) -> bool:
        """Say whether the cell repeats the one above: joined, a ditto mark, or an empty place."""
        if (index, column.index) in self._joined:
            return True
        text = raw_text(raw)
        if text in DITTO:
            return True
        return not text and _is_place(target.path) and target.path in self._above

    def _value(
        self,
        column: ColumnMatch,
        target: Target,
        raw: RawValue,
        index: int,
        problems: list[Problem],
    ) -> Value:
        fraction = (index, column.index) in self._percents
        told = self._months.told(column, index, raw)
        try:
            return read_cell(target.field, told, column, fraction=fraction)
        except BadValue as error:
            instead = read_instead(target.field, told, column, fraction=fraction)
            if instead is None:
                problems.append(_problem(column, index + 1, str(error), "cell", Level.BLOCK))
                return None
            problems.append(
                _problem(column, index + 1, instead.message, instead.code, instead.level)
            )
            return instead.value


def _is_place(path: str) -> bool:
    return path in (UNIT, UPPER)


def _places(values: Mapping[str, Value]) -> dict[str, Value]:
    return {path: value for path, value in values.items() if _is_place(path)}


def _percents(found: Understanding) -> frozenset[tuple[int, int]]:
    """Return the cells that write 0.82 for 82 %: by their format, or by the column's values."""
    columns = [
        column.index
        for column in found.taken
        if column.target is not None and column.target.field.shape is FieldType.PERCENT
    ]
    if not columns:
        return frozenset()
    formatted = {place for place in found.sheet.looks().percents if place[1] in columns}
    for column in columns:
        numbers = {
            row: cell
            for row in range(found.first, len(found.sheet.rows))
            if isinstance(cell := _cell(found.sheet.rows[row], column), float)
        }
        if any(place[1] == column for place in formatted) or not numbers:
            continue
        if any(0 < number < 1 for number in numbers.values()) and max(numbers.values()) <= 1:
            formatted |= {(row, column) for row in numbers}
    return frozenset(formatted)


def _cell(row: Sequence[RawValue], column: int) -> RawValue:
    return row[column] if column < len(row) else None


def _problem(column: ColumnMatch, row: int, sentence: str, code: str, level: Level) -> Problem:
    """Return what is to be said of a cell, with its place."""
    message = tr("Row {row}, “{heading}”: {reason}").format(
        row=row, heading=column.heading, reason=sentence
    )
    return Problem(message=message, level=level, row=row, field=column.field, code=code)


def _empty_place(column: ColumnMatch, row: int) -> Problem:
    sentence = tr("nothing stands here; the place of the row above is taken.")
    return _problem(column, row, sentence, "place_above", Level.INFORM)


def _uncomputed(column: ColumnMatch, row: int) -> Problem:
    sentence = tr(
        "a formula stands here whose result is not in the file. Open the file in Excel or WPS, "
        "save it, and import it again."
    )
    return _problem(column, row, sentence, "uncomputed", Level.BLOCK)

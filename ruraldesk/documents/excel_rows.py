"""The rows of an understood table: which are data, and what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ruraldesk.definitions.model import FieldType, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.documents.excel_cells_in import read_cell, read_instead, together
from ruraldesk.documents.excel_looks import Place
from ruraldesk.documents.excel_raw import RawValue, raw_text
from ruraldesk.documents.heading_targets import Target
from ruraldesk.documents.headings import ColumnMatch, DateParts
from ruraldesk.documents.month_style import MonthStyles
from ruraldesk.documents.row_cells import Cell, From, RowCells, cell_at
from ruraldesk.documents.row_kinds import Kinds
from ruraldesk.documents.spans import span_of
from ruraldesk.documents.understanding import Understanding
from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr

_NO_SPAN = re.compile(r"[-—–―/\\\s]+|无|暂无")
Member = tuple[tuple[str, str], ...]  # field and code of what a column stands for
NOT_FOUND = "#N/A"  # what a look-up formula says of something that another table does not have


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRead:
    """One data row: `row` as Excel numbers it, values by target path, what is wrong with cells.

    `repeated` are paths whose value stands in a row above: joined cells, ditto marks, empty
    places; `joined` those in joined cells. `turned` holds member, path and amount of the columns
    that stand for members of a choice list, `yearly` year, path and value of those that speak for
    one year each. `place_hint` is a text that may begin with the row's place. `title` is the
    subtitle that the row stands under, which is written in row `title_row` (0 for none).
    """

    row: int
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()
    repeated: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    turned: tuple[tuple[Member, str, Value], ...] = ()
    yearly: tuple[tuple[int, str, Value], ...] = ()
    place_hint: str = ""
    title: str = ""
    title_row: int = 0


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
    hidden = reader.looks.hidden_rows
    for index, cells, title in _data_rows(found, passed):
        if index in hidden:
            passed.hidden.append(index + 1)
        yield reader.row(index, cells, title)


def rows_in_full(found: Understanding, rows: Iterable[int]) -> dict[int, list[RawValue]]:
    """Return data rows, numbered as Excel does, with what stands for them in the rows above."""
    wanted = set(rows)
    full: dict[int, list[RawValue]] = {}
    for index, cells, _ in _data_rows(found, Ignored()):
        if index + 1 in wanted:
            row = list(found.sheet.rows[index])
            for column, cell in cells.items():
                if cell.source is not From.HERE:
                    row += [None] * (column + 1 - len(row))
                    row[column] = cell.raw
            full[index + 1] = row
    return full


def _data_rows(
    found: Understanding, passed: Ignored
) -> Iterator[tuple[int, dict[int, Cell], tuple[str, int]]]:
    """Yield each data row: its index, its cells by column, and the subtitle above it."""
    rows = RowCells(found)
    kinds = Kinds(found)
    title = ("", 0)
    for index in range(found.first, len(found.sheet.rows)):
        kind = kinds.of(rows.shown(index))
        if kind.is_data:
            yield index, rows.read(index), title
            continue
        if kind.title:
            title = (kind.title, index + 1)
            rows.begin_group()
        if kind.ends:
            passed.ended = index + 1
            return
        if kind.reason:
            passed.add(kind.reason, index + 1)


class _Reader:
    """Turns the cells of a row into values."""

    def __init__(self, found: Understanding) -> None:
        self._found = found
        self.looks = found.sheet.looks(formats=False)
        self._percents = _percents(found)
        self._months = MonthStyles(found)
        self._carried: dict[int, str] = {}

    def row(self, index: int, cells: Mapping[int, Cell], title: tuple[str, int]) -> RowRead:
        """Return a data row."""
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        turned: list[tuple[Member, str, Value]] = []
        yearly: list[tuple[int, str, Value]] = []
        repeated: dict[str, From] = {}
        for column in self._found.taken:
            target, cell = column.target, cells[column.index]
            if target is None:
                continue
            if target.until:
                values |= self._two_dates(column, target, cell, index, problems)
                continue
            if column.parts is not None:
                cell = replace(cell, raw=self._day_of_parts(column.parts, index))
            value = self._value(column, target, cell, index, problems)
            if cell.source is not From.HERE:
                repeated[target.path] = cell.source
            if cell.source is From.PLACE:
                problems.append(_empty_place(column, index + 1))
            if value is not None and target.member:
                turned.append((target.member, target.path, value))
            elif value is not None and target.year:
                yearly.append((target.year, target.path, value))
            elif value is not None:
                values[target.path] = together(
                    target.field, values.get(target.path), value, several=target.rank == 1
                )
        return RowRead(
            row=index + 1,
            values=values,
            problems=tuple(problems),
            repeated=frozenset(repeated),
            joined=frozenset(path for path, how in repeated.items() if how is From.JOINED),
            turned=tuple(one for one in turned if one[2]),
            yearly=tuple(yearly),
            place_hint=self._place_hint(cells),
            title=title[0],
            title_row=title[1],
        )

    def _value(
        self,
        column: ColumnMatch,
        target: Target,
        cell: Cell,
        index: int,
        problems: list[Problem],
    ) -> Value:
        place: Place = (cell.row, column.index)
        if cell.raw is None:
            if place in self.looks.uncomputed:
                problems.append(_uncomputed(column, index + 1))
            elif place in self.looks.errors:
                problems.append(_failed_formula(column, index + 1, self.looks.errors[place]))
            return None
        fraction = place in self._percents
        told = self._months.told(column, cell.row, cell.raw)
        try:
            return read_cell(target.field, told, column, fraction=fraction)
        except BadValue as error:
            instead = read_instead(
                target.field, told, column, fraction=fraction, year=self._found.said.year
            )
            if instead is None:
                problems.append(_problem(column, index + 1, str(error), "cell", Level.BLOCK))
                return None
            problems.append(
                _problem(column, index + 1, instead.message, instead.code, instead.level)
            )
            return instead.value

    def _day_of_parts(self, parts: DateParts, index: int) -> str | None:
        """Return the date that stands in several cells; year and month go on as in an account."""
        cells = self._found.sheet.rows[index]
        said: dict[int, str] = {}
        for place in (parts.year, parts.month, parts.day):
            if place is not None:
                text = raw_text(cell_at(cells, place)).rstrip("年月日号")
                said[place] = text or (self._carried.get(place, "") if place != parts.day else "")
        if not said[parts.day]:
            return None
        self._carried |= said
        year = said[parts.year] if parts.year is not None else str(parts.said)
        return f"{year}-{said[parts.month]}-{said[parts.day]}"

    def _two_dates(
        self,
        column: ColumnMatch,
        target: Target,
        cell: Cell,
        index: int,
        problems: list[Problem],
    ) -> dict[str, Value]:
        """Return both dates of a cell by path; one alone is the last."""
        text = raw_text(cell.raw)
        halves = span_of(text, self._found.said.year)
        if halves is None:
            if text and not _NO_SPAN.fullmatch(text):
                sentence = tr("“{text}” names no two dates; left empty.").format(text=text)
                problems.append(_problem(column, index + 1, sentence, "no_date", Level.WARN))
            return {}
        values: dict[str, Value] = {}
        for path, half in zip((target.path, target.until), halves, strict=True):
            single = replace(cell, raw=half)
            value = self._value(column, target, single, index, problems) if half else None
            if value is not None:
                values[path] = value
        return values

    def _place_hint(self, cells: Mapping[int, Cell]) -> str:
        """Return the text of a post that may name its place as well: 黄寺村党支部书记."""
        for column in self._found.taken:
            target = column.target
            named = "单位" in column.heading or "村" in column.heading
            if named and target is not None and target.field.type is FieldType.CHOICE:
                return raw_text(cells[column.index].raw)
        return ""


def _percents(found: Understanding) -> frozenset[Place]:
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
            if isinstance(cell := cell_at(found.sheet.rows[row], column), float)
        }
        if any(place[1] == column for place in formatted) or not numbers:
            continue
        if any(0 < number < 1 for number in numbers.values()) and max(numbers.values()) <= 1:
            formatted |= {(row, column) for row in numbers}
    return frozenset(formatted)


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


def _failed_formula(column: ColumnMatch, row: int, error: str) -> Problem:
    if error == NOT_FOUND:
        sentence = tr("the formula found nothing ({error}); left empty.").format(error=error)
        return _problem(column, row, sentence, "error_cell", Level.WARN)
    sentence = tr(
        "the formula failed ({error}). Enter the value itself, and import the file again."
    ).format(error=error)
    return _problem(column, row, sentence, "error_cell", Level.BLOCK)

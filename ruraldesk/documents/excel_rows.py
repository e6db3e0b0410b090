"""The rows of an understood table: which are data, and what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ruraldesk.definitions.model import FieldType, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.documents.excel_cells_in import first_of_month, read_cell
from ruraldesk.documents.excel_raw import RawSheet, RawValue, raw_text
from ruraldesk.documents.headings import ColumnMatch, is_number_heading
from ruraldesk.documents.understanding import Understanding
from ruraldesk.errors import Level, Problem
from ruraldesk.texts.translate import tr

DITTO = frozenset({"同上", "〃", "″", '"', "”", "''"})

_SUM_WORDS = re.compile(r"(本页)?(合计|小计|总计|累计|共计|承前页|过次页|累计过次页)[:：]?")
_REMARK = re.compile(
    r"(注|备注|说明|附注|填表说明|填表人|制表人?|审核人?|负责人|单位负责人|填报人|填报日期|"
    r"填报单位|联系电话|分管领导|主要领导|经办人|签字|盖章)[:：(（]"
)
_SUBTITLE = re.compile(r"[（(]?[一二三四五六七八九十]+[）)]?[、.．]?.*")
_COLUMN_NUMBERS = re.compile(r"[0-9]{1,3}|[甲乙丙丁戊]|[(（]?[0-9]{1,3}[)）]?(=.*)?|栏次")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRead:
    """One data row: `row` as Excel numbers it, values by target path, what is wrong with cells."""

    row: int
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Ignored:
    """Rows that are no data, by the reason: their numbers as Excel shows them."""

    rows: dict[str, list[int]] = field(default_factory=dict)

    def add(self, reason: str, row: int) -> None:
        """Remember why `row` was passed over."""
        self.rows.setdefault(reason, []).append(row)


def read_rows(found: Understanding, ignored: Ignored | None = None) -> Iterator[RowRead]:
    """Yield the data rows below the heading; what is passed over is noted in `ignored`."""
    sheet = found.sheet
    cells = _Cells(sheet, found)
    judge = _Judge(found)
    passed = ignored if ignored is not None else Ignored()
    above: dict[str, Value] = {}
    for index in range(found.first, len(sheet.rows)):
        row = cells.row(index)
        reason = judge.no_data(row)
        if reason is not None:
            if reason:
                passed.add(reason, index + 1)
            continue
        read = _read(row, index + 1, found, cells.fractions, above)
        above = dict(read.values)
        yield read


class _Cells:
    """Rows with cells that are joined downwards filled in, and which columns hold fractions."""

    def __init__(self, sheet: RawSheet, found: Understanding) -> None:
        self._sheet = sheet
        self._joined: dict[tuple[int, int], tuple[int, int]] = {
            (row, left): (top, left)
            for top, left, bottom, right in sheet.merged
            if top >= found.first and left == right
            for row in range(top + 1, bottom + 1)
        }
        self.fractions = frozenset(
            column.index for column in found.taken if self._fractional(column, found)
        )

    def row(self, index: int) -> list[RawValue]:
        row = list(self._sheet.rows[index])
        for column in range(len(row)):
            origin = self._joined.get((index, column))
            if origin is not None:
                row[column] = self._sheet.rows[origin[0]][origin[1]]
        return row

    def _fractional(self, column: ColumnMatch, found: Understanding) -> bool:
        """Say whether a percentage column writes 0.82 for 82 %: by its format, or by its values."""
        if column.target is None or column.target.field.shape is not FieldType.PERCENT:
            return False
        if column.index in self._sheet.percents():
            return True
        numbers = [
            row[column.index]
            for row in self._sheet.rows[found.first :]
            if column.index < len(row) and isinstance(row[column.index], float)
        ]
        return any(0 < number < 1 for number in numbers if isinstance(number, float)) and all(
            number <= 1 for number in numbers if isinstance(number, float)
        )


class _Judge:
    """Tells data rows from what else stands in an office's table."""

    def __init__(self, found: Understanding) -> None:
        self._taken = {column.index for column in found.taken}
        self._numbered = {
            column.index for column in found.columns if is_number_heading(column.heading)
        }
        self._words = {
            column.index: "".join(column.heading.split(" ")[-1].split()) for column in found.columns
        }

    def no_data(self, row: Sequence[RawValue]) -> str | None:
        """Return why a row is no data ("" for an empty one), None when it is."""
        filled = [(index, text) for index, value in enumerate(row) if (text := raw_text(value))]
        if not filled:
            return ""
        entries = [index for index, _ in filled if index not in self._numbered]
        first = "".join(filled[0][1].split())
        if not entries and first.isdigit():
            return tr("only a row number")
        if any(_SUM_WORDS.fullmatch("".join(text.split())) for _, text in filled[:3]):
            return tr("sums")
        if _REMARK.match(first):
            return tr("remarks and signatures")
        if all(_COLUMN_NUMBERS.fullmatch(text) for _, text in filled) and _running(filled):
            return tr("numbers of columns")
        if self._repeats_heading(filled):
            return tr("the heading again")
        if len(filled) == 1 and (_SUBTITLE.fullmatch(first) or filled[0][0] not in self._taken):
            return tr("subtitles and remarks")
        if self._taken.isdisjoint(entries):
            return tr("nothing in the columns that are taken in")
        return None

    def _repeats_heading(self, filled: Sequence[tuple[int, str]]) -> bool:
        same = sum(1 for index, text in filled if "".join(text.split()) == self._words.get(index))
        return same >= 2 and same * 2 > len(filled)


def _running(filled: Sequence[tuple[int, str]]) -> bool:
    """Say whether at least three cells count on, 1, 2, 3 … or 甲, 乙, 1, 2: numbers of columns."""
    digits = [int(text) for _, text in filled if text.isdigit()]
    start = digits[0] if digits else 0
    return len(filled) >= 3 and digits == list(range(start, start + len(digits)))


def _read(
    row: Sequence[RawValue],
    number: int,
    found: Understanding,
    fractions: frozenset[int],
    above: Mapping[str, Value],
) -> RowRead:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for column in found.taken:
        target = column.target
        raw = row[column.index] if column.index < len(row) else None
        if target is None or raw is None:
            continue
        if isinstance(raw, str) and raw.strip() in DITTO:
            values[target.path] = above.get(target.path)
            continue
        try:
            value = read_cell(target.field, raw, column, fraction=column.index in fractions)
        except BadValue as error:
            value = first_of_month(target.field, raw)
            problems.append(_problem(column, number, raw, error, value))
        if value is not None:
            values[target.path] = value
    return RowRead(row=number, values=values, problems=tuple(problems))


def _problem(
    column: ColumnMatch, row: int, raw: RawValue, error: BadValue, instead: Value
) -> Problem:
    """Return what is wrong with a cell; a month taken for its first day is only told."""
    if instead is not None:
        message = tr("Row {row}, “{heading}”: “{text}” names no day; taken as {date}.").format(
            row=row, heading=column.heading, text=raw_text(raw), date=instead
        )
        return Problem(
            message=message, level=Level.INFORM, row=row, field=column.field, code="month_only"
        )
    message = tr("Row {row}, “{heading}”: {reason}").format(
        row=row, heading=column.heading, reason=error
    )
    return Problem(message=message, row=row, field=column.field, code="cell")

"""Finding the table in an office's sheet: which it is, and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.documents.choice_columns import settled
from ruraldesk.documents.column_beside import settled_beside
from ruraldesk.documents.column_groups import added_up, of_month_and_day
from ruraldesk.documents.excel_raw import RawSheet, raw_text
from ruraldesk.documents.heading_rows import FEWEST, heading_rows, headings_of
from ruraldesk.documents.heading_targets import Target
from ruraldesk.documents.heading_words import is_number_heading, plain_heading
from ruraldesk.documents.headings import ColumnMatch, Heading, Matcher, matched
from ruraldesk.documents.said import Said, said_around
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.texts.translate import listed, tr
from ruraldesk.texts.units import UnitMismatch

LEAST_FOR_HEADING = 3  # known headings in a row that begins another table
LONGEST_HEADING = 40  # characters
DOUBTFUL_UNIT = "单位"
_COUNTED = (FieldType.SERIAL, FieldType.DIVISION)
_CODES = frozenset({"编号", "编码", "号", "号码"})
_PLACE = re.compile(r"(?:村|镇|乡|社区|街道|县|区|村委会|居委会|委员会|政府|支部|[0-9]{9,12})$")
ALMOST = 3  # known columns that another sheet may have fewer, and still hold such a table


class NotUnderstood(UserError):
    """No sheet of the workbook holds a table for this ledger."""

    code = "not_understood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What was understood of a sheet. Row numbers are 0-based; shown to people they are +1.

    `heading` is the range of heading rows, `first` the first row below it. `problems` are doubts
    worth a look, none of them blocking.
    """

    sheet: RawSheet
    title: str
    heading: range
    columns: tuple[ColumnMatch, ...]
    matcher: Matcher
    said: Said = field(default_factory=Said)
    problems: tuple[Problem, ...] = field(default=())
    beside: tuple[str, ...] = ()  # the names of all sheets of the workbook, this one among them

    @property
    def first(self) -> int:
        """The first row below the heading."""
        return self.heading.stop

    @property
    def taken(self) -> tuple[ColumnMatch, ...]:
        """The columns that are taken in."""
        return tuple(column for column in self.columns if column.target is not None)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sheet that may hold the table, and what speaks for it."""

    sheet: RawSheet
    known: int
    titled: bool
    named: bool  # the sheet is called just as the ledger, as in a workbook of this program
    rows: range

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """Hidden sheets come last; then what most columns speak for, then the longest table."""
        below = sum(any(row) for row in self.sheet.rows[self.rows.stop :])
        return (not self.sheet.hidden, self.named, self.known + 2 * self.titled, below)


def understand(
    sheets: Sequence[RawSheet],
    form: FormDef,
    forms: Mapping[str, FormDef],
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Understanding:
    """Find the table for `form` and say what its columns mean.

    The sheet and the heading are told by what they contain, not by name or place; `sheet` names
    one for certain, `mapping` (heading → target path, "" leaves it out) overrules the columns.

    Raises:
        NotUnderstood: there is no such sheet, or no sheet holds a known heading.
    """
    matcher = Matcher(form, forms)
    looked_at = [_named(sheets, sheet)] if sheet is not None else list(sheets)
    candidates = [good for one in looked_at if (good := _candidate(one, matcher, form))]
    if not candidates:
        raise NotUnderstood(
            tr(
                "No sheet holds a table for “{form}”. Its heading needs at least {count} columns "
                "such as {labels}. Check the file, or name the columns by hand."
            ).format(
                form=tr(form.title),
                count=FEWEST,
                labels=listed(one.label for one in list(form.asked())[1:6]),
            )
        )
    best = max(candidates, key=lambda one: one.rank)
    found = _without_undated(_read(best, matcher, form), form, forms)
    found = _with_choices_settled(_with_groups_joined(found))
    if mapping:
        found = _overruled(found, mapping, form)
    found = _without_strangers(_with_row_numbers(_with_units(found)))
    doubts = (*_doubts(found), *_table_above(found), *_other_sheets(best, candidates))
    return replace(found, problems=(*found.problems, *doubts))


def _named(sheets: Sequence[RawSheet], name: str) -> RawSheet:
    for sheet in sheets:
        if sheet.name.strip() == name.strip():
            return sheet
    names = [sheet.name for sheet in sheets]
    raise NotUnderstood(
        tr("The workbook has no sheet “{name}”. It has: {names}.").format(
            name=name, names=listed(names)
        )
    )


def _candidate(sheet: RawSheet, matcher: Matcher, form: FormDef) -> _Candidate | None:
    """Return the best reading of a sheet, None when no row can be its heading."""
    found = heading_rows(sheet, matcher)
    if found is None:
        return None
    known, rows = found
    words = (form.title, *form.imports.titles)
    title = _title(sheet, rows.start)
    titled = any(word in sheet.name or word in title for word in words)
    return _Candidate(sheet, known, titled, sheet.name.strip() == form.title, rows)


def _read(best: _Candidate, matcher: Matcher, form: FormDef) -> Understanding:
    headings = headings_of(best.sheet, best.rows)
    return Understanding(
        sheet=best.sheet,
        title=_title(best.sheet, best.rows.start),
        heading=best.rows,
        columns=settled_beside(matcher.match(headings), headings, matcher, form),
        matcher=matcher,
        said=said_around(best.sheet, best.rows.start),
    )


def _title(sheet: RawSheet, above: int) -> str:
    """Return the first line above the heading that is not empty."""
    for row in range(above):
        for value in sheet.rows[row]:
            text = raw_text(value)
            if text:
                return text.split("\n")[0]
    return ""


def _without_undated(
    found: Understanding, form: FormDef, forms: Mapping[str, FormDef]
) -> Understanding:
    """Leave out amounts of records that need a date where no column dates them: running totals."""
    columns, problems = list(found.columns), list(found.problems)
    for spread in form.imports.spread:
        other = forms[spread.form]
        dated = other.find(other.dated_by)
        own = [one for one in found.taken if one.field.startswith(f"{other.key}.")]
        if not own or dated is None or not dated.required:
            continue
        if all(one.field != f"{other.key}.{dated.key}" for one in own):
            for one in own:
                columns[one.index] = replace(one, field="", target=None, computed=True)
            message = tr(
                "{headings} are not taken in: no column says “{date}”, so they may be running "
                "totals. Add that column, or enter the amounts in “{form}”."
            ).format(
                headings=listed(f"“{one.heading}”" for one in own),
                date=dated.label,
                form=other.title,
            )
            problems.append(_doubt(found, own[0], message, "undated"))
    return replace(found, columns=tuple(columns), problems=tuple(problems))


def _with_units(found: Understanding) -> Understanding:
    """Give money columns the unit said above the table; doubt amounts whose unit nobody says."""
    columns, problems = [], []
    for column in found.columns:
        target = column.target
        if target is None or target.field.shape is not FieldType.MONEY or column.unit_said:
            columns.append(column)
        elif found.said.money is not None:
            columns.append(replace(column, factor=Fraction(found.said.money), unit_said=True))
        else:
            columns.append(column)
            message = tr(
                "Nobody says the unit of the column “{heading}”; it is read in yuan. If it is "
                "in another unit, write it into the heading, such as “{heading}（万元）”."
            ).format(heading=column.heading)
            problems.append(_doubt(found, column, message, "unit_unknown"))
    return replace(found, columns=tuple(columns), problems=(*found.problems, *problems))


def _with_row_numbers(found: Understanding) -> Understanding:
    """Leave out a column for the codes of records that only counts the rows, from 1 on."""
    columns = list(found.columns)
    for place, column in enumerate(columns):
        target = column.target
        may_count = target is None and plain_heading(column.heading) in _CODES
        if may_count or (target is not None and target.field.type in _COUNTED):
            cells = [found.sheet.text(row, column.index) for row in _below(found)]
            codes = [text.lstrip("0") for text in cells if any(char.isdigit() for char in text)]
            if codes and codes == [str(number) for number in range(1, len(codes) + 1)]:
                columns[place] = replace(column, field="", target=None, computed=True)
    return replace(found, columns=tuple(columns))


def _with_choices_settled(found: Understanding) -> Understanding:
    """Check columns for choices by what they hold."""
    texts = [
        [found.sheet.text(row, column.index) for row in _below(found)] for column in found.columns
    ]
    columns, problems = settled(found.columns, texts, found.matcher)
    told = [replace(one, row=found.heading.stop) for one in problems]
    return replace(found, columns=tuple(columns), problems=(*found.problems, *told))


def _with_groups_joined(found: Understanding) -> Understanding:
    """Join columns that only together say something: parts of an amount, month and day."""
    headings = headings_of(found.sheet, found.heading)
    texts = [
        [found.sheet.text(row, column.index) for row in _below(found)] for column in found.columns
    ]
    columns, problems = added_up(found.columns, headings, found.matcher, texts)
    columns = of_month_and_day(columns, headings, found.matcher, found.said.year)
    told = [replace(one, row=found.heading.stop) for one in problems]
    return replace(found, columns=tuple(columns), problems=(*found.problems, *told))


def _without_strangers(found: Understanding) -> Understanding:
    """Leave out a column 单位 that holds units of measure, not of people."""
    columns = list(found.columns)
    for place, column in enumerate(columns):
        target = column.target
        if target is None or target.field.type is not FieldType.DIVISION:
            continue
        if plain_heading(column.heading.split(" ")[-1]) == DOUBTFUL_UNIT:
            texts = [text for row in _below(found) if (text := found.sheet.text(row, column.index))]
            places = [text for text in texts if _PLACE.search(text)]
            if len(places) * 2 < len(texts):
                columns[place] = replace(column, field="", target=None)
    return replace(found, columns=tuple(columns))


def _below(found: Understanding) -> range:
    return range(found.first, len(found.sheet.rows))


def _doubts(found: Understanding) -> Iterator[Problem]:
    """Say which columns are only guessed, and which are not taken in."""
    for column in found.columns:
        if column.target is not None and not column.sure:
            message = tr(
                "The column “{heading}” is taken for “{label}”. If that is wrong, say by hand "
                "where it goes."
            ).format(heading=column.heading, label=column.target.field.label)
            yield _doubt(found, column, message, "column_unsure")
        elif column.target is None and _is_left_out(found, column):
            message = tr(
                "The column “{heading}” is not taken in: this ledger has no such field, or another "
                "column fills it. If it belongs here, say by hand where it goes."
            ).format(heading=column.heading)
            yield replace(_doubt(found, column, message, "column_left_out"), level=Level.INFORM)


def _is_left_out(found: Understanding, column: ColumnMatch) -> bool:
    """Say whether a column that is not taken in holds anything that the book will lack."""
    if not column.heading or column.computed or is_number_heading(column.heading):
        return False
    return any(found.sheet.text(row, column.index) for row in _below(found))


def _table_above(found: Understanding) -> Iterator[Problem]:
    """Name a heading above the one that was chosen: its table is not taken in."""
    for row in range(found.heading.start):
        filled = [
            text
            for column in range(len(found.sheet.rows[row]))
            if (text := found.sheet.text(row, column))
        ]
        if is_heading(filled, found.matcher):
            yield second_table(row + 1)


def is_heading(filled: Sequence[str], matcher: Matcher) -> bool:
    """Say whether most texts of a row are known headings."""
    known = sum(1 for text in filled if len(text) <= LONGEST_HEADING and matcher.knows(text))
    return known >= LEAST_FOR_HEADING and known * 2 > len(filled)


def second_table(row: int) -> Problem:
    """Return the words about a table that is not taken in; `row` as Excel shows it."""
    message = tr(
        "In row {row} another table begins. It is not taken in; put it on a sheet of its own "
        "and import that one."
    ).format(row=row)
    return Problem(message=message, level=Level.WARN, row=row, code="second_table")


def _other_sheets(best: _Candidate, candidates: Sequence[_Candidate]) -> Iterator[Problem]:
    """Name the sheets that hold such a table as well, and are not taken in."""
    others = [
        one.sheet.name
        for one in candidates
        if one is not best and not one.sheet.hidden and one.known + ALMOST >= best.known
        if any(any(row) for row in one.sheet.rows[one.rows.stop :])
    ]
    if others:
        message = tr(
            "Only the sheet “{sheet}” is taken in. {others} hold such a table as well: import each "
            "by its name."
        ).format(sheet=best.sheet.name, others=listed(f"“{name}”" for name in others))
        yield Problem(message=message, level=Level.WARN, code="other_sheets")


def _doubt(found: Understanding, column: ColumnMatch, message: str, code: str) -> Problem:
    return Problem(
        message=message, level=Level.WARN, field=column.field, row=found.heading.stop, code=code
    )


def _overruled(found: Understanding, mapping: Mapping[str, str], form: FormDef) -> Understanding:
    """Apply a mapping given by hand: heading (its own words or with its group) → target path."""
    columns = list(found.columns)
    headings = headings_of(found.sheet, found.heading)
    by_words = {
        words: index
        for index, heading in reversed(list(enumerate(headings)))
        if heading
        for words in _names_of(heading)
    }
    targets = found.matcher.targets
    for heading, path in mapping.items():
        index = by_words.get("".join(heading.split()))
        if index is None:
            raise NotUnderstood(
                tr("The table has no column “{heading}”.").format(heading=heading)
                + did_you_mean(nearest(heading, by_words))
            )
        if path and path not in targets:
            raise NotUnderstood(
                tr("“{form}” has no field “{path}” for the column “{heading}”.").format(
                    form=tr(form.title), path=path, heading=heading
                )
                + did_you_mean(nearest(path, targets))
            )
        columns = [
            replace(column, field="", target=None) if path and column.field == path else column
            for column in columns
        ]
        columns[index] = _by_hand(columns[index], headings[index], targets.get(path))
    return replace(found, columns=tuple(columns))


def _names_of(heading: Heading) -> set[str]:
    """Return the words by which a column may be named, without the spaces in them."""
    return {"".join(words.split()) for words in (heading[-1], "".join(heading))}


def _by_hand(column: ColumnMatch, heading: Heading, target: Target | None) -> ColumnMatch:
    if target is None:
        return replace(column, field="", target=None, computed=True)
    try:
        return matched(column.index, column.heading, heading, target)
    except UnitMismatch as error:
        raise NotUnderstood(
            tr(
                "The column “{heading}” counts in another unit than “{label}” ({unit}). Convert "
                "it, and write the unit into its heading."
            ).format(heading=column.heading, label=target.field.label, unit=target.field.unit)
        ) from error

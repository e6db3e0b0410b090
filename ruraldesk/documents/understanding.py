"""Finding the table in an office's sheet: where its heading stands, and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.documents.excel_raw import RawSheet, raw_text
from ruraldesk.documents.headings import MONEY_FACTORS, ColumnMatch, Matcher, unit_of
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.texts.clean import fold_width
from ruraldesk.texts.translate import tr

SEARCHED_ROWS = 40  # rows from the top in which a heading is looked for
DEEPEST = 3  # rows of a heading at the most
FEWEST = 2  # columns that must be known before a row is taken for the heading

_UNIT_LINE = re.compile(r"单位[:：]?\s*(?:人民币)?\s*(亿元|万元|元)")


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
    problems: tuple[Problem, ...] = field(default=())

    @property
    def first(self) -> int:
        """The first row below the heading."""
        return self.heading.stop

    @property
    def taken(self) -> tuple[ColumnMatch, ...]:
        """The columns that are taken in."""
        return tuple(column for column in self.columns if column.target is not None)


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
    candidates = [_named(sheets, sheet)] if sheet is not None else list(sheets)
    best: tuple[int, int, Understanding] | None = None
    for one in candidates:
        found = _table(one, matcher, form)
        if found is None:
            continue
        score = sum(1 for column in found.taken if column.sure) + _spoken_for(one, found, form)
        rank = (score, -one.hidden)
        if best is None or rank > best[:2]:
            best = (*rank, found)
    if best is None:
        raise NotUnderstood(
            tr(
                "No sheet holds a table for “{form}”. Its heading needs at least {count} columns "
                "such as {labels}. Check the file, or name the columns by hand."
            ).format(
                form=form.title,
                count=FEWEST,
                labels="、".join(one.label for one in list(form.asked())[1:6]),
            )
        )
    found = best[2]
    if mapping:
        found = _overruled(found, mapping, matcher, form)
    return _with_units(found)


def _named(sheets: Sequence[RawSheet], name: str) -> RawSheet:
    for sheet in sheets:
        if sheet.name.strip() == name.strip():
            return sheet
    names = [sheet.name for sheet in sheets]
    raise NotUnderstood(
        tr("The workbook has no sheet “{name}”. It has: {names}.").format(
            name=name, names="、".join(names)
        )
    )


def _spoken_for(sheet: RawSheet, found: Understanding, form: FormDef) -> int:
    """Return 2 where the sheet's name or title says the ledger's name, else 0."""
    words = (form.title, *form.imports.titles)
    return 2 if any(word in sheet.name or word in found.title for word in words) else 0


def _table(sheet: RawSheet, matcher: Matcher, form: FormDef) -> Understanding | None:
    """Return the best reading of a sheet, None when no row can be its heading."""
    best: tuple[int, int, range] | None = None
    for top in range(min(SEARCHED_ROWS, len(sheet.rows))):
        for depth in range(1, DEEPEST + 1):
            rows = range(top, top + depth)
            score = matcher.score(headings_of(sheet, rows))
            if score >= FEWEST and (best is None or (score, -depth) > best[:2]):
                best = (score, -depth, rows)
    if best is None:
        return None
    heading = best[2]
    return Understanding(
        sheet=sheet,
        title=_title(sheet, heading.start),
        heading=heading,
        columns=tuple(matcher.match(headings_of(sheet, heading))),
    )


def headings_of(sheet: RawSheet, rows: range) -> list[tuple[str, str]]:
    """Return (group, own words) of each column of the heading rows, joined cells spread out.

    A cell joined over several columns is the group of those below it; one joined over several
    rows, or standing alone, is the column's own words.
    """
    width = max((len(sheet.rows[row]) for row in rows if row < len(sheet.rows)), default=0)
    words = [[sheet.text(row, column) for column in range(width)] for row in rows]
    for top, left, bottom, right in sheet.merged:
        if top in rows:
            text = sheet.text(top, left)
            for row in range(top, min(bottom + 1, rows.stop)):
                for column in range(left, min(right + 1, width)):
                    words[row - rows.start][column] = text
    found = []
    for column in range(width):
        distinct = list(dict.fromkeys(row[column] for row in words if row[column]))
        if not distinct:
            found.append(("", ""))
        elif len(distinct) == 1:
            found.append(("", distinct[0]))
        else:
            found.append(("".join(distinct[:-1]), distinct[-1]))
    return found


def _title(sheet: RawSheet, above: int) -> str:
    """Return the first line above the heading that is not empty."""
    for row in range(above):
        for value in sheet.rows[row]:
            text = raw_text(value)
            if text:
                return text.split("\n")[0]
    return ""


def _with_units(found: Understanding) -> Understanding:
    """Give money columns the unit said above the table; doubt amounts whose unit nobody says."""
    said = _unit_above(found)
    columns, problems = [], []
    for column in found.columns:
        target = column.target
        if target is None or target.field.shape is not FieldType.MONEY or column.unit_said:
            columns.append(column)
            continue
        if said is not None:
            columns.append(replace(column, factor=said, unit_said=True))
            continue
        columns.append(column)
        problems.append(
            Problem(
                message=tr(
                    "Nobody says the unit of the column “{heading}”; it is read in yuan. If it is "
                    "in another unit, write it into the heading, such as “{heading}（万元）”."
                ).format(heading=column.heading),
                level=Level.WARN,
                field=column.field,
                row=found.heading.stop,
                code="unit_unknown",
            )
        )
    return replace(found, columns=tuple(columns), problems=(*found.problems, *problems))


def _unit_above(found: Understanding) -> Decimal | None:
    for row in range(found.heading.start):
        for value in found.sheet.rows[row]:
            said = _UNIT_LINE.search(fold_width(raw_text(value)))
            if said:
                return MONEY_FACTORS[said[1]]
    return None


def _overruled(
    found: Understanding, mapping: Mapping[str, str], matcher: Matcher, form: FormDef
) -> Understanding:
    """Apply a mapping given by hand: heading (its own words or with its group) → target path."""
    columns = list(found.columns)
    by_words = {
        words: index
        for index, column in enumerate(columns)
        for words in (column.heading, column.heading.split(" ")[-1])
        if words
    }
    for heading, path in mapping.items():
        if heading not in by_words:
            raise NotUnderstood(
                tr("The table has no column “{heading}”.").format(heading=heading)
                + did_you_mean(nearest(heading, by_words))
            )
        if path and path not in matcher.targets:
            raise NotUnderstood(
                tr("“{form}” has no field “{path}” for the column “{heading}”.").format(
                    form=form.title, path=path, heading=heading
                )
                + did_you_mean(nearest(path, matcher.targets))
            )
        index = by_words[heading]
        target = matcher.targets[path] if path else None
        columns = [
            replace(column, field="", target=None) if path and column.field == path else column
            for column in columns
        ]
        factor = unit_of(columns[index].heading)
        columns[index] = replace(
            columns[index],
            field=path,
            target=target,
            factor=factor or Decimal(1),
            unit_said=factor is not None,
            sure=True,
        )
    return replace(found, columns=tuple(columns))

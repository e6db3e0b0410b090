"""Summary tables: what the offices below have, one row each, as figures; on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.fitting import shown
from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FigureDef, FormDef, Record
from ruraldesk.definitions.summaries import SummaryColumnDef, SummaryDef
from ruraldesk.errors import UserError
from ruraldesk.services.reporting_status import units_below
from ruraldesk.store.book import Book
from ruraldesk.texts.numbers import group, half_up
from ruraldesk.texts.translate import on_paper, tr
from ruraldesk.texts.units import convert

_NAME = "unit_name"
_NAME_WIDTH = 26  # millimetres on paper
_NUMBER_WIDTH = 20
_SHEET_PER_PAPER = 0.6  # an Excel column's characters for each millimetre
_TOTAL, _UNIT_HEADING = "合计", "单位"
_SHOWN_PLACES = 2  # decimals where a whole base value is shown in a larger unit: 元 in 万元


class UnknownSummary(UserError):
    """A summary table is asked for that the book's office does not make."""

    code = "unknown_summary"

    def __init__(self, key: str, known: Sequence[str]) -> None:
        hint = did_you_mean(nearest(key, known))
        message = tr("This office makes no summary table “{key}”.").format(key=shown(key))
        super().__init__(message + hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """What one office has: a value for each column, None where there is nothing to compute from.

    `unit` is the office's code, `start` those of its digits with which the codes of its own units
    begin; both are "" for the total, and for rows that name no office.
    """

    unit: str
    start: str
    name: str
    values: tuple[Decimal | None, ...]

    @property
    def empty(self) -> bool:
        """Whether the office has nothing of what the table tells."""
        return not any(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary table as of a day: its figures, a row for each office below, and the total.

    The total is the figure over everything in the book, not a sum of the rows: shares and
    averages are right in it. Rows that belong to none of the offices below stand last.
    """

    definition: SummaryDef
    as_of: date
    figures: tuple[FigureDef, ...]
    rows: tuple[SummaryRow, ...]
    total: SummaryRow


def summaries(book: Book) -> list[SummaryDef]:
    """Return the summary tables that this book's office makes."""
    level = book.info.level
    return [one for one in book.definitions.summaries if level in one.levels]


def summary(book: Book, key: str, as_of: date) -> Summary:
    """Return a summary table as of a day.

    Raises:
        UnknownSummary: this office makes none with this key.
    """
    known = {one.key: one for one in summaries(book)}
    if key not in known:
        raise UnknownSummary(key, list(known))
    definition = known[key]
    below = units_below(book)
    digits = max((len(_bare(code)) for code, _ in below), default=0)
    results = [
        book.figures.value(column.figure, as_of, UNIT, digits=digits)
        for column in definition.columns
    ]
    parts = [{part.key: part.value for part in result.by} for result in results]
    rows = [
        SummaryRow(
            unit=code,
            start=code[: digits or None],
            name=name,
            values=tuple(part.get(code[: digits or None]) for part in parts),
        )
        for code, name in [*below, *_others(book, below, digits, parts)]
    ]
    return Summary(
        definition=definition,
        as_of=as_of,
        figures=tuple(result.definition for result in results),
        rows=tuple(rows),
        total=SummaryRow(
            unit="", start="", name=_TOTAL, values=tuple(result.value for result in results)
        ),
    )


def _others(
    book: Book,
    below: Sequence[tuple[str, str]],
    digits: int,
    parts: Sequence[Mapping[str, Decimal | None]],
) -> Iterator[tuple[str, str]]:
    """Yield code and name of what has values and is no office below, as the office itself."""
    listed = {code[: digits or None] for code, _ in below}
    own, names = book.info.unit, dict(book.records.units())
    for key in sorted({key for part in parts for key, value in part.items() if value} - listed):
        code = key.ljust(len(own), "0") if key else ""
        if code == own:
            yield code, on_paper("{name} itself").format(name=book.info.name)
        else:
            yield code, names.get(code, code) or on_paper("not entered")


def _bare(code: str) -> str:
    """Return a unit's code without the places that stand for those below it: 9 digits of a town."""
    bare = code.rstrip("0")
    return code[: max(-(-len(bare) // 3) * 3, 6)]


def told(figure: FigureDef, value: Decimal | None) -> str:
    """Return a value as a cell of the table shows it; "" where there is none."""
    found = in_shown_unit(figure, value)
    return "" if found is None else group(half_up(found, places_of(figure)), places_of(figure))


def places_of(figure: FigureDef) -> int:
    """Return how many decimals a column shows."""
    return figure.places or (_SHOWN_PLACES if figure.shown_in else 0)


def in_shown_unit(figure: FigureDef, value: Decimal | None) -> Decimal | None:
    """Return a figure's value in the unit in which it is shown, see `unit_of`."""
    return None if value is None else convert(value, figure.unit, unit_of(figure))


def unit_of(figure: FigureDef) -> str:
    """Return the unit in which a column shows its figure."""
    return figure.shown_in or figure.unit


def needs_unit(column: SummaryColumnDef, figure: FigureDef) -> bool:
    """Say whether a heading must tell the unit: not where it is the unit, as 户 under 受益."""
    return unit_of(figure) not in ("", column.heading)


def as_json(found: Summary) -> dict[str, Any]:
    """Return the shape that the command line prints; values in the figures' base units."""
    return {
        "key": found.definition.key,
        "title": found.definition.title,
        "columns": [
            {"figure": column.figure, "heading": column.heading, "unit": figure.unit}
            for column, figure in zip(found.definition.columns, found.figures, strict=True)
        ],
        "rows": [
            {"unit": row.unit, "name": row.name, "values": [_plain(value) for value in row.values]}
            for row in found.rows
        ],
        "total": [_plain(value) for value in found.total.values],
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def as_ledger(found: Summary, *, paper: bool) -> tuple[FormDef, LayoutDef, list[Record]]:
    """Return a summary table as a ledger, for whatever writes ledgers: rows, the total last.

    Args:
        paper: widths are millimetres of a print; else characters of an Excel sheet.
    """
    definition = found.definition
    scale = 1.0 if paper else _SHEET_PER_PAPER
    name = FieldDef(key=_NAME, type=FieldType.TEXT, label=_UNIT_HEADING)
    fields, columns = [name], [_column(_NAME, _UNIT_HEADING, "", _NAME_WIDTH * scale)]
    for number, (column, figure) in enumerate(zip(definition.columns, found.figures, strict=True)):
        unit = unit_of(figure)
        places = places_of(figure)
        kind = FieldType.DECIMAL if places else FieldType.INTEGER
        key = f"c{number}"
        fields.append(FieldDef(key=key, type=kind, label=column.heading, unit=unit, places=places))
        heading = column.heading
        if needs_unit(column, figure):
            heading = f"{heading}（{unit}）"
        columns.append(_column(key, heading, column.group, _NUMBER_WIDTH * scale))
    form = FormDef(key=definition.key, title=definition.title, fields=tuple(fields))
    layout = LayoutDef(
        key=definition.key,
        title=definition.title,
        columns=tuple(columns),
        paper=definition.paper,
        page_subtotal=False,
    )
    return form, layout, [_record(row, found.figures) for row in (*found.rows, found.total)]


def _column(key: str, heading: str, group: str, width: float) -> ColumnDef:
    return ColumnDef(field=key, heading=heading, group=group, width=round(width))


def _record(row: SummaryRow, figures: Sequence[FigureDef]) -> Record:
    values: dict[str, Any] = {_NAME: row.name}
    for number, (figure, value) in enumerate(zip(figures, row.values, strict=True)):
        values[f"c{number}"] = in_shown_unit(figure, value)
    return Record(values=values)

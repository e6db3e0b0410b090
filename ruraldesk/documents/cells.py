"""What a cell of a document says: the same words for Excel headings, paper and file names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ruraldesk.definitions.layouts import OF_PARENT, ColumnDef, LayoutDef
from ruraldesk.definitions.model import (
    SUMMABLE_TYPES,
    FieldDef,
    FieldType,
    FormDef,
    Record,
    Value,
)
from ruraldesk.definitions.values import written_text
from ruraldesk.texts.numbers import group, half_up, in_unit

RIGHT_ALIGNED = frozenset(
    {FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT}
)
CENTRED = frozenset(
    {
        FieldType.DATE,
        FieldType.MONTH,
        FieldType.YEAR,
        FieldType.YES_NO,
        FieldType.SERIAL,
        FieldType.PERSON_ID,
        FieldType.PHONE,
    }
)
MONEY_PLACES = {"元": 2, "万元": 2, "亿元": 4}


def heading_of(column: ColumnDef, field: FieldDef, layout: LayoutDef) -> str:
    """Return a column's heading: its own words, or the label with the unit where it is needed.

    Money needs none, since the unit of money stands above the table.
    """
    if column.heading:
        return column.heading
    if field.unit and field.shape is not FieldType.MONEY:
        return f"{field.label}（{field.unit}）"
    return field.label


def cell_text(field: FieldDef, record: Record, layout: LayoutDef) -> str:
    """Return what a printed cell says; money in the layout's unit, private fields masked."""
    value = record[field.key]
    if value is None:
        return ""
    if field.shape is FieldType.MONEY and isinstance(value, (int, Decimal)):
        return money_text(Decimal(value), layout.money_unit)
    text = written_text(field, value, record.names.get(field.key, ""))
    return mask(text) if layout.masked and field.private else text


def money_text(yuan: Decimal, unit: str) -> str:
    """Return an amount in `unit`, grouped, halves rounded up to the unit's printed places."""
    places = MONEY_PLACES[unit]
    return group(half_up(in_unit(yuan, unit), places), places)


def total_text(field: FieldDef, total: Value, layout: LayoutDef) -> str:
    """Return a sum as its column shows it."""
    if not isinstance(total, (int, Decimal)):
        return ""
    if field.shape is FieldType.MONEY:
        return money_text(Decimal(total), layout.money_unit)
    return group(Decimal(total), field.places)


def summable(column: ColumnDef, field: FieldDef) -> bool:
    """Say whether the column has a sum."""
    return column.total and field.shape in SUMMABLE_TYPES


def mask(text: str) -> str:
    """Hide the middle of a private text: ids keep 6 and 4, shorter numbers 3 and 2 characters."""
    head, tail = (6, 4) if len(text) >= 15 else (3, 2) if len(text) >= 7 else (1, 0)
    hidden = max(len(text) - head - tail, 1)
    return text[:head] + "*" * hidden + (text[-tail:] if tail else "")


def alignment(field: FieldDef) -> str:
    """Return where a printed value stands in its cell: "left", "centre" or "right"."""
    if field.shape in RIGHT_ALIGNED:
        return "right"
    return "centre" if field.shape in CENTRED or field.choices else "left"


def columns_of(form: FormDef, layout: LayoutDef) -> list[tuple[ColumnDef, FieldDef]]:
    """Return the layout's columns with the fields they show.

    In a print of lines, a field of the record they belong to is known as `parent.key`.
    """
    rows = form.line(layout.lines) if layout.lines else form
    return [(column, _shown(column.field, form, rows)) for column in layout.columns]


def _shown(key: str, form: FormDef, rows: FormDef) -> FieldDef:
    if key.startswith(OF_PARENT):
        return replace(form.field(key.removeprefix(OF_PARENT)), key=key)
    return rows.field(key)


def shown_lines(layout: LayoutDef, record: Record) -> list[Record]:
    """Return the lines of a record that a print or a table of a card shows."""
    lines = record.lines.get(layout.lines, ())
    return [line for line in lines if not layout.only or line[layout.only] is True]

"""One record's value as an Excel cell: its content, and the style that shows it.

Long numbers are text, so that Excel cannot ruin them; text that begins like a formula stays text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeGuard

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, Record, Value
from ruraldesk.definitions.values import written_text
from ruraldesk.documents.cells import MONEY_PLACES, mask
from ruraldesk.texts.numbers import in_unit
from ruraldesk.texts.translate import on_paper

Content = str | int | Decimal | date | None

TEXT_FORMAT = "@"
DATE_FORMAT = "yyyy-mm-dd"
ONE_LINE = frozenset({FieldType.MONTH, FieldType.PERSON_ID, FieldType.PHONE, FieldType.CREDIT_CODE})
FORMULA_MARKS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class CellKind:
    """How a column's cells look: number format, alignment, wrapping."""

    number_format: str
    horizontal: str
    wrapped: bool = False


def _is_number(value: Value) -> TypeGuard[int | Decimal]:
    """Say whether a value is a number; what is computed may be whole where decimals are shown."""
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _whole(field: FieldDef, value: Value, layout: LayoutDef) -> Content:
    return value if _is_number(value) else None


def _number(field: FieldDef, value: Value, layout: LayoutDef) -> Content:
    return value if _is_number(value) else None


def _money(field: FieldDef, value: Value, layout: LayoutDef) -> Content:
    return in_unit(Decimal(value), layout.money_unit) if _is_number(value) else None


def _percent(field: FieldDef, value: Value, layout: LayoutDef) -> Content:
    return Decimal(value) / 100 if _is_number(value) else None


def _day(field: FieldDef, value: Value, layout: LayoutDef) -> Content:
    return value if isinstance(value, date) else None


def _shown(field: FieldDef, value: Value, layout: LayoutDef) -> Content:
    text = written_text(field, value)
    return mask(text) if layout.masked and field.private else text


WRITERS: Mapping[FieldType, Callable[[FieldDef, Value, LayoutDef], Content]] = {
    FieldType.TEXT: _shown,
    FieldType.NOTE: _shown,
    FieldType.INTEGER: _whole,
    FieldType.DECIMAL: _number,
    FieldType.MONEY: _money,
    FieldType.PERCENT: _percent,
    FieldType.DATE: _day,
    FieldType.MONTH: _shown,
    FieldType.YEAR: _whole,
    FieldType.YES_NO: _shown,
    FieldType.CHOICE: _shown,
    FieldType.CHOICES: _shown,
    FieldType.REFERENCE: _shown,
    FieldType.PERSON_ID: _shown,
    FieldType.PHONE: _shown,
    FieldType.CREDIT_CODE: _shown,
    FieldType.DIVISION: _shown,
    FieldType.FILES: _shown,
    FieldType.SERIAL: _shown,
    FieldType.COMPUTED: _shown,  # a computed field is written by its result's type
}


def content_of(field: FieldDef, record: Record, layout: LayoutDef) -> Content:
    """Return what the cell holds: exact numbers, dates, or text."""
    value = record[field.key]
    if value is None:
        return None
    name = record.names.get(field.key)
    if name is not None:
        return name
    return WRITERS[field.shape](field, value, layout)


def kind_of(field: FieldDef, layout: LayoutDef) -> CellKind:
    """Return how the cells of a column look."""
    shape = field.shape
    if shape is FieldType.INTEGER:
        return CellKind("#,##0", "right")
    if shape is FieldType.DECIMAL:
        return CellKind(_grouped(field.places), "right")
    if shape is FieldType.MONEY:
        return CellKind(_grouped(MONEY_PLACES[layout.money_unit]), "right")
    if shape is FieldType.PERCENT:
        return CellKind("0." + "0" * field.places + "%" if field.places else "0%", "right")
    if shape is FieldType.DATE:
        return CellKind(DATE_FORMAT, "center")
    if shape is FieldType.YEAR:
        return CellKind("0", "center")
    if shape in (FieldType.TEXT, FieldType.NOTE, FieldType.REFERENCE, FieldType.CHOICES):
        return CellKind(TEXT_FORMAT, "left", wrapped=True)
    return CellKind(TEXT_FORMAT, "center", wrapped=shape not in ONE_LINE)


def looks_like_formula(content: Content) -> bool:
    """Say whether Excel would take the text for a formula when somebody edits it."""
    return isinstance(content, str) and content.startswith(FORMULA_MARKS)


def drop_down(field: FieldDef) -> list[str]:
    """Return what a cell's drop-down offers; nothing when the column takes anything."""
    if field.type is FieldType.YES_NO:
        return [on_paper("Yes"), on_paper("No")]
    if field.type is FieldType.CHOICE and field.choices is not None:
        return [item.label for item in field.choices.items if not item.retired]
    return []


def _grouped(places: int) -> str:
    return "#,##0." + "0" * places if places else "#,##0"

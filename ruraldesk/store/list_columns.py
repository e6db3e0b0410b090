"""A field as lists use it in SQL: the column to compare, and the key to sort by as it is shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, Text, bindparam, case, func, select

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Value
from ruraldesk.definitions.names import name_fields
from ruraldesk.store.columns import places
from ruraldesk.store.sql_expressions import compile_expression

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_NAME_DEPTH = 3  # names that are made of names


class ListColumns:
    """The columns of one ledger, for one date."""

    def __init__(self, book: Book, form: FormDef, as_of: date) -> None:
        self._book, self._form, self._as_of = book, form, as_of
        self.table: Table = book.tables[form.table]

    def column(self, field: FieldDef) -> ColumnElement[Any]:
        """Return what is stored, or computed, as SQL compares it."""
        if field.stored:
            return self.table.c[field.key]
        if field.expression is None:
            raise ValueError(f"{self._form.key}.{field.key} is computed but has no expression")
        return compile_expression(
            field.expression, self._form, self._book.tables, as_of=self._as_of
        )

    def scale(self, field: FieldDef) -> int:
        """Return the decimals that the column's whole numbers have."""
        if field.stored or field.expression is None:
            return places(field)
        return field.expression.scale

    def sort_key(self, field: FieldDef) -> ColumnElement[Any]:
        """Return what puts rows in the order in which people read the column."""
        if field.stored and field.type is FieldType.REFERENCE:
            return self._name_key(field, self.table, _NAME_DEPTH)
        return _by_place(field, self.column(field))

    def _name_key(self, field: FieldDef, table: FromClause, depth: int) -> ColumnElement[Any]:
        """Return the first part of the name of the record that a reference leads to."""
        target = self._book.definitions.forms[field.form]
        other = self._book.tables[target.table].alias()
        parts = [target.field(key) for key in name_fields(target) if target.find(key)]
        stored = [part for part in parts if part.stored]
        if not stored or depth == 0:
            return table.c[field.key]
        first = stored[0]
        if first.type is FieldType.REFERENCE:
            key = self._name_key(first, other, depth - 1)
        else:
            key = _by_place(first, other.c[first.key])
        return select(key).where(other.c.id == table.c[field.key]).scalar_subquery()


def _by_place(field: FieldDef, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the place of a choice in its list; other columns are their own order."""
    if field.shape is not FieldType.CHOICE or field.choices is None or not field.choices.items:
        return column
    order = {code: place for place, code in enumerate(field.choices.codes())}
    return case(order, value=column, else_=case((column.is_(None), None), else_=len(order)))


def whole(value: Value, scale: int, *, up: bool) -> int | None:
    """Return a number in units of 10^-scale, rounded up or down; None when it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    rounding = ROUND_CEILING if up else ROUND_FLOOR
    return int(Decimal(value).scaleb(scale).to_integral_value(rounding))


def text_contains(column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """Return whether a text holds `part`, small and large letters alike."""
    return func.instr(func.lower(column), part.lower()) > 0


def one_of(values: Sequence[int | str]) -> Select[Any]:
    """Return these ids or UUIDs as a subquery: there may be more than a statement has room for."""
    given = bindparam(None, json.dumps(values), type_=Text())
    return select(func.json_each(given).table_valued("value").c.value)

"""What a user asks of one column, as a condition in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select

from ruraldesk.definitions.choosing import folded
from ruraldesk.definitions.model import NUMBER_TYPES, FieldDef, FieldType, FormDef, Value
from ruraldesk.definitions.names import name_fields
from ruraldesk.store.list_columns import ListColumns, one_of, text_contains, whole
from ruraldesk.store.record_rows import UNIT_FORM
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

OPERATORS = (
    *("contains", "equals", "in", "without", "at_least", "at_most", "between"),
    *("empty", "filled", "found"),
)
_PART_OF_DATE = 7  # characters of "2023-11"; fewer are a year


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of one field: an operator of OPERATORS and its value.

    `in` and `without` take a tuple of values, `between` a tuple of the first and the last (None: no
    bound); `empty` and `filled` take none. `contains` takes text, and means what the column shows.
    Of dates, "2023-11" and "2023" mean every day in it. `found` is asked of no field: it takes text
    as it is typed into the search over everything.
    `records` is asked of no field: it takes the UUIDs of the records that are meant.
    """

    field: str
    operator: str
    value: Value | tuple[Value, ...] = None


class FilterCompiler:
    """Turns filters into conditions over one ledger, or over its recycle bin."""

    def __init__(
        self, book: Book, form: FormDef, columns: ListColumns, *, deleted: bool = False
    ) -> None:
        self._book, self._form, self._columns, self._deleted = book, form, columns, deleted
        self._operators: Mapping[str, Callable[[FieldDef, Any], ColumnElement[bool]]] = {
            "contains": self._contains,
            "equals": self._equals,
            "in": self._among,
            "without": lambda field, values: not_(
                func.coalesce(self._among(field, values), 0) == 1
            ),
            "at_least": lambda field, value: self._within(field, value, None),
            "at_most": lambda field, value: self._within(field, None, value),
            "between": lambda field, bounds: self._within(field, *bounds),
            "empty": lambda field, _: self._columns.column(field).is_(None),
            "filled": lambda field, _: self._columns.column(field).is_not(None),
        }

    def condition(self, one: Filter) -> ColumnElement[bool]:
        """Return the condition; KeyError when the form has no such field, or no such operator."""
        if one.operator == "found":
            return self._book.search.condition(self._form, str(one.value))
        if one.operator == "records":
            meant = one.value if isinstance(one.value, tuple) else ()
            return self._columns.table.c.uuid.in_(one_of([str(uuid) for uuid in meant]))
        return self._operators[one.operator](self._form.field(one.field), one.value)

    def _equals(self, field: FieldDef, value: Value) -> ColumnElement[bool]:
        column = self._columns.column(field)
        if value is None:
            return column.is_(None)
        if field.shape is FieldType.DATE and isinstance(value, str) and len(value) <= _PART_OF_DATE:
            return and_(column >= value, column <= _last(value))
        if field.shape is FieldType.REFERENCE and field.stored:
            other = self._book.tables[field.form]
            return column.in_(select(other.c.id).where(other.c.uuid == value))
        if field.shape in (FieldType.CHOICES, FieldType.FILES):
            codes = value if isinstance(value, tuple) else (value,)
            return and_(*(func.instr(column, _member(field, code)) > 0 for code in codes))
        if field.shape in NUMBER_TYPES:
            low = whole(value, self._columns.scale(field), up=True)
            high = whole(value, self._columns.scale(field), up=False)
            wanted: ColumnElement[bool] = column == low
            return false() if low is None or low != high else wanted
        equal: ColumnElement[bool] = column == _raw(value)
        return equal

    def _among(self, field: FieldDef, values: tuple[Value, ...]) -> ColumnElement[bool]:
        return or_(false(), *(self._equals(field, value) for value in values))

    def _within(self, field: FieldDef, low: Value, high: Value) -> ColumnElement[bool]:
        """Return whether the value lies between two bounds, both included."""
        column = self._columns.column(field)
        conditions: list[ColumnElement[bool]] = [column.is_not(None)]
        if field.shape is FieldType.CHOICE and field.choices is not None:
            codes = field.choices.codes()
            first = codes.index(str(low)) if low in codes else 0
            last = codes.index(str(high)) if high in codes else len(codes)
            return column.in_(codes[first : last + 1])
        scale = self._columns.scale(field)
        if low is not None:
            bound = whole(low, scale, up=True)
            conditions.append(column >= (_raw(low) if bound is None else bound))
        if high is not None:
            bound = whole(high, scale, up=False)
            conditions.append(column <= (_last(high) if bound is None else bound))
        return and_(*conditions)

    def _contains(self, field: FieldDef, part: str) -> ColumnElement[bool]:
        """Return whether what the column shows holds `part`."""
        column = self._columns.column(field)
        if field.shape in (FieldType.CHOICE, FieldType.CHOICES) and field.choices is not None:
            wanted = folded(part)
            codes = [
                item.code
                for item in field.choices.items
                if wanted in folded(item.label) or wanted in folded(tr(item.label))
            ]
            return self._among(field, tuple(codes))
        if field.shape is FieldType.REFERENCE:
            return self._name_contains(self._book.definitions.forms[field.form], column, part)
        if field.shape is FieldType.DIVISION:
            return or_(func.instr(column, part) > 0, self._unit_contains(column, part))
        if field.shape in NUMBER_TYPES:
            text = func.printf("%d", column)
            digits = part.replace(",", "").replace(".", "")
            return func.instr(text, digits) > 0
        holds = text_contains(column, part)
        few = None if self._deleted else self._book.search.few_with(self._form, field, part)
        return holds if few is None else and_(self._columns.table.c.id.in_(few), holds)

    def _name_contains(
        self, form: FormDef, column: ColumnElement[Any], part: str
    ) -> ColumnElement[bool]:
        other = self._book.tables[form.table]
        texts = [
            text_contains(other.c[key], part)
            for key in name_fields(form)
            if (field := form.find(key)) and field.stored and field.type not in _NO_TEXT
        ]
        return column.in_(select(other.c.id).where(or_(false(), *texts)))

    def _unit_contains(self, column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
        units = self._book.definitions.forms.get(UNIT_FORM)
        if units is None or not units.find("code") or not units.find("name"):
            return false()
        table = self._book.tables[units.table]
        return column.in_(select(table.c.code).where(text_contains(table.c.name, part)))


_NO_TEXT = NUMBER_TYPES | {FieldType.REFERENCE, FieldType.CHOICE, FieldType.CHOICES}


def _member(field: FieldDef, code: Value) -> str:
    return f"|{code}|" if field.shape is FieldType.CHOICES else f'"{code}"'


def _raw(value: Value) -> Any:
    """Return a value that is no scaled number as its column holds it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _last(value: Value) -> Any:
    """Return an upper bound: a part of a date ("2023-11") means the whole of its time."""
    return f"{value}\uffff" if isinstance(value, str) else _raw(value)

"""The SQL medium: how each field type is stored, exactly.

STRICT tables know INTEGER and TEXT here and nothing else: amounts are whole numbers of their
smallest unit, dates ISO text. There are no floats anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from types import MappingProxyType

from sqlalchemy import Integer, Text

from ruraldesk.definitions.model import FieldDef, FieldType, Value

Raw = int | str | None
"""What a column holds."""

MONEY_PLACES = 2
LARGEST = 2**63 - 1

_EXACT = Context(prec=60, Emax=60, Emin=-60, traps=[Inexact, InvalidOperation, Overflow])


@dataclass(frozen=True, slots=True)
class ColumnType:
    """How one field type is stored; the converters never see None."""

    sql: type[Integer] | type[Text]
    to_sql: Callable[[FieldDef, Value], Raw]
    from_sql: Callable[[FieldDef, Raw], Value]


def to_sql(field: FieldDef, value: Value) -> Raw:
    """Return what the column of `field` holds for `value`.

    A reference is stored as the other record's `id`; the caller looks it up and hands in the id.

    Raises:
        ValueError: the value has more places than the field, or is beyond 64 bits.
        TypeError: the value is of another type. Validation should have caught both.
    """
    if value is None or value in ("", ()):
        return None
    return COLUMN_TYPES[field.type].to_sql(field, value)


def from_sql(field: FieldDef, raw: Raw) -> Value:
    """Return the value that `raw` stands for; a reference comes back as the other record's id.

    Raises:
        ValueError: the book holds what the program never wrote there.
    """
    return None if raw is None else COLUMN_TYPES[field.type].from_sql(field, raw)


def places(field: FieldDef) -> int:
    """Return the power of ten by which the numbers of `field` are stored: money in 分."""
    return MONEY_PLACES if field.type is FieldType.MONEY else field.places


def scaled(value: Decimal, scale: int) -> int:
    """Return `value` as a whole number of units of 10^-scale.

    Raises:
        ValueError: it would not be exact.
    """
    try:
        shifted = _EXACT.scaleb(value, scale)
        whole = int(shifted)
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{value} cannot be stored exactly") from error
    if shifted != whole:
        raise ValueError(f"{value} has more than {scale} decimals")
    if abs(whole) > LARGEST:
        raise ValueError(f"{value} is beyond 64 bits")
    return whole


def unscaled(raw: int, scale: int) -> Decimal:
    """Return the number that is stored as `raw` units of 10^-scale, with all its places."""
    return _EXACT.scaleb(Decimal(raw), -scale)


def _text_to_sql(field: FieldDef, value: Value) -> Raw:
    if not isinstance(value, str):
        raise TypeError(f"{field.key}: {value!r} is no text")
    return value


def _text_from_sql(field: FieldDef, raw: Raw) -> Value:
    if not isinstance(raw, str):
        raise ValueError(f"{field.key}: {raw!r} is no text")
    return raw


def _whole_to_sql(field: FieldDef, value: Value) -> Raw:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{field.key}: {value!r} is no whole number")
    if abs(value) > LARGEST:
        raise ValueError(f"{field.key}: {value} is beyond 64 bits")
    return value


def _whole_from_sql(field: FieldDef, raw: Raw) -> int:
    if not isinstance(raw, int):
        raise ValueError(f"{field.key}: {raw!r} is no whole number")
    return raw


def _scaled_to_sql(field: FieldDef, value: Value) -> Raw:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{field.key}: {value!r} is no exact number")
    return scaled(Decimal(value), places(field))


def _scaled_from_sql(field: FieldDef, raw: Raw) -> Value:
    return unscaled(_whole_from_sql(field, raw), places(field))


def _truth_to_sql(field: FieldDef, value: Value) -> Raw:
    if not isinstance(value, bool):
        raise TypeError(f"{field.key}: {value!r} is neither yes nor no")
    return int(value)


def _truth_from_sql(field: FieldDef, raw: Raw) -> Value:
    if raw not in (0, 1):
        raise ValueError(f"{field.key}: {raw!r} is neither yes nor no")
    return bool(raw)


def _date_to_sql(field: FieldDef, value: Value) -> Raw:
    if not isinstance(value, date):
        raise TypeError(f"{field.key}: {value!r} is no date")
    return value.isoformat()


def _date_from_sql(field: FieldDef, raw: Raw) -> Value:
    return date.fromisoformat(str(_text_from_sql(field, raw)))


def _codes_to_sql(field: FieldDef, value: Value) -> Raw:
    """Join codes so that `|code|` finds one without finding a part of another."""
    return f"|{'|'.join(_texts(field, value))}|"


def _codes_from_sql(field: FieldDef, raw: Raw) -> Value:
    return tuple(str(_text_from_sql(field, raw)).strip("|").split("|"))


def _names_to_sql(field: FieldDef, value: Value) -> Raw:
    return json.dumps(_texts(field, value), ensure_ascii=False)


def _names_from_sql(field: FieldDef, raw: Raw) -> Value:
    names = json.loads(str(_text_from_sql(field, raw)))
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{field.key}: {raw!r} is no list of names")
    return tuple(names)


def _texts(field: FieldDef, value: Value) -> tuple[str, ...]:
    if not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
        raise TypeError(f"{field.key}: {value!r} is no tuple of texts")
    return value


def _computed_to_sql(field: FieldDef, value: Value) -> Raw:
    raise TypeError(f"{field.key} is computed and has no column: {value!r} cannot be stored")


def _computed_from_sql(field: FieldDef, raw: Raw) -> Value:
    raise TypeError(f"{field.key} is computed and has no column: {raw!r} was not stored")


_TEXT = ColumnType(Text, _text_to_sql, _text_from_sql)
_WHOLE = ColumnType(Integer, _whole_to_sql, _whole_from_sql)
_SCALED = ColumnType(Integer, _scaled_to_sql, _scaled_from_sql)

COLUMN_TYPES: Mapping[FieldType, ColumnType] = MappingProxyType(
    {
        FieldType.TEXT: _TEXT,
        FieldType.NOTE: _TEXT,
        FieldType.INTEGER: _WHOLE,
        FieldType.DECIMAL: _SCALED,
        FieldType.MONEY: _SCALED,
        FieldType.PERCENT: _SCALED,
        FieldType.DATE: ColumnType(Text, _date_to_sql, _date_from_sql),
        FieldType.MONTH: _TEXT,
        FieldType.YEAR: _WHOLE,
        FieldType.YES_NO: ColumnType(Integer, _truth_to_sql, _truth_from_sql),
        FieldType.CHOICE: _TEXT,
        FieldType.CHOICES: ColumnType(Text, _codes_to_sql, _codes_from_sql),
        FieldType.REFERENCE: _WHOLE,
        FieldType.PERSON_ID: _TEXT,
        FieldType.PHONE: _TEXT,
        FieldType.CREDIT_CODE: _TEXT,
        FieldType.DIVISION: _TEXT,
        FieldType.FILES: ColumnType(Text, _names_to_sql, _names_from_sql),
        FieldType.SERIAL: _TEXT,
        FieldType.COMPUTED: ColumnType(Text, _computed_to_sql, _computed_from_sql),
    }
)

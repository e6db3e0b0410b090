r"""The package medium: every value as the text of one CSV cell, and back, unchanged.

Numbers are exact texts with all their decimals in the base unit ("13282600.00" yuan), dates ISO
texts, choices their codes, references UUIDs, yes and no `true` and `false`. Several choices or
files are joined with "|"; a "|" or "\" inside has a "\" before it. An empty cell is no answer.

Unlike typed text, a cell is read in one way only: what this program would not have written is
refused, so nothing can change on the way unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from ruraldesk.definitions.fitting import shown, value_fault
from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.texts.numbers import plain
from ruraldesk.texts.translate import tr

YES, NO = "true", "false"
BETWEEN = "|"  # of several choices or files in one cell

_WHOLE = re.compile("0|-?[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPECIAL = re.compile(r"[|\\]")
_PIECE = re.compile(r"(?:[^|\\]|\\.)*", re.DOTALL)


def to_cell(field: FieldDef, value: Value) -> str:
    """Return `value` as the text of one cell; "" for nothing.

    Raises:
        ValueError: the value has more decimals than its field, which no book holds.
    """
    return "" if value is None else TO_CELL[field.shape](field, value)


def from_cell(field: FieldDef, text: str) -> Value:
    """Return the value of one cell; None for an empty one.

    Raises:
        BadValue: the cell holds none of the field's type, written as `to_cell` writes it.
    """
    if not text:
        return None
    value = FROM_CELL[field.shape](field, text)
    if (fault := value_fault(field, value)) is not None:
        raise BadValue(fault)
    return value


def _same(field: FieldDef, value: Value) -> str:
    return str(value)


def _exact(field: FieldDef, value: Value) -> str:
    number = Decimal(cast("int | Decimal", value))
    text = plain(number, field.places)
    if Decimal(text) != number:
        raise ValueError(f"{field.key}: {number} has more than {field.places} decimals")
    return text


def _joined(field: FieldDef, value: Value) -> str:
    parts = cast("tuple[str, ...]", value)
    return BETWEEN.join(_SPECIAL.sub(r"\\\g<0>", part) for part in parts)


def _iso(field: FieldDef, value: Value) -> str:
    return cast("date", value).isoformat()


TO_CELL: Mapping[FieldType, Callable[[FieldDef, Value], str]] = {
    FieldType.TEXT: _same,
    FieldType.NOTE: _same,
    FieldType.INTEGER: _same,
    FieldType.DECIMAL: _exact,
    FieldType.MONEY: _exact,
    FieldType.PERCENT: _exact,
    FieldType.DATE: _iso,
    FieldType.MONTH: _same,
    FieldType.YEAR: _same,
    FieldType.YES_NO: lambda field, value: YES if value else NO,
    FieldType.CHOICE: _same,
    FieldType.CHOICES: _joined,
    FieldType.REFERENCE: _same,
    FieldType.PERSON_ID: _same,
    FieldType.PHONE: _same,
    FieldType.CREDIT_CODE: _same,
    FieldType.DIVISION: _same,
    FieldType.FILES: _joined,
    FieldType.SERIAL: _same,
    FieldType.COMPUTED: _same,  # only where no result is stated
}


def _text(field: FieldDef, text: str) -> Value:
    return text


def _whole(field: FieldDef, text: str) -> Value:
    if not _WHOLE.fullmatch(text):
        raise BadValue(
            tr("A whole number belongs here, like 12, not {value}.").format(value=shown(text))
        )
    return int(text)


def _number(field: FieldDef, text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        message = tr('A number belongs here, best as a text like "1234.50", not {value}.')
        raise BadValue(message.format(value=shown(text)))
    return Decimal(text)


def _date(field: FieldDef, text: str) -> Value:
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    message = tr("A date belongs here, like 2023-11-16, not {value}.")
    raise BadValue(message.format(value=shown(text)))


def _yes_no(field: FieldDef, text: str) -> Value:
    if text not in (YES, NO):
        message = tr("Yes or no belongs here (true or false), not {value}.")
        raise BadValue(message.format(value=shown(text)))
    return text == YES


def _parts(field: FieldDef, text: str) -> Value:
    parts, position = [], 0
    while position <= len(text):
        piece = cast("re.Match[str]", _PIECE.match(text, position))
        parts.append(re.sub(r"\\(.)", r"\1", piece.group(), flags=re.DOTALL))
        if piece.end() < len(text) and text[piece.end()] != BETWEEN:
            raise BadValue(tr("A list belongs here, not {value}.").format(value=shown(text)))
        position = piece.end() + 1
    return tuple(parts)


FROM_CELL: Mapping[FieldType, Callable[[FieldDef, str], Value]] = {
    FieldType.TEXT: _text,
    FieldType.NOTE: _text,
    FieldType.INTEGER: _whole,
    FieldType.DECIMAL: _number,
    FieldType.MONEY: _number,
    FieldType.PERCENT: _number,
    FieldType.DATE: _date,
    FieldType.MONTH: _text,
    FieldType.YEAR: _whole,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _text,
    FieldType.CHOICES: _parts,
    FieldType.REFERENCE: _text,
    FieldType.PERSON_ID: _text,
    FieldType.PHONE: _text,
    FieldType.CREDIT_CODE: _text,
    FieldType.DIVISION: _text,
    FieldType.FILES: _parts,
    FieldType.SERIAL: _text,
    FieldType.COMPUTED: _text,  # only where no result is stated
}
"""How each type reads a cell; `from_cell` judges the value afterwards."""

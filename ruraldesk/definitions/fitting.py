"""Whether a value is one of its field's type: right kind, within what can be stored, well formed.

What the form demands beyond the type (required, range, pattern, length) is judged in validate.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from ruraldesk.definitions.choosing import unknown_choice
from ruraldesk.definitions.identity import (
    credit_code_fault,
    division_fault,
    person_id_fault,
    phone_fault,
)
from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.texts.clean import find_control
from ruraldesk.texts.numbers import group
from ruraldesk.texts.translate import tr

LARGEST_MONEY = Decimal("9999999999999.99")  # yuan
LARGEST_INTEGER = 10**12
LARGEST_DECIMAL = Decimal(10**12)  # not reached
YEARS = range(1900, 2101)
MOST_PLACES = 6

UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MONTH = re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])")
_LONGEST_SHOWN = 40  # characters of a refused text that a message repeats


def value_fault(field: FieldDef, value: object) -> str | None:
    """Say what keeps `value` from being one of `field`; None where nothing does.

    None is a value of every type: nothing entered.
    """
    return None if value is None else FITTING[field.shape](field, value)


def shown(value: object) -> str:
    """Return a refused value as a message repeats it, cut when it is long."""
    plain = isinstance(value, bool | list | tuple | dict)
    text = json.dumps(value, ensure_ascii=False, default=str) if plain else str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _text(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, str) or not value:
        return tr("A text belongs here, not {value}.").format(value=shown(value))
    if (found := find_control(value)) is not None:
        return tr("The text holds the control character {code}; delete it.").format(code=found)
    return None


def _integer(field: FieldDef, value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        message = tr("A whole number belongs here, like 12, not {value}.")
        return message.format(value=shown(value))
    if abs(value) > LARGEST_INTEGER:
        limit = group(Decimal(LARGEST_INTEGER), 0)
        return tr("{value} is too large; {limit} at most can be kept here.").format(
            value=shown(value), limit=limit
        )
    return None


def _decimal(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, Decimal) or not value.is_finite():
        return tr("A number belongs here, like 12.5, not {value}.").format(value=shown(value))
    if abs(value) >= LARGEST_DECIMAL:
        limit = group(LARGEST_DECIMAL, 0)
        return tr("{value} is too large; it must be below {limit}.").format(
            value=shown(f"{value:f}"), limit=limit
        )
    return _places_fault(field, value)


def _money(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, Decimal) or not value.is_finite():
        return tr("An amount belongs here, like 1234.50, not {value}.").format(value=shown(value))
    if abs(value) > LARGEST_MONEY:
        limit = group(LARGEST_MONEY, 2)
        return tr("{value} yuan is too large; {limit} yuan at most can be kept here.").format(
            value=shown(f"{value:f}"), limit=limit
        )
    return _places_fault(field, value)


def _places_fault(field: FieldDef, value: Decimal) -> str | None:
    """Refuse more decimals than are stored, instead of rounding them away."""
    whole, point, decimals = f"{value:f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) <= field.places:
        return None
    if field.shape is FieldType.MONEY:
        message = tr("{value} yuan is finer than 1 fen; enter two decimals of a yuan at most.")
    elif field.places:
        message = tr("{value} has too many decimals; enter {places} at most.")
    else:
        message = tr("{value} has decimals; enter a whole number.")
    return message.format(value=shown(whole + point + decimals), places=field.places)


def _date(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, date) or isinstance(value, datetime):
        return tr("A date belongs here, like 2023-11-16, not {value}.").format(value=shown(value))
    return _year_fault(value.year, value.isoformat())


def _month(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        return tr("A month belongs here, like 2023-11, not {value}.").format(value=shown(value))
    return _year_fault(int(value[:4]), value)


def _year(field: FieldDef, value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return tr("A year belongs here, like 2023, not {value}.").format(value=shown(value))
    return _year_fault(value, str(value))


def _year_fault(year: int, text: str) -> str | None:
    if year in YEARS:
        return None
    message = tr("“{value}” lies outside {first} to {last}; check the year.")
    return message.format(value=shown(text), first=YEARS.start, last=YEARS.stop - 1)


def _yes_no(field: FieldDef, value: object) -> str | None:
    if isinstance(value, bool):
        return None
    return tr("Yes or no belongs here (是 or 否), not {value}.").format(value=shown(value))


def _choice(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, str):
        message = tr("One choice belongs here, not {value}.")
        return message.format(value=shown(value))
    if field.choices is None or value in field.choices.codes():
        return None
    return unknown_choice(field.choices, (shown(value),))


def _choices(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, tuple) or not value or len(set(value)) != len(value):
        return tr("A list of choices, each once, belongs here, not {value}.").format(
            value=shown(value)
        )
    return next(filter(None, (_choice(field, one) for one in value)), None)


def _reference(field: FieldDef, value: object) -> str | None:
    if isinstance(value, str) and UUID.fullmatch(value):
        return None
    message = tr("“{value}” is no record; choose one from the list.")
    return message.format(value=shown(value))


def _files(field: FieldDef, value: object) -> str | None:
    if not isinstance(value, tuple) or not value or not all(map(_is_name, value)):
        message = tr("A list of file names belongs here, not {value}.")
        return message.format(value=shown(value))
    return None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and find_control(value) is None


def _numbered(fault: Callable[[str], str | None]) -> Callable[[FieldDef, object], str | None]:
    """Return the judgement of a text that must be a number by some standard."""

    def judged(field: FieldDef, value: object) -> str | None:
        if not isinstance(value, str):
            return tr("A number as text belongs here, not {value}.").format(value=shown(value))
        return fault(value)

    return judged


FITTING: Mapping[FieldType, Callable[[FieldDef, object], str | None]] = {
    FieldType.TEXT: _text,
    FieldType.NOTE: _text,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _money,
    FieldType.PERCENT: _decimal,
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.YEAR: _year,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.REFERENCE: _reference,
    FieldType.PERSON_ID: _numbered(person_id_fault),
    FieldType.PHONE: _numbered(phone_fault),
    FieldType.CREDIT_CODE: _numbered(credit_code_fault),
    FieldType.DIVISION: _numbered(division_fault),
    FieldType.FILES: _files,
    FieldType.SERIAL: _text,
    FieldType.COMPUTED: lambda field, value: None,  # only until its result is known
}

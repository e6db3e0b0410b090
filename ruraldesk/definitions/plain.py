"""Values as JSON knows them, for the command line.

Decimals and money are exact texts with all their decimals in the base unit ("13282600.00" yuan),
dates ISO texts, choices their codes, references UUIDs. Both ways round nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import cast

from ruraldesk.definitions.choosing import code_of, unknown_choice
from ruraldesk.definitions.fitting import shown, value_fault
from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import (
    NO,
    PARSERS,
    YES,
    BadValue,
)
from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.numbers import half_up
from ruraldesk.texts.numbers import plain as digits_of
from ruraldesk.texts.translate import tr

Plain = str | int | bool | list[str] | None
"""A value as JSON knows it."""


def to_plain(field: FieldDef, value: Value) -> Plain:
    """Return `value` as JSON knows it."""
    return None if value is None else TO_PLAIN[field.shape](field, value)


def from_plain(field: FieldDef, plain: object) -> Value:
    """Return the value that JSON holds; choices may be given by label or alias as well.

    Raises:
        BadValue: it is none of the field's type.
    """
    if plain is None or plain == "" or plain == []:
        return None
    value = FROM_PLAIN[field.shape](field, plain)
    if (fault := value_fault(field, value)) is not None:
        raise BadValue(fault)
    return value


def _number_to_plain(field: FieldDef, value: Value) -> Plain:
    return digits_of(Decimal(cast("int | Decimal", value)), field.places)


def _same(field: FieldDef, value: Value) -> Plain:
    return cast("Plain", value)


def _date_to_plain(field: FieldDef, value: Value) -> Plain:
    return cast("date", value).isoformat()


def _list_to_plain(field: FieldDef, value: Value) -> Plain:
    return list(cast("tuple[str, ...]", value))


TO_PLAIN: Mapping[FieldType, Callable[[FieldDef, Value], Plain]] = {
    FieldType.TEXT: _same,
    FieldType.NOTE: _same,
    FieldType.INTEGER: _same,
    FieldType.DECIMAL: _number_to_plain,
    FieldType.MONEY: _number_to_plain,
    FieldType.PERCENT: _number_to_plain,
    FieldType.DATE: _date_to_plain,
    FieldType.MONTH: _same,
    FieldType.YEAR: _same,
    FieldType.YES_NO: _same,
    FieldType.CHOICE: _same,
    FieldType.CHOICES: _list_to_plain,
    FieldType.REFERENCE: _same,
    FieldType.PERSON_ID: _same,
    FieldType.PHONE: _same,
    FieldType.CREDIT_CODE: _same,
    FieldType.DIVISION: _same,
    FieldType.FILES: _list_to_plain,
    FieldType.SERIAL: _same,
    FieldType.COMPUTED: _same,
}


def _text(field: FieldDef, plain: object) -> Value:
    if not isinstance(plain, str):
        raise BadValue(tr("A text belongs here, not {value}.").format(value=shown(plain)))
    return clean_text(plain, multiline=field.shape is FieldType.NOTE) or None


def _exact(plain: object) -> Decimal | None:
    """Return the number that a JSON number or an exact text writes; None where it is none."""
    if isinstance(plain, bool) or not isinstance(plain, str | int | Decimal | float):
        return None
    text = repr(plain) if isinstance(plain, float) else str(plain).strip()
    if len(text) > 60 or not text.isascii() or "_" in text:  # Python reads 1_000 as well
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 60 else None


def _number(field: FieldDef, plain: object) -> Value:
    number = _exact(plain)
    if number is None:
        message = tr('A number belongs here, best as a text like "1234.50", not {value}.')
        raise BadValue(message.format(value=shown(plain)))
    placed = half_up(number, field.places)
    return placed if placed == number else number


def _whole(field: FieldDef, plain: object) -> Value:
    number = _exact(plain)
    if number is None or number != number.to_integral_value():
        message = tr("A whole number belongs here, like 12, not {value}.")
        raise BadValue(message.format(value=shown(plain)))
    return int(number)


def _date(field: FieldDef, plain: object) -> Value:
    if isinstance(plain, str):
        try:
            return date.fromisoformat(plain.strip())
        except ValueError:
            pass
    message = tr("A date belongs here, like 2023-11-16, not {value}.")
    raise BadValue(message.format(value=shown(plain)))


def _yes_no(field: FieldDef, plain: object) -> Value:
    if isinstance(plain, bool):
        return plain
    word = fold_width(str(plain)).strip().lower()
    if isinstance(plain, str | int) and word in YES | NO:
        return word in YES
    message = tr("Yes or no belongs here (true or false), not {value}.")
    raise BadValue(message.format(value=shown(plain)))


def _choice(field: FieldDef, plain: object) -> Value:
    word = str(plain) if isinstance(plain, str) or type(plain) is int else ""
    if not word:
        message = tr("One choice belongs here, not {value}.")
        raise BadValue(message.format(value=shown(plain)))
    if field.choices is None:
        return word
    code = code_of(field.choices, word)
    if code is None:
        raise BadValue(unknown_choice(field.choices, (shown(word),)))
    return code


def _choices(field: FieldDef, plain: object) -> Value:
    if isinstance(plain, str):
        return PARSERS[FieldType.CHOICES](field, clean_text(plain))
    return tuple(dict.fromkeys(cast("str", _choice(field, one)) for one in _listed(plain)))


def _files(field: FieldDef, plain: object) -> Value:
    return tuple(str(one) for one in _listed(plain))


def _listed(plain: object) -> list[object]:
    if not isinstance(plain, list | tuple):
        raise BadValue(tr("A list belongs here, not {value}.").format(value=shown(plain)))
    return list(plain)


def _identifier(field: FieldDef, plain: object) -> Value:
    """Read a number that is a text: JSON numbers are taken as well, as long as they are whole."""
    text = str(plain) if type(plain) is int else plain
    if not isinstance(text, str):
        raise BadValue(tr("A text belongs here, not {value}.").format(value=shown(plain)))
    cleaned = clean_text(text)
    return PARSERS[field.shape](field, cleaned) if cleaned else None


FROM_PLAIN: Mapping[FieldType, Callable[[FieldDef, object], Value]] = {
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
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.REFERENCE: _identifier,
    FieldType.PERSON_ID: _identifier,
    FieldType.PHONE: _identifier,
    FieldType.CREDIT_CODE: _identifier,
    FieldType.DIVISION: _identifier,
    FieldType.FILES: _files,
    FieldType.SERIAL: _text,
    FieldType.COMPUTED: _text,  # only where no result is stated
}
"""How each type reads plain data; `from_plain` judges the value afterwards."""

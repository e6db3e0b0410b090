"""One raw cell of an office's table to a value: what Excel did to it is undone, or said.

References and divisions stay text: only the book knows what they name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import BadValue, parse
from ruraldesk.documents.excel_raw import RawValue, raw_text
from ruraldesk.documents.headings import ColumnMatch
from ruraldesk.texts.clean import clean_name, fold_width
from ruraldesk.texts.dates import NotADate, from_serial, month_range, parse_month
from ruraldesk.texts.numbers import NotANumber, parse_number
from ruraldesk.texts.translate import tr

EXACT_DIGITS = 15  # decimal digits that Excel keeps of a number (IEEE 754 double)
NOTHING = frozenset({"-", "—", "——", "/", "\\", "无", "暂无", "空", "#N/A", "N/A", "…"})

_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_DAY_FIELDS = (FieldType.DATE, FieldType.MONTH, FieldType.YEAR)
_NUMBERED = (FieldType.PERSON_ID, FieldType.CREDIT_CODE, FieldType.PHONE, FieldType.DIVISION)

Reader = Callable[[FieldDef, RawValue, ColumnMatch], Value]


def read_cell(
    field: FieldDef, raw: RawValue, column: ColumnMatch, *, fraction: bool = False
) -> Value:
    """Return the value of a cell for `field`; None for an empty one or a dash.

    `fraction` says that the column writes percentages as fractions (0.82).

    Raises:
        BadValue: the cell cannot be read; the sentence says what stood there and what is expected.
    """
    text = raw_text(raw)
    if not text or (text in NOTHING and field.type is not FieldType.YES_NO):
        return None
    if field.shape is FieldType.PERCENT and fraction and isinstance(raw, float):
        return parse(field, f"{_exact(raw) * 100:f}")
    return READERS[field.type](field, raw, column)


def first_of_month(field: FieldDef, raw: RawValue) -> date | None:
    """Return the first day of the month that a date's cell names, None when it names none.

    Offices write 1975.08 or 2016年7月 where the day is not known or does not matter.
    """
    if field.type is not FieldType.DATE:
        return None
    try:
        return month_range(parse_month(raw_text(raw)))[0]
    except NotADate:
        return None


def _typed(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    return parse(field, raw_text(raw))


def _words(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a text; a name written with a space between two characters is joined."""
    text = raw_text(raw)
    return parse(field, clean_name(text) if len(text) <= 8 else text)


def _untouched(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    return raw_text(raw) or None


def _number(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a number; what a formula left behind the 15th digit is no part of it."""
    if isinstance(raw, float):
        return parse(field, f"{_exact(raw):f}")
    return parse(field, raw_text(raw))


def _money(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read an amount in the column's unit, exactly: 13.5 under 万元 is 135000.00."""
    if isinstance(raw, float):
        amount = _exact(raw)
    else:
        text = fold_width(raw_text(raw))
        if text.endswith("元"):  # the cell says its own unit
            return parse(field, text)
        try:
            amount = parse_number(text)
        except NotANumber as error:
            raise BadValue(str(error)) from error
    return parse(field, f"{amount * column.factor:f}元")


def _day(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a date, also one that lost its format and became a number such as 42758."""
    if isinstance(raw, float) and field.type is not FieldType.YEAR and raw > 9999:
        if raw.is_integer() and 19_000_101 <= raw <= 21_001_231:  # 20231116
            return parse(field, f"{raw:.0f}")
        try:
            day = from_serial(int(raw))
        except NotADate as error:
            raise BadValue(str(error)) from error
        return day if field.type is FieldType.DATE else f"{day:%Y-%m}"
    if isinstance(raw, date):
        if field.type is FieldType.DATE:
            return raw
        return raw.year if field.type is FieldType.YEAR else f"{raw:%Y-%m}"
    return parse(field, raw_text(raw))


def _identifier(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a long number; tells one that Excel has ruined beyond repair."""
    text = fold_width(raw_text(raw)).replace(" ", "").lstrip("'")
    if _SCIENTIFIC.fullmatch(text) or (isinstance(raw, float) and abs(raw) >= 10**EXACT_DIGITS):
        raise BadValue(
            tr(
                "Excel has made a number of “{label}” and lost its last digits ({text}); they "
                "cannot be recovered from this file. Enter the number again from the original, in "
                "a column formatted as text."
            ).format(label=field.label, text=text)
        )
    return parse(field, text)


def _exact(raw: float) -> Decimal:
    """Return the number that Excel shows: 15 digits, without what binary fractions add."""
    return Decimal(f"{raw:.{EXACT_DIGITS}g}")


READERS: Mapping[FieldType, Reader] = {
    FieldType.TEXT: _words,
    FieldType.NOTE: _typed,
    FieldType.INTEGER: _number,
    FieldType.DECIMAL: _number,
    FieldType.MONEY: _money,
    FieldType.PERCENT: _number,
    FieldType.DATE: _day,
    FieldType.MONTH: _day,
    FieldType.YEAR: _day,
    FieldType.YES_NO: _typed,
    FieldType.CHOICE: _typed,
    FieldType.CHOICES: _typed,
    FieldType.REFERENCE: _untouched,
    FieldType.PERSON_ID: _identifier,
    FieldType.PHONE: _identifier,
    FieldType.CREDIT_CODE: _identifier,
    FieldType.DIVISION: _untouched,
    FieldType.FILES: _typed,
    FieldType.SERIAL: _untouched,
    FieldType.COMPUTED: _typed,  # never asked for; refuses with a sentence
}

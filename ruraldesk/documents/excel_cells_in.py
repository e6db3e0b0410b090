"""One raw cell of an office's table to a value: what Excel did to it is undone, or said.

References and divisions stay text: only the book knows what they name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ruraldesk.definitions.choosing import unknown_choice
from ruraldesk.definitions.fitting import shown
from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import NO, BadValue, parse
from ruraldesk.documents.cell_numbers import NumberSaid, day_inside, number_said, share_said, times
from ruraldesk.documents.excel_choices import as_one, codes_said
from ruraldesk.documents.excel_raw import RawValue, raw_text
from ruraldesk.documents.heading_words import plain_heading
from ruraldesk.documents.headings import ColumnMatch
from ruraldesk.errors import Level
from ruraldesk.texts.clean import clean_name, fold_width
from ruraldesk.texts.dates import NotADate, from_serial, month_range, parse_month, parse_year
from ruraldesk.texts.numbers import NotANumber, half_up, parse_number
from ruraldesk.texts.translate import tr

EXACT_DIGITS = 15  # decimal digits that Excel keeps of a number (IEEE 754 double)
NOTHING = frozenset({"-", "—", "——", "/", "\\", "无", "暂无", "空", "#N/A", "N/A", "…", "／", "－"})
_NO_DAY = frozenset(
    {
        *("立行立改", "立即整改", "即知即改", "长期", "长期坚持", "持续", "持续推进", "持续整改"),
        *("群众", "非党员", "未入党", "不是党员", "待定", "未定", "不详", "未知", "尚未", "未完成"),
    }
)
SERIALS = range(10_000, 73_051)  # 1927-05-18 to 2099-12-31
LONGEST_NAME = 8  # characters up to which a text may be a name spread out with spaces

_DASHES = re.compile(r"[-—–−―－_/／\\…]+")
_SCIENTIFIC = re.compile(r"[0-9]\.[0-9]+[eE]\+?[0-9]{1,2}")
_OWN_UNIT = re.compile("[元圆万亿]")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9:.]+")
_AFTER_DAY = re.compile(r"(至今|起|开始|生|出生|任职?|入党|转正)$")
_AGE_BEHIND = re.compile(r"\s*[（(]\s*[0-9]{1,3}\s*周?岁\s*[)）]$")  # 1972.05（51岁）
_BREAK = re.compile(r"(?<=[\u3400-\u9fff，。；、：])\n(?=[\u3400-\u9fff])")

Reader = Callable[[FieldDef, RawValue, ColumnMatch], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What is taken of a cell that does not say it exactly, and the sentence that tells so."""

    value: Value
    message: str
    code: str
    level: Level = Level.INFORM


def read_cell(
    field: FieldDef, raw: RawValue, column: ColumnMatch, *, fraction: bool = False
) -> Value:
    """Return the value of a cell for `field`; None for an empty one or a dash.

    `fraction` says that the cell writes a percentage as a fraction (0.82). A choice field of lines
    may give several codes: one line for each.

    Raises:
        BadValue: the cell cannot be read; the sentence says what stood there and what is expected.
    """
    text = raw_text(raw)
    if not text or _DASHES.fullmatch(text):
        return None
    if text in NOTHING and field.type is not FieldType.YES_NO:
        return None
    if field.shape is FieldType.PERCENT and fraction and isinstance(raw, float):
        return parse(field, f"{_exact(raw) * 100:f}")
    return READERS[field.type](field, raw, column)


def read_instead(
    field: FieldDef,
    raw: RawValue,
    column: ColumnMatch,
    *,
    fraction: bool = False,
    year: int | None = None,
) -> Instead | None:
    """Return what may be taken of a cell that `read_cell` refused; None where nothing may.

    Offices write 1975.08 or 2016 where the day is not known or does not matter, 约300米 where
    nobody counted, and leave the tail of a division in cells that a formula filled. `year` is the
    one the table is for: a date without a year is of it.
    """
    if field.type is FieldType.DATE:
        return _part_of_date(raw) or _day_in_words(raw, year) or _no_day(raw)
    if field.shape not in _NUMBERS:
        return None
    if isinstance(raw, float):
        said = NumberSaid(times(_exact(raw), Fraction(100) if fraction else column.factor))
    else:
        found = number_said(field, raw_text(raw), column.factor) or share_said(field, raw_text(raw))
        if found is None:
            return None
        said = found
    rounded = half_up(said.number, field.places)
    if rounded != said.number and field.shape not in _ROUNDED:
        return None
    if rounded == said.number and not said.about:
        return None  # refused for another reason
    unit = "元" if field.shape is FieldType.MONEY else field.unit
    if said.about:
        message, code = tr("“{text}” is not exact; taken as {number}."), "approximate"
    else:
        message, code = tr("“{text}” is finer than can be kept; rounded to {number}."), "rounded"
    try:
        value = parse(field, _written(field, rounded))
    except BadValue:
        return None
    shown_number = f"{rounded:f}{unit}"
    text = raw_text(raw) if said.about else f"{_short(said.number)}{unit}"
    return Instead(
        value=value,
        message=message.format(text=text, number=shown_number),
        code=code,
        level=Level.WARN,
    )


def _written(field: FieldDef, number: Decimal) -> str:
    """Return a number in the field's base unit as `parse` reads it."""
    return f"{number:f}元" if field.shape is FieldType.MONEY else f"{number:f}"


def _short(number: Decimal) -> str:
    """Return a number with six decimals at the most, for a sentence."""
    return f"{half_up(number, 6).normalize():f}"


def _day_in_words(raw: RawValue, year: int | None) -> Instead | None:
    """Return the one date that a cell names among other words, or without its year."""
    text = raw_text(raw)
    found = day_inside(text, year)
    if found is None:
        return None
    if found.year_added:
        message, code = tr("“{text}” names no year; taken as {date}."), "year_added"
    else:
        message, code = tr("Of “{text}” the date {date} is taken."), "date_of_words"
    return Instead(
        value=found.day,
        message=message.format(text=shown(text), date=found.day),
        code=code,
        level=Level.WARN,
    )


def _no_day(raw: RawValue) -> Instead | None:
    """Return nothing for words that offices write where there is no date to write."""
    text = raw_text(raw)
    if text not in _NO_DAY:
        return None
    message = tr("“{text}” is no date; left empty.").format(text=text)
    return Instead(value=None, message=message, code="no_date", level=Level.WARN)


def _part_of_date(raw: RawValue) -> Instead | None:
    text = _day_text(raw)
    try:
        first = month_range(parse_month(text))[0]
        return Instead(
            value=first,
            message=tr("“{text}” names no day; taken as {date}.").format(text=text, date=first),
            code="month_only",
        )
    except NotADate:
        pass
    try:
        first = date(parse_year(text), 1, 1)
    except NotADate:
        return None
    return Instead(
        value=first,
        message=tr("“{text}” names only a year; taken as {date}.").format(text=text, date=first),
        code="year_only",
        level=Level.WARN,
    )


def _typed(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    return parse(field, raw_text(raw))


def _words(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a text; a name spread out with spaces and a line that was broken are joined."""
    text = _BREAK.sub("", raw_text(raw))
    if _is_ruined(raw, text):
        raise BadValue(_ruined(field, text))
    return parse(field, clean_name(text) if len(text) <= LONGEST_NAME else text)


def _untouched(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    return raw_text(raw) or None


def _number(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a number; what a formula left behind the 15th digit is no part of it."""
    if isinstance(raw, float):
        return parse(field, f"{times(_exact(raw), column.factor):f}")
    text = raw_text(raw)
    try:
        if column.factor == 1:
            return parse(field, text)
        return parse(field, f"{times(parse_number(text), column.factor):f}")
    except NotANumber as error:
        return _in_words(field, text, column, BadValue(str(error)))
    except BadValue as error:
        return _in_words(field, text, column, error)


def _in_words(field: FieldDef, text: str, column: ColumnMatch, fault: BadValue) -> Value:
    """Read a number with its unit behind it: 3.5公里 in a column of 米."""
    said = number_said(field, text, column.factor)
    if said is None or said.about:
        raise fault
    return parse(field, _written(field, said.number))


def _money(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read an amount in the column's unit, exactly: 13.5 under 万元 is 135000.00."""
    if isinstance(raw, float):
        return parse(field, f"{times(_exact(raw), column.factor):f}元")
    text = fold_width(raw_text(raw))
    if _OWN_UNIT.search(text):  # the cell says its own unit
        return parse(field, text if text.endswith(("元", "圆", "整")) else f"{text}元")
    try:
        amount = parse_number(text)
    except NotANumber as error:
        raise BadValue(str(error)) from error
    return parse(field, f"{times(amount, column.factor):f}元")


def _day(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a date, also one that lost its format and became a number such as 42758."""
    if isinstance(raw, float) and field.type is not FieldType.YEAR and int(raw) in SERIALS:
        day = from_serial(raw)
        return day if field.type is FieldType.DATE else f"{day:%Y-%m}"
    if isinstance(raw, date):
        if field.type is FieldType.DATE:
            return parse(field, raw.isoformat())
        return raw.year if field.type is FieldType.YEAR else f"{raw:%Y-%m}"
    return parse(field, _day_text(raw))


def _day_text(raw: RawValue) -> str:
    """Return the text of a date without a time of day and without words around it."""
    text = raw_text(raw)
    text = _AGE_BEHIND.sub("", text)
    timed = _MIDNIGHT.fullmatch(text)
    return timed[1] if timed else _AFTER_DAY.sub("", text).strip()


def _identifier(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read a long number; tells one that Excel has ruined beyond repair."""
    text = fold_width(raw_text(raw)).replace(" ", "").lstrip("'`")
    if _is_ruined(raw, text):
        raise BadValue(_ruined(field, text))
    return parse(field, text)


def _is_ruined(raw: RawValue, text: str) -> bool:
    """Say whether Excel made a number of a code that has more digits than it keeps."""
    too_long = isinstance(raw, float) and abs(raw) >= 10**EXACT_DIGITS
    return too_long or _SCIENTIFIC.fullmatch(text) is not None


def _ruined(field: FieldDef, text: str) -> str:
    return tr(
        "Excel has made a number of “{label}” and lost its last digits ({text}); they "
        "cannot be recovered from this file. Enter the number again from the original, in "
        "a column formatted as text."
    ).format(label=field.label, text=text)


def _choice(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read one choice; several where the field may have more than one line to hold them."""
    text = raw_text(raw)
    if field.choices is None:
        return parse(field, text)
    codes, stranger = codes_said(field.choices, text)
    if not codes:
        raise BadValue(unknown_choice(field.choices, (shown(stranger or text),)))
    several = column.target is not None and column.target.rank == 1
    if len(codes) > 1 and not several:
        raise BadValue(
            tr("“{text}” names {count} choices of “{list}”; keep one of them.").format(
                text=shown(text), count=len(codes), list=field.choices.title
            )
        )
    return codes if len(codes) > 1 else codes[0]


def together(field: FieldDef, first: Value, second: Value, *, several: bool) -> Value:
    """Return what two columns say that fill the same field: choices, or the sum of amounts.

    `several` says that the field may have several lines; else it is the higher of two choices. Of
    other values it is the first.
    """
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return first + second
    if first is None or field.choices is None:
        return second if first is None else first
    codes = [
        code for one in (first, second) for code in (one if isinstance(one, tuple) else (str(one),))
    ]
    if several:
        joined = as_one(field.choices, tuple(dict.fromkeys(codes)))
    else:  # 全日制教育, 在职教育: the list goes up, and the higher one holds
        order = [item.code for item in field.choices.items]
        joined = (max(codes, key=order.index),)
    return joined if len(joined) > 1 else joined[0]


def _yes_no(field: FieldDef, raw: RawValue, column: ColumnMatch) -> Value:
    """Read 是, √ and the like; words of the heading say yes, as 一肩挑 below 是否一肩挑."""
    text = raw_text(raw)
    said = plain_heading(text)
    if len(said) > 1 and said not in NO and said in plain_heading(column.heading):
        return True
    return parse(field, text.partition("（")[0].partition("(")[0].strip() or text)


def _exact(raw: float) -> Decimal:
    """Return the number that Excel shows: 15 digits, without what binary fractions add."""
    return Decimal(f"{raw:.{EXACT_DIGITS}g}")


_ROUNDED = (FieldType.MONEY, FieldType.DECIMAL, FieldType.PERCENT)
_NUMBERS = (*_ROUNDED, FieldType.INTEGER)

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
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
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

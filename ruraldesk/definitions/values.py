"""Text to value and back, for every field type: what a clerk types, and what a table shows.

Nothing is guessed and nothing is rounded: what cannot be read in one way only, or does not fit the
field, is refused with a sentence that says what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from ruraldesk.definitions.choosing import code_of, codes_of, typed_choices, unknown_choice
from ruraldesk.definitions.fitting import shown, value_fault
from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.dates import NotADate, parse_date, parse_month, parse_year
from ruraldesk.texts.numbers import NotANumber, group, half_up, in_unit, parse_number, to_base
from ruraldesk.texts.translate import listed, on_paper, tr, unit_name

MONEY_UNITS = ("元", "万元", "亿元")

YES = frozenset(
    {
        *("是", "√", "✓", "✔", "☑", "有", "对", "达标", "合格", "有保障"),
        *("y", "yes", "1", "t", "true"),
    }
)
NO = frozenset(
    {
        *("否", "×", "✗", "✘", "✕", "x", "无", "不是", "没有", "错"),
        *("不达标", "未达标", "不合格", "无保障", "n", "no", "0", "f", "false"),
    }
)

_SAYS_UNIT = re.compile("[元圆萬亿億万整]")
_SAYS_YUAN_SIGN = re.compile("[￥¥]|人民币")


class BadValue(ValueError):
    """A text or plain value is none of the field's type; the error's text says so to the user."""


def parse(field: FieldDef, text: str) -> Value:
    """Return the value that `text` writes for `field`; None for an empty text.

    Raises:
        BadValue: the text cannot be read, or its value does not fit the field's type. Required,
            range, length and pattern are not looked at: that is validation.
    """
    cleaned = clean_text(text, multiline=field.type is FieldType.NOTE)
    if not cleaned:
        return None
    # Names of files stay as they are, two spaces in a row too.
    value = PARSERS[field.type](field, text if field.type is FieldType.FILES else cleaned)
    if (fault := value_fault(field, value)) is not None:
        raise BadValue(fault)
    return value


def text_of(field: FieldDef, value: Value, names_value: str = "") -> str:
    """Return what a table on the screen or a sentence shows for `value`; "" for nothing.

    Money is in the unit of `shown_in`, with at least two decimals and all it needs. References and
    divisions show `names_value`, the name that the store found. Words that an expression puts into
    a computed text, such as a measure, are in the active language.
    """
    if value is None:
        return ""
    shown = FORMATTERS[field.shape](field, value, names_value)
    in_words = field.type is FieldType.COMPUTED and field.shape is FieldType.TEXT
    return tr(shown) if in_words else shown


def written_text(field: FieldDef, value: Value, names_value: str = "") -> str:
    """Return what a paper or a workbook says, and what records are called and found by.

    It is like `text_of`, but Chinese whatever the window speaks.
    """
    if value is not None and field.shape is FieldType.YES_NO:
        return on_paper("Yes") if value else on_paper("No")
    if isinstance(value, tuple):
        return "、".join(map(field.choices.label, value) if field.choices else value)
    if field.shape is FieldType.TEXT and value is not None:
        return str(value)
    if value is None or field.choices is None:
        return text_of(field, value, names_value)
    return field.choices.label(str(value))


def edit_text(field: FieldDef, value: Value) -> str:
    """Return the text with which an editor starts; `parse` makes the same value of it again."""
    return "" if value is None else EDIT_TEXTS[field.shape](field, value)


def join_list(parts: tuple[str, ...]) -> str:
    r"""Return a list as one text, joined with ";"; a ";" or "\" inside has a "\" before it."""
    return ";".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def split_list(text: str) -> tuple[str, ...]:
    """Return the list that `join_list` made a text of."""
    parts: list[str] = [""]
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text):
            position += 1
            parts[-1] += text[position]
        elif char == ";":
            parts.append("")
        else:
            parts[-1] += char
        position += 1
    return tuple(part for part in parts if part)


def shown_unit(field: FieldDef) -> str:
    """Return the unit in which tables and editors show the field, such as 万元 or 米."""
    return unit_name(
        field.shown_in if field.shape is FieldType.MONEY and field.shown_in else field.unit
    )


def _number(field: FieldDef, text: str) -> Decimal:
    """Read a number, with or without the field's own unit behind it."""
    bare = fold_width(text)
    if field.unit and bare.endswith(field.unit):
        bare = bare.removesuffix(field.unit).rstrip()
    try:
        return parse_number(bare)
    except NotANumber as error:
        unit = (
            tr(" The number is in {unit}.").format(unit=unit_name(field.unit)) if field.unit else ""
        )
        raise BadValue(str(NotANumber(text)) + unit) from error


def _parse_decimal(field: FieldDef, text: str) -> Decimal:
    return _placed(field, _number(field, text))


def _placed(field: FieldDef, number: Decimal) -> Decimal:
    """Return the number with the field's decimals where nothing is lost by that."""
    placed = half_up(number, field.places)
    return placed if placed == number else number


def _parse_integer(field: FieldDef, text: str) -> int:
    number = _number(field, text)
    if number != number.to_integral_value():
        message = tr("“{text}” has decimals; a whole number belongs here, like 12.")
        raise BadValue(message.format(text=shown(text)))
    return int(number)


def _parse_money(field: FieldDef, text: str) -> Decimal:
    bare = fold_width(text)
    unit = field.shown_in or MONEY_UNITS[0]
    if _SAYS_UNIT.search(bare):
        unit = MONEY_UNITS[0]  # parse_number has taken 万 and 亿 into account
    elif unit != MONEY_UNITS[0] and _SAYS_YUAN_SIGN.search(bare):
        message = tr("“{text}”: say 元 or 万元, since this column counts in {unit}.")
        raise BadValue(message.format(text=shown(text), unit=unit_name(unit)))
    try:
        return _placed(field, to_base(parse_number(bare), unit))
    except NotANumber as error:
        message = tr(
            "“{text}” is not an amount. Write it like 1234.50 or 1.5万元; a bare number "
            "counts {unit} here."
        )
        raise BadValue(message.format(text=shown(text), unit=unit_name(unit))) from error


def _parse_percent(field: FieldDef, text: str) -> Decimal:
    bare = fold_width(text).removesuffix("%").rstrip().removeprefix("百分之")
    try:
        return _placed(field, parse_number(bare))
    except NotANumber as error:
        message = tr("“{text}” is not a percentage. Write it like 61.65 or 61.65%.")
        raise BadValue(message.format(text=shown(text))) from error


def _dated(read: Callable[[str], Value]) -> Callable[[FieldDef, str], Value]:
    """Return the parser of a date, month or year."""

    def parser(field: FieldDef, text: str) -> Value:
        try:
            return read(text)
        except NotADate as error:
            raise BadValue(str(error)) from error

    return parser


def _parse_yes_no(field: FieldDef, text: str) -> bool:
    word = fold_width(text).lower()
    if word in YES:
        return True
    if word in NO:
        return False
    message = tr("“{text}” is neither yes nor no. Enter 是 or 否 (√ ×, 有 无, Y N, 1 0 are fine).")
    raise BadValue(message.format(text=shown(text)))


def _parse_choice(field: FieldDef, text: str) -> str:
    if field.choices is None:
        return text
    code = code_of(field.choices, text)
    if code is None:
        raise BadValue(unknown_choice(field.choices, (shown(text),)))
    return code


def _parse_choices(field: FieldDef, text: str) -> tuple[str, ...] | None:
    if field.choices is None:
        return (text,)
    codes, strangers = codes_of(field.choices, text)
    if strangers:
        raise BadValue(unknown_choice(field.choices, tuple(map(shown, strangers))))
    return codes or None


def _parse_identifier(field: FieldDef, text: str) -> str:
    """Read a person id, credit code or division: no spaces, letters in capitals."""
    return fold_width(text).replace(" ", "").upper()


def _parse_phone(field: FieldDef, text: str) -> str:
    number = re.sub(r"[—–−‐]", "-", fold_width(text)).replace(" ", "")
    number = re.sub(r"^(?:\+86|0086)-?", "", number)
    number = re.sub(r"^\((0[0-9]{2,3})\)-?", r"\1-", number)
    return number.replace("-", "") if number.startswith("1") else number


def _parse_computed(field: FieldDef, text: str) -> Value:
    message = tr("“{label}” is computed by the program and cannot be typed.")
    raise BadValue(message.format(label=tr(field.label)))


PARSERS: Mapping[FieldType, Callable[[FieldDef, str], Value]] = {
    FieldType.TEXT: lambda field, text: text,
    FieldType.NOTE: lambda field, text: text,
    FieldType.INTEGER: _parse_integer,
    FieldType.DECIMAL: _parse_decimal,
    FieldType.MONEY: _parse_money,
    FieldType.PERCENT: _parse_percent,
    FieldType.DATE: _dated(parse_date),
    FieldType.MONTH: _dated(parse_month),
    FieldType.YEAR: _dated(parse_year),
    FieldType.YES_NO: _parse_yes_no,
    FieldType.CHOICE: _parse_choice,
    FieldType.CHOICES: _parse_choices,
    FieldType.REFERENCE: lambda field, text: text.lower(),
    FieldType.PERSON_ID: _parse_identifier,
    FieldType.PHONE: _parse_phone,
    FieldType.CREDIT_CODE: _parse_identifier,
    FieldType.DIVISION: _parse_identifier,
    FieldType.FILES: lambda field, text: split_list(text) or None,
    FieldType.SERIAL: lambda field, text: text,
    FieldType.COMPUTED: _parse_computed,
}
"""How each type reads a cleaned text that is not empty; `parse` judges the value afterwards."""


def _plainly(field: FieldDef, value: Value, names_value: str) -> str:
    return str(value)


def _show_number(field: FieldDef, value: Value, names_value: str) -> str:
    return group(Decimal(cast("int | Decimal", value)), field.places)


def _show_money(field: FieldDef, value: Value, names_value: str) -> str:
    yuan = half_up(Decimal(cast("int | Decimal", value)), 2)
    amount = in_unit(yuan, field.shown_in or MONEY_UNITS[0])
    return group(amount, max(2, len(_bare(amount).partition(".")[2])))


def _show_choices(field: FieldDef, value: Value, names_value: str) -> str:
    codes = cast("tuple[str, ...]", value)
    return listed(tr(field.choices.label(code)) if field.choices else code for code in codes)


def _show_choice(field: FieldDef, value: Value, names_value: str) -> str:
    return tr(field.choices.label(str(value))) if field.choices else str(value)


def _yes_or_no(field: FieldDef, value: Value, names_value: str = "") -> str:
    return tr("Yes") if value else tr("No")


FORMATTERS: Mapping[FieldType, Callable[[FieldDef, Value, str], str]] = {
    FieldType.TEXT: _plainly,
    FieldType.NOTE: _plainly,
    FieldType.INTEGER: _show_number,
    FieldType.DECIMAL: _show_number,
    FieldType.MONEY: _show_money,
    FieldType.PERCENT: lambda field, value, name: f"{_show_number(field, value, name)}%",
    FieldType.DATE: lambda field, value, name: cast("date", value).isoformat(),
    FieldType.MONTH: _plainly,
    FieldType.YEAR: _plainly,
    FieldType.YES_NO: _yes_or_no,
    FieldType.CHOICE: _show_choice,
    FieldType.CHOICES: _show_choices,
    FieldType.REFERENCE: lambda field, value, name: name or str(value),
    FieldType.PERSON_ID: _plainly,
    FieldType.PHONE: _plainly,
    FieldType.CREDIT_CODE: _plainly,
    FieldType.DIVISION: lambda field, value, name: name or str(value),
    FieldType.FILES: lambda field, value, name: listed(cast("tuple[str, ...]", value)),
    FieldType.SERIAL: _plainly,
    FieldType.COMPUTED: _plainly,  # only where no result is stated
}


def _edit_plainly(field: FieldDef, value: Value) -> str:
    return str(value)


def _edit_number(field: FieldDef, value: Value) -> str:
    return _bare(cast("Decimal", value))


def _edit_money(field: FieldDef, value: Value) -> str:
    return _bare(in_unit(cast("Decimal", value), field.shown_in or MONEY_UNITS[0]))


def _edit_choice(field: FieldDef, value: Value) -> str:
    return field.choices.label(str(value)) if field.choices else str(value)


def _edit_choices(field: FieldDef, value: Value) -> str:
    codes = cast("tuple[str, ...]", value)
    return typed_choices(field.choices, codes) if field.choices else "、".join(codes)


def _bare(number: Decimal) -> str:
    """Return all digits of `number`, without zeros at the end of its decimals."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


EDIT_TEXTS: Mapping[FieldType, Callable[[FieldDef, Value], str]] = {
    FieldType.TEXT: _edit_plainly,
    FieldType.NOTE: _edit_plainly,
    FieldType.INTEGER: _edit_plainly,
    FieldType.DECIMAL: _edit_number,
    FieldType.MONEY: _edit_money,
    FieldType.PERCENT: _edit_number,
    FieldType.DATE: lambda field, value: cast("date", value).isoformat(),
    FieldType.MONTH: _edit_plainly,
    FieldType.YEAR: _edit_plainly,
    FieldType.YES_NO: _yes_or_no,
    FieldType.CHOICE: _edit_choice,
    FieldType.CHOICES: _edit_choices,
    FieldType.REFERENCE: _edit_plainly,
    FieldType.PERSON_ID: _edit_plainly,
    FieldType.PHONE: _edit_plainly,
    FieldType.CREDIT_CODE: _edit_plainly,
    FieldType.DIVISION: _edit_plainly,
    FieldType.FILES: lambda field, value: join_list(cast("tuple[str, ...]", value)),
    FieldType.SERIAL: _edit_plainly,
    FieldType.COMPUTED: _edit_plainly,
}

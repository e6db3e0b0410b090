"""Numbers as officials write and read them: exact decimals, 余 and 约, shares, typed numbers.

Wording follows official usage (domain rules, “余/多”, “约”, “百分比”): 余 truncates and claims
v < x < v + g, where g is the weight of the last digit of v that is not zero, so it is never put on
an exact number; 约 rounds; a share says 100% only of all, and 0% only of none.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal

from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.numerals import chinese_integer, counting_word, read_numeral
from ruraldesk.texts.numerals import upper_amount as upper_amount
from ruraldesk.texts.translate import tr
from ruraldesk.texts.units import EXACT, convert, split_prefix

Wording = Literal["exact", "over", "over_spoken", "about", "some", "spelled", "ordinal", "per"]
Bound = Literal["", "at_least", "at_most", "no_less"]

CUTTING = ("over", "over_spoken", "about")  # the wordings that need a place to cut or round at

_MORE = {"over": "余", "over_spoken": "多"}  # the second is the spoken form of the first
_SPELLED_TO = 10  # 两名保洁员, but 60名保洁员
_LONGEST_NUMBER = 60  # characters; nobody's figure is longer, but pasted text is


class NotANumber(ValueError):
    """A typed text is not a number; the error's text says so to the user."""

    def __init__(self, text: str) -> None:
        message = tr("“{text}” is not a number. Write it like 1234.50, 1,234.50 or 1.5万.")
        super().__init__(message.format(text=text[:_LONGEST_NUMBER]))
        self.text = text


def half_up(value: Decimal, places: int) -> Decimal:
    """Round to `places` decimals; a half goes away from zero (四舍五入). Never gives -0."""
    rounded = _to(value, _power(-places), ROUND_HALF_UP)
    return rounded if rounded else rounded.copy_abs()


def group(value: Decimal, places: int) -> str:
    """Return `value` with thousands commas and `places` decimals, rounded half up: "1,188.86"."""
    return f"{half_up(value, places):,f}"


def plain(value: Decimal, places: int) -> str:
    """Return `value` with `places` decimals, rounded half up, without commas: "1188.86"."""
    return f"{half_up(value, places):f}"


def in_unit(value_yuan: Decimal, unit: str) -> Decimal:
    """Return an amount of 元 in `unit` (元, 万元 or 亿元), exactly.

    Raises:
        UnitMismatch: `unit` is not a unit of money.
    """
    return convert(value_yuan, "元", unit)


def to_base(value: Decimal, unit: str) -> Decimal:
    """Return an amount given in `unit` (元, 万元 or 亿元) in 元, exactly.

    Raises:
        UnitMismatch: `unit` is not a unit of money.
    """
    return convert(value, unit, "元")


def over(value: Decimal, place: Decimal) -> str:
    """Return `value` cut down to `place` with 余: 13345 to 100 is "13300余".

    A value that is exact at the place stands bare ("13300"). A value smaller than the place is
    cut at its own first digit instead, since "0余" says nothing: 57 to 100 is "50余". A negative
    value is cut toward zero and keeps its sign: 余 speaks of the size.

    Args:
        place: a power of ten, in the unit that is printed.

    Raises:
        ValueError: `place` is not a power of ten.
    """
    cut = _cut(value, place, ROUND_DOWN)
    return _bare(cut) if cut == value else f"{_bare(cut)}余"


def about(value: Decimal, place: Decimal) -> str:
    """Return `value` rounded half up to `place` with 约: 3668 to 10 is "约3670".

    Stands bare where rounding changes nothing; a value smaller than the place is rounded at its
    own first digit instead.

    Args:
        place: a power of ten, in the unit that is printed.

    Raises:
        ValueError: `place` is not a power of ten.
    """
    rounded = _cut(value, place, ROUND_HALF_UP)
    return _bare(rounded) if rounded == value else f"约{_bare(rounded)}"


def phrase(
    value: Decimal,
    unit: str,
    wording: Wording = "exact",
    place: Decimal | None = None,
    display_unit: str = "",
    places: int | None = None,
) -> str:
    """Return a number with its unit as a sentence wants it.

    13282600 元 over 100 in 万元 is "1300余万元"; 13245 亩 over 0.1 in 万亩 is "1.3万余亩": after a
    number that ends in 0 the 余 comes before the whole unit, after any other digit behind 万 or 亿
    (or, where there is neither, behind the unit: "5.3亩" is "5亩余").

    Args:
        value: in `unit`.
        wording: "exact" prints every digit there is, "over" 余, "over_spoken" 多, "about" 约,
            "some" 几 (十几万元), "spelled" numerals (两所), "ordinal" a rank (第一名), "per" a
            frequency in a unit such as 次/周 (每周1次).
        place: for `CUTTING` wordings, the power of ten to cut or round at, in the printed unit.
        display_unit: the unit to print, where it is not `unit`. What is cut or rounded and less
            than one 亿 or 万 is printed in the next smaller unit: 约0.2亿元 would say too little.
        places: for "exact", a fixed number of decimals, rounded half up.

    Raises:
        ValueError: `place` is missing or no power of ten.
        UnitMismatch: the two units measure different quantities.
    """
    shown_unit = display_unit or unit
    if wording in CUTTING:
        shown_unit = _not_too_large(value, unit, shown_unit)
    shown = convert(value, unit, shown_unit)
    if wording == "exact":
        return (_bare(shown) if places is None else _fixed(shown, shown_unit, places)) + shown_unit
    if wording not in CUTTING:
        return _SPOKEN[wording](shown, shown_unit)
    if place is None:
        raise ValueError(f"the wording {wording!r} needs a place to cut or round at")
    if wording == "about":
        return about(shown, place) + shown_unit
    return _cut_short(shown, shown_unit, wording, place)


def bounded(said: str, bound: Bound) -> str:
    """Return a worded number as the least or the most there is to be: "90%以上", "不少于5万元"."""
    before, behind = _BOUNDS[bound]
    return f"{before}{said}{behind}"


def ranged(low: str, high: str, unit: str) -> str:
    """Join two worded numbers of one unit as a range: "1户" and "2户" are "1—2户"."""
    return f"{low.removesuffix(unit)}—{high}"


def share(part: Decimal, whole: Decimal, places: int) -> str:
    """Return `part` of `whole` in percent with exactly `places` decimals, rounded half up.

    What rounds to 100 stays just below (or above) it unless part equals whole, and what rounds to 0
    is one step away from it unless part is 0: 99.996% with two decimals is "99.99%".
    A share of nothing is "—".
    """
    if not whole:
        return "—"
    parts, rest = EXACT.divmod(part.copy_abs().scaleb(places + 2, EXACT), whole.copy_abs())
    if EXACT.add(rest, rest) >= whole.copy_abs():
        parts += 1
    negative = part.is_signed() != whole.is_signed()
    all_of_it = _power(places + 2)
    if parts == all_of_it and not negative and part != whole:
        parts += 1 if part.copy_abs() > whole.copy_abs() else -1
    if part and not parts:
        parts += 1
    percent = plain(parts.scaleb(-places, EXACT), places)
    return f"{'-' if negative and parts else ''}{percent}%"


def enumeration(parts: Sequence[str]) -> str:
    """Join `parts` as officials do: "甲、乙及丙"; nothing for no parts."""
    *first, last = parts or [""]
    return f"{'、'.join(first)}及{last}" if first else last


def counted(items: Iterable[tuple[str, Decimal, str]]) -> str:
    """Return (label, value, unit) items as "产业项目4个、…及组织建设项目1个", leaving out zeros."""
    return enumeration([label + phrase(value, unit) for label, value, unit in items if value])


def parse_number(text: str) -> Decimal:
    """Return the number that `text` writes, exactly.

    Understands full-width digits, commas or spaces between groups of three, ￥, the endings 元,
    万元 and 亿元 ("1.5万" is 15000), and Chinese numerals (一百二十三, 壹佰元整). A percent sign is
    the caller's matter, as is what the number counts: "12人" is refused.

    Raises:
        NotANumber: anything else, and whatever people read in two ways ("1,5", "一百二").
    """
    cleaned = fold_width(clean_text(text)).replace("。", ".").replace("−", "-").replace("¥", "￥")
    match = _number_pattern().fullmatch(cleaned) if len(cleaned) <= _LONGEST_NUMBER else None
    if match is None:
        raise NotANumber(text)
    digits, numeral, signs = match["digits"], match["numeral"], match["sign"] + match["late_sign"]
    number = Decimal(re.sub("[, ]", "", digits)) if digits else read_numeral(numeral)
    if number is None or len(signs) > 1 or (signs and numeral):
        raise NotANumber(text)
    number = convert(number, match["multiple"] or "", "")
    return number.copy_negate() if number and signs == "-" else number


@cache
def _number_pattern() -> re.Pattern[str]:
    """Compile, when the first number is read, what a typed number may look like."""
    digits = r"(?:[0-9]{1,3}(?:(?:, ?| )[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
    numeral = "负?[零〇○一二三四五六七八九十百千万亿点两兩壹贰貳叁肆伍陆陸柒捌玖拾佰仟萬億]+"
    return re.compile(
        f"(?P<sign>[-+]?) ?(?:人民币|￥)? ?(?P<late_sign>[-+]?) ?"
        f"(?:(?P<digits>{digits}) ?(?P<multiple>[万亿]?)|(?P<numeral>{numeral})) ?(?:[元圆]整?)?"
    )


def _to(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    """Round `value` to a multiple of the power of ten `step`."""
    return value.quantize(step, rounding=rounding, context=EXACT)


def _power(exponent: int) -> Decimal:
    """Return ten to the power of `exponent`, with that exponent, as rounding wants it."""
    return Decimal((0, (1,), exponent))


def _cut(value: Decimal, place: Decimal, rounding: str) -> Decimal:
    """Round `value` at `place`, or at its own first digit where that is smaller."""
    if place <= 0 or place != _power(place.adjusted()):
        raise ValueError(f"{place} is not a power of ten")
    if not value:
        return value
    return _to(value, _power(min(place.adjusted(), value.adjusted())), rounding)


def _fixed(value: Decimal, unit: str, places: int) -> str:
    """Return `value` with its decimals; what is not wholly 100% is never rounded to it."""
    rounded = half_up(value, places)
    if unit == "%" and rounded == 100 != value:
        rounded += _power(-places) if value > 100 else -_power(-places)
    return plain(rounded, places)


def _cut_short(value: Decimal, unit: str, wording: Wording, place: Decimal) -> str:
    """Return `value` cut down to `place`, with 余 or 多 unless nothing is cut off."""
    cut = _cut(value, place, ROUND_DOWN)
    return _bare(cut) + (unit if cut == value else _with_more(cut, unit, wording))


def _some(value: Decimal, unit: str) -> str:
    """Say 十几 between ten and a hundred, and 多 at the first digit beyond: "100多万元"."""
    tens = _cut(value, Decimal(10), ROUND_DOWN)
    if 10 < value < 100 and value != tens:
        return f"{chinese_integer(int(tens))}几{unit}"
    if value < 1:
        return _bare(value) + unit
    return _cut_short(value, unit, "over_spoken", _power(value.adjusted()))


def _spelled(value: Decimal, unit: str) -> str:
    """Write a whole number from one to ten in numerals, as before a measure word: "两所"."""
    small = 0 < value <= _SPELLED_TO and value == int(value)
    return (counting_word(int(value)) if small else _bare(value)) + unit


def _ordinal(value: Decimal, unit: str) -> str:
    """Write a place in an order: "第一名", "第二批"."""
    small = 0 < value < 100 and value == int(value)
    return f"第{chinese_integer(int(value)) if small else _bare(value)}{unit}"


def _per(value: Decimal, unit: str) -> str:
    """Say how often: 1 次/周 is "每周1次"; without a slash in the unit, just the number."""
    what, slash, span = unit.partition("/")
    return f"每{span}{_bare(value)}{what}" if slash else _bare(value) + unit


_SPOKEN: Mapping[str, Callable[[Decimal, str], str]] = {
    "some": _some,
    "spelled": _spelled,
    "ordinal": _ordinal,
    "per": _per,
}
_BOUNDS: Mapping[Bound, tuple[str, str]] = {
    "": ("", ""),
    "at_least": ("", "以上"),
    "at_most": ("", "以下"),
    "no_less": ("不少于", ""),
}


def _not_too_large(value: Decimal, unit: str, shown_unit: str) -> str:
    """Return `shown_unit` with the largest counting word of which there is at least one."""
    prefix, rest = split_prefix(shown_unit)
    while value and prefix and abs(convert(value, unit, prefix + rest)) < 1:
        prefix = "万" if prefix == "亿" else ""
    return prefix + rest


def _bare(value: Decimal) -> str:
    """Return all digits of `value`, without zeros at the end of its decimals."""
    text = f"{value if value else value.copy_abs():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_more(cut: Decimal, unit: str, wording: Wording) -> str:
    """Return `unit` with 余 (or 多) where it belongs after the number `cut`."""
    more = _MORE[wording]
    if _bare(cut).endswith("0"):
        return more + unit
    prefix, rest = split_prefix(unit)
    return f"{prefix}{more}{rest}" if prefix else unit + more

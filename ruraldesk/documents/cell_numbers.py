"""Numbers and dates among words in a cell: 约300米, 100余人, 3.5公里, 2023年10月底前, 5月8日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.documents.heading_words import MONEY_FACTORS
from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.dates import month_range
from ruraldesk.texts.numbers import NotANumber, parse_number
from ruraldesk.texts.units import UnitMismatch, ratio

_DIGITS = Context(prec=40)  # more than any exact figure has; 1/3 ends here
_BEFORE = r"(?P<about>约为?|大约|大概|近|将近|接近|不足|超过?|至少|最少|预计)?"
_NUMBER = r"(?P<number>[-+]?[0-9][0-9,]*(?:\.[0-9]+)?\s*[百千万亿]{0,2})"
_BEHIND = r"(?P<more>余|多|来|几)?(?P<unit>[^0-9.,]{0,6}?)(?P<over>余|多|左右|上下|以上|以内|不到)?"
_WORDS = re.compile(rf"{_BEFORE}\s*{_NUMBER}\s*{_BEHIND}")
_PIECES = frozenset("个处座所家间套栋幢只台项盏眼张条根棵口块")
_PEOPLE = frozenset(("人", "名", "位", "口", "人次", "人数"))
_HOUSEHOLDS = frozenset("户家")
_TIMES = frozenset("次场期回")
_SAME = (_PIECES, _PEOPLE, _HOUSEHOLDS, _TIMES)  # words that count the same things

_NONE_DONE = re.compile(r"(?:尚?未|没有|待|筹备)(?:开工|启动|动工|实施|建设|开始)")
_ALL_DONE = re.compile(r"(?:已|全部|已全部)?(?:完工|竣工|完成|建成)(?:并?(?:已|通过)?验收)?")

_DAY = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})\s*(?:年|[-./])\s*(?P<month>1[0-2]|0?[1-9])(?![0-9])"
    r"\s*(?:月|[-./]|(?=[^0-9]|$))"
    r"(?:\s*(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9])\s*[日号]?|\s*(?P<end>底|末))?"
)
_NO_YEAR = re.compile(
    r"(?P<month>1[0-2]|0?[1-9])\s*月\s*(?:(?P<day>3[01]|[12][0-9]|0?[1-9])\s*[日号]|(?P<end>底|末))前?"
)


@dataclass(frozen=True, slots=True)
class NumberSaid:
    """A number in the field's base unit; `about` says that the cell claims no exactness."""

    number: Decimal
    about: bool = False


@dataclass(frozen=True, slots=True)
class DaySaid:
    """A date found among words; `year_added` says that the cell names no year."""

    day: date
    year_added: bool = False


def times(number: Decimal, factor: Fraction) -> Decimal:
    """Return the product: exact where it has an end, else with 40 digits."""
    product = Fraction(number) * factor
    return _DIGITS.divide(Decimal(product.numerator), Decimal(product.denominator))


def number_said(field: FieldDef, text: str, factor: Fraction) -> NumberSaid | None:
    """Return the one number that a text writes, with the unit behind it taken into account.

    `factor` turns a number without a unit into the field's. None where the text is no number with
    a unit of the field's quantity.
    """
    match = _WORDS.fullmatch(fold_width(clean_text(text)))
    if match is None:
        return None
    worth = _worth(field, match["unit"].strip(), factor)
    if worth is None:
        return None
    try:
        number = parse_number(match["number"].replace(" ", ""))
    except NotANumber:
        return None
    about = any(match[name] for name in ("about", "more", "over"))
    return NumberSaid(times(number, worth), about)


def share_said(field: FieldDef, text: str) -> NumberSaid | None:
    """Return the share that words in place of a percentage say: 未开工 is none, 已完工 all."""
    if field.shape is not FieldType.PERCENT:
        return None
    words = clean_text(text)
    if _NONE_DONE.fullmatch(words):
        return NumberSaid(Decimal(0), about=True)
    return NumberSaid(Decimal(100), about=True) if _ALL_DONE.fullmatch(words) else None


def _worth(field: FieldDef, unit: str, factor: Fraction) -> Fraction | None:
    """Return what a unit in a cell is worth in the field's own, None for another quantity."""
    if not unit:
        return factor
    if field.shape is FieldType.MONEY:
        return Fraction(MONEY_FACTORS[unit]) if unit in MONEY_FACTORS else None
    if field.shape is FieldType.PERCENT:
        return Fraction(1) if unit == "%" else None
    if unit == field.unit or any({unit, field.unit} <= kind for kind in _SAME):
        return Fraction(1)
    try:
        return ratio(unit, field.unit)
    except UnitMismatch:
        return None


def day_inside(text: str, year: int | None) -> DaySaid | None:
    """Return the date that a text names, if it names exactly one; the first of a month without day.

    底 is the last day of its month. Without a year in the text it is of `year`.
    """
    folded = fold_width(clean_text(text))
    found = list(_DAY.finditer(folded))
    rest = _DAY.sub("", folded)
    if len(found) == 1 and (rest or found[0]["end"]) and not re.search(r"[0-9]", rest):
        doubtful = re.fullmatch(r"[0-9]{4}\.1", found[0][0])  # January, or October as a number
        return None if doubtful else _day(found[0], int(found[0]["year"]), added=False)
    match = _NO_YEAR.fullmatch(folded)
    return _day(match, year, added=True) if match and year is not None else None


def _day(match: re.Match[str], year: int, *, added: bool) -> DaySaid | None:
    first, last = month_range(f"{year}-{int(match['month']):02d}")
    if match["end"]:
        return DaySaid(last, added)
    try:
        return DaySaid(first.replace(day=int(match["day"] or 1)), added)
    except ValueError:  # no such day in the month
        return None

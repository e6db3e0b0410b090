"""Dates, months and ages as officials write and count them.

A month is the text "2023-11" everywhere in the program. Nothing is guessed: a text that can be read
in two ways is refused.
"""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.translate import LANGUAGES, language, tr

_YEARS = range(1000, 2200)  # outside it, a year is a slip of the finger
_DAY_ZERO = date(1899, 12, 30)  # Excel's day 0, for all days after the 29 February 1900 it invented
_INVENTED_DAY = 60
_TYPED_SERIALS = range(10_000, 73_051)  # 1927-05-18 to 2099-12-31
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LONGEST_DATE = 40  # characters
_MARKS = str.maketrans("。—–−‐", ".----")  # what an input method makes of . and -
_NUMERALS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}
_ZEROS = str.maketrans("零○OoＯｏ", "〇〇〇〇〇〇")


class NotADate(ValueError):
    """A typed text is not a date (month, year); the error's text says so to the user."""

    def __init__(self, text: str, example: str) -> None:
        message = tr("“{text}” is not a date that exists. Write it in full, like {example}.")
        super().__init__(message.format(text=text[:_LONGEST_DATE], example=example))
        self.text = text


def parse_date(text: str) -> date:
    """Return the date that `text` writes.

    Understands 2023-11-16, 2023/11/16, 2023.11.16, 20231116, 2023年11月16日 and
    二〇二三年十一月十六日, in full width too, with a time of midnight too, and Excel's day numbers
    of five digits (42758), except what may be a year and a month without its zero (20231).

    Raises:
        NotADate: anything else: two-digit years, impossible days, any other time of day.
    """
    serial = _typed_serial(text)
    if serial is not None:
        return from_serial(serial)
    year, month, day = _read(text) or (0, 0, None)
    try:
        return date(year, month, day or 0)
    except ValueError as error:
        raise NotADate(text, "2023-11-16") from error


def parse_month(text: str) -> str:
    """Return the month that `text` writes, as "2023-11".

    Understands 2023-11, 2023/11, 2023.11, 202311, 2023年11月 and 二〇二三年十一月. "2023.1" is
    refused: Excel makes it of 2023.10 as well.

    Raises:
        NotADate: anything else.
    """
    year, month, day = _read(text) or (0, 0, None)
    excel_may_have_cut_it = _cleaned(text).endswith(".1")
    if day is not None or not 1 <= month <= 12 or excel_may_have_cut_it:
        raise NotADate(text, "2023-11")
    return f"{year}-{month:02d}"


def parse_year(text: str) -> int:
    """Return the year that `text` writes: 2023, 2023年 or 二〇二三年.

    Raises:
        NotADate: anything else, two-digit years too.
    """
    match = re.fullmatch("([0-9]{4}) ?年?", _cleaned(text))
    if match is None or int(match[1]) not in _YEARS:
        raise NotADate(text, "2023")
    return int(match[1])


def from_serial(number: int | float | Decimal) -> date:
    """Return the day of a date cell of Excel (1900 system); a time of day is cut off.

    Excel counts a 29 February 1900 that never was: days before it are one off, and it is refused.

    Raises:
        NotADate: the number is no day of Excel's calendar (1900-01-01 to 9999-12-31).
    """
    if not 1 <= number < 2_958_466 or int(number) == _INVENTED_DAY:  # also refuses NaN
        raise NotADate(str(number), "2023-11-16")
    days = int(number)
    return _DAY_ZERO + timedelta(days=days + 1 if days < _INVENTED_DAY else days)


def chinese_date(day: date) -> str:
    """Return "2023年11月16日"."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(month: str) -> str:
    """Return "2023年11月" for "2023-11"."""
    first, _ = month_range(month)
    return f"{first.year}年{first.month}月"


def told_date(day: date) -> str:
    """Return a day as the window's language writes it: "2023年11月16日", "16 November 2023"."""
    if language() == LANGUAGES[0]:
        return chinese_date(day)
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year}"


def told_month(month: str) -> str:
    """Return "2023-11" as the window's language writes it: "2023年11月", "November 2023"."""
    first, _ = month_range(month)
    if language() == LANGUAGES[0]:
        return chinese_month(month)
    return f"{_MONTH_NAMES[first.month - 1]} {first.year}"


def month_range(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month given as "2023-11".

    Raises:
        ValueError: `month` is not written like that (parse_month reads what people type).
    """
    if not re.fullmatch("[0-9]{4}-[0-9]{2}", month):
        raise ValueError(f"{month!r} is not a month like 2023-11")
    first = date.fromisoformat(f"{month}-01")
    next_month = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, next_month - timedelta(days=1)


def full_years(start: date, end: date) -> int:
    """Return the full years from `start` to `end`: of a birth date, the age in 周岁.

    The birthday itself counts as reached. Who is born on 29 February reaches the age on 1 March of
    a year without that day: the period of a year ends with the last day of February (民法典 art.
    202), so the age is full only when that day is over. Before `start` the count is negative.
    """
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def months_between(start: date, end: date) -> int:
    """Return the full months from `start` to `end`, counted like full_years.

    The day of the month itself counts as reached; a month that lacks it is full on the first day
    of the next.
    """
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _typed_serial(text: str) -> int | None:
    """Return the day number that `text` is, None where it is none or may be a year and a month."""
    cleaned = _cleaned(text)
    if not re.fullmatch("[0-9]{5}", cleaned) or re.fullmatch("(?:19|20)[0-9]{2}[1-9]", cleaned):
        return None
    return int(cleaned) if int(cleaned) in _TYPED_SERIALS else None


def _cleaned(text: str) -> str:
    """Return `text` in half width, with Arabic digits for the Chinese numerals of a date."""
    cleaned = fold_width(clean_text(text)).translate(_MARKS)
    if len(cleaned) > _LONGEST_DATE:
        return ""
    return _numeral_pattern().sub(_as_digits, cleaned)


def _as_digits(match: re.Match[str]) -> str:
    """Turn 二〇二三 into 2023 and 二十一 into 21."""
    tens, ten, ones = match[0].translate(_ZEROS).partition("十")
    if ten:
        tens, ones = tens or "一", ones or "〇"
    return "".join(_NUMERALS[char] for char in tens + ones)


@cache
def _numeral_pattern() -> re.Pattern[str]:
    """Compile what Chinese writes for a year (four digits) and for a month or day (up to 31)."""
    digit = "[零〇○一二三四五六七八九]"
    return re.compile(
        f"[一二][零〇○Oo一二三四五六七八九]{{3}}|[一二三]?十[一二三四五六七八九]?|{digit}"
    )


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    """Compile, when the first date is read, the three ways to write a month and perhaps a day.

    A time of midnight, which Excel puts behind a day, may follow the day.
    """
    year, month, day = "(?P<year>[0-9]{4})", "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})"
    midnight = "(?:[ T]0?0:00(?::00(?:[.]0+)?)?)?"
    return (
        re.compile(f"{year}(?P<mark>[-/.]){month}(?:(?P=mark){day}{midnight})?"),
        re.compile(f"{year} ?年 ?{month} ?月(?: ?{day} ?[日号]?{midnight})?"),
        re.compile(f"{year}(?P<month>[0-9]{{2}})(?:(?P<day>[0-9]{{2}}))?"),
    )


def _read(text: str) -> tuple[int, int, int | None] | None:
    """Return year, month and day (None for a month alone); None where `text` writes neither."""
    cleaned = _cleaned(text)
    for shape in _shapes():
        if (match := shape.fullmatch(cleaned)) and int(match["year"]) in _YEARS:
            day = match["day"]
            return int(match["year"]), int(match["month"]), None if day is None else int(day)
    return None

"""Dates as they are typed by hand, seen from today: 5, 11.5, 去年3月, 昨天.

Only where a person types and sees at once what was understood; tables that are taken in must write
their dates out.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "后天": 2}
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_MONTHS = {"本月": 0, "这个月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_DAY = re.compile(r"([0-9]{1,2})[日号]?")
_MONTH_DAY = re.compile(r"([0-9]{1,2})(?:[./-]|月)([0-9]{1,2})[日号]?")
_OF_YEAR = re.compile(r"(今年|本年|去年|前年|明年)([0-9]{1,2})(?:[./-]|月)(?:([0-9]{1,2})[日号]?)?")
_OF_MONTH = re.compile(r"(本月|这个月|上月|上个月|下月|下个月)([0-9]{1,2})[日号]?")
_MONTH = re.compile(r"([0-9]{1,2})月?(?:份)?")
_HALF_A_YEAR = 183  # days


def short_date(text: str, today: date) -> date | None:
    """Return the day that a short text means; None where it means none.

    5 is the 5th of this month; 11.5, 11-5, 11/5 and 11月5日 are of the year in which they are
    nearest to today; 去年3月5日 and 上月5日 say it themselves; 去年3月 is the first of that month,
    as dates of which only the month is known are entered; 今天, 昨天, 前天, 明天, 后天.
    """
    said = _plain(text)
    if said in _DAYS:
        return today + timedelta(days=_DAYS[said])
    if match := _DAY.fullmatch(said):
        return _day(today.year, today.month, int(match[1]))
    if match := _MONTH_DAY.fullmatch(said):
        month, day = int(match[1]), int(match[2])
        years = (today.year - 1, today.year, today.year + 1)
        found = [one for year in years if (one := _day(year, month, day)) is not None]
        near = [one for one in found if abs((one - today).days) <= _HALF_A_YEAR]
        return near[0] if near else None
    if match := _OF_YEAR.fullmatch(said):
        return _day(today.year + _YEARS[match[1]], int(match[2]), int(match[3] or 1))
    if match := _OF_MONTH.fullmatch(said):
        year, month = _months_on(today, _MONTHS[match[1]])
        return _day(year, month, int(match[2]))
    return None


def short_month(text: str, today: date) -> str | None:
    """Return as "2023-11" the month that a short text means; None where it means none.

    11 and 11月 are of this year; 去年3月 and 上月 say it themselves.
    """
    said = _plain(text)
    if said in _MONTHS:
        year, month = _months_on(today, _MONTHS[said])
    elif match := _MONTH.fullmatch(said):
        year, month = today.year, int(match[1])
    elif (match := _OF_YEAR.fullmatch(said)) and not match[3]:
        year, month = today.year + _YEARS[match[1]], int(match[2])
    else:
        return None
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else None


def _plain(text: str) -> str:
    wide = str.maketrans("０１２３４５６７８９．。－／", "0123456789..-/")
    return "".join(text.translate(wide).split())


def _months_on(today: date, count: int) -> tuple[int, int]:
    number = today.year * 12 + today.month - 1 + count
    return number // 12, number % 12 + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

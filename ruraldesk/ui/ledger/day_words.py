"""Words that mean days seen from today: 今天, 本月, 去年, 30天前."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ruraldesk.texts.dates import month_range

_DAYS = {"今天": 0, "今日": 0, "today": 0, "昨天": -1, "yesterday": -1, "明天": 1, "tomorrow": 1}
_MONTHS = {"本月": 0, "this month": 0, "上月": -1, "last month": -1, "下月": 1, "next month": 1}
_YEARS = {"今年": 0, "本年": 0, "this year": 0, "去年": -1, "last year": -1, "明年": 1}
_AWAY = re.compile(r"([0-9]{1,4})\s*(?:天|日)(前|后)|([0-9]{1,4}) days (ago|ahead)")


def days_of(words: str, today: date) -> tuple[date, date] | None:
    """Return the first and the last day that `words` mean; None when they mean none."""
    said = words.strip().lower()
    if said in _DAYS:
        day = today + timedelta(days=_DAYS[said])
        return day, day
    if said in _MONTHS:
        number = today.year * 12 + today.month - 1 + _MONTHS[said]
        return month_range(f"{number // 12}-{number % 12 + 1:02}")
    if said in _YEARS:
        year = today.year + _YEARS[said]
        return date(year, 1, 1), date(year, 12, 31)
    away = _AWAY.fullmatch(said)
    if away is None:
        return None
    days = int(away[1] or away[3])
    day = today + timedelta(days=-days if (away[2] or away[4]) in ("前", "ago") else days)
    return day, day

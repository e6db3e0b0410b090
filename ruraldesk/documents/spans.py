"""Two dates in one cell: 2024年3月—8月, 2024.3-2024.9, 2024-03-01至2024-08-30."""

from __future__ import annotations

import re

from ruraldesk.texts.clean import fold_width

_BETWEEN = re.compile(r"\s*(?:至|到|~|～|[—–―−]+|-{2,})\s*")
_DASH = re.compile(r"\s*-\s*")
_PART = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})\s*[年./-]\s*)?"
    r"(?P<month>1[0-2]|0?[1-9])\s*(?:[月./-]\s*(?:(?P<day>[0-9]{1,2})\s*[日号]?)?)?(?:底|前|初)?"
)


def span_of(text: str, year: int | None) -> tuple[str, str] | None:
    """Return the first and the last date of a cell, as texts; the first is "" where it names one.

    A date that names no year is of the same year as the one before it, the first of `year`.
    None where the cell names no dates with their months.
    """
    folded = fold_width(text).strip()
    halves = _BETWEEN.split(folded)
    if len(halves) == 1 and ("." in folded or "月" in folded or "/" in folded):
        halves = _DASH.split(folded)
    if len(halves) > 2:
        return None
    dates = []
    last = year
    for half in halves:
        found = _PART.fullmatch(half.strip())
        if found is None:
            return None
        last = int(found["year"]) if found["year"] else last
        if last is None:
            return None
        day = f"-{int(found['day']):02}" if found["day"] else ""
        dates.append(f"{last}-{int(found['month']):02}{day}")
    return ("", dates[0]) if len(dates) == 1 else (dates[0], dates[1])

"""Working days of mainland China: the week, less the holidays, plus the days worked instead."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from ruraldesk.texts.resources import resources_dir

_SATURDAY = 5


def is_workday(day: date) -> bool:
    """Say whether offices work on the day: as its year's notice says, else Monday to Friday."""
    off, on = _year(day.year)
    return day in on or (day.weekday() < _SATURDAY and day not in off)


def add_workdays(start: date, count: int) -> date | None:
    """Return the `count`-th working day after `start`, before it where negative.

    The first one counted is the day after `start`, as terms are reckoned (民法典 第二百零一条).
    None outside the years 1 to 9999.
    """
    step = timedelta(days=1 if count > 0 else -1)
    day = start
    try:
        for _ in range(abs(count)):
            day += step
            while not is_workday(day):
                day += step
    except OverflowError:
        return None
    return day


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the holidays of a year and the weekend days worked in it."""
    told = _notices().get(str(year), {})
    off: set[date] = set()
    for first, last in told.get("off", ()):
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        while day <= end:
            off.add(day)
            day += timedelta(days=1)
    return frozenset(off), frozenset(
        date.fromisoformat(f"{year}-{on}") for on in told.get("on", ())
    )


@cache
def _notices() -> dict[str, dict[str, list[list[str]]]]:
    import tomli  # the program starts without it; few ask for working days

    with (resources_dir() / "workdays.toml").open("rb") as file:
        return tomli.load(file)

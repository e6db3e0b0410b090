"""Working days: weekends, holidays, and weekend days worked instead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.workdays import add_workdays, is_workday

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2023-11-16", True),
        ("2023-11-18", False),  # a Saturday
        ("2023-10-02", False),  # National Day
        ("2023-10-07", True),  # a Saturday worked instead
        ("2026-02-23", False),  # Spring Festival
        ("2026-02-28", True),
        ("2034-10-02", True),  # no notice yet: the week alone
    ],
)
def test_a_day_is_worked_or_not_as_its_year_says(day: str, works: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2023-09-15", 20, "2023-10-19"),  # 20 workdays over the National Day holiday
        ("2023-11-16", 1, "2023-11-17"),
        ("2023-11-17", 1, "2023-11-20"),
        ("2023-11-18", 0, "2023-11-18"),
        ("2023-11-20", -1, "2023-11-17"),
    ],
)
def test_workdays_are_counted_from_the_day_after(start: str, count: int, end: str) -> None:
    assert add_workdays(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(DAYS, st.integers(1, 60))
def test_as_many_workdays_lie_in_between_as_were_counted(start: date, count: int) -> None:
    end = add_workdays(start, count)
    assert end is not None
    days = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(map(is_workday, days)) == count
    assert is_workday(end)


def test_no_workday_lies_beyond_the_calendar() -> None:
    assert add_workdays(date(9999, 12, 30), 5) is None

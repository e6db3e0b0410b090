"""Dates as they are typed by hand, seen from a day in November."""

from datetime import date

import pytest

from ruraldesk.texts.short_dates import short_date, short_month

TODAY = date(2023, 11, 16)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5", date(2023, 11, 5)),
        ("５日", date(2023, 11, 5)),
        ("11.5", date(2023, 11, 5)),
        ("9/1", date(2023, 9, 1)),
        ("9-1", date(2023, 9, 1)),
        ("9月1日", date(2023, 9, 1)),
        ("1.5", date(2024, 1, 5)),  # nearer than that of the January before
        ("去年3月", date(2022, 3, 1)),
        ("去年3月5日", date(2022, 3, 5)),
        ("今年 3.5", date(2023, 3, 5)),
        ("前年12月31日", date(2021, 12, 31)),
        ("上月5日", date(2023, 10, 5)),
        ("昨天", date(2023, 11, 15)),
        ("明天", date(2023, 11, 17)),
    ],
)
def test_a_short_date_is_seen_from_today(text: str, meant: date) -> None:
    assert short_date(text, TODAY) == meant


@pytest.mark.parametrize(
    "text", ["", "31", "0", "13.5", "2.30", "去年", "三月", "5.", "100", "abc"]
)
def test_what_means_no_day_is_none(text: str) -> None:
    assert short_date(text, TODAY) is None


def test_over_the_turn_of_the_year_the_nearer_day_is_meant() -> None:
    assert short_date("12.28", date(2024, 1, 3)) == date(2023, 12, 28)
    assert short_date("1.2", date(2023, 12, 30)) == date(2024, 1, 2)
    assert short_date("2.29", date(2024, 1, 3)) == date(2024, 2, 29)
    assert short_date("上月31日", date(2024, 1, 3)) == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("3", "2023-03"), ("11月", "2023-11"), ("去年3月", "2022-03"), ("上月", "2023-10"),
     ("13", None), ("去年3月5日", None), ("", None)],
)  # fmt: skip
def test_a_short_month_is_seen_from_today(text: str, meant: str | None) -> None:
    assert short_month(text, TODAY) == meant

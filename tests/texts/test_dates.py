"""Dates, months and years are read only where they are sure; ages count as offices count them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.dates import (
    NotADate,
    chinese_date,
    chinese_month,
    from_serial,
    full_years,
    month_range,
    months_between,
    parse_date,
    parse_month,
    parse_year,
)

DATES = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
DIGITS = "〇一二三四五六七八九"


def in_words(number: int) -> str:
    """Write a month or a day as Chinese dates do: 二十一."""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + DIGITS[ones][: bool(ones)]


@pytest.mark.parametrize(
    "text",
    [
        *("2023-11-16", "2023/11/16", "2023.11.16", "2023年11月16日", "20231116", "2023年11月16号"),
        *(
            "2023 年 11 月 16 日",
            "２０２３－１１－１６",
            "２０２３．１１．１６",
            "２０２３年１１月１６日",
        ),
        *(
            "二〇二三年十一月十六日",
            "二零二三年十一月十六日",
            "二○二三年十一月十六日",
            "二O二三年11月16日",
        ),
        *(" 2023-11-16\n", "\u200b2023-11-16", "2023。11。16", "2023—11—16", "2023年11月16"),
        *("2023-11-16 00:00:00", "2023/11/16 0:00", "2023-11-16T00:00:00.000", "45246"),
    ],
)
def test_every_usual_way_to_write_a_date_is_read(text: str) -> None:
    assert parse_date(text) == date(2023, 11, 16)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "None", "—", "不详", "2023-02-30", "2023-13-01", "2023-00-10", "2023-01-00"),
        *("2023-02-29", "23.1.1", "23-11-16", "23年1月1日", "0023-01-01", "3023-01-01", "231116"),
        *("2023-11/16", "2023.11-16", "2023-11-16日", "2023-11", "2023", "16/11/2023", "11-16"),
        *("2023-11-16 08:30", "2023-11-16-17", "2023-11-16, 2023-11-17", "2023111", "202311166"),
        *(
            "20231",
            "19879",
            "9999",
            "99999",
            "42758.5",
            "-42758",
            "\ud800",
            "2023-11-1\ud800",
            "²0231116",
        ),
        *("二三年一月一日", "十一月十六日", "2023年十十月一日", "2" * 5000, "一" * 5000),
    ],
)
def test_what_is_no_sure_date_is_refused(text: str) -> None:
    with pytest.raises(NotADate) as caught:
        parse_date(text)

    assert caught.value.text == text


def test_the_refusal_quotes_the_text_and_shows_how_to_write_it() -> None:
    with pytest.raises(NotADate, match=r"“23\.1\.1”.*例如 2023-11-16"):
        parse_date("23.1.1")


@given(DATES)
def test_every_date_is_read_back_from_every_form(day: date) -> None:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    words = f"{year}年{in_words(day.month)}月{in_words(day.day)}日"

    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", chinese_date(day), words):
        assert parse_date(text) == day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert 1000 <= parse_date(text).year < 2200
    except NotADate:
        return


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1900-01-01"),
        (59, "1900-02-28"),
        (61, "1900-03-01"),
        (42758, "2017-01-23"),
        (42758.99, "2017-01-23"),
        (Decimal("45246.0"), "2023-11-16"),
        (2958465, "9999-12-31"),
    ],
)
def test_a_day_number_of_excel_is_a_date(number: int | float | Decimal, expected: str) -> None:
    assert from_serial(number).isoformat() == expected


@pytest.mark.parametrize("number", [0, -1, 0.5, 60, 60.5, 2958466, float("nan"), float("inf")])
def test_a_number_outside_excels_calendar_is_no_date(number: float) -> None:
    with pytest.raises(NotADate):
        from_serial(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("2023-11", "2023-11"), ("2023/11", "2023-11"), ("2023.11", "2023-11")),
        *(("202311", "2023-11"), ("2023年11月", "2023-11"), ("２０２３年１月", "2023-01")),
        *(("二〇二三年十月", "2023-10"), ("2023-1", "2023-01"), ("2023.2", "2023-02")),
    ],
)
def test_a_month_is_read(text: str, expected: str) -> None:
    assert parse_month(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "2023", "2023-13", "2023-00", "202313", "23-11", "2023-11-16", "20231116", "11月"),
        *("20231", "2023年11月16日", "2023.1"),  # Excel shows 2023.10 as 2023.1
    ],
)
def test_what_is_no_sure_month_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        parse_month(text)


def test_a_year_is_read() -> None:
    assert [parse_year(text) for text in ("2023", "２０２３年", "二〇二三年", "二零二三")] == [
        2023
    ] * 4


@pytest.mark.parametrize("text", ["", "23", "23年", "2023-11", "0999", "2200", "20231", "year"])
def test_what_is_no_sure_year_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        parse_year(text)


def test_dates_and_months_are_written_without_leading_zeros() -> None:
    assert chinese_date(date(2023, 1, 6)) == "2023年1月6日"
    assert chinese_month("2023-01") == "2023年1月"


@given(DATES)
def test_a_month_begins_on_the_first_and_ends_before_the_next(day: date) -> None:
    first, last = month_range(f"{day:%Y-%m}")

    assert first <= day <= last
    assert first.day == (last + timedelta(days=1)).day == 1
    assert (last - first).days < 31


@pytest.mark.parametrize("month", ["2023-13", "2023-1", "202311", "2023-11-01", ""])
def test_a_month_is_handed_on_in_one_form_only(month: str) -> None:
    with pytest.raises(ValueError, match="month"):
        month_range(month)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1978-11-17", "2023-11-16", 44),
        ("1978-11-16", "2023-11-16", 45),  # the birthday itself counts as reached
        ("2004-02-29", "2023-02-28", 18),
        ("2004-02-29", "2023-03-01", 19),  # no 29 February this year: reached when February is over
        ("2004-02-29", "2024-02-29", 20),
        ("2023-11-16", "2023-11-16", 0),
        ("2023-11-17", "2023-11-16", -1),
    ],
)
def test_an_age_is_counted_in_full_years(born: str, day: str, age: int) -> None:
    assert full_years(date.fromisoformat(born), date.fromisoformat(day)) == age


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2023-01-15", "2023-02-14", 0),
        ("2023-01-15", "2023-02-15", 1),
        ("2023-01-31", "2023-02-28", 0),
        ("2023-01-31", "2023-03-01", 1),
        ("2022-11-16", "2023-11-16", 12),
        ("2023-02-15", "2023-01-15", -1),
    ],
)
def test_full_months_are_counted_like_full_years(start: str, end: str, months: int) -> None:
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == months


@given(DATES, DATES)
def test_twelve_full_months_are_a_full_year(start: date, end: date) -> None:
    assert months_between(start, end) // 12 == full_years(start, end)

"""The calendar of duties of the sample town."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from ruraldesk.services.work_calendar import (
    DUE,
    PLANNED,
    REPORT,
    CalendarItem,
    calendar,
    weeks,
    write_calendar,
)
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import due_things
from ruraldesk.texts.dates import month_range

TODAY = date(2023, 11, 16)  # of the sample


def of_kind(items: list[CalendarItem], kind: str) -> list[CalendarItem]:
    return [one for one in items if one.kind == kind]


def test_what_is_due_stands_on_its_day_and_what_is_late_says_so(sample_book: Book) -> None:
    items = calendar(sample_book, "2023-11")
    known = {(one.due, one.message) for one in due_things(sample_book, TODAY)}
    due = of_kind(items, DUE)

    assert {(day, text) for day, text in known if day.month == 11 and day.year == 2023} <= {
        (one.day, one.text) for one in due
    }
    assert all(one.late == (one.day < TODAY) for one in items)
    assert [one.day for one in items] == sorted(one.day for one in items)


def test_a_month_ahead_holds_what_no_reminder_tells_of_yet(sample_book: Book) -> None:
    told = {one.due for one in due_things(sample_book, TODAY)}
    ahead = of_kind(calendar(sample_book, "2023-12"), DUE)

    assert ahead
    assert {one.day for one in ahead} - told


def test_the_day_on_which_a_month_is_to_be_reported_is_there(sample_book: Book) -> None:
    [report] = of_kind(calendar(sample_book, "2023-12"), REPORT)

    assert report.day == date(2023, 12, 5)
    assert "2023年11月" in report.text


def test_records_that_are_dated_ahead_are_planned(sample_book: Book) -> None:
    first, last = month_range("2023-11")
    planned = of_kind(calendar(sample_book, "2023-11"), PLANNED)

    assert all(max(first, TODAY) <= one.day <= last for one in planned)
    assert all(one.form and one.record for one in planned)


@pytest.mark.parametrize(("month", "count"), [("2023-11", 5), ("2021-02", 4), ("2023-10", 6)])
def test_a_page_of_the_calendar_has_whole_weeks(month: str, count: int) -> None:
    found = weeks(month)

    assert len(found) == count
    days = [day for week in found for day in week]
    assert days[0].weekday() == 0
    assert all(after - before == timedelta(days=1) for before, after in pairwise(days))
    first, last = month_range(month)
    assert first in found[0]
    assert last in found[-1]


def test_the_calendar_is_printed(sample_book: Book, tmp_path: Path) -> None:
    target = tmp_path / "工作日历.pdf"

    assert write_calendar(sample_book, "2023-11", target) == len(calendar(sample_book, "2023-11"))

    text = PdfReader(target).pages[0].extract_text()
    assert "单位：王楼镇" in text
    assert "打印日期：2023年11月16日" in text
    for of_others in ("发文", "填报", "盖章", "负责人："):  # it is nobody's but the office's own
        assert of_others not in text

"""What is due: of records with a date, and of units that owe one, such as a weekly nil report."""

from datetime import date
from pathlib import Path

import pytest

from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.reminders import Due, due_things
from tests.definitions.builders import faults_in, loaded
from tests.store.village import HUANGSI, TODAY, TOWN, UNIT, WANGLOU, add

SCREENING = """
key = "screening"
title = "矛盾纠纷排查周报"
name = "{screened_on}"
dated_by = "screened_on"
[[field]]
key = "screened_on"
type = "date"
label = "排查日期"
required = true
[[field]]
key = "found"
type = "integer"
label = "排查数"
[[reminder]]
key = "weekly"
each = "unit"
message = "{name}本周还没有上报排查情况，没有纠纷的报零。"
due = "add_days(week_start(as_of), 6)"
when = "count(screening, unit == this.code and week_start(screened_on) == week_start(as_of)) == 0"
"""


@pytest.fixture
def town(tmp_path: Path) -> Book:
    definitions = loaded(tmp_path, ledgers={"unit": UNIT, "screening": SCREENING})
    book = Book.create(
        tmp_path / "town.rdb", definitions, BookInfo(unit=TOWN, name="王楼镇", level="town")
    )
    add(book, "unit", code=HUANGSI, name="黄寺村")
    add(book, "unit", code=WANGLOU, name="王楼村")
    return book


def owed(book: Book, day: date = TODAY) -> list[Due]:
    return due_things(book, day)


def test_each_unit_that_has_not_reported_this_week_owes_a_report(town: Book) -> None:
    with town:
        found = owed(town)
        assert sorted(one.message[:3] for one in found) == ["王楼村", "黄寺村"]
        assert {(one.form, one.record, one.due) for one in found} == {
            ("screening", "", date(2023, 11, 19))
        }


def test_a_nil_report_settles_it_for_that_week_only(town: Book) -> None:
    with town:
        add(town, "screening", unit=HUANGSI, screened_on=date(2023, 11, 13), found=0)
        assert [one.message[:3] for one in owed(town)] == ["王楼村"]
        assert len(owed(town, date(2023, 11, 20))) == 2


def test_a_reminder_of_an_unknown_ledger_is_a_fault(tmp_path: Path) -> None:
    wrong = SCREENING.replace('each = "unit"', 'each = "units"')
    faults = faults_in(tmp_path, ledgers={"unit": UNIT, "screening": wrong})
    assert "unit" in {fault.nearest for fault in faults}


def test_a_ledger_that_is_begun_later_the_same_day_is_asked_too(tmp_path: Path) -> None:
    definitions = loaded(tmp_path, ledgers={"unit": UNIT, "screening": SCREENING})
    office = BookInfo(unit=TOWN, name="王楼镇", level="town")
    with Book.create(tmp_path / "town.rdb", definitions, office) as book:
        assert owed(book) == []
        add(book, "unit", code=HUANGSI, name="黄寺村")
        assert [one.owed_by for one in owed(book)] == ["黄寺村"]


def test_another_day_is_asked_anew(town: Book) -> None:
    with town:
        assert {one.due for one in owed(town)} == {date(2023, 11, 19)}
        assert {one.due for one in owed(town, date(2023, 11, 20))} == {date(2023, 11, 26)}
        assert {one.due for one in owed(town)} == {date(2023, 11, 19)}


def test_whom_a_reminder_concerns_must_be_a_text(tmp_path: Path) -> None:
    wrong = SCREENING.replace('each = "unit"', 'who = "found"')
    wrong = wrong.replace("{name}本周", "本周").replace("unit == this.code and ", "")
    faults = faults_in(tmp_path, ledgers={"unit": UNIT, "screening": wrong})
    assert [(fault.place.split(".")[-1], "found" in fault.message) for fault in faults] == [
        ("who", True)
    ]

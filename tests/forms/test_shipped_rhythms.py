"""What is entered month by month or quarter by quarter is asked for when it is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.definitions.plain import from_plain
from ruraldesk.services.books import create_book
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import due_things
from tests.forms.office import DAY, shipped

TOWN = "410726104000"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with create_book(tmp_path / "镇.rdb", unit=TOWN, name="王楼镇", level="town") as book:
        yield book


def keep(book: Book, form: str, **answers: Any) -> str:
    """Save a record that must be taken; return its UUID."""
    fields = shipped().form(form)
    plain = {"unit": TOWN, **answers}
    values = {key: from_plain(fields.field(key), value) for key, value in plain.items()}
    saved = book.records.save(form, Record(values=values), as_of=DAY)
    assert [one.message for one in saved.problems if one.level == "block"] == []
    return saved.record.uuid


def owed(book: Book, form: str, day: date = DAY) -> list[str]:
    return [one.message for one in due_things(book, day) if one.form == form]


def test_taxes_told_month_by_month_are_asked_for_those_told_by_the_year_are_not(book: Book) -> None:
    told = {"kind": "general", "stage": "producing", "introduced_on": "2020-01-10"}
    monthly = keep(book, "enterprise", name="面粉厂", **told)
    yearly = keep(book, "enterprise", name="商贸公司", **told)
    amounts = {"tax_amount": "100", "local_amount": "40"}
    keep(book, "enterprise_tax", enterprise=yearly, year=2022, **amounts)
    assert owed(book, "enterprise_tax") == []
    keep(book, "enterprise_tax", enterprise=monthly, year=2023, month_number=9, **amounts)
    assert owed(book, "enterprise_tax") == ["面粉厂上月的纳税还没有登记。"]
    assert owed(book, "enterprise_tax", date(2023, 11, 9)) == []  # not yet
    keep(book, "enterprise_tax", enterprise=monthly, year=2023, month_number=10, **amounts)
    assert owed(book, "enterprise_tax") == []


def test_a_base_that_told_whom_it_gave_work_is_asked_each_quarter(book: Book) -> None:
    plain = {"kinds": ["speciality"], "state": "running", "founded_on": "2020-01-10"}
    told = keep(book, "industry_base", name="胡萝卜基地", **plain)
    keep(book, "industry_base", name="杏园", **plain)
    given = {"base": told, "year": 2023, "people": 46}
    keep(book, "employment", quarter="q2", **given)
    day = date(2023, 10, 12)
    assert owed(book, "employment", day) == ["“胡萝卜基地”上季度带动就业的人数还没有登记。"]
    keep(book, "employment", quarter="q3", **given)
    assert owed(book, "employment", day) == []

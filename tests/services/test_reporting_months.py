"""An office above works on the month that its units hand in now, and is told how far it is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.services.merging import merge
from ruraldesk.services.reporting_months import month_at_work, standing
from ruraldesk.services.reporting_status import note_report
from ruraldesk.store.book import Book
from tests.services.answers_down import COUNTY, MONTH, book_for
from tests.services.packages import package_of
from tests.store.reports import book_of, enter
from tests.store.village import HUANGSI, TOWN, WANGLOU, add


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with book_for(tmp_path, TOWN, "王楼镇", "town", COUNTY) as book:
        yield book


def enter_units(town: Book) -> None:
    for code, name in ((HUANGSI, "黄寺村"), (WANGLOU, "王楼村")):
        add(town, "unit", code=code, name=name)


def test_a_new_office_works_on_the_month_before_as_long_as_that_is_due(town: Book) -> None:
    assert month_at_work(town, date(2023, 12, 3)) == "2023-11"
    assert month_at_work(town, date(2023, 12, 16)) == "2023-12"


def test_the_month_before_is_collected_until_the_first_report_of_this_one_comes(
    town: Book, tmp_path: Path
) -> None:
    enter_units(town)
    with book_of(tmp_path, HUANGSI, "黄寺村") as village:
        enter(village, "person", name="张三")
        path, _ = package_of(village, tmp_path, MONTH)
        merge(town, [path])
    assert MONTH == "2023-11"
    assert month_at_work(town, date(2023, 12, 20)) == "2023-11"
    note_report(town, WANGLOU, "2023-12")
    assert month_at_work(town, date(2023, 12, 31)) == "2023-12"
    assert month_at_work(town, date(2024, 1, 2)) == "2023-12"


def test_where_the_month_stands_is_told_in_a_word(town: Book) -> None:
    assert standing(town, MONTH) == ""  # nobody reports here yet
    enter_units(town)
    assert standing(town, MONTH) == "收报中"
    for unit in (HUANGSI, WANGLOU):
        note_report(town, unit, MONTH)
    assert standing(town, MONTH) == "已收齐"

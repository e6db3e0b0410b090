"""What a village reports after its town has closed the month corrects the town's month."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.services.merging import merge
from ruraldesk.services.months import close, state
from ruraldesk.store.book import Book
from tests.services.packages import package_of
from tests.store.reports import book_of, enter
from tests.store.village import village_book

MONTH = "2023-11"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The report of a village with one person."""
    with book_of(tmp_path) as book:
        enter(book, "person", name="张三")
        return package_of(book, tmp_path / "U盘")[0]


def test_a_report_before_the_close_is_none(town: Book, package: Path) -> None:
    merge(town, [package])
    assert not close(town, MONTH).refused
    assert state(town, MONTH).corrections == 0


def test_a_late_report_is_a_correction_of_the_towns_month(town: Book, package: Path) -> None:
    assert not close(town, MONTH).refused
    merge(town, [package], dry_run=True)
    assert state(town, MONTH).corrections == 0
    merge(town, [package])
    assert state(town, MONTH).corrections == 1
    merge(town, [package])  # the same again changes nothing
    assert state(town, MONTH).corrections == 1


def test_a_report_of_another_month_is_none(town: Book, package: Path) -> None:
    assert not close(town, "2023-10").refused
    merge(town, [package])
    assert state(town, "2023-10").corrections == 0

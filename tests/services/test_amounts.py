"""An amount from a voucher or the screen finds the records that hold it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services.search import find_amounts, is_amount
from ruraldesk.store.book import Book
from tests.store.village import project, receipt, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        project(book, "路", planned=Decimal("1384000.00"))
        well = project(book, "井", planned=Decimal("9000000.00"))
        receipt(book, well, "1384000.00")
        receipt(book, well, "1384.00")
        yield book


def found(book: Book, typed: str) -> list[tuple[str, str]]:
    return [(hit.form, hit.detail) for hit in find_amounts(book, typed, 30)]


@pytest.mark.parametrize(
    "typed",
    ["1384000", "1,384,000", "1384000.00", "138.4万", "138.40万元", "￥1384000", "1384000元"],
)
def test_an_amount_is_found_however_it_is_written(book: Book, typed: str) -> None:
    assert found(book, typed) == [
        ("project", "黄寺村 · 计划投资：1,384,000.00"),
        ("receipt", "黄寺村 · 金额：1,384,000.00"),
    ]


def test_only_the_very_amount_is_found(book: Book) -> None:
    assert found(book, "1384") == [("receipt", "黄寺村 · 金额：1,384.00")]
    assert found(book, "1384.001") == []
    assert found(book, "138") == []


def test_a_deleted_record_is_not_found(book: Book) -> None:
    [gone] = [one for one in book.records.find("receipt") if one["amount"] == Decimal("1384.00")]
    book.records.delete("receipt", gone.uuid, gone.revision)
    assert found(book, "1384") == []


def test_a_bare_number_means_what_the_column_shows(sample_book: Book) -> None:
    hits = find_amounts(sample_book, "138.4", 30)  # the screen shows 万元

    project = next(hit for hit in hits if hit.form == "project")
    assert project.name == "W01 水毁道路修复"
    assert "138.40" in project.detail


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("100", True),
        ("3.5万", False),  # two digits: in every ledger
        ("12", False),
        ("W07", False),
        ("2023-11", False),
        ("王楼", False),
        ("1,000.50", True),
        ("410726195001010011", False),
        ("", False),
        ("1 000", False),
        ("--5", False),
    ],
)
def test_what_may_be_an_amount(typed: str, amount: bool) -> None:
    assert is_amount(typed) is amount

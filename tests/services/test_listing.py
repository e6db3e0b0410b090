"""The values that occur in a column, with the number of rows that have them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import FieldType
from ruraldesk.services import listing
from ruraldesk.services.ledger import Filter, ListQuery
from ruraldesk.services.listing import occurring
from ruraldesk.store.book import Book
from tests.store.village import HUANGSI, WANGLOU, add, project, village_book

DAY = date(2023, 11, 16)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        zhang, an = (add(book, "person", name=name).uuid for name in ("张大山", "安小河"))
        project(book, "路", unit=HUANGSI, head=zhang, proposed_on=date(2023, 11, 1), demo=True)
        project(book, "路", unit=WANGLOU, head=an, proposed_on=date(2023, 11, 30), kind=None)
        project(book, "井", unit=WANGLOU, kind="water", proposed_on=date(2022, 5, 5), demo=False)
        project(book, "灯", unit=WANGLOU, planned=Decimal(1), kind="water")
        yield book


def found(book: Book, key: str, *where: Filter) -> list[tuple[str, int]]:
    field = book.definitions.form("project").field(key)
    query = ListQuery(where=where, as_of=DAY)
    return [(one.label, one.rows) for one in occurring(book, "project", query, field)]


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("name", [("灯", 1), ("井", 1), ("路", 2)]),  # as they sound
        ("kind", [("道路", 1), ("水利", 2), ("（未填）", 1)]),  # as the list has them
        ("unit", [("黄寺村", 1), ("王楼村", 3)]),  # by code
        ("head", [("安小河", 1), ("张大山", 1), ("（未填）", 2)]),
        ("proposed_on", [("2023-11", 2), ("2022-05", 1), ("（未填）", 1)]),  # the latest first
        ("demo", [("否", 1), ("是", 1), ("（未填）", 2)]),
    ],
)
def test_values_stand_in_the_order_in_which_people_look_for_them(
    book: Book, key: str, values: list[tuple[str, int]]
) -> None:
    assert found(book, key) == values


def test_only_the_rows_that_are_asked_for_are_counted(book: Book) -> None:
    assert found(book, "name", Filter("unit", "equals", WANGLOU)) == [
        ("灯", 1),
        ("井", 1),
        ("路", 1),
    ]


def test_every_code_finds_as_many_rows_as_were_counted(book: Book) -> None:
    form = book.definitions.form("project")
    for key in ("name", "kind", "unit", "head", "proposed_on"):
        for one in occurring(book, "project", ListQuery(as_of=DAY), form.field(key)):
            value = one.code or None
            query = ListQuery(where=(Filter(key, "in", (value,)),), as_of=DAY)
            assert book.lists.count("project", query) == one.rows, (key, one.label)


def test_of_too_many_values_the_most_frequent_are_listed(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_VALUES", 1)

    values = found(book, "name")

    assert len(values) == 2  # one more than the most: whoever shows them says that there are more
    assert ("路", 2) in values


def test_what_is_listed_of_the_samples_tables_finds_as_many_rows(sample_book: Book) -> None:
    plain = {FieldType.CHOICE, FieldType.TEXT, FieldType.REFERENCE, FieldType.DIVISION}
    plain |= {FieldType.DATE, FieldType.MONTH}
    tried = 0
    for form in sample_book.definitions.forms.values():
        for key in form.list_columns:
            field = form.field(key)
            if field.shape not in plain or field.private:
                continue
            for one in occurring(sample_book, form.key, ListQuery(as_of=DAY), field)[:2]:
                query = ListQuery(where=(Filter(key, "in", (one.code or None,)),), as_of=DAY)
                count = sample_book.lists.count(form.key, query)
                assert count == one.rows, f"{form.key}.{key} {one.label}"
                tried += 1
    assert tried > 300

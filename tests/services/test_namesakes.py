"""People of one name are told apart where one of them is chosen."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.services.books import create_book
from ruraldesk.services.entry import reference_choices
from ruraldesk.services.putting import put
from ruraldesk.store.book import Book

VILLAGE = "410726104201"
SHE = {"unit": VILLAGE, "name": "张秀英", "sex": "female"}


def villagers(book: Book, *rows: dict[str, str]) -> None:
    done = put(book, "person", [json.dumps({**SHE, **row}, ensure_ascii=False) for row in rows])
    assert done.added == len(rows), done.problems


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with create_book(tmp_path / "账本.rdb", unit=VILLAGE, name="黄寺村", level="village") as book:
        yield book


def details(book: Book) -> list[str]:
    return [hit.detail for hit in reference_choices(book, "person", "张秀英")]


def test_a_name_that_only_one_bears_needs_nothing_more(book: Book) -> None:
    villagers(book, {"birth_date": "1956-09-09"})
    assert details(book) == ["黄寺村"]


def test_namesakes_are_told_apart_by_what_their_ledger_shows_of_them(book: Book) -> None:
    villagers(
        book,
        {"id_number": "410726195609090626"},
        {"birth_date": "1949-01-25"},
    )
    younger, older = sorted(details(book), reverse=True)
    assert younger != older
    assert all(one.startswith("黄寺村 · 年龄：") for one in (younger, older))
    assert not any("0626" in one for one in (younger, older))


def test_a_second_column_is_told_where_one_does_not_suffice(book: Book) -> None:
    born = {"birth_date": "1956-09-09"}
    villagers(book, born, {**born, "sex": "male"})
    villagers(book, {"birth_date": "1949-01-25"})
    assert len(set(details(book))) == 3


def test_those_who_differ_in_nothing_are_both_offered(book: Book) -> None:
    born = {"birth_date": "1956-09-09"}
    villagers(book, born, born)
    assert details(book) == ["黄寺村", "黄寺村"]

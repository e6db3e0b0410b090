"""A record comes out of the recycle bin with what it refers to, in one act, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level
from ruraldesk.services import entry
from ruraldesk.store.book import Book
from ruraldesk.store.bringing_back import CODE
from tests.store.village import add, project, receipt, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as made:
        made.settings["operator"] = "张三"
        made.settings["as_of"] = "2023-11-16"
        yield made


def delete(book: Book, form: str, record: Record) -> None:
    now = book.records.get(form, record.uuid)
    assert not entry.delete(book, form, now.uuid, now.revision).refused


def is_deleted(book: Book, form: str, record: Record) -> bool:
    return book.records.get(form, record.uuid).deleted


def test_what_a_record_refers_to_comes_back_with_it(book: Book) -> None:
    head = add(book, "person", name="王建设")
    own = project(book, head=head.uuid)
    money = receipt(book, own, "100.00")
    for form, one in (("receipt", money), ("project", own), ("person", head)):
        delete(book, form, one)

    saved = entry.restore(book, "receipt", money.uuid)

    assert not saved.refused
    assert not saved.record.deleted
    too = [one for one in saved.problems if one.code == CODE]
    assert [one.record for one in too] == [head.uuid, own.uuid]
    assert all(one.level is Level.INFORM for one in too)
    assert "王建设" in too[0].message
    assert not is_deleted(book, "project", own)
    assert [hit.name for hit in book.search.find("王建设", form="person")] == ["王建设"]
    entry.undo(book)  # all of it was one act
    assert is_deleted(book, "receipt", money)
    assert is_deleted(book, "person", head)


def test_a_record_that_needs_nothing_comes_back_alone(book: Book) -> None:
    head, own = add(book, "person", name="王建设"), project(book)
    delete(book, "project", own)
    delete(book, "person", head)
    assert entry.restore(book, "project", own.uuid).problems == ()
    assert is_deleted(book, "person", head)


def test_where_one_of_them_cannot_come_back_none_does(book: Book) -> None:
    head = add(book, "person", name="王建设", id_number="410726197803040015")
    own = project(book, head=head.uuid)
    delete(book, "project", own)
    delete(book, "person", head)
    add(book, "person", name="王建军", id_number="410726197803040015")

    saved = entry.restore(book, "project", own.uuid)

    assert saved.refused
    assert is_deleted(book, "project", own)
    assert is_deleted(book, "person", head)

"""A new book that a test gets as a copy is the one that the program makes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ruraldesk.services.books import shipped_definitions
from ruraldesk.store import creating
from ruraldesk.store.book import Book
from ruraldesk.store.info import BookInfo
from tests import new_books

WANGLOU = BookInfo(unit="410726104000", name="王楼镇", level="town", id="one and the same")


def born(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Make a book that is ready to search, and return all that is in it, without times."""
    with Book.create(path, shipped_definitions(), WANGLOU) as book:
        book.search.prepare()
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE _book SET value = '' WHERE key LIKE '%created'")
        database.execute("UPDATE _migrations SET time = ''")
        parts = database.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
        kept = [
            name
            for name, kind, sql in parts
            if kind == "table" and not sql.startswith("CREATE VIRTUAL")  # others hold its rows
        ]
        rows = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}
    return {"": sorted(parts, key=str), **{name: sorted(rows[name], key=str) for name in kept}}


def test_a_copied_book_is_the_one_that_is_made(tmp_path: Path) -> None:
    copy = born(tmp_path / "copy.rdb")
    with new_books.made():
        made = born(tmp_path / "made.rdb")
    assert copy == made


def test_each_copy_is_a_book_of_its_own(tmp_path: Path) -> None:
    info = BookInfo(unit="410726104000", name="王楼镇", level="town")
    definitions = shipped_definitions()
    with (
        Book.create(tmp_path / "1.rdb", definitions, info) as one,
        Book.create(tmp_path / "2.rdb", definitions, info) as other,
    ):
        assert one.info.id != other.info.id
        assert one.info.name == other.info.name == "王楼镇"


def test_new_books_are_copies(tmp_path: Path) -> None:
    assert creating._build.__module__ == new_books.__name__

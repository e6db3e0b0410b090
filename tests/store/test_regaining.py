"""A stick with an open book is pulled out: a sentence, and back in, the book is used again."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Definitions
from ruraldesk.files.failures import DriveFailed
from ruraldesk.store import regaining
from ruraldesk.store.book import Book
from ruraldesk.store.failures import BookBusy, BookInUse
from ruraldesk.store.lock import BookLock
from ruraldesk.store.paths import BookPaths
from ruraldesk.store.regaining import OtherBook
from ruraldesk.store.verify import verify
from tests.drive import Drive, made_drive
from tests.store.sample_forms import PASSWORD, WANGLOU, put, rows


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Drive]:
    with made_drive(tmp_path) as drive:
        yield drive


@pytest.fixture(params=[None, PASSWORD])
def book(stick: Drive, definitions: Definitions, request: pytest.FixtureRequest) -> Iterator[Book]:
    """A book on the stick, with one record."""
    path = stick.folder / "王楼.rdb"
    with Book.create(path, definitions, WANGLOU, password=request.param) as made:
        put(made)
        yield made


def codes(book: Book) -> list[object]:
    return [row["code"] for row in rows(book)]


def test_a_book_is_used_again_when_its_stick_is_back(stick: Drive, book: Book) -> None:
    stick.pull_out()
    for _ in range(2):
        with pytest.raises(DriveFailed, match="没有响应"):
            put(book, uuid="2", code="W02")

    stick.put_in()
    put(book, uuid="2", code="W02")
    assert codes(book) == ["W01", "W02"]
    with pytest.raises(BookInUse):  # nobody else writes it: the right was taken anew
        BookLock(BookPaths(book.path))
    book.close()
    assert verify(book.path, PASSWORD if book.key else None).ok


def test_a_pull_that_nobody_noticed_is_one_sentence(stick: Drive, book: Book) -> None:
    stick.pull_out()
    stick.put_in()
    with pytest.raises((DriveFailed, BookBusy)):
        put(book, uuid="2", code="W02")
    put(book, uuid="2", code="W02")
    assert codes(book) == ["W01", "W02"]


def test_the_book_of_another_stick_is_left_alone(
    stick: Drive, book: Book, definitions: Definitions, tmp_path: Path
) -> None:
    other = tmp_path / "别的.rdb"
    Book.create(other, definitions, WANGLOU, password=PASSWORD if book.key else None).close()
    stick.pull_out()
    with pytest.raises(DriveFailed):
        put(book, uuid="2", code="W02")
    stick.put_in()
    kept = book.path.rename(book.path.with_suffix(".kept"))
    shutil.copyfile(other, book.path)
    with pytest.raises(OtherBook, match="另一本账本"):
        put(book, uuid="2", code="W02")

    kept.replace(book.path)
    assert codes(book) == ["W01"]


def test_whoever_took_the_book_meanwhile_is_named(stick: Drive, book: Book) -> None:
    stick.pull_out()
    with pytest.raises(DriveFailed):
        put(book, uuid="2", code="W02")
    stick.put_in()
    taken = BookLock(BookPaths(book.path))
    with pytest.raises(BookInUse):
        put(book, uuid="2", code="W02")

    taken.release()
    put(book, uuid="2", code="W02")
    assert codes(book) == ["W01", "W02"]


def test_a_book_is_closed_although_its_stick_is_gone(stick: Drive, book: Book) -> None:
    stick.pull_out()
    book.close()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_PROTOCOL])
def test_a_lock_that_windows_cannot_have_is_the_drive_that_is_gone(
    stick: Drive, book: Book, code: int
) -> None:
    def refuse() -> None:
        refusal = sqlite3.OperationalError("locking protocol")
        refusal.sqlite_errorcode = code
        with book.reading():
            raise refusal

    with pytest.raises(BookBusy):
        refuse()
    rows(book)  # nothing is in doubt any more
    stick.pull_out()
    with pytest.raises(DriveFailed):
        refuse()


def test_a_lock_that_cannot_be_released_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So Windows answers on a drive that is gone."""
    lock = BookLock(BookPaths(tmp_path / "王楼.rdb"))

    def refuse() -> None:
        raise OSError(22, "the volume was changed from outside")

    monkeypatch.setattr(lock._lock, "release", refuse)
    lock.release()


def test_a_file_that_lies_there_is_not_asked_for_at_each_look(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(regaining, "is_there", lambda path: asked.append(path) or True)
    for _ in range(20):
        rows(book)
    assert len(asked) <= 2

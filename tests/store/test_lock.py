"""One writer: a second program reads, says who writes, and takes over when the first one dies."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Definitions
from ruraldesk.files.failures import NoAccess
from ruraldesk.store.book import Book
from ruraldesk.store.failures import BookInUse, ReadOnlyBook
from ruraldesk.store.lock import BookLock
from ruraldesk.store.paths import BookPaths
from tests.store.sample_forms import WANGLOU, put, rows

CHECKOUT = Path(__file__).resolve().parents[2]

HOLD = """
import sys
from pathlib import Path
from ruraldesk.store.book import Book
from tests.store.sample_forms import PERSON, PROJECT, defined, put
book = Book.open(Path(sys.argv[1]), defined(PROJECT, PERSON))
put(book, code="W77")
print("read-only" if book.read_only else "writing", flush=True)
sys.stdin.readline()
"""


@contextmanager
def another_program(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the book open for writing, with one record written."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "writing\n"
        yield program
    finally:
        program.kill()
        program.communicate()


@pytest.fixture
def closed(book: Book, book_path: Path) -> Path:
    """A book that nobody has open."""
    book.close()
    return book_path


def test_a_second_program_reads_and_says_who_writes(closed: Path, definitions: Definitions) -> None:
    with another_program(closed) as program, Book.open(closed, definitions) as reader:
        note = json.loads(BookPaths(closed).holder.read_text(encoding="utf-8"))

        assert reader.read_only
        assert note["process"] == program.pid
        assert note["machine"] in reader.holder
        assert note["user"] in reader.holder
        assert [row["code"] for row in rows(reader)] == ["W77"]
        with pytest.raises(ReadOnlyBook, match=note["machine"]):
            put(reader)


def test_the_lock_of_a_dead_program_is_taken_over(closed: Path, definitions: Definitions) -> None:
    with another_program(closed) as program:
        program.kill()
        program.wait()
    assert BookPaths(closed).holder.exists()

    with Book.open(closed, definitions) as heir:
        assert not heir.read_only
        assert datetime.fromisoformat(heir.broken_off) <= datetime.now()
        assert [row["code"] for row in rows(heir)] == ["W77"]
        put(heir, uuid="2", code="W78")
        assert f'"process": {os.getpid()}' in BookPaths(closed).holder.read_text(encoding="utf-8")


def test_the_same_program_opening_it_twice_reads_too(book: Book, definitions: Definitions) -> None:
    with Book.open(book.path, definitions) as second:
        assert second.read_only
        assert second.holder
        put(book)
        assert len(rows(second)) == 1


def test_what_a_dead_program_left_half_written_is_cleared_away(
    closed: Path, definitions: Definitions
) -> None:
    paths = BookPaths(closed)
    long_ago = time.time() - 1000
    left = [
        paths.attachments / "a1b2c3d4e5f6-桥.0a1b2c3d.unfinished",
        paths.archive / "2023-11" / "1" / "snapshot.0a1b2c3d.unfinished",
        paths.backups / ".making-x1" / "book.db",
    ]
    new = paths.backups / ".making-x2" / "book.db"
    kept = paths.attachments / "a1b2c3d4e5f6-桥.jpg"
    for file in (*left, new, kept):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
        if file is not new:
            os.utime(file, (long_ago, long_ago))
            os.utime(file.parent, (long_ago, long_ago))
    Book.open(closed, definitions).close()  # nobody broke off: nothing is touched
    assert all(file.exists() for file in left)
    with another_program(closed) as program:
        program.kill()
        program.wait()

    Book.open(closed, definitions).close()

    assert not any(file.exists() for file in left)
    assert new.exists()
    assert kept.exists()


def test_a_closed_book_says_nobody_has_it(closed: Path, definitions: Definitions) -> None:
    assert not BookPaths(closed).holder.exists()
    with Book.open(closed, definitions) as book:
        assert book.broken_off == ""


def test_the_next_one_writes_after_the_first_has_closed(
    book: Book, definitions: Definitions
) -> None:
    with Book.open(book.path, definitions) as second:
        assert second.read_only
    book.close()

    with Book.open(book.path, definitions) as third:
        assert not third.read_only


def test_a_reader_neither_takes_nor_frees_the_lock(book: Book, definitions: Definitions) -> None:
    with Book.open(book.path, definitions, read_only=True):
        pass

    with pytest.raises(BookInUse):
        BookLock(book.paths)


def test_an_unreadable_note_hides_only_the_name(book: Book, definitions: Definitions) -> None:
    book.paths.holder.write_text("{", encoding="utf-8")

    with Book.open(book.path, definitions) as second:
        assert (second.read_only, second.holder) == (True, "其他人")


@pytest.fixture
def protected(closed: Path, definitions: Definitions) -> Iterator[Path]:
    """The book on a write-protected medium; only root can make one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux to mount a write-protected medium")
    with Book.open(closed, definitions) as book:
        put(book)
    medium = closed.parent.parent / "光盘"
    medium.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(medium)], check=False).returncode:
        pytest.skip("this system does not let root mount a tmpfs")
    try:
        shutil.copy(closed, medium / closed.name)
        subprocess.run(["mount", "-o", "remount,ro", str(medium)], check=True)
        yield medium / closed.name
    finally:
        subprocess.run(["umount", str(medium)], check=True)


def test_a_book_on_a_write_protected_medium_can_be_read(
    protected: Path, definitions: Definitions
) -> None:
    with Book.open(protected, definitions) as book:
        assert (book.read_only, book.holder) == (True, "")
        assert [row["code"] for row in rows(book)] == ["W01"]
        with pytest.raises(ReadOnlyBook, match="写保护"):
            put(book)


def test_a_book_is_not_created_on_a_write_protected_medium(
    protected: Path, definitions: Definitions
) -> None:
    with pytest.raises(NoAccess, match="写保护"):
        Book.create(protected.with_name("新.rdb"), definitions, WANGLOU)

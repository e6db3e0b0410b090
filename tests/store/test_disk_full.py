"""A full disk is told in words, and what was there stays whole. Real: a small tmpfs, as root."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from ruraldesk.definitions.model import Definitions
from ruraldesk.files.failures import DiskFull
from ruraldesk.store import packing
from ruraldesk.store.backup import restore
from ruraldesk.store.book import Book
from ruraldesk.store.verify import verify
from tests.store.sample_forms import BRIDGE, PASSWORD, PERSON, PROJECT, WANGLOU, defined, put, rows

SIZE = 2 * 1024 * 1024


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A drive of 2 MB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux to mount a small drive")
    mounted = tmp_path / "U 盘"
    mounted.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(mounted)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("this system does not let root mount a tmpfs")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def fill(drive: Path, *, leaving: int = 0) -> Path:
    """Fill the drive with one file until only `leaving` bytes are free."""
    ballast = drive / "录像.mp4"
    free = os.statvfs(drive).f_bavail * os.statvfs(drive).f_frsize
    ballast.write_bytes(b"\0" * max(0, free - leaving))
    return ballast


def many(count: int) -> list[dict[str, object]]:
    return [
        BRIDGE | {"uuid": f"{number}", "code": f"X{number}", "name": "王楼村道路硬化" * 25}
        for number in range(count)
    ]


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_a_record_that_does_not_fit_is_refused_whole(
    stick: Path, definitions: Definitions, password: str | None
) -> None:
    with Book.create(stick / "王楼.rdb", definitions, WANGLOU, password=password) as book:
        put(book)
        ballast = fill(stick, leaving=100_000)
        with pytest.raises(DiskFull, match="已满"), book.writing() as connection:
            connection.execute(insert(book.tables["project"]), many(2000))
        assert [row["code"] for row in rows(book)] == ["W01"]

        ballast.unlink()
        put(book, uuid="2", code="W02")
        assert len(rows(book)) == 2

    assert verify(stick / "王楼.rdb", password).ok


def test_a_new_book_that_does_not_fit_leaves_nothing(stick: Path, definitions: Definitions) -> None:
    fill(stick, leaving=40_000)

    with pytest.raises(DiskFull):
        Book.create(stick / "王楼.rdb", definitions, WANGLOU)

    assert {path.name for path in stick.iterdir()} <= {"录像.mp4", "王楼.rdb.lock"}


def test_a_backup_that_does_not_fit_leaves_nothing(
    stick: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book.writing() as connection:
        connection.execute(insert(book.tables["project"]), many(300))
    before = book.backups.make()
    monkeypatch.setattr(packing, "_FLATTENED", 0)
    fill(stick, leaving=60_000)

    with pytest.raises(DiskFull, match="U 盘"):
        book.backups.make(stick / "备份")

    assert list((stick / "备份").iterdir()) == []
    assert book.backups.newest_good() == before
    assert sorted(book.paths.backups.iterdir()) == [before]


def test_an_attachment_that_does_not_fit_leaves_nothing(
    stick: Path, definitions: Definitions, tmp_path: Path
) -> None:
    file = tmp_path / "合同.pdf"
    file.write_bytes(os.urandom(300_000))
    with Book.create(stick / "王楼.rdb", definitions, WANGLOU) as book:
        fill(stick, leaving=100_000)

        with pytest.raises(DiskFull):
            book.attachments.add(file)

        assert list(book.paths.attachments.iterdir()) == []


def test_a_sealed_attachment_that_does_not_fit_leaves_nothing(
    stick: Path, definitions: Definitions, tmp_path: Path
) -> None:
    file = tmp_path / "合同.pdf"
    file.write_bytes(os.urandom(300_000))
    with Book.create(stick / "王楼.rdb", definitions, WANGLOU, password=PASSWORD) as book:
        fill(stick, leaving=100_000)

        with pytest.raises(DiskFull):
            book.attachments.add(file)

        assert list(book.paths.attachments.iterdir()) == []


def test_without_room_for_a_backup_a_book_is_not_brought_up_to_date(
    stick: Path, definitions: Definitions
) -> None:
    path = stick / "王楼.rdb"
    with Book.create(path, definitions, WANGLOU) as book:
        put(book)
    fill(stick)
    content = path.read_bytes()

    with pytest.raises(DiskFull):
        Book.open(path, defined(PROJECT, PERSON, replace(PERSON, key="meter")))

    assert path.read_bytes() == content
    assert list((stick / "王楼.files" / "backups").glob("*")) == []


def test_a_backup_is_not_restored_where_it_does_not_fit(
    stick: Path, book: Book, definitions: Definitions
) -> None:
    put(book)
    made = book.backups.make()
    fill(stick, leaving=50_000)

    with pytest.raises(DiskFull):
        restore(made, stick / "王楼.rdb", definitions)

    assert {path.name for path in stick.iterdir()} <= {"录像.mp4", "王楼.rdb.lock"}


@pytest.mark.parametrize("room", range(100, 800, 50))
def test_a_new_book_is_whole_or_not_there(stick: Path, definitions: Definitions, room: int) -> None:
    fill(stick, leaving=room * 1024)
    path = stick / "新 账本.rdb"
    try:
        Book.create(path, definitions, WANGLOU).close()
    except DiskFull:
        assert [
            file.name for file in stick.iterdir() if file.suffix in (".rdb", ".unfinished")
        ] == []
    else:
        assert verify(path).ok

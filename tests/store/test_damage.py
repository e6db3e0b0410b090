"""A damaged book is never used, never replaced by an empty one, and its backup is named."""

from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert

from ruraldesk.definitions.model import Definitions
from ruraldesk.files.failures import FileError
from ruraldesk.store.book import Book
from ruraldesk.store.failures import DamagedBook, NotABook
from ruraldesk.store.packing import BackupRefused
from tests.store.sample_forms import BRIDGE, put, rows

PAGE = 4096


def fill(book: Book, count: int = 2000) -> None:
    many = [
        BRIDGE | {"uuid": f"{number}", "code": f"W{number}", "name": "王楼村道路硬化" * 5}
        for number in range(count)
    ]
    with book.writing() as connection:
        connection.execute(insert(book.tables["project"]), many)


@pytest.fixture
def closed(book: Book) -> Path:
    """A closed book of 2,000 records."""
    fill(book)
    book.close()
    return book.path


@pytest.fixture
def backup(closed: Path, definitions: Definitions) -> Path:
    """The backup of the closed book."""
    with Book.open(closed, definitions) as book:
        return book.backups.make()


def overwrite(path: Path, start: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(content)


@pytest.mark.parametrize("kept", [0.99, 0.5, 0.01])
def test_a_truncated_book_is_refused_and_its_backup_named(
    closed: Path, backup: Path, definitions: Definitions, kept: float
) -> None:
    content = closed.read_bytes()
    closed.write_bytes(content[: int(len(content) * kept)])

    with pytest.raises(DamagedBook, match=backup.name) as caught:
        Book.open(closed, definitions)

    assert caught.value.backup == backup
    assert closed.stat().st_size == int(len(content) * kept)


def test_without_a_backup_the_sentence_says_where_to_look(
    closed: Path, definitions: Definitions
) -> None:
    closed.write_bytes(closed.read_bytes()[:-PAGE])

    with pytest.raises(DamagedBook, match="U盘") as caught:
        Book.open(closed, definitions)

    assert caught.value.backup is None


def test_a_damaged_backup_is_not_recommended(
    closed: Path, backup: Path, definitions: Definitions
) -> None:
    with Book.open(closed, definitions) as book:
        newer = book.backups.make()
    overwrite(newer, newer.stat().st_size // 2, b"\0" * 100)
    closed.write_bytes(closed.read_bytes()[:-PAGE])

    with pytest.raises(DamagedBook) as caught:
        Book.open(closed, definitions)

    assert caught.value.backup == backup


def test_a_book_without_its_beginning_is_known_by_its_backups(
    closed: Path, backup: Path, definitions: Definitions
) -> None:
    overwrite(closed, 0, b"\xff" * PAGE)

    with pytest.raises(DamagedBook, match=backup.name):
        Book.open(closed, definitions)


def test_a_file_without_its_beginning_and_without_backups_may_be_anything(
    closed: Path, definitions: Definitions
) -> None:
    overwrite(closed, 0, b"\xff" * PAGE)

    with pytest.raises(NotABook, match="开头已被破坏"):
        Book.open(closed, definitions)


def test_a_damaged_table_of_contents_is_found_when_opening(
    closed: Path, backup: Path, definitions: Definitions
) -> None:
    overwrite(closed, 100, b"\xff" * (PAGE - 100))

    with pytest.raises(DamagedBook, match=backup.name):
        Book.open(closed, definitions)


def test_damage_among_the_records_is_told_when_they_are_read(
    closed: Path, backup: Path, definitions: Definitions
) -> None:
    size = closed.stat().st_size
    for start in range(size // 2 // PAGE * PAGE, size, PAGE):
        overwrite(closed, start, b"\xff" * PAGE)

    with pytest.raises(DamagedBook, match=backup.name), Book.open(closed, definitions) as book:
        rows(book)


def test_no_backup_is_made_of_a_damaged_book_and_none_is_given_up(
    closed: Path, backup: Path, definitions: Definitions
) -> None:
    size = closed.stat().st_size
    with Book.open(closed, definitions) as book:
        overwrite(closed, size // 2 // PAGE * PAGE, b"\xff" * PAGE)
        with pytest.raises(BackupRefused, match=backup.name):
            book.backups.make()

        assert [one.path for one in book.backups.list()] == [backup]
        assert [one.name for one in book.paths.backups.iterdir()] == [backup.name]


def test_a_power_cut_loses_only_what_was_not_committed(
    book: Book, folder: Path, definitions: Definitions
) -> None:
    put(book, uuid="kept")
    with book.writing() as connection:
        connection.execute(
            insert(book.tables["project"]).values(BRIDGE | {"uuid": "x", "code": "X"})
        )
        copies = [
            (path, path.read_bytes()) for path in (book.path, book.paths.log) if path.exists()
        ]
    cut = folder / "断电"
    cut.mkdir()
    for path, content in copies:
        (cut / path.name).write_bytes(content)

    with Book.open(cut / book.path.name, definitions) as again:
        assert [row["uuid"] for row in rows(again)] == ["kept"]


@pytest.mark.parametrize("start", range(0, 100, 7))
def test_no_damaged_header_byte_makes_a_crash(
    closed: Path, definitions: Definitions, start: int
) -> None:
    content = closed.read_bytes()
    overwrite(closed, start, bytes(byte ^ 0xFF for byte in content[start : start + 7]))

    with suppress(FileError), Book.open(closed, definitions) as book:
        assert len(rows(book)) == 2000  # a field that matters little

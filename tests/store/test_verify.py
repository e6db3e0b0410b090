"""Verifying says of a book or backup whether it is whole, and where it is not."""

from pathlib import Path

import pytest
from sqlalchemy import insert, text

from ruraldesk.errors import Level
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act, Action, Entry, append
from ruraldesk.store.verify import Found, VerifiedKind, verify
from tests.store.sample_forms import BRIDGE, PASSWORD, put

PAGE = 4096


def codes(path: Path, password: str | None = None) -> list[str]:
    verdict = verify(path, password)
    assert verdict.ok == (not verdict.problems)
    return [problem.code for problem in verdict.problems]


@pytest.fixture
def full(book: Book, tmp_path: Path) -> Book:
    """A book with 500 records, two journal entries and an attachment."""
    file = tmp_path / "合同.txt"
    file.write_text("合同", encoding="utf-8")
    name = book.attachments.add(file)
    many = [
        BRIDGE | {"uuid": f"{number}", "code": f"W{number}", "name": "道路" * 30}
        for number in range(500)
    ]
    entries = [
        Entry(action=Action.CREATE, form="project", record=f"{n}", revision=1, before={}, after={})
        for n in range(2)
    ]
    with book.writing() as connection:
        connection.execute(insert(book.tables["project"]), many)
        append(connection, book.tables["_journal"], Act(operator="张三"), entries)
    put(book, photos=f'["{name}"]', code="P")
    return book


def test_a_whole_book_is_whole_open_or_closed(full: Book) -> None:
    assert verify(full.path).kind is VerifiedKind.BOOK
    assert codes(full.path) == []
    full.close()
    assert codes(full.path) == []


def test_verifying_changes_nothing(full: Book) -> None:
    full.close()
    before = {path.name: path.stat().st_mtime_ns for path in full.path.parent.iterdir()}

    verify(full.path)

    after = {path.name: path.stat().st_mtime_ns for path in full.path.parent.iterdir()}
    assert after == before


def test_a_whole_backup_is_whole(full: Book) -> None:
    made = full.backups.make()

    assert verify(made).kind is VerifiedKind.BACKUP
    assert codes(made) == []


def test_damaged_pages_are_found(full: Book) -> None:
    full.close()
    size = full.path.stat().st_size
    with full.path.open("r+b") as file:
        file.seek(size // 2 // PAGE * PAGE)
        file.write(b"\xff" * PAGE)

    assert "damaged" in codes(full.path)


def test_text_that_is_none_is_found(full: Book) -> None:
    full.close()
    name = ("道路" * 30).encode()
    content = full.path.read_bytes()
    # Wherever it stands: pages also keep what they held before, which nobody reads.
    full.path.write_bytes(content.replace(name, b"\xff\xff" + name[2:]))

    assert codes(full.path) == ["damaged"]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE _journal SET operator = '李四' WHERE id = 1",
        "UPDATE _journal SET after = '[]' WHERE id = 2",
        "DELETE FROM _journal WHERE id = 1",
    ],
)
def test_a_journal_that_was_tampered_with_is_found(full: Book, tampering: str) -> None:
    with full.writing() as connection:
        connection.execute(text(tampering))

    assert codes(full.path) == ["journal"]


def test_attachments_that_are_missing_or_changed_are_found(full: Book) -> None:
    (name,) = full.attachments.names()
    file = full.paths.attachments / name
    file.write_text("合同（改）", encoding="utf-8")
    assert codes(full.path) == ["attachment"]

    file.unlink()
    (problem,) = verify(full.path).problems
    assert name in problem.message


def test_a_backup_without_its_attachment_is_found(full: Book) -> None:
    (name,) = full.attachments.names()
    (full.paths.attachments / name).unlink()

    assert codes(full.backups.make()) == ["attachment"]


def test_broken_references_are_found(full: Book) -> None:
    with full.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("UPDATE project SET head = 99 WHERE id = 1")
        raw.execute("PRAGMA foreign_keys = ON")

    assert codes(full.path) == ["damaged"]


def test_a_damaged_part_of_a_backup_is_named(full: Book) -> None:
    made = full.backups.make()
    content = made.read_bytes()
    made.write_bytes(content[:1000] + b"\xff" * 50 + content[1050:])

    (problem,) = verify(made).problems
    assert (problem.code, "book.db" in problem.message) == ("damaged_part", True)


def test_an_encrypted_book_needs_its_password(secret_book: Book) -> None:
    put(secret_book)
    secret_book.close()

    assert codes(secret_book.path, PASSWORD) == []
    assert codes(secret_book.path) == ["password_needed"]
    assert codes(secret_book.path, "x") == ["wrong_password"]


def test_of_an_encrypted_backup_the_hashes_are_checked_without_it(
    secret_book: Book, tmp_path: Path
) -> None:
    file = tmp_path / "低保.txt"
    file.write_text("张三低保", encoding="utf-8")
    put(secret_book, photos=f'["{secret_book.attachments.add(file)}"]')
    made = secret_book.backups.make()

    verdict = verify(made)
    assert (verdict.ok, verdict.problems[0].level) == (True, Level.INFORM)
    assert codes(made, PASSWORD) == []
    assert codes(made, "x") == ["wrong_password"]
    assert (verdict.found, verify(made, "x").found) == (Found.WHOLE, Found.UNCHECKED)


@pytest.mark.parametrize(
    ("name", "content", "code", "found"),
    [
        ("空.rdb", b"", "not_a_book", Found.STRANGE),
        ("说明.txt", "说明".encode(), "not_a_book", Found.STRANGE),
        ("表.xlsx", b"PK\x03\x04", "not_a_book", Found.STRANGE),
        ("坏.rdbak", b"PK\x03\x04", "damaged_backup", Found.DAMAGED),
    ],
)
def test_strangers_get_a_verdict_too(
    folder: Path, name: str, content: bytes, code: str, found: Found
) -> None:
    (folder / name).write_bytes(content)

    assert codes(folder / name) == [code]
    assert verify(folder / name).found is found


def test_what_is_not_there_gets_a_verdict_too(folder: Path) -> None:
    assert codes(folder / "没有.rdb") == ["missing"]
    assert codes(folder) == ["folder"]
    assert verify(folder).kind is VerifiedKind.UNKNOWN
    assert verify(folder).found is Found.UNCHECKED

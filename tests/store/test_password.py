"""A book with a password: unreadable without, told apart from damage, as quick to use."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import cipher
from ruraldesk.store.book import Book
from ruraldesk.store.cipher import derive_key, new_salt
from ruraldesk.store.failures import (
    DamagedBook,
    EmptyPassword,
    NoPassword,
    NotABook,
    PasswordNeeded,
    WrongPassword,
)
from ruraldesk.store.header import CIPHER_MARK
from tests.store.sample_forms import BRIDGE, PASSWORD, WANGLOU, put, rows

PAGE = 4096


@pytest.fixture
def closed(secret_book: Book) -> Path:
    """A closed book with a password and 300 records."""
    many = [
        BRIDGE | {"uuid": f"{number}", "code": f"W{number}", "name": "王楼村道路硬化" * 5}
        for number in range(300)
    ]
    with secret_book.writing() as connection:
        connection.execute(insert(secret_book.tables["project"]), many)
    secret_book.close()
    return secret_book.path


def overwrite(path: Path, start: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(content)


def test_the_right_password_opens_it(closed: Path, definitions: Definitions) -> None:
    with Book.open(closed, definitions, password=PASSWORD) as book:
        assert len(rows(book)) == 300
        put(book, uuid="x", code="X")


def test_nothing_in_the_file_can_be_read(closed: Path) -> None:
    content = closed.read_bytes()

    assert "王楼".encode() not in content
    assert b"SQLite" not in content
    assert b"CREATE TABLE" not in content


def test_neither_can_the_log_while_it_is_open(closed: Path, definitions: Definitions) -> None:
    with Book.open(closed, definitions, password=PASSWORD) as book:
        put(book, uuid="x", code="X", name="王楼村道路硬化")
        assert "王楼".encode() not in book.paths.log.read_bytes()


def test_a_second_opening_reads_with_the_password(
    secret_book: Book, definitions: Definitions
) -> None:
    put(secret_book)

    with Book.open(secret_book.path, definitions, password=PASSWORD) as reader:
        assert reader.read_only
        assert len(rows(reader)) == 1


@pytest.mark.parametrize("wrong", ["", "粮仓2023", "粮仓 2023 ", "x" * 5000])
def test_a_wrong_password_is_called_one(closed: Path, definitions: Definitions, wrong: str) -> None:
    before = closed.read_bytes()

    with pytest.raises((WrongPassword, EmptyPassword), match="密码"):
        Book.open(closed, definitions, password=wrong)

    assert closed.read_bytes() == before


def test_no_password_is_asked_for(closed: Path, definitions: Definitions) -> None:
    with pytest.raises(PasswordNeeded, match=r"密\.rdb"):
        Book.open(closed, definitions)


def test_a_password_for_a_plain_book_is_told(book: Book, definitions: Definitions) -> None:
    book.close()

    with pytest.raises(NoPassword):
        Book.open(book.path, definitions, password=PASSWORD)


def test_an_empty_password_makes_no_book(folder: Path, definitions: Definitions) -> None:
    with pytest.raises(EmptyPassword):
        Book.create(folder / "空.rdb", definitions, WANGLOU, password="")

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("start", "content"),
    [
        (20, b"\0" * 100),  # within the first page, whose failure SQLCipher calls a wrong key
        (16, b"\xff" * (PAGE - 16)),
        (2 * PAGE, b"\0" * 50 * PAGE),
    ],
)
def test_damage_is_not_called_a_wrong_password(
    closed: Path, definitions: Definitions, start: int, content: bytes
) -> None:
    overwrite(closed, start, content[: closed.stat().st_size - start - PAGE])

    with pytest.raises(DamagedBook), Book.open(closed, definitions, password=PASSWORD) as book:
        rows(book)


def test_a_truncated_file_is_damaged_whatever_the_password(
    closed: Path, definitions: Definitions
) -> None:
    content = closed.read_bytes()
    closed.write_bytes(content[:-1000])

    with pytest.raises(DamagedBook, match="末尾"):
        Book.open(closed, definitions, password=PASSWORD)


def test_a_file_that_lost_whole_pages_is_damaged(closed: Path, definitions: Definitions) -> None:
    content = closed.read_bytes()
    closed.write_bytes(content[: len(content) // 2 // PAGE * PAGE])

    with pytest.raises(DamagedBook), Book.open(closed, definitions, password=PASSWORD) as book:
        rows(book)


def test_an_encrypted_file_of_another_program_is_no_book(
    folder: Path, definitions: Definitions
) -> None:
    path = folder / "他.rdb"
    path.write_bytes(b"\x9c" + bytes(range(255, 0, -1)) * 64)

    with pytest.raises(NotABook):
        Book.open(path, definitions, password=PASSWORD)


def test_every_book_has_its_own_key_though_passwords_are_alike() -> None:
    one, other = (derive_key(PASSWORD, new_salt()) for _ in range(2))

    assert one.raw != other.raw
    assert one.salt[:4] == other.salt[:4] == CIPHER_MARK


def test_the_same_characters_typed_differently_are_one_password() -> None:
    salt = new_salt()

    assert derive_key("Ü", salt) == derive_key("U\u0308", salt)


def test_a_key_never_shows_itself() -> None:
    key = derive_key(PASSWORD, new_salt())

    assert key.raw.hex() not in repr(key)
    assert str(key.raw) not in repr(key)


def test_the_key_is_derived_once_for_all_connections(
    closed: Path, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Book.open(closed, definitions, password=PASSWORD) as book:
        monkeypatch.setattr(cipher, "derive_key", None)
        with book.reading(), book.reading(), book.reading():
            put(book, uuid="x", code="X")
        assert len(rows(book)) == 301

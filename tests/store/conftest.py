"""A small book to try things on: projects with outputs, persons."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Definitions
from ruraldesk.store.book import Book
from tests.store.sample_forms import PASSWORD, PERSON, PROJECT, WANGLOU, defined


@pytest.fixture
def definitions() -> Definitions:
    """Two ledgers that refer to each other; nothing is computed."""
    return defined(PROJECT, PERSON)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as clerks name them: with Chinese and a space."""
    folder = tmp_path / "村 台账"
    folder.mkdir()
    return folder


@pytest.fixture
def book_path(folder: Path) -> Path:
    """Where the book of the test lies."""
    return folder / "王楼镇.rdb"


@pytest.fixture
def book(book_path: Path, definitions: Definitions) -> Iterator[Book]:
    """A new, empty book without a password, open for writing."""
    with Book.create(book_path, definitions, WANGLOU) as book:
        yield book


@pytest.fixture
def secret_book(folder: Path, definitions: Definitions) -> Iterator[Book]:
    """A new, empty book with a password, open for writing."""
    with Book.create(folder / "密.rdb", definitions, WANGLOU, password=PASSWORD) as book:
        yield book

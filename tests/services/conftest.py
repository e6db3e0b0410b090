"""The sample book, made once: read it as it is, or write into a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.services.books import open_book
from ruraldesk.services.sample import make_sample
from ruraldesk.store.book import Book


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample book; nobody writes into it."""
    path = tmp_path_factory.mktemp("示例 账本") / "王楼镇.rdb"
    make_sample(path).close()
    return path


@pytest.fixture(scope="session")
def sample_book(sample_path: Path) -> Iterator[Book]:
    """The sample book, open for reading."""
    with open_book(sample_path, read_only=True) as book:
        yield book


@pytest.fixture
def sample_copy(sample_path: Path, tmp_path: Path) -> Iterator[Book]:
    """A copy of the sample book to write into."""
    copy = tmp_path / sample_path.name
    shutil.copyfile(sample_path, copy)
    with open_book(copy) as book:
        yield book

"""The sample, and a town with a village that reported, made once; written into as copies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.services.books import open_book
from ruraldesk.store.book import Book
from tests.services.answers_down import Between, between, copied


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


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    """A town and a village, before anything was reported."""
    with between(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def november(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both books, the village's November taken in; nobody writes into it."""
    folder = tmp_path_factory.mktemp("十一月")
    with between(folder) as made:
        made.report()
    return folder


@pytest.fixture
def reported(november: Path, tmp_path: Path) -> Iterator[Between]:
    """Both books, the village's November taken in."""
    with copied(november, tmp_path / "两级") as made:
        yield made

"""A book opens at the page where it was left; no picture of it lies anywhere."""

from pathlib import Path

import pytest

from ruraldesk.files import preferences
from ruraldesk.ui.last_page import drop_picture, keep_page, last_page


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "王楼 镇.rdb"


def test_the_page_that_was_open_last_is_known(book: Path) -> None:
    keep_page(book, "project")

    assert last_page(book) == "project"
    assert last_page(book.with_name("其他.rdb")) == ""


def test_nothing_is_known_of_a_book_opened_for_the_first_time(book: Path) -> None:
    assert last_page(book) == ""


def test_a_picture_left_by_an_earlier_version_goes(book: Path) -> None:
    picture = book.with_name("王楼 镇.files") / "last-view.bmp"
    picture.parent.mkdir()
    picture.write_bytes(b"BM")
    beside = picture.with_name("photo.jpg")
    beside.write_bytes(b"kept")
    preferences.keep("last_view", {"book": str(book)})

    drop_picture(book)
    drop_picture(book)

    assert list(picture.parent.iterdir()) == [beside]
    assert preferences.load("last_view") is None

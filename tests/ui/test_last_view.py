"""A book that is opened again unchanged is seen at once as it was left."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPixmap
from pytestqt.qtbot import QtBot

from ruraldesk.ui import last_view
from ruraldesk.ui.main_window import MainWindow

SIZE = QSize(900, 500)


def look(tint: str = "#2F6B4F") -> QPixmap:
    made = QPixmap(SIZE)
    made.fill(QColor(tint))
    return made


@pytest.fixture
def book(tmp_path: Path) -> Path:
    book = tmp_path / "王楼 镇.rdb"
    book.write_bytes(b"as it was")
    return book


def test_an_unchanged_book_is_seen_as_it_was_left(qtbot: QtBot, book: Path) -> None:
    last_view.keep(book, look(), "project")

    found = last_view.picture(book, SIZE)

    assert found is not None
    assert found.toImage().pixelColor(5, 5).name() == "#2f6b4f"
    assert last_view.page(book) == "project"


def test_a_changed_book_is_not_shown_as_it_was(qtbot: QtBot, book: Path) -> None:
    last_view.keep(book, look(), "project")
    book.write_bytes(b"somebody saved a record")

    assert last_view.picture(book, SIZE) is None
    assert last_view.page(book) == "project"


def test_a_window_of_another_size_gets_no_picture(qtbot: QtBot, book: Path) -> None:
    last_view.keep(book, look(), "home")

    assert last_view.picture(book, QSize(901, 500)) is None


def test_another_book_gets_no_picture_of_this_one(qtbot: QtBot, book: Path) -> None:
    last_view.keep(book, look(), "home")

    assert last_view.picture(book.with_name("其他.rdb"), SIZE) is None
    assert last_view.page(book.with_name("其他.rdb")) == ""


def test_a_book_with_a_password_leaves_no_picture_and_takes_the_old_one_away(
    qtbot: QtBot, book: Path
) -> None:
    last_view.keep(book, look(), "home")
    last_view.keep(book, None, "home")

    assert last_view.picture(book, SIZE) is None
    assert list((book.parent / "王楼 镇.files").iterdir()) == []


def test_a_lost_or_damaged_picture_is_none(qtbot: QtBot, book: Path) -> None:
    last_view.keep(book, look(), "home")
    (book.parent / "王楼 镇.files" / "last-view.bmp").write_bytes(b"BM")

    assert last_view.picture(book, SIZE) is None


def test_the_picture_covers_the_window_until_it_is_revealed(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(SIZE)
    window.show_look(look("#B3261E"))
    with qtbot.waitExposed(window):
        window.show()
    window.build()

    def middle() -> str:
        return window.grab().toImage().pixelColor(450, 250).name()

    assert window.has_look()
    assert middle() == "#b3261e"
    window.reveal()
    assert middle() != "#b3261e"


def test_a_window_that_changes_its_size_shows_itself(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(SIZE)
    window.show_look(look("#B3261E"))
    with qtbot.waitExposed(window):
        window.show()

    window.resize(1000, 600)

    assert window.grab().toImage().pixelColor(450, 250).name() != "#b3261e"

"""The page without a book, by keyboard."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.files.practice import practice_folder
from ruraldesk.files.recent import RecentBook, note_book, recent_books
from ruraldesk.ui.start_page import StartPage
from ruraldesk.ui.widgets import Button

FOLDER = Path()  # of the test, see `_folder`


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "FOLDER", tmp_path)


def book(name: str, *, there: bool = True) -> RecentBook:
    path = FOLDER / f"{name}.rdb"
    if there:
        path.touch()
    return RecentBook(path, name, "2023-11", "2023-11-16T09:30")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def page(qtbot: QtBot, window: QWidget) -> StartPage:
    beside = QVBoxLayout(window)
    beside.addWidget(Button("菜单"))
    page = StartPage()
    page.show_recent([book("旧的")])
    beside.addWidget(page)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return page


def test_tab_order_survives_that_the_page_gets_its_place(page: StartPage) -> None:
    buttons = [
        button.text()
        for button in (page.open_book, page.new, page.sample, page.restore, page.learn)
    ]

    assert texts_by_tab(page, 7) == ["旧的", *buttons, "菜单"]


def texts_by_tab(page: StartPage, count: int) -> list[str]:
    """Return what has the focus at first and after each Tab."""
    page.setFocus()
    texts = []
    for _ in range(count):
        focus = QApplication.focusWidget()
        assert focus is not None
        texts.append(focus.text() if hasattr(focus, "text") else "")
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return texts


def test_tab_goes_from_the_recent_books_over_all_buttons(page: StartPage) -> None:
    page.show_recent([book("黄寺村"), book("王楼镇")])
    buttons = [
        button.text()
        for button in (page.open_book, page.new, page.sample, page.restore, page.learn)
    ]

    assert texts_by_tab(page, 7) == ["黄寺村", "王楼镇", *buttons]


def test_without_any_book_the_first_key_makes_one(qtbot: QtBot, page: StartPage) -> None:
    page.show_recent([])
    page.setFocus()
    focus = QApplication.focusWidget()
    assert isinstance(focus, Button)

    with qtbot.waitSignal(page.create_asked):
        QTest.keyClick(focus, Qt.Key.Key_Return)


def test_enter_on_a_recent_book_opens_it(qtbot: QtBot, page: StartPage) -> None:
    page.show_recent([book("黄寺村")])
    page.setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None

    with qtbot.waitSignal(page.book_chosen) as chosen:
        QTest.keyClick(focus, Qt.Key.Key_Return)

    assert chosen.args == [FOLDER / "黄寺村.rdb"]


def test_a_book_that_is_gone_is_told_and_taken_out_of_the_list(
    qtbot: QtBot, page: StartPage
) -> None:
    gone, there = book("优盘上的", there=False), book("王楼镇")
    preferences.keep("recent_books", [])
    for one in (there, gone):
        note_book(one.path, one.unit, one.month)
    page.show_recent(recent_books())
    page.setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.text() == "王楼镇"  # the first that is there
    rows = page.findChildren(QAbstractButton)
    [missing] = [row for row in rows if row.text() == "优盘上的"]
    assert "现在找不到" in missing.accessibleDescription()

    with qtbot.assertNotEmitted(page.book_chosen):
        QTest.keyClick(missing, Qt.Key.Key_Return)
    missing.setFocus()
    QTest.keyClick(missing, Qt.Key.Key_Delete)

    assert [one.path for one in recent_books()] == [there.path]
    assert QApplication.focusWidget() is focus


def test_a_book_whose_stick_came_back_opens(qtbot: QtBot, page: StartPage) -> None:
    back = book("优盘上的", there=False)
    page.show_recent([back])
    page.setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None
    back.path.touch()

    with qtbot.waitSignal(page.book_chosen):
        QTest.keyClick(focus, Qt.Key.Key_Return)


def test_the_list_tells_unit_month_and_day_and_knows_what_earlier_versions_kept() -> None:
    preferences.keep("recent_books", [str(FOLDER / "旧的.rdb")])
    note_book(FOLDER / "新的.rdb", "黄寺村", "2023-11")
    note_book(practice_folder() / "1" / "练习镇.rdb", "王楼镇", "2023-11")

    new, old = recent_books()
    assert (new.path.stem, new.unit, new.month) == ("新的", "黄寺村", "2023-11")
    assert new.told(date.today()).startswith("2023年11月 · 今天 ")
    assert book("王楼镇").told(date(2023, 11, 17)) == "2023年11月 · 昨天 09:30 打开"
    assert book("王楼镇").told(date(2024, 1, 5)) == "2023年11月 · 2023-11-16 打开"
    assert (old.path.stem, old.told(date.today())) == ("旧的", "")

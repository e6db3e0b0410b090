"""The page without a book, by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.ui.start_page import StartPage
from ruraldesk.ui.widgets import Button


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
    page.show_recent([Path("books/旧的.rdb")])
    beside.addWidget(page)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return page


def test_tab_order_survives_that_the_page_gets_its_place(page: StartPage) -> None:
    buttons = [button.text() for button in (page.open_book, page.new, page.sample, page.restore)]

    assert texts_by_tab(page, 6) == ["旧的", *buttons, "菜单"]


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
    page.show_recent([Path("books/黄寺村.rdb"), Path("books/王楼镇.rdb")])
    buttons = [button.text() for button in (page.open_book, page.new, page.sample, page.restore)]

    assert texts_by_tab(page, 6) == ["黄寺村", "王楼镇", *buttons]


def test_without_any_book_the_first_key_makes_one(qtbot: QtBot, page: StartPage) -> None:
    page.show_recent([])
    page.setFocus()
    focus = QApplication.focusWidget()
    assert isinstance(focus, Button)

    with qtbot.waitSignal(page.create_asked):
        QTest.keyClick(focus, Qt.Key.Key_Return)


def test_enter_on_a_recent_book_opens_it(qtbot: QtBot, page: StartPage) -> None:
    page.show_recent([Path("books/黄寺村.rdb")])
    page.setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None

    with qtbot.waitSignal(page.book_chosen) as chosen:
        QTest.keyClick(focus, Qt.Key.Key_Return)

    assert chosen.args == [Path("books/黄寺村.rdb")]

"""What could not be read says so in the page's own place, and how to go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.errors import UserError
from ruraldesk.services.ledger import Filter
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.empty_state import EmptyState
from ruraldesk.ui.jobs import Job, Latest
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.ledger.page_words import why_empty
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.pages import BRIEFS, CHECK, HEALTH, NOT_LEDGERS
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import LinkButton

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
READ = [key for key in NOT_LEDGERS if key not in (BRIEFS, CHECK, HEALTH)]
"""Pages that are read as a whole when they are shown."""


class Broken(Latest):
    """A book whose disk gives nothing back."""

    def run(
        self,
        act: Callable[[], Any],
        *,
        done: Callable[[Any], object],
        failed: Callable[[UserError], object] | None = None,
    ) -> Job:
        assert failed is not None
        failed(UserError("盘上的账本读不出来。插好U盘后重试。"))
        return Job(None, None)


@pytest.fixture
def desk(desk: Desk, book: Book) -> Desk:
    """The window on a small screen, with a book."""
    desk.window.resize(1366, 768)
    desk.take_book(book)
    return desk


@pytest.mark.parametrize("key", READ)
def test_a_page_that_cannot_be_read_says_why_and_reads_again(
    qtbot: QtBot, desk: Desk, key: str
) -> None:
    desk.show(key)
    page = desk.window.pages.currentWidget()
    assert isinstance(page, BookPage)
    whole, page._latest = page._latest, Broken(page)
    page.refresh()
    assert "读不出来" in page.cover.told()
    assert page.cover.geometry() == page.rect()
    focus = desk.window.focusWidget()
    assert focus is page.cover.focusProxy()

    page._latest = whole
    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(focus, Qt.Key.Key_Return)
    assert page.cover.told() == ""
    back = desk.window.focusWidget()
    assert back is not None
    assert page.isAncestorOf(back)


def test_what_is_long_in_being_read_says_so_until_it_is_there(qtbot: QtBot, desk: Desk) -> None:
    desk.show("notes")
    page = desk.window.pages.currentWidget()
    assert isinstance(page, BookPage)
    with qtbot.waitSignal(page.loaded):
        page.refresh()
    page.cover.wait()
    qtbot.waitUntil(lambda: page.cover.told() == "正在读取…")
    page.come()
    assert page.cover.told() == ""


def test_a_button_that_is_made_is_never_a_window_of_its_own(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()

    EmptyState("table", "还没有记录。", "新增")
    QApplication.processEvents()

    assert QApplication.activeWindow() is window


def test_an_empty_ledger_of_a_book_to_be_read_asks_for_no_entry(
    qtbot: QtBot, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(book)
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.loaded):
        page.show_only((Filter("name", "contains", "没有这个"),), "")
    page.show_only((), "")
    qtbot.waitUntil(lambda: page.model.complete)
    monkeypatch.setattr(page.model, "complete", True)
    assert "Ctrl+N" in why_empty(page)
    monkeypatch.setattr(book, "read_only", True)
    assert why_empty(page) == "还没有记录。账本是只读打开的，这里不能录入。"
    page.forget()


def test_a_damaged_book_offers_its_backups(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    desk = Desk(window)
    window.show()
    desk.show_start_page()
    file = tmp_path / "坏.rdb"
    file.write_bytes(b"no book" * 100)
    desk.acts.open_book(file)
    qtbot.waitUntil(lambda: bool(messages.with_buttons(window)), timeout=30_000)
    [notice] = messages.with_buttons(window)
    assert [one.text() for one in notice.findChildren(LinkButton)] == ["从备份恢复…"]
    jobs.stop_all()


def test_a_ledger_that_cannot_be_read_says_why_in_the_place_of_its_rows(
    qtbot: QtBot, desk: Desk
) -> None:
    page = desk.ledger("project")
    page.model.failed.emit(UserError("盘上的账本读不出来。"))

    assert page.grid.empty_text == "盘上的账本读不出来。按 F5 重新读取。"

    QTest.keyClick(desk.window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.model.complete and page.model.rowCount() > 0)
    assert "F5" not in page.grid.empty_text

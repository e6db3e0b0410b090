"""After a crash the window offers what was being typed; after an ordinary evening it does not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import books
from ruraldesk.store.lock import BookLock
from ruraldesk.store.paths import BookPaths
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.last_page import keep_page
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.widgets import LinkButton
from tests.ui.books import DEFINITIONS, small_book

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (raise|grabbing the keyboard)", extend=True
)
YESTERDAY = "2020-11-15T17:00:00+08:00"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed book with a draft of long ago, and one of just now."""
    monkeypatch.setattr(books, "shipped_definitions", lambda: DEFINITIONS)
    path = tmp_path / "王楼 镇.rdb"
    with small_book(path) as book:
        book.drafts.keep("project", "new-0", Record(values={"name": "早先的"}))
        with book.writing() as connection:
            connection.exec_driver_sql("UPDATE _drafts SET changed = ?", (YESTERDAY,))
        book.drafts.keep("project", "new-1", Record(values={"name": "东街排水"}))
    return path


def leave_as_a_crash_does(path: Path) -> None:
    """The lock goes with its process, the note of who had it stays."""
    paths = BookPaths(path)
    lock = BookLock(paths)
    note = paths.holder.read_text(encoding="utf-8")
    lock.release()
    began = f"{datetime.now().replace(hour=0, minute=0):%Y-%m-%dT%H:%M}"
    paths.holder.write_text(note.replace(note.split('"since": "')[1][:16], began), encoding="utf-8")


@pytest.fixture
def crashed(path: Path) -> Path:
    """The book after a crash."""
    leave_as_a_crash_does(path)
    return path


def opened(qtbot: QtBot, desk: Desk, path: Path) -> None:
    with qtbot.waitSignal(desk.book_opened):
        desk.start(path)


def take_up(desk: Desk, button: QWidget) -> None:
    """Press the button that offers the entry: it has the keys, and what was typed is there."""
    assert QApplication.focusWidget() is button
    QTest.keyClick(button, Qt.Key.Key_Return)
    panel = desk.ledger("project").place.panel()
    assert panel.entered()["name"] == "东街排水"


def notices(desk: Desk) -> list[Notice]:
    return [one for one in desk.window.findChildren(Notice) if one.isVisible()]


def test_after_a_crash_the_unfinished_entry_is_one_click_away(
    qtbot: QtBot, desk: Desk, crashed: Path
) -> None:
    opened(qtbot, desk, crashed)
    qtbot.waitUntil(lambda: len(notices(desk)) == 1)
    [told] = notices(desk)
    assert "东街排水" in told.text.text()
    assert "另有" not in told.text.text()  # that of long ago was no accident

    take_up(desk, told.findChildren(LinkButton)[0])


def test_in_the_ledger_itself_one_bar_says_it_and_the_keys_are_there(
    qtbot: QtBot, desk: Desk, crashed: Path
) -> None:
    keep_page(crashed, "project")
    opened(qtbot, desk, crashed)
    bar = desk.ledger("project").waiting
    qtbot.waitUntil(lambda: "上次" in bar.text())
    assert "东街排水" in bar.text()
    assert notices(desk) == []
    take_up(desk, bar.buttons()[0])


def test_the_message_goes_once_its_ledger_says_the_same(
    qtbot: QtBot, desk: Desk, crashed: Path
) -> None:
    opened(qtbot, desk, crashed)
    qtbot.waitUntil(lambda: len(notices(desk)) == 1)
    bar = desk.ledger("project").waiting
    qtbot.waitUntil(lambda: "东街排水" in bar.text())
    qtbot.waitUntil(lambda: notices(desk) == [])


def test_f6_goes_to_what_the_window_offers(qtbot: QtBot, desk: Desk, crashed: Path) -> None:
    opened(qtbot, desk, crashed)
    qtbot.waitUntil(lambda: len(notices(desk)) == 1)
    button = notices(desk)[0].findChildren(LinkButton)[0]
    desk.window.top_bar.search.setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(desk.window, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert button in seen


def test_after_an_ordinary_evening_nothing_is_said(qtbot: QtBot, desk: Desk, path: Path) -> None:
    opened(qtbot, desk, path)
    assert desk.session is not None
    assert desk.session.book.broken_off == ""
    assert notices(desk) == []

"""A book is left at any moment: what is still being read of it troubles nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.files import crash
from ruraldesk.services import books
from ruraldesk.services.books import open_book
from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.pages import NOT_LEDGERS
from tests.ui.books import DEFINITIONS, small_book

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
MOMENTS = range(6)  # turns of the window's loop after which the book is left


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What reaches the crash report."""
    found: list[BaseException] = []
    monkeypatch.setattr(crash, "report", found.append)
    return found


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(books, "shipped_definitions", lambda: DEFINITIONS)
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    made = Desk(window)
    window.show()
    yield made
    jobs.stop_all()
    made.leave_book()


@pytest.mark.parametrize("key", [*NOT_LEDGERS, "project"])
def test_a_book_that_is_left_while_a_page_is_read_leaves_no_fault(
    qtbot: QtBot, desk: Desk, told: list[BaseException], tmp_path: Path, key: str
) -> None:
    path = tmp_path / "王楼 镇.rdb"
    small_book(path, 3).close()
    for moment in MOMENTS:
        desk.take_book(open_book(path))
        desk.show(key)
        for _ in range(moment):
            QApplication.processEvents()
            qtbot.wait(moment)
        desk.leave_book()
        qtbot.wait(1)
        QApplication.processEvents()
    qtbot.wait(30)
    assert told == []

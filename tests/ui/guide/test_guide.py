"""The guided first day: tasks are ticked by what happens in a copy of the sample, and kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ruraldesk.files import crash
from ruraldesk.files.practice import is_practice
from ruraldesk.files.recent import recent_books
from ruraldesk.services import months
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.guide import guide, place
from ruraldesk.ui.guide.panel import GuidePanel
from ruraldesk.ui.guide.tasks import CADRES, CLOSED, PACKAGED, PAID, Seen, all_tasks, read_facts

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
FRESH = {CADRES: 10, PAID: 500, CLOSED: 0, PACKAGED: 0}


def done_after(facts: dict[str, int], *happened: str) -> list[str]:
    seen = Seen(FRESH | facts, FRESH, frozenset(happened))
    return [task.key for task in all_tasks() if task.is_done(seen)]


def test_each_task_is_known_by_what_happened() -> None:
    assert done_after({}) == []
    assert done_after({}, "cadre") == ["open"]
    assert done_after({CADRES: 11}) == ["add"]
    assert done_after({}, "search") == ["find"]
    assert done_after({PAID: 400}, "paid changed") == ["amount"]
    assert done_after({}, "paid changed") == ["amount", "undo"]
    assert done_after({}, "print", "check") == ["print", "check"]
    assert done_after({CLOSED: 1}) == ["check"]
    assert done_after({CLOSED: 1, PACKAGED: 1}) == ["check", "close"]


def panels(desk: Desk) -> list[GuidePanel]:
    return desk.window.centralWidget().findChildren(GuidePanel)


def wait_for(qtbot: QtBot, *keys: str) -> None:
    qtbot.waitUntil(lambda: set(keys) <= set(place.done_tasks()), timeout=10_000)


def test_a_clerk_is_led_leaves_and_goes_on(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.book_opened, timeout=20_000):
        desk.start_page.learn.click()
    assert desk.session is not None
    book = desk.session.book
    assert is_practice(book.path)
    assert recent_books() == []  # no book of an office
    [panel] = panels(desk)

    desk.show("cadre")
    wait_for(qtbot, "open")
    qtbot.waitUntil(lambda: panel.progress.text() == "已完成 1/8")
    first = place.first_facts()
    assert first == read_facts(book, desk.session.month)

    panel.leave.click()
    assert desk.session is None
    assert desk.start_page.learn.text() == "接着学示例（已完成 1 步）"
    qtbot.waitUntil(lambda: not panels(desk))

    with qtbot.waitSignal(desk.book_opened, timeout=20_000):
        desk.start_page.learn.click()
    assert desk.session is not None
    assert desk.session.book.path == book.path
    assert months.state(desk.session.book, desk.session.month).state == "open"
    [panel] = panels(desk)
    desk.show("check")
    wait_for(qtbot, "open", "check")
    texts = [one.text() for one in panel.findChildren(QLabel)]
    assert any("Ctrl+N" in text for text in texts)  # the second task is the present one


def test_another_book_has_no_tasks_beside_it(
    qtbot: QtBot, desk: Desk, sample_path: Path, tmp_path: Path
) -> None:
    own = tmp_path / "自己的.rdb"
    shutil.copy(sample_path, own)
    with qtbot.waitSignal(desk.book_opened, timeout=20_000):
        desk.start(own)
    assert panels(desk) == []
    assert place.done_tasks() == []


def test_in_new_colours_or_another_language_the_tasks_are_there_again(
    qtbot: QtBot, desk: Desk
) -> None:
    with qtbot.waitSignal(desk.book_opened, timeout=20_000):
        guide.begin(desk)
    desk.rebuild()
    assert len(panels(desk)) == 1


def test_a_book_that_was_left_is_read_no_more_while_a_dialog_asks_something(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(crash, "report", told.append)
    with qtbot.waitSignal(desk.book_opened, timeout=20_000):
        guide.begin(desk)
    asked: list[bool] = []

    def leave_and_ask() -> None:
        desk.leave_book()
        qtbot.wait(2 * guide.LOOK_MS)  # the loop of a dialog: what goes with the book is there yet
        asked.append(True)

    QTimer.singleShot(0, leave_and_ask)
    qtbot.waitUntil(lambda: bool(asked))
    assert told == []

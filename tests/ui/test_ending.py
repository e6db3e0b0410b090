"""The system ends the session: what is typed is kept, and a long act is waited for."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import books
from ruraldesk.store import regaining
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.ending import Ending, keep_typed
from tests.ui.books import DEFINITIONS, small_book

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (raise|grabbing the keyboard)", extend=True
)


class Session:
    """What Qt hands over when the system asks, as far as it is asked back."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def ending(qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ending:
    """Of a window with a book of one project."""
    monkeypatch.setattr(books, "shipped_definitions", lambda: DEFINITIONS)
    path = tmp_path / "王楼 镇.rdb"
    small_book(path, 1).close()
    with qtbot.waitSignal(desk.book_opened):
        desk.start(path)
    return Ending(desk.window)


def test_what_stands_in_an_open_form_is_kept_as_a_draft(ending: Ending, desk: Desk) -> None:
    desk.open_new("project", Record(values={"name": "东街排水"}))
    asked = Session()
    ending.answer(asked)  # type: ignore[arg-type]
    assert desk.session is not None
    (draft,) = desk.session.book.drafts.all("project")
    assert draft.record.values["name"] == "东街排水"
    assert not asked.cancelled


def test_the_system_is_asked_to_wait_while_a_long_act_is_under_way(
    qtbot: QtBot, ending: Ending
) -> None:
    go_on = threading.Event()
    job = jobs.run_long(lambda _: go_on.wait(10))
    asked = Session()
    ending.answer(asked)  # type: ignore[arg-type]
    assert asked.cancelled
    with qtbot.waitSignal(job.ended):
        go_on.set()
    again = Session()
    ending.answer(again)  # type: ignore[arg-type]
    assert not again.cancelled


def test_a_question_that_is_being_answered_holds_nobody_up(qtbot: QtBot, ending: Ending) -> None:
    go_on = threading.Event()
    job = jobs.run(lambda: go_on.wait(10))
    asked = Session()
    ending.answer(asked)  # type: ignore[arg-type]
    assert not asked.cancelled
    with qtbot.waitSignal(job.ended):
        go_on.set()


@pytest.mark.usefixtures("ending")
def test_the_window_is_not_closed_over_what_a_missing_stick_cannot_keep(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.session is not None
    desk.open_new("project", Record(values={"name": "东街排水"}))
    folder = desk.session.book.path.parent
    away = folder.rename(folder.with_name("away"))
    monkeypatch.setattr(regaining, "_EVERY_S", 0.0)
    asked: list[str] = []

    def leave(_: object, question: str, **__: object) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr(messages, "ask", leave)
    desk.window.show()
    assert not desk.window.close()
    assert "没有响应" in asked[0]

    away.rename(folder)
    assert keep_typed(desk.window) == ""
    assert desk.window.close()
    assert len(asked) == 1

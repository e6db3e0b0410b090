"""The bottom line knows which sticks are plugged in, without waiting for a slow one."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.services import carrying
from ruraldesk.services.carrying import Stick
from ruraldesk.ui import jobs
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.stick_watch import StickWatch


def a_stick(root: str) -> Stick:
    return Stick(
        root=Path(root),
        label="王楼",
        letter="",
        file_system="FAT32",
        write_protected=False,
        identity=root,
        free=1,
        total=2,
    )


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    return made


def test_sticks_are_named_once_they_are_found(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [a_stick("/media/东王楼"), a_stick("/media/西王楼")]
    monkeypatch.setattr(carrying, "sticks", lambda: found)
    watch = StickWatch(window)

    with qtbot.waitSignal(watch.seen) as seen:
        watch.start()
    assert seen.args == [f"{found[0].root}、{found[1].root}"]

    found.clear()
    with qtbot.waitSignal(watch.seen) as seen:
        watch.look()
    assert seen.args == [""]
    assert watch.names == ""


def test_a_stick_that_does_not_answer_is_not_asked_again_meanwhile(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = threading.Event(), []

    def slow() -> list[Stick]:
        asked.append(1)
        answers.wait(10)
        return []

    monkeypatch.setattr(carrying, "sticks", slow)
    watch = StickWatch(window)
    watch.look()
    watch.look()
    with qtbot.waitSignal(watch.seen):
        answers.set()

    assert len(asked) == 1
    with qtbot.waitSignal(watch.seen):
        watch.look()
    assert jobs.stop_all()

"""What is typed reaches the disk within a second, also while nobody pauses."""

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.files.failures import DriveFailed
from ruraldesk.store.book import Book
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.editors import LineEditor
from ruraldesk.ui.entry.keeping import AGAIN_MS, LONGEST_MS, PAUSE_MS
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.messages import Notice
from tests.ui.entry.fakes import FakeDoor
from tests.ui.entry.forms import PROJECT


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor(PROJECT)


@pytest.fixture
def panel(qtbot: QtBot, door: FakeDoor) -> EntryPanel:
    made = EntryPanel(cast("Book", None), PROJECT, door=cast("Door", door))
    qtbot.addWidget(made)
    made.show()
    made.open_blank()
    return made


def test_typing_without_a_pause_is_kept_within_a_second(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor
) -> None:
    name = panel.pages.page.boxes["name"].editor
    assert isinstance(name, LineEditor)
    clock, keys = QElapsedTimer(), QTimer()
    keys.setInterval(PAUSE_MS // 4)
    keys.timeout.connect(lambda: name.insert("x"))
    clock.start()
    keys.start()
    qtbot.waitUntil(lambda: len(door.drafts()) == 1, timeout=10 * LONGEST_MS)
    keys.stop()
    assert PAUSE_MS <= clock.elapsed() < 3 * LONGEST_MS  # thrice: this machine may be busy


def test_what_a_missing_stick_cannot_keep_is_kept_when_it_is_back(
    qtbot: QtBot, panel: EntryPanel, door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, gone = door.keep_draft, DriveFailed(Path("E:/王楼.rdb"))

    def fail(key: str, record: Record) -> None:
        raise gone

    monkeypatch.setattr(door, "keep_draft", fail)
    name = panel.pages.page.boxes["name"].editor
    assert isinstance(name, LineEditor)
    name.insert("东街排水")
    qtbot.waitUntil(lambda: panel.keeper.refusal == str(gone))
    (first,) = panel.window().findChildren(Notice)
    assert first.text.text() == str(gone)
    assert panel.foot.words.whole_text() == "草稿还没有保留"
    panel.keep_draft()
    assert panel.window().findChildren(Notice) == [first]  # told once

    monkeypatch.setattr(door, "keep_draft", keep)
    qtbot.waitUntil(lambda: len(door.drafts()) == 1, timeout=5 * AGAIN_MS)
    assert panel.keeper.refusal == ""
    assert panel.foot.words.whole_text() == "草稿已保留"

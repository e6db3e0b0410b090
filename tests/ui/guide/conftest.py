"""A desk whose guided first day begins in a copy of the sample, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.services.books import open_book
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow


@pytest.fixture
def desk(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, sample_path: Path, tmp_path: Path
) -> Iterator[Desk]:
    def copy(path: Path, **_: object) -> Book:
        shutil.copytree(sample_path.parent, path.parent, dirs_exist_ok=True)
        (path.parent / sample_path.name).rename(path)
        return open_book(path)

    monkeypatch.setattr("ruraldesk.services.sample.make_sample", copy)
    monkeypatch.setattr("ruraldesk.files.crash.install", lambda teller: None)
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    desk = Desk(window)
    window.show()
    yield desk
    jobs.stop_all()
    desk.leave_book()

"""A desk whose guided first day begins in a copy of the sample, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.services.books import open_book
from ruraldesk.services.sample import make_sample
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "样例.rdb"
    make_sample(path).close()
    return path


@pytest.fixture
def desk(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, sample: Path, tmp_path: Path
) -> Iterator[Desk]:
    def copy(path: Path, **_: object) -> Book:
        shutil.copytree(sample.parent, path.parent, dirs_exist_ok=True)
        (path.parent / sample.name).rename(path)
        return open_book(path)

    monkeypatch.setattr("ruraldesk.services.sample.make_sample", copy)
    monkeypatch.setattr("ruraldesk.ui.crash.install", lambda teller: None)
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    desk = Desk(window)
    window.show()
    yield desk
    jobs.stop_all()
    desk.leave_book()

"""What keeps the window answering: modules read beforehand, garbage sought when all is quiet."""

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ruraldesk.services import books
from ruraldesk.ui import jobs, warming
from ruraldesk.ui.collecting import Collector
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.stillness import Stillness
from ruraldesk.ui.warming import Warming
from tests.ui.books import DEFINITIONS, small_book

READ = """
import sys
import ruraldesk.ui.desk
from ruraldesk.ui import warming
{read}
seen = set(sys.modules)
from ruraldesk.ui import pages
from ruraldesk.ui.{page} import {name}
print(sorted(one for one in set(sys.modules) - seen if one.startswith("ruraldesk")))
"""


class Cycle:
    """Something that only the search for garbage frees."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed book, where the program's own forms are those of the test."""
    monkeypatch.setattr(books, "shipped_definitions", lambda: DEFINITIONS)
    path = tmp_path / "王楼 镇.rdb"
    small_book(path).close()
    return path


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    desk = Desk(window)
    yield desk
    jobs.stop_all()
    desk.leave_book()


@pytest.fixture
def collector(desk: Desk) -> Iterator[Collector]:
    collector = Collector(desk, Warming(desk))
    collector.begin()
    assert not gc.isenabled()
    collector._timer.stop()  # the tests say when it looks
    yield collector
    collector.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def open_book(qtbot: QtBot, desk: Desk, path: Path) -> None:
    """Open a book and wait until all modules are read."""
    with qtbot.waitSignal(desk.findChild(Warming).done, timeout=20_000):
        desk.acts.open_book(path)
    qtbot.waitUntil(jobs.is_quiet)


def test_what_an_open_book_needs_is_not_searched_until_the_book_is_left(
    qtbot: QtBot, desk: Desk, collector: Collector, path: Path
) -> None:
    open_book(qtbot, desk, path)
    collector.look()
    assert gc.get_freeze_count() > 10_000

    with qtbot.waitSignal(desk.session.destroyed):  # type: ignore[union-attr]
        desk.leave_book()
    assert gc.get_freeze_count() == 0


def test_garbage_of_a_book_that_was_left_goes(
    qtbot: QtBot,
    desk: Desk,
    collector: Collector,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Cycle()
    gone = weakref.ref(kept)
    open_book(qtbot, desk, path)
    collector.look()
    del kept
    with qtbot.waitSignal(desk.session.destroyed):  # type: ignore[union-attr]
        desk.leave_book()
    qtbot.waitUntil(jobs.is_quiet)

    collector.look()
    assert gone() is not None  # somebody may be working
    nobody_works(monkeypatch)
    collector.look()

    assert gone() is None


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which searches were made, 0: of the young, 2: of all; they find nothing."""
    searched: list[int] = []

    def collect(generation: int = 2) -> int:
        searched.append(generation)
        return 0

    monkeypatch.setattr(gc, "collect", collect)
    return searched


def nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stillness, "seconds", lambda _: 60.0)


@pytest.fixture
def settled(qtbot: QtBot, desk: Desk, collector: Collector, path: Path) -> Collector:
    """A book is open, and what it needs is set aside."""
    open_book(qtbot, desk, path)
    collector.look()
    return collector


def many_were_made(monkeypatch: pytest.MonkeyPatch, objects: int) -> None:
    """Let so many objects be new at the next look, and none after it."""
    new = iter([objects])
    monkeypatch.setattr(gc, "get_count", lambda: (next(new, 0), 0, 0))


def test_garbage_of_another_thread_is_deleted_in_the_thread_of_the_window(
    qtbot: QtBot, collector: Collector
) -> None:
    deleted_in: list[int] = []
    window = threading.get_ident()
    kept = Cycle()
    weakref.finalize(kept, lambda: deleted_in.append(threading.get_ident()))
    del kept
    made: list[list[int]] = []
    act = jobs.run(lambda: made.extend([number] for number in range(200_000)))
    with qtbot.waitSignal(act.ended):
        pass
    assert deleted_in == []

    collector.look()

    assert deleted_in == [window]


def test_not_all_is_searched_before_what_stays_is_set_aside(
    collector: Collector, searched: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    many_were_made(monkeypatch, 60_000)
    nobody_works(monkeypatch)
    collector.look()
    assert searched == [0]


def test_all_is_searched_only_when_no_act_is_under_way_and_nobody_works(
    qtbot: QtBot, settled: Collector, searched: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = settled
    many_were_made(monkeypatch, 60_000)
    release = threading.Event()
    act = jobs.run(lambda: release.wait(10))
    nobody_works(monkeypatch)
    collector.look()
    assert searched == [0]

    with qtbot.waitSignal(act.ended):
        release.set()
    monkeypatch.setattr(Stillness, "seconds", lambda _: 1.0)
    collector.look()
    assert searched == [0]

    nobody_works(monkeypatch)
    collector.look()
    collector.look()  # little is new since
    assert searched == [0, 2]


def test_little_that_is_new_is_no_reason_to_search_all(
    settled: Collector, searched: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    many_were_made(monkeypatch, 30_000)
    nobody_works(monkeypatch)
    settled.look()
    assert searched == [0]


@pytest.mark.parametrize(("alive", "wanted"), [(10, [0]), (1_200_000, [0, 2])])
def test_an_act_that_would_fill_the_memory_is_interrupted(
    qtbot: QtBot,
    collector: Collector,
    searched: list[int],
    monkeypatch: pytest.MonkeyPatch,
    alive: int,
    wanted: list[int],
) -> None:
    many_were_made(monkeypatch, 2_500_000)
    counted: list[int] = []
    monkeypatch.setattr(
        gc, "get_objects", lambda generation: counted.append(generation) or range(alive)
    )
    release = threading.Event()
    act = jobs.run(lambda: release.wait(10))

    collector.look()
    collector.look()

    assert searched == wanted
    assert counted == [1, 2]  # counting takes its time, too
    with qtbot.waitSignal(act.ended):
        release.set()


def test_a_window_that_is_touched_is_not_still(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("ruraldesk.ui.stillness.monotonic", lambda: now[0])
    with qtbot.waitExposed(desk.window):
        desk.window.show()
    stillness = Stillness(desk.window)
    now[0] += 30
    assert stillness.seconds() == 30

    handle = desk.window.windowHandle()
    for touch in (
        lambda: QTest.keyClick(handle, Qt.Key.Key_Tab),
        lambda: QTest.mouseMove(handle, QPoint(30, 30)),
    ):
        now[0] += 30
        touch()
        QApplication.processEvents()
        assert stillness.seconds() == 0

    dialog = QDialog(desk.window)
    qtbot.addWidget(dialog)
    dialog.open()
    now[0] += 30
    assert stillness.seconds() == 0


@pytest.mark.parametrize(
    ("read", "page", "name"),
    [
        ("warming.read_at_once('home')", "home", "HomePage"),
        ("warming.read_at_once('project')", "ledger.page", "LedgerPage"),
        ("warming.read_all()", "briefs_page", "BriefsPage"),
        ("warming.read_all()", "dialogs.settings", "SettingsDialog"),
    ],
)
def test_a_page_whose_modules_were_read_needs_no_more(read: str, page: str, name: str) -> None:
    probe = READ.format(read=read, page=page, name=name)
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, check=False, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_all_modules_are_read_once_a_book_is_open_and_all_is_quiet(
    qtbot: QtBot, desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr(warming, "read_all", lambda: read.append(threading.get_ident()))
    made = Warming(desk)

    open_book(qtbot, desk, path)

    assert read != [threading.get_ident()]
    assert not made._timer.isActive()

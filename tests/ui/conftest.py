"""A styled application, as the program has it, and its own preferences for each test."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.app import make_application
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.session import Session
from tests.ui.books import small_book
from tests.ui.strays import Strays, watched

_NEVER = 1_000_000_000
_MUCH = 50_000  # objects that came since the last search


@pytest.fixture(scope="session", autouse=True)
def _styled(qapp: QApplication) -> None:
    make_application()


@pytest.fixture(scope="session")
def strays(_styled: None) -> Iterator[Strays]:
    """What the program shows as a window without its being one."""
    with watched() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_part_is_a_window(strays: Strays, request: pytest.FixtureRequest) -> Iterator[None]:
    strays.test, strays.found = request.node, []
    yield
    assert strays.found == []


@pytest.fixture(scope="module", autouse=True)
def _no_thread_searches_for_garbage() -> Iterator[None]:
    """Search only between tests and here: what another thread finds of widgets it would delete."""
    before = gc.get_threshold()
    gc.set_threshold(_NEVER, _NEVER, _NEVER)
    yield
    gc.set_threshold(*before)
    gc.collect(1)


@pytest.fixture(autouse=True)
def _garbage_goes_where_there_is_much() -> Iterator[None]:
    yield
    if gc.get_count()[0] > _MUCH:
        gc.collect(0)


@pytest.fixture(autouse=True)
def _no_key_is_held(qapp: QApplication) -> None:
    """Let go of what the test before held down: tables mark otherwise with Ctrl or Shift."""
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyClick(QWidget(), Qt.Key.Key_Escape)
    assert qapp.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _own_preferences(own_preferences: None) -> None:
    """Each test remembers for itself."""


@pytest.fixture(autouse=True)
def _no_job_outlives_its_test() -> Iterator[None]:
    yield
    jobs.stop_all()
    assert QThreadPool.globalInstance().activeThreadCount() == 0


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A real book with twelve projects."""
    with small_book(tmp_path / "王楼 镇.rdb") as book:
        yield book


@pytest.fixture
def session(book: Book) -> Iterator[Session]:
    """The book as the pages of the window share it."""
    yield Session(book)
    jobs.stop_all()


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The window as it starts, in front, without a book."""
    monkeypatch.setattr("ruraldesk.files.crash.install", lambda teller: None)
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    made = Desk(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield made
    jobs.stop_all()
    made.leave_book()
    jobs.stop_all()

"""Every key of the list of keys does something where the list says that it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import books
from ruraldesk.ui import jobs, keys
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.dialogs import printing
from tests.ui.books import DEFINITIONS, small_book

pytestmark = [
    pytest.mark.long,
    pytest.mark.qt_log_ignore("^This plugin does not support", extend=True),
]
EVERYWHERE, TABLE, ENTRY = range(3)
GROUPS = keys.all_keys()
STILL_LOOKS, LOOK_MS = 4, 50  # alike one after the other: nothing moves any more
PAID = 5  # a column that is typed into, its cells and those at its left filled


@pytest.fixture
def desk(qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The window on a small screen, with a book."""
    monkeypatch.setattr(books, "shipped_definitions", lambda: DEFINITIONS)
    path = tmp_path / "王楼 镇.rdb"
    small_book(path).close()
    desk.window.resize(1366, 768)
    with qtbot.waitSignal(desk.book_opened):
        desk.start(path)
    monkeypatch.setattr(desk.acts, "back_up_before_closing", lambda then: then())
    return desk


class Seen:
    """What anybody can see or hear of a window."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self._desk = desk
        self.opened: list[str] = []
        monkeypatch.setattr(QDialog, "exec", lambda one: self.opened.append(type(one).__name__))
        monkeypatch.setattr(QDialog, "open", lambda one: self.opened.append(type(one).__name__))
        monkeypatch.setattr(QDialog, "show", lambda one: self.opened.append(type(one).__name__))
        # The book of the tests has no layouts to print; that the dialog is opened is enough.
        monkeypatch.setattr(printing, "PrintDialog", lambda *_: QDialog())
        for name in ("getOpenFileName", "getSaveFileName", "getExistingDirectory"):
            monkeypatch.setattr(QFileDialog, name, self._choose_nothing)
        for name in ("exec", "popup"):
            monkeypatch.setattr(QMenu, name, lambda one, *_: self.opened.append("menu"))

    def _choose_nothing(self, *_: object, **__: object) -> tuple[str, str]:
        self.opened.append("files")
        return "", ""

    def now(self) -> tuple[object, ...]:
        """Return it: the picture, the words of the clipboard, where the focus is, what opened."""
        focus = QApplication.focusWidget()
        picture = self._desk.window.grab().toImage()
        return (
            bytes(picture.constBits()),
            QGuiApplication.clipboard().text(),
            id(focus),
            len(self.opened),
        )


@pytest.fixture
def seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Seen:
    QGuiApplication.clipboard().setText("before")
    QApplication.setCursorFlashTime(0)
    return Seen(desk, monkeypatch)


def settled(qtbot: QtBot, seen: Seen) -> tuple[object, ...]:
    """Wait until nothing moves in the window; return what is seen."""
    looks = [seen.now()]
    while len(looks) < STILL_LOOKS:
        qtbot.wait(LOOK_MS)
        now = seen.now()
        looks = [*looks, now] if jobs.is_quiet() and looks[-1] == now else [now]
    return looks[-1]


def go_there(qtbot: QtBot, desk: Desk, place: int) -> None:
    """Go to where a group of keys works."""
    page = desk.ledger("project")
    qtbot.waitUntil(lambda: page.model.complete and jobs.is_quiet())
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    if place == ENTRY:
        page.open_blank()
        panel = page.place.panel()
        qtbot.waitUntil(panel.pages.holds_focus)
        panel.pages.page.focus("stage")
    else:
        page.grid.setFocus()
        page.grid.move_to(4, PAID)


def make_ready(desk: Desk, pressed: str) -> None:
    """Let there be what a key needs to have an effect."""
    assert desk.session is not None
    book = desk.session.book
    if pressed in ("Ctrl+Z", "F5"):
        book.records.save("project", Record(values={"unit": "410726104000", "name": "新桥"}))
    if pressed == "Ctrl+V":
        QGuiApplication.clipboard().setText("1.5\n2.5")


def combinations(pressed: str) -> list[str]:
    """Return the single combinations of an entry of the list."""
    if "+" not in pressed and not QKeySequence(pressed)[0].key():
        return [pressed]
    if not pressed.isascii() and "arrows" not in pressed and not set(pressed) & set("↑↓"):
        return ["Shift+Down"]
    named = pressed.replace("↑", "Up").replace("↓", "Down").replace("PgDn", "PgDown")
    return [one.strip() for one in named.split(" / ")]


def press(sequence: str) -> None:
    combination = QKeySequence(sequence)[0]
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the focus"
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())


def does_something(qtbot: QtBot, seen: Seen, act: Callable[[], None], longest: int = 1500) -> bool:
    before = settled(qtbot, seen)
    act()
    try:
        qtbot.waitUntil(lambda: seen.now() != before, timeout=longest)
    except Exception:  # noqa: BLE001  pytest-qt's own, of no public name
        return False
    return True


@pytest.mark.parametrize("place", range(len(GROUPS)), ids=[title for title, _ in GROUPS])
def test_the_listed_keys_do_something(qtbot: QtBot, desk: Desk, seen: Seen, place: int) -> None:
    idle = []
    for pressed, _ in GROUPS[place][1]:
        go_there(qtbot, desk, place)
        for one in combinations(pressed):
            make_ready(desk, one)
            if not does_something(qtbot, seen, lambda one=one: press(one)):  # type: ignore[misc]
                idle.append(one)
    assert idle == []


def test_a_key_that_is_not_listed_does_nothing(qtbot: QtBot, desk: Desk, seen: Seen) -> None:
    for place in (TABLE, ENTRY):
        go_there(qtbot, desk, place)
        tries = (does_something(qtbot, seen, lambda: press("F3"), longest=300) for _ in range(3))
        assert not all(tries)  # something else may move just then, such as the state of backups

"""The program's window, worked with key events alone over a copy of the sample."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ruraldesk.definitions.model import Record
from ruraldesk.files import preferences
from ruraldesk.services.sample import make_sample
from ruraldesk.texts.pinyin import initials
from ruraldesk.ui import jobs
from ruraldesk.ui.app import make_application
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.entry.editors.people import NameEditor
from ruraldesk.ui.entry.editors.picking import PickEditor
from ruraldesk.ui.entry.editors.references import ReferenceEditor
from ruraldesk.ui.entry.editors.words import WordEditor
from ruraldesk.ui.main_window import MainWindow
from tests.bench.keystrokes.hands import PAUSE_S, Hands

_HELD = {
    "ctrl": Qt.KeyboardModifier.ControlModifier,
    "shift": Qt.KeyboardModifier.ShiftModifier,
}
_KEYS = {
    "Return": Qt.Key.Key_Return,
    "Tab": Qt.Key.Key_Tab,
    "Down": Qt.Key.Key_Down,
    "Escape": Qt.Key.Key_Escape,
    "F9": Qt.Key.Key_F9,
    "Home": Qt.Key.Key_Home,
    "d": Qt.Key.Key_D,
    "a": Qt.Key.Key_A,
    "n": Qt.Key.Key_N,
}
_LIST_S = 0.03  # until the list stands there
_MOST_PASSED = 40


def focus() -> QWidget:
    """Return what has the focus."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def wait(until: Callable[[], bool], most: float = 20.0) -> bool:
    """Let the window live until something is so; return whether it came."""
    loop, ends = QEventLoop(), time.monotonic() + most
    timer = QTimer()

    def look() -> None:
        if until() or time.monotonic() > ends:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(5)
    loop.exec()
    timer.stop()
    return until()


class WindowHands(Hands):
    """Key events and what an input method commits, sent to what has the focus."""

    def rest(self, keys: int) -> None:
        """Let the window live as long as so many keys take the robot, and a search longer."""
        wait(lambda: False, keys * PAUSE_S)
        wait(lambda: not _searches(QApplication.focusWidget()))

    def seek(self, text: str) -> None:
        """Type initials until the list has `text` first, or go down to it; moving on takes it."""
        letters, labels = initials(text), [""]
        for place in range(1, len(letters) + 1):
            self.type(letters[place - 1])
            self.count.thoughts -= place > 1  # one thing thought of, however many letters
            labels = self._listed()
            if labels[:1] == [text]:
                return
        self.skip("Down", labels.index(text))

    def knows(self, text: str) -> bool:
        """Say whether the field offers a text because it was written there before."""
        editor = focus()
        if isinstance(editor, WordEditor | NameEditor):
            return text in editor._sources.used(editor.field)
        return False

    def _listed(self) -> list[str]:
        wait(lambda: False, _LIST_S)
        editor = focus()
        assert isinstance(editor, PickEditor), editor
        return [one.label for one in editor.shown_options()]

    def go_to(self, label: str, key: str = "Return") -> None:
        """Pass over fields until this one has the focus."""
        passed = 0
        while focus().accessibleName() != label:
            assert passed < _MOST_PASSED, (label, focus().accessibleName())
            assert not isinstance(focus(), QAbstractButton), (label, focus().accessibleName())
            self.press(key)
            passed += 1
        self.count.thoughts += passed > 0

    def _press(self, key: str) -> None:
        *held, name = key.split("+")
        with_keys = Qt.KeyboardModifier.NoModifier
        for one in held:
            with_keys |= _HELD[one]
        code = Qt.Key.Key_Backtab if key == "shift+Tab" else _KEYS[name]
        QTest.keyClick(focus(), code, with_keys)

    def _type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(focus(), letter)
            self.rest(1)

    def _put(self, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(focus(), event)


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """Open the window over a new sample book."""
    preferences.folder = lambda: folder / "preferences"
    preferences.reread()
    make_application()
    book = folder / "样例.rdb"
    make_sample(book).close()
    window = MainWindow()
    window.build()
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    desk = Desk(window)
    desk.start(book)
    wait(lambda: desk.session is not None)
    window.activateWindow()
    wait(window.isActiveWindow)
    yield desk
    jobs.stop_all()
    desk.leave_book()
    window.close()


def _searches(widget: QWidget | None) -> bool:
    return isinstance(widget, ReferenceEditor) and widget.is_searching()


def quiet() -> bool:
    """Say whether nothing works in the background."""
    return not jobs._running


def rows(desk: Desk, form: str) -> list[Record]:
    """Return the records of a ledger."""
    assert desk.session is not None
    return list(desk.session.book.records.find(form))

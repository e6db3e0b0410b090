"""The eight tasks of the first day are done in the window as they are told, with real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.guide import guide, place
from ruraldesk.ui.guide.tasks import all_tasks
from ruraldesk.ui.month.page import MonthPage
from ruraldesk.ui.month.wizard import MonthEnd

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def settle(qtbot: QtBot) -> None:
    """Wait until nothing is read or written any more."""
    qtbot.wait(20)
    qtbot.waitUntil(lambda: jobs.is_quiet(), timeout=60_000)
    qtbot.waitUntil(lambda: QThreadPool.globalInstance().activeThreadCount() == 0, timeout=60_000)
    qtbot.wait(20)


def close_paper() -> None:
    """Press Esc in the dialog that is open, as soon as there is one."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog):
        QTest.keyClick(dialog, Key.Key_Escape)


class Hands:
    """Keys go to what has the focus, as from a keyboard."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self._qtbot, self._desk = qtbot, desk

    def press(self, *keys: Qt.Key, control: bool = False) -> None:
        for key in keys:
            focus = QApplication.focusWidget() or self._desk.window
            modifier = CONTROL if control else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(focus, key, modifier)
            settle(self._qtbot)

    def type(self, text: str) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)
        settle(self._qtbot)

    def back(self) -> None:
        """Give the window the keys again, which the offscreen platform gives to none by itself."""
        self._desk.window.activateWindow()
        self._qtbot.waitUntil(self._desk.window.isActiveWindow)


def test_the_first_day_is_walked_to_its_end(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.book_opened, timeout=20_000):
        guide.begin(desk)
    settle(qtbot)
    hands = Hands(qtbot, desk)
    hands.back()

    def done(key: str) -> None:
        qtbot.waitUntil(lambda: key in place.done_tasks(), timeout=10_000)

    hands.press(Key.Key_L, control=True)
    hands.type("cgb")
    hands.press(Key.Key_Return)
    done("open")

    hands.press(Key.Key_N, control=True)
    entry = desk.ledger("cadre").place.panel().pages.page
    entry.focus("name")
    hands.type("Wang Xiaoming")
    entry.focus("sex")
    hands.press(Key.Key_F4, Key.Key_Return)
    hands.press(Key.Key_S, control=True)
    done("add")

    hands.press(Key.Key_K, control=True)
    hands.type("hsc")
    qtbot.wait(400)
    settle(qtbot)
    hands.press(Key.Key_Down, Key.Key_Return)
    done("find")

    hands.press(Key.Key_L, control=True)
    hands.type("zjbf")
    hands.press(Key.Key_Return)
    page = desk.ledger("payment")
    columns = [one.key for one in page.model.columns()]
    page.grid.move_to(0, columns.index("amount"))
    page.grid.setFocus()
    hands.type("1.2")
    hands.press(Key.Key_Return)
    done("amount")
    hands.press(Key.Key_Z, control=True)
    done("undo")

    looking = QTimer(desk)
    looking.timeout.connect(close_paper)
    looking.start(500)
    hands.press(Key.Key_P, control=True)  # the paper is looked at until Esc
    looking.stop()
    hands.back()
    done("print")

    act = next(one for one in desk.acts.menu(desk.window).actions() if "检查" in one.text())
    act.trigger()
    settle(qtbot)
    done("check")
    hands.back()

    hands.press(Key.Key_L, control=True)
    hands.type("bybs")
    hands.press(Key.Key_Return)
    settle(qtbot)
    month = desk.window.pages.currentWidget()
    assert isinstance(month, MonthPage)
    QTest.keyClick(month.steps.button("close"), Key.Key_Return)
    settle(qtbot)
    [wizard] = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, MonthEnd) and one.isVisible()
    ]
    for _ in range(2):  # close, then make the package
        QTest.keyClick(wizard, Key.Key_Return, CONTROL)
        settle(qtbot)
    done("close")
    wizard.reject()
    assert place.done_tasks() == [task.key for task in all_tasks()]

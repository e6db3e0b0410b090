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

pytestmark = [
    pytest.mark.long,
    pytest.mark.qt_log_ignore("^This plugin does not support", extend=True),
]
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
        self.qtbot, self.desk = qtbot, desk

    def press(self, *keys: Qt.Key, control: bool = False) -> None:
        for key in keys:
            focus = QApplication.focusWidget() or self.desk.window
            modifier = CONTROL if control else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(focus, key, modifier)
            settle(self.qtbot)

    def type(self, text: str) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)
        settle(self.qtbot)

    def go(self, letters: str) -> None:
        """Go to a page by the first letters of its name in pinyin."""
        self.press(Key.Key_L, control=True)
        self.type(letters)
        self.press(Key.Key_Return)

    def done(self, key: str) -> None:
        """Wait until a task counts as done."""
        self.qtbot.waitUntil(lambda: key in place.done_tasks(), timeout=60_000)

    def back(self) -> None:
        """Give the window the keys again, which the offscreen platform gives to none by itself."""
        self.desk.window.activateWindow()
        self.qtbot.waitUntil(self.desk.window.isActiveWindow)


def test_the_first_day_is_walked_to_its_end(qtbot: QtBot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.book_opened, timeout=60_000):
        guide.begin(desk)
    settle(qtbot)
    hands = Hands(qtbot, desk)
    hands.back()
    enter_somebody(hands)
    find_a_place(hands)
    write_an_amount_and_take_it_back(hands)
    print_and_check(hands)
    close_the_month(hands)
    assert place.done_tasks() == [task.key for task in all_tasks()]


def enter_somebody(hands: Hands) -> None:
    hands.go("cgb")
    hands.done("open")

    hands.press(Key.Key_N, control=True)
    entry = hands.desk.ledger("cadre").place.panel().pages.page
    entry.focus("name")
    hands.type("Wang Xiaoming")
    entry.focus("sex")
    hands.press(Key.Key_F4, Key.Key_Return)
    hands.press(Key.Key_S, control=True)
    hands.done("add")


def find_a_place(hands: Hands) -> None:
    hands.press(Key.Key_K, control=True)
    hands.type("hsc")
    hands.qtbot.wait(400)
    settle(hands.qtbot)
    hands.press(Key.Key_Down, Key.Key_Return)
    hands.done("find")


def write_an_amount_and_take_it_back(hands: Hands) -> None:
    hands.go("zjbf")
    page = hands.desk.ledger("payment")
    columns = [one.key for one in page.model.columns()]
    page.grid.move_to(0, columns.index("amount"))
    page.grid.setFocus()
    hands.type("1.2")
    hands.press(Key.Key_Return)
    hands.done("amount")
    hands.press(Key.Key_Z, control=True)
    hands.done("undo")


def print_and_check(hands: Hands) -> None:
    looking = QTimer(hands.desk)
    looking.timeout.connect(close_paper)
    looking.start(500)
    hands.press(Key.Key_P, control=True)  # the paper is looked at until Esc
    looking.stop()
    hands.back()
    hands.done("print")

    menu = hands.desk.acts.menu(hands.desk.window)
    next(one for one in menu.actions() if "检查" in one.text()).trigger()
    settle(hands.qtbot)
    hands.done("check")
    hands.back()


def close_the_month(hands: Hands) -> None:
    hands.go("bybs")
    settle(hands.qtbot)
    month = hands.desk.window.pages.currentWidget()
    assert isinstance(month, MonthPage)
    QTest.keyClick(month.steps.button("close"), Key.Key_Return)
    settle(hands.qtbot)
    [wizard] = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, MonthEnd) and one.isVisible()
    ]
    for _ in range(2):  # close, then make the package
        QTest.keyClick(wizard, Key.Key_Return, CONTROL)
        settle(hands.qtbot)
    hands.done("close")
    wizard.reject()

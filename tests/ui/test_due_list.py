"""The list of what is due folds many things alike into one line."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.services.home import Due, DueGroup
from ruraldesk.ui.due_list import DueList


def due(number: int) -> Due:
    return Due(
        form="dispute_screening",
        record="",
        due=date(2023, 11, 12),
        message=f"第{number}村上周没有上报。",
        who="",
        days=-4,
        reminder="missed",
    )


MANY = DueGroup(message="5 个村上周没有上报。", things=tuple(due(one) for one in range(5)))
ONE = DueGroup(message="项目验收", things=(due(9),))


@pytest.fixture
def due_list(qtbot: QtBot) -> DueList:
    found = DueList()
    qtbot.addWidget(found)
    found.resize(560, 400)
    found.show()
    found.show_groups([MANY, ONE])
    return found


def texts(found: DueList) -> list[str]:
    return [item.text.strip("　") for item in found.items()]


def test_many_alike_are_one_line_until_enter_unfolds_them(qtbot: QtBot, due_list: DueList) -> None:
    assert texts(due_list) == [MANY.message, due(9).message]
    assert [item.side for item in due_list.items()] == ["展开", ""]

    with qtbot.assertNotEmitted(due_list.due_opened):
        QTest.keyClick(due_list, Qt.Key.Key_Return)

    assert texts(due_list) == [MANY.message, *(due(one).message for one in (*range(5), 9))]
    assert due_list.items()[0].side == "收起"


def test_a_thing_in_the_unfolded_group_opens_its_ledger(qtbot: QtBot, due_list: DueList) -> None:
    QTest.keyClick(due_list, Qt.Key.Key_Return)
    QTest.keyClick(due_list, Qt.Key.Key_Down)

    with qtbot.waitSignal(due_list.due_opened) as opened:
        QTest.keyClick(due_list, Qt.Key.Key_Return)

    assert opened.args == ["dispute_screening", ""]


def test_a_group_stays_unfolded_when_the_book_is_read_again(due_list: DueList) -> None:
    QTest.keyClick(due_list, Qt.Key.Key_Return)
    due_list.show_groups([MANY, ONE])
    assert len(due_list.items()) == 7

    QTest.keyClick(due_list, Qt.Key.Key_Return)
    assert len(due_list.items()) == 2


def test_a_thing_that_is_due_has_a_menu_and_a_group_has_none(
    qtbot: QtBot, due_list: DueList
) -> None:
    def ask(number: int) -> None:
        place = due_list.rect_of(number).center()
        reason = QContextMenuEvent.Reason.Mouse
        there = due_list.mapToGlobal(place)
        due_list.contextMenuEvent(QContextMenuEvent(reason, place, there))

    with qtbot.assertNotEmitted(due_list.menu_asked):
        ask(0)
    with qtbot.waitSignal(due_list.menu_asked) as asked:
        ask(1)
    assert asked.args[0] == due(9)

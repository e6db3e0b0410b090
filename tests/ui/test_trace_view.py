"""A figure opened to its rows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.ui.session import Session
from ruraldesk.ui.trace_view import TraceView


def opened(qtbot: QtBot, session: Session, key: str) -> TraceView:
    view = TraceView(session, key)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.traced), qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    grid = view.grids[0]
    qtbot.waitUntil(lambda: grid.model.complete)
    return view


def test_a_figure_says_its_wording_its_value_its_day_and_its_rule(
    qtbot: QtBot, session: Session
) -> None:
    view = opened(qtbot, session, "invested")

    assert view.value.text() == "70余万元"
    assert view.day.text() == "截至 2023年11月16日 · 准确值 780,000 元 · 12 条"
    assert view.note.text() == "全部项目的总投资。"
    assert view.condition.whole_text() == "算法：“项目台账”的总投资合计"


def test_its_rows_stand_in_the_columns_of_their_ledger_with_their_sum(
    qtbot: QtBot, session: Session
) -> None:
    grid = opened(qtbot, session, "invested").grids[0]

    assert grid.model.rowCount() == 12
    assert grid.model.row(0).texts[:2] == ("W01", "水毁桥涵修复")
    qtbot.waitUntil(lambda: grid.totals.text("total") == "78.00")
    assert not grid.filter_row.isVisible()


def test_lines_say_to_which_record_they_belong(qtbot: QtBot, session: Session) -> None:
    grid = opened(qtbot, session, "hardened").grids[0]

    assert grid.model.rowCount() == 6
    assert grid.model.row(1).texts == ("W03 通村道路硬化", "巷道3", "3.00")
    qtbot.waitUntil(lambda: grid.totals.text("quantity") == "36.00")


@pytest.mark.parametrize("key", ["invested", "hardened"])
def test_enter_opens_the_record_behind_a_row(qtbot: QtBot, session: Session, key: str) -> None:
    view = opened(qtbot, session, key)
    wanted = session.book.records.find("project", None)[0]

    with qtbot.waitSignal(view.record_opened) as told:
        QTest.keyClick(view.grids[0], Qt.Key.Key_Return)

    assert told.args == ["project", wanted.uuid]
    assert not view.isVisible()

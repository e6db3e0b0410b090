"""What is painted line by line is told to programs that read the screen aloud, line by line."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLineEdit, QTableWidget, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services.month_steps import Step
from ruraldesk.services.work_calendar import PLANNED, CalendarItem
from ruraldesk.ui import spoken
from ruraldesk.ui.calendar_grid import CalendarGrid
from ruraldesk.ui.entry.editors.options import Option
from ruraldesk.ui.entry.editors.popup import OptionList
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.month.ledger_table import LedgerRow, LedgerTable
from ruraldesk.ui.month_line import MonthLine
from ruraldesk.ui.nav_list import NavGroup, NavList
from ruraldesk.ui.plain_table import choose_rows
from ruraldesk.ui.reporting.tabs import Tabs
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.session import Session

Key = Qt.Key
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


def name_of(widget: QWidget) -> str:
    """Return what a program that reads the screen aloud calls a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def cells_of(table: QWidget) -> list[str]:
    """Return what the cells of a table are called."""
    inside = QAccessible.queryAccessibleInterface(table)
    children = (inside.child(number) for number in range(inside.childCount()))
    return [one.text(QAccessible.Text.Name) for one in children]


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    widget.setFocus()


def test_a_list_says_the_line_the_keys_have_come_to(qtbot: QtBot) -> None:
    rows = RowList(empty_text="没有待办。")
    rows.setAccessibleName("待办")
    shown(qtbot, rows)
    assert name_of(rows) == "待办"  # nobody knows yet whether there is anything

    rows.show_items([])
    assert name_of(rows) == "没有待办。 · 待办"
    rows.show_items([Item("今天", "wheat", "交月报"), Item("明天", "wheat", "开会", "会议室")])
    assert name_of(rows) == "今天 交月报 · 待办 1/2"
    qtbot.keyClick(rows, Key.Key_Down)
    assert name_of(rows) == "明天 开会 会议室 · 待办 2/2"


def test_who_moves_in_a_list_is_told_of_it_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[QAccessibleEvent] = []
    listening = SimpleNamespace(Event=QAccessible.Event, updateAccessibility=told.append)
    rows = RowList()
    rows.setAccessibleName("待办")
    rows.show_items([Item("今天", "wheat", "交月报"), Item("明天", "wheat", "开会")])
    shown(qtbot, rows)
    monkeypatch.setattr(spoken, "QAccessible", listening)
    qtbot.keyClick(rows, Key.Key_Down)
    assert [one.type() for one in told] == [QAccessible.Event.Focus]
    qtbot.keyClick(rows, Key.Key_Down)  # the last line: nothing has changed
    assert len(told) == 1


def test_the_navigation_says_its_pages_with_their_numbers(qtbot: QtBot) -> None:
    pages = NavList()
    pages.show_groups((NavGroup("money", "资金", (("payment", "资金拨付"), ("dispute", "矛盾"))),))
    pages.show_counts({"payment": 68})
    pages.show_badges({"dispute": 2})
    shown(qtbot, pages)
    said = []
    for _ in range(4):
        qtbot.keyClick(pages, Key.Key_Down)
        said.append(name_of(pages).split(" · ")[0])
    assert said == ["简报", "资金 已展开", "资金拨付 68", "矛盾 逾期 2"]


def test_the_steps_of_the_month_are_said_one_by_one(qtbot: QtBot) -> None:
    line = MonthLine()
    steps = (("enter", "录入", "done", "412 条"), ("check", "检查", "current", "3 处待改"))
    line.show_steps([Step(key=k, title=t, state=s, detail=d) for k, t, s, d in steps])
    shown(qtbot, line)
    assert name_of(line).startswith("② ")
    qtbot.keyClick(line, Key.Key_Left)
    assert not name_of(line).startswith("② ")
    assert "412" in name_of(line).split(" · ")[0]


def test_the_calendar_says_the_day_and_what_is_on_it(qtbot: QtBot) -> None:
    grid = CalendarGrid()
    grid.moved.connect(grid.choose)
    day = date(2023, 11, 16)
    items = {
        date(2023, 11, 17): [CalendarItem(day=date(2023, 11, 17), kind=PLANNED, text="防诈骗宣传")]
    }
    grid.show_month("2023-11", items, day, day)
    shown(qtbot, grid)
    assert name_of(grid) == "2023年11月16日 · 这一天没有事项。"
    qtbot.keyClick(grid, Key.Key_Right)
    assert name_of(grid) == "2023年11月17日 · 防诈骗宣传"


def test_tabs_say_which_part_is_shown(qtbot: QtBot) -> None:
    tabs = Tabs(("待处理", "读过的"))
    tabs.setAccessibleName("合并与核对")
    tabs.chosen.connect(tabs.set_current)
    tabs.show_count(0, 3, wrong=True)
    shown(qtbot, tabs)
    assert name_of(tabs) == "待处理 3 · 合并与核对 1/2"
    qtbot.keyClick(tabs, Key.Key_Right)
    assert name_of(tabs) == "读过的 · 合并与核对 2/2"


def test_a_cell_of_a_ledger_is_said_with_its_heading(qtbot: QtBot, session: Session) -> None:
    page = LedgerPage(session, session.form("project"))
    with qtbot.waitSignal(page.loaded):
        shown(qtbot, page)
        page.ask()
    page.grid.move_to(1, 0)
    assert name_of(page.grid) == "编号 W02 · 项目台账 2/12"
    qtbot.keyClick(page.grid, Key.Key_Right)
    assert name_of(page.grid).endswith("项目台账 2/12")
    assert "编号" not in name_of(page.grid)
    page.forget()


def test_a_line_of_the_months_ledgers_is_said_as_a_whole(qtbot: QtBot) -> None:
    table = LedgerTable()
    row = LedgerRow(
        form="project", title="项目", before=3, added=1, changed=0, removed=0, now=4, note="更正"
    )
    table.show_rows([row])
    shown(qtbot, table)
    said = table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("项目，")
    assert said.endswith("更正")
    assert said in cells_of(table)


def test_a_row_of_a_table_to_read_is_said_as_a_whole(qtbot: QtBot) -> None:
    table = QTableWidget(2, 3)
    choose_rows(table)
    for row, words in enumerate((("黄寺村", "已报", ""), ("吴杏庄村", "未报", "催报"))):
        for column, text in enumerate(words):
            table.setItem(row, column, QTableWidgetItem(text))
    shown(qtbot, table)
    table.setCurrentCell(1, 0)
    assert "吴杏庄村，未报，催报" in cells_of(table)


def test_the_choice_under_a_field_is_said_by_the_field(qtbot: QtBot) -> None:
    around = QWidget()
    around.resize(400, 300)
    field = QLineEdit(around)
    field.setAccessibleName("项目状态")
    options = OptionList(field)
    shown(qtbot, around)
    options.show_options([Option("a", "在建"), Option("b", "完工")])
    assert name_of(field) == "在建 · 项目状态 1/2"
    options.shut()
    assert name_of(field) == "项目状态"

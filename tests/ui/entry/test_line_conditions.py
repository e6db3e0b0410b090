"""What the cells of one row ask depends on its other cells, and its rules are told at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level
from ruraldesk.services.books import create_book
from ruraldesk.ui.entry import reviewing
from ruraldesk.ui.entry.lines.page import LinesPage
from ruraldesk.ui.entry.panel import EntryPanel

KEY, HELD = Qt.Key, Qt.KeyboardModifier
NOTICE = Record(
    values={
        "step": "public_notice",
        "done_on": date(2023, 5, 9),
        "until_on": date(2023, 5, 15),
    }
)


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EntryPanel]:
    """A new declaration in the panel, over a real book; every review comes at once."""
    monkeypatch.setattr(reviewing, "_SLOW", 60.0)
    with create_book(
        tmp_path / "黄寺村.rdb", unit="410726104201", name="黄寺村", level="village"
    ) as book:
        made = EntryPanel(book, book.definitions.form("declaration"))
        made.resize(1100, 600)
        qtbot.addWidget(made)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.open_blank()
        yield made
        made.reviewer.stop()
        made.hide()


def steps(panel: EntryPanel) -> LinesPage:
    page = panel.pages.lines["steps"]
    panel.pages.go_to_tab(1 + list(panel.pages.lines).index("steps"))
    return page


def column(page: LinesPage, key: str) -> int:
    return [one.key for one in page.model.fields].index(key)


def here(page: LinesPage) -> tuple[int, str]:
    index = page.table.currentIndex()
    return index.row(), page.model.fields[index.column()].key


def press(key: Qt.Key, held: Qt.KeyboardModifier = HELD.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, held)


def type_here(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def editable(page: LinesPage, row: int, key: str) -> bool:
    flags = page.model.flags(page.model.index(row, column(page, key)))
    return bool(flags & Qt.ItemFlag.ItemIsEditable)


def test_tab_passes_a_cell_that_the_row_does_not_ask_for(panel: EntryPanel) -> None:
    page = steps(panel)
    type_here("qd")  # 确定
    press(KEY.Key_Tab)
    assert here(page) == (0, "done_on")
    type_here("2023-5-9")
    press(KEY.Key_Tab)
    assert here(page) == (0, "done_by")
    press(KEY.Key_Backtab)
    assert here(page) == (0, "done_on")


def test_enter_stops_at_a_cell_that_the_row_asks_for_since_a_moment(panel: EntryPanel) -> None:
    page = steps(panel)
    type_here("shgs")  # 社会公示
    press(KEY.Key_Return)
    type_here("2023-5-9")
    press(KEY.Key_Return)
    assert here(page) == (0, "until_on")
    assert page.table.open_editor() is not None


def test_a_cell_that_is_not_asked_is_grey_says_so_and_takes_nothing(panel: EntryPanel) -> None:
    page = steps(panel)
    assert not editable(page, 0, "until_on")
    index = page.model.index(0, column(page, "until_on"))
    assert page.model.data(index, Qt.ItemDataRole.BackgroundRole) is not None
    assert "这一行" in page.model.data(index, Qt.ItemDataRole.ToolTipRole)
    page.table.go_to(0, column(page, "until_on"))
    type_here("2023-5-9")
    assert page.records(readable=False) == ()


def test_each_row_asks_for_itself(panel: EntryPanel) -> None:
    page = steps(panel)
    page.show_lines([NOTICE, Record(values={"step": "confirmed"})])
    panel.reviewer.now()
    assert [editable(page, row, "until_on") for row in range(3)] == [True, False, False]


def test_a_value_that_is_no_longer_asked_for_stays_and_is_grey(panel: EntryPanel) -> None:
    page = steps(panel)
    page.show_lines([NOTICE])
    page.model.put(0, "step", "confirmed")
    panel.reviewer.now()
    index = page.model.index(0, column(page, "until_on"))
    assert page.model.data(index) == "2023-05-15"
    assert not editable(page, 0, "until_on")
    page.model.put(0, "step", "public_notice")
    panel.reviewer.now()
    assert editable(page, 0, "until_on")


def test_what_a_condition_demands_is_marked_and_said_once_it_is_passed(panel: EntryPanel) -> None:
    page = steps(panel)
    type_here("shgs")
    press(KEY.Key_Return)
    index = page.model.index(0, column(page, "until_on"))
    assert page.model.level(index) is None  # the row is still being filled
    page.table.go_to(1, 0)
    assert page.model.level(index) is Level.BLOCK
    assert any("公示结束" in one for one in page.problem.sentences())


def test_a_rule_of_the_row_is_marked_and_said_before_saving(panel: EntryPanel) -> None:
    page = steps(panel)
    page.show_lines([NOTICE])
    page.table.go_to(0, column(page, "until_on"))
    type_here("2023-5-1")
    press(KEY.Key_Return)
    index = page.model.index(0, column(page, "until_on"))
    assert page.model.level(index) is Level.BLOCK
    assert "早于公示开始" in page.problem.sentences()[0]
    page.table.go_to(0, column(page, "until_on"))
    type_here("2023-5-20")
    press(KEY.Key_Return)
    assert page.model.level(index) is None


def test_an_unreadable_text_in_a_cell_that_is_not_asked_can_be_mended(panel: EntryPanel) -> None:
    page = steps(panel)
    page.show_lines([NOTICE])
    page.model.put(0, "until_on", "soon")
    page.model.put(0, "step", "confirmed")
    panel.reviewer.now()
    page.go_to_blocked()
    assert here(page) == (0, "until_on")
    assert page.table.open_editor() is not None

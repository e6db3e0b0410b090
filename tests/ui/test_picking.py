"""Values picked from a list under a heading; columns dragged and frozen."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.ui.ledger import menus
from ruraldesk.ui.ledger.choice_popup import ChoicePopup
from ruraldesk.ui.ledger.column_chooser import ColumnChooser
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[LedgerPage]:
    made = shown(qtbot, session)
    yield made
    made.forget()


def shown(qtbot: QtBot, session: Session) -> LedgerPage:
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: page.model.complete)
    return page


def codes(page: LedgerPage) -> list[str]:
    return [page.model.row(number).texts[0] for number in range(page.model.rowCount())]


def listed(qtbot: QtBot, page: LedgerPage, number: int) -> ChoicePopup:
    """The list under a heading, once the book has said how often each value occurs."""
    menus.pick_values(page, number)
    popup = page.grid.filter_row.popup()
    assert popup is not None
    qtbot.waitUntil(lambda: any(count for _, count in values(popup)))
    return popup


def values(popup: ChoicePopup) -> list[tuple[str, str]]:
    items: list[Any] = [popup.list.item(row) for row in range(popup.list.count())]
    role = Qt.ItemDataRole.UserRole + 1
    return [(item.text(), item.data(role) or "") for item in items if not item.isHidden()]


def test_names_are_listed_with_their_number_of_rows_and_ticked(
    qtbot: QtBot, page: LedgerPage
) -> None:
    popup = listed(qtbot, page, 1)

    assert values(popup) == [
        ("村内巷道硬化", "2"),
        ("河道清淤", "2"),
        ("农田地埋线及机井配套一期", "2"),
        ("水毁道路修复", "2"),
        ("水毁桥涵修复", "2"),
        ("通村道路硬化", "2"),
    ]
    popup.tick(["河道清淤", "水毁道路修复"])
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(popup.list, Key.Key_Return)
    assert codes(page) == ["W02", "W06", "W08", "W12"]
    assert page.words() == "项目名称 = 河道清淤、水毁道路修复"
    assert page.filters.shown("name") == "2 项"


def test_typing_narrows_a_long_list_by_pinyin_and_enter_takes_what_is_found(
    qtbot: QtBot, page: LedgerPage
) -> None:
    popup = listed(qtbot, page, 0)  # W01 to W12: twelve values
    assert popup.search.isVisible()
    QTest.keyClicks(popup.list, "1")
    QTest.keyClicks(popup.search, "1")

    assert [text for text, _ in values(popup)] == ["W11"]
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(popup.search, Key.Key_Return)
    assert codes(page) == ["W11"]


def test_other_columns_count_only_what_is_left_but_the_own_column_counts_all(
    qtbot: QtBot, page: LedgerPage
) -> None:
    page.choose_filter("stage", ["done"])
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)

    popup = listed(qtbot, page, 1)
    assert [count for _, count in values(popup)] == ["1", "1", "1"]
    popup.close()

    stages = listed(qtbot, page, 3)
    assert values(stages) == [("储备", "3"), ("在建", "3"), ("完工", "3"), ("验收", "3")]


def test_what_is_empty_can_be_picked(qtbot: QtBot, page: LedgerPage) -> None:
    page.take_columns(["code", "start"])
    popup = listed(qtbot, page, 1)
    assert values(popup) == [("（未填）", "12")]
    popup.tick([""])
    with qtbot.waitSignal(page.model.loaded):
        popup.accept()

    assert len(codes(page)) == 12
    assert page.words() == "计划开工 = （未填）"


def test_ticks_and_the_cursor_stay_when_the_counts_arrive(qtbot: QtBot, page: LedgerPage) -> None:
    menus.pick_values(page, 3)
    popup = page.grid.filter_row.popup()
    assert popup is not None
    QTest.keyClick(popup.list, Key.Key_Down)
    QTest.keyClick(popup.list, Key.Key_Space)
    qtbot.waitUntil(lambda: any(count for _, count in values(popup)))

    assert popup.list.currentRow() == 1
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(popup.list, Key.Key_Return)
    assert codes(page) == ["W01", "W05", "W09"]


def test_the_end_of_a_text_columns_filter_opens_its_list(qtbot: QtBot, page: LedgerPage) -> None:
    row, geometry = page.grid.filter_row, page.grid.geometry_of_columns
    end = geometry.left(1) + geometry.widths[1] - 6

    QTest.mouseClick(row, LEFT, pos=QPoint(end, 10))
    popup = row.popup()
    assert popup is not None
    popup.close()
    QTest.mouseClick(row, LEFT, pos=QPoint(geometry.left(1) + 10, 10))
    assert row.popup() is None
    assert row.editor.isVisible()


def test_amounts_have_no_list(qtbot: QtBot, page: LedgerPage) -> None:
    menus.pick_values(page, 4)
    assert page.grid.filter_row.popup() is None


def row_menu_entry(page: LedgerPage, row: int, column: int, text: str) -> Any:
    page.grid.move_to(row, column)
    menu = menus.row_menu(page)
    assert menu is not None
    return next(act for act in menu.actions() if act.text() == text)


def test_a_value_is_left_out_by_the_menu_of_its_row(qtbot: QtBot, page: LedgerPage) -> None:
    with qtbot.waitSignal(page.model.loaded):
        row_menu_entry(page, 0, 3, "排除“在建”").trigger()

    assert "W01" not in codes(page)
    assert page.model.rowCount() == 9
    assert page.words() == "阶段 ≠ 在建"
    assert page.filters.shown("stage") == "除 1 项"


def test_a_heading_is_dragged_to_another_place(qtbot: QtBot, page: LedgerPage) -> None:
    header, geometry = page.grid.header, page.grid.geometry_of_columns
    start = QPoint(geometry.left(3) + 20, 10)
    end = QPoint(geometry.left(1) + 10, 10)  # in its first half: before it

    QTest.mousePress(header, LEFT, pos=start)
    QTest.mouseMove(header, QPoint((start.x() + end.x()) // 2, 10))
    QTest.mouseMove(header, end)
    QTest.mouseRelease(header, LEFT, pos=end)

    keys = [column.key for column in page.model.columns()]
    assert keys[:4] == ["code", "stage", "name", "unit"]
    assert preferences.load("columns.project", [])[:2] == ["code", "stage"]
    assert page.sort() == (("code", False),)  # the form's own: a drag is no click


def test_a_short_slip_of_the_mouse_still_sorts(qtbot: QtBot, page: LedgerPage) -> None:
    header, geometry = page.grid.header, page.grid.geometry_of_columns
    start = QPoint(geometry.left(1) + 20, 10)

    with qtbot.waitSignal(page.model.loaded):
        QTest.mousePress(header, LEFT, pos=start)
        QTest.mouseMove(header, start + QPoint(4, 0))
        QTest.mouseRelease(header, LEFT, pos=start + QPoint(4, 0))

    assert page.sort() == (("name", False),)


def test_columns_are_frozen_up_to_one_and_remembered(
    qtbot: QtBot, session: Session, page: LedgerPage
) -> None:
    assert page.grid.geometry_of_columns.frozen_asked == 2

    page.finding.freeze(3)
    assert page.grid.geometry_of_columns.frozen_asked == 3
    other = shown(qtbot, session)
    assert other.grid.geometry_of_columns.frozen_asked == 3
    other.forget()

    page.finding.freeze(0)
    assert page.grid.geometry_of_columns.frozen_asked == 0
    page.finding.freeze(None)
    assert page.grid.geometry_of_columns.frozen_asked == 2


def test_a_column_is_found_by_its_initials_and_ticked(qtbot: QtBot, page: LedgerPage) -> None:
    chooser = ColumnChooser(page.form, ["code", "name"])
    qtbot.addWidget(chooser)
    chooser.show()
    assert chooser.search.isVisible()

    chooser.list.setFocus()
    QTest.keyClicks(chooser.list, "s")  # a letter goes on in the line that finds
    assert chooser.search.text() == "s"
    QTest.keyClicks(chooser.search, "yrs")
    items = [chooser.list.item(row) for row in range(chooser.list.count())]
    assert [item.text() for item in items if not item.isHidden()] == ["受益人数"]
    QTest.keyClick(chooser.search, Key.Key_Return)
    assert chooser.keys() == ["code", "name", "people"]
    assert chooser.search.text() == ""
    QTest.keyClicks(chooser.search, "qqqq")
    assert all(item.isHidden() for item in items)
    with qtbot.waitSignal(chooser.accepted) as told:
        chooser.search.clear()
        QTest.keyClick(chooser.search, Key.Key_Return)
    assert told.args == [["code", "name", "people"]]


def test_the_list_of_columns_fits_a_low_screen_with_its_buttons(
    qtbot: QtBot, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    low = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 911, 220))
    monkeypatch.setattr(ColumnChooser, "screen", lambda _: low)
    page.choose_columns()
    chooser = next(one for one in page.children() if isinstance(one, ColumnChooser))
    assert chooser.height() <= 220
    assert chooser.y() >= 0
    assert chooser.list.height() > 40
    chooser.close()

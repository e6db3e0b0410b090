"""The table by keyboard and mouse, with rows that cost nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.errors import Problem
from ruraldesk.services.ledger import ListQuery
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger import header
from ruraldesk.ui.ledger.columns import PADDING, SIGN, make_columns
from ruraldesk.ui.ledger.filters import Filters
from ruraldesk.ui.ledger.grid import Grid
from ruraldesk.ui.ledger.model import LedgerModel
from tests.ui.fakes import FORM, FakeLedger

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALL_FIELDS = [field.key for field in FORM.fields]
Shown = Callable[..., Grid]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """A table that is on the screen and has the focus."""

    def show(ledger: FakeLedger, keys: object = FORM.list_columns, width: int = 742) -> Grid:
        model = LedgerModel(FORM, ledger)
        grid = Grid(model, Filters())
        qtbot.addWidget(grid)
        model.setParent(grid)
        grid.resize(width, 480)
        grid.show_columns(make_columns(FORM, list(keys)), {}, 2)  # type: ignore[call-overload]
        with qtbot.waitSignal(model.loaded):
            model.ask(ListQuery())
        with qtbot.waitExposed(grid):
            grid.show()
        grid.setFocus()
        return grid

    return show


def press(qtbot: QtBot, grid: Grid, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(grid, key)


def place(grid: Grid) -> tuple[int, int]:
    return grid.selection.row, grid.selection.column


def test_arrows_move_from_cell_to_cell(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(30))

    press(qtbot, grid, Key.Key_Down, Key.Key_Down, Key.Key_Right, Key.Key_Up)

    assert place(grid) == (1, 1)


def test_the_cursor_stops_at_the_edges(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(3))

    press(qtbot, grid, Key.Key_Left, Key.Key_Up, *[Key.Key_Down] * 9, *[Key.Key_Right] * 20)

    assert place(grid) == (2, len(FORM.list_columns) - 1)


def test_control_end_shows_the_last_of_a_million_rows(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(1_000_000))

    QTest.keyClick(grid, Key.Key_End, CONTROL)

    assert grid.selection.row == 999_999
    assert grid.row_at(grid.viewport().height() - 1) == 999_999
    QTest.keyClick(grid, Key.Key_Home, CONTROL)
    assert place(grid) == (0, 0)
    assert grid.row_at(0) == 0


def test_page_keys_go_a_screenful(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(500))
    screenful = grid.viewport().height() // tokens.ROW - 1

    press(qtbot, grid, Key.Key_PageDown, Key.Key_PageDown, Key.Key_PageUp)

    assert grid.selection.row == screenful


def test_home_and_end_stay_in_the_row(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(30))
    press(qtbot, grid, Key.Key_Down, Key.Key_End)
    assert place(grid) == (1, len(FORM.list_columns) - 1)
    press(qtbot, grid, Key.Key_Home)
    assert place(grid) == (1, 0)


def test_enter_opens_the_row_of_the_cursor(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(30))
    press(qtbot, grid, Key.Key_Down)

    with qtbot.waitSignal(grid.opened) as opened:
        press(qtbot, grid, Key.Key_Return)

    assert opened.args == [1]


def test_a_double_click_opens_the_row_under_it(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(30))
    point = QPoint(120, 4 * tokens.ROW + 9)

    with qtbot.waitSignal(grid.opened) as opened:
        QTest.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)

    assert opened.args == [4]


def test_shift_marks_a_block_and_control_a_everything(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(30))

    QTest.keyClick(grid, Key.Key_Down, SHIFT)
    QTest.keyClick(grid, Key.Key_Right, SHIFT)
    assert (grid.selection.rows, grid.selection.columns) == (range(2), range(2))

    QTest.keyClick(grid, Key.Key_A, CONTROL)
    assert grid.selection.rows == range(30)
    assert grid.selection.columns == range(len(FORM.list_columns))


def test_frozen_columns_stay_when_the_others_scroll(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(30), ALL_FIELDS, width=560)
    geometry = grid.geometry_of_columns

    press(qtbot, grid, Key.Key_End)

    assert geometry.offset > 0
    assert geometry.left(0) == 0
    last = len(ALL_FIELDS) - 1
    assert geometry.left(last) + geometry.widths[last] == geometry.room
    assert geometry.at(4) == 0


def test_nothing_is_frozen_where_nothing_else_would_be_seen(shown: Shown) -> None:
    grid = shown(FakeLedger(30), ALL_FIELDS, width=240)

    assert grid.geometry_of_columns.frozen_width <= 240 * 3 // 5


def test_every_column_is_wide_enough_for_its_heading_and_cells(shown: Shown) -> None:
    grid = shown(FakeLedger(30))
    bold = grid.header.fontMetrics()

    for column, width in zip(grid.model.columns(), grid.geometry_of_columns.widths, strict=True):
        assert bold.horizontalAdvance(column.heading) + 16 <= width
    assert sum(grid.geometry_of_columns.widths) == grid.viewport().width()


def test_the_totals_stand_under_the_last_row_or_at_the_bottom(shown: Shown) -> None:
    few, many = shown(FakeLedger(3)), shown(FakeLedger(300))

    assert few.totals.y() == few.viewport().y() + 3 * tokens.ROW
    assert many.totals.geometry().bottom() == many.rect().bottom()


def test_sums_are_shown_in_the_unit_of_the_column(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(9))

    qtbot.waitUntil(lambda: grid.totals.text("total") != "")

    assert grid.totals.text("total") == "1,188.86"
    bold = grid.totals.fontMetrics()
    width = grid.geometry_of_columns.widths[4]
    assert bold.horizontalAdvance("1,188.86") + 16 <= width
    assert grid.totals.text("name") == ""
    assert grid.totals.words() == "合计 9 条"


def test_a_state_is_a_chip_and_a_problem_is_red(qtbot: QtBot, shown: Shown) -> None:
    ledger = FakeLedger(9)
    ledger.problem_rows = {2}
    grid = shown(ledger)
    with qtbot.waitSignal(grid.model.problems_changed):
        grid.model.look_for_problems(0, 8)
    image = grid.viewport().grab().toImage()
    geometry = grid.geometry_of_columns

    def colours(row: int, column: int) -> set[str]:
        left = geometry.left(column)
        return {
            QColor(image.pixel(x, y)).name()
            for x in range(left, left + geometry.widths[column] - 1)
            for y in range(row * tokens.ROW, (row + 1) * tokens.ROW - 1)
        }

    assert tokens.PINE_TINT.lower() in colours(2, 3)
    assert tokens.WHEAT_TINT.lower() in colours(4, 3)
    assert tokens.CINNABAR_TEXT.lower() in colours(1, 5)
    assert tokens.CINNABAR_TEXT.lower() not in colours(2, 5)


def test_a_marked_column_gets_wider_by_the_sign_unless_a_clerk_dragged_it(
    qtbot: QtBot, shown: Shown
) -> None:
    class OfTheUnit(FakeLedger):
        def problems(self, ids: Sequence[int]) -> list[Problem]:
            return [replace(one, field="unit") for one in super().problems(ids)]

    for dragged in ({}, {"unit": 57}):
        ledger = OfTheUnit(9)
        ledger.problem_rows = {2}
        grid = shown(ledger)
        grid.show_columns(list(grid.model.columns()), dragged, 2)
        before = grid.geometry_of_columns.widths[2]
        with qtbot.waitSignal(grid.model.problems_changed):
            grid.model.look_for_problems(0, 8)
        text = grid.fontMetrics().horizontalAdvance(grid.model.row(1).texts[2])
        needed, after = text + SIGN + 2 * PADDING, grid.geometry_of_columns.widths[2]
        assert before < needed
        assert after == before if dragged else after >= needed


def test_a_marked_cell_says_what_is_wrong(qtbot: QtBot, shown: Shown) -> None:
    ledger = FakeLedger(9)
    ledger.problem_rows = {2}
    grid = shown(ledger)
    with qtbot.waitSignal(grid.model.problems_changed):
        grid.model.look_for_problems(0, 8)
    left = grid.geometry_of_columns.left(5)

    assert grid.tip_at(QPoint(left + 9, tokens.ROW + 9)) == "已拨付多于已到位，请核对。"
    assert grid.tip_at(QPoint(left + 9, 9)) == ""


def test_a_heading_click_asks_for_an_order(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(9))
    point = QPoint(grid.geometry_of_columns.left(4) + 20, header.HEIGHT // 2)

    with qtbot.waitSignal(grid.header.sort_asked) as asked:
        QTest.mouseClick(grid.header, Qt.MouseButton.LeftButton, pos=point)

    assert asked.args == ["total", False]


def test_dragging_an_edge_changes_a_width_and_is_told(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(9))
    edge = grid.geometry_of_columns.left(1) - 1
    start, end = QPoint(edge, 9), QPoint(edge + 60, 9)

    QTest.mousePress(grid.header, Qt.MouseButton.LeftButton, pos=start)
    with qtbot.waitSignal(grid.widths_changed):
        QTest.mouseMove(grid.header, end)
        QApplication.processEvents()
    QTest.mouseRelease(grid.header, Qt.MouseButton.LeftButton, pos=end)

    assert grid.dragged_widths()["code"] >= 100


def test_the_cursor_stays_on_its_record_when_rows_come_before_it(
    qtbot: QtBot, shown: Shown
) -> None:
    ledger = FakeLedger(30)
    grid = shown(ledger)
    press(qtbot, grid, *[Key.Key_Down] * 4)

    with qtbot.waitSignal(grid.model.loaded):
        grid.model.ask(ListQuery(sort=(("code", True),)))

    assert grid.model.row(grid.selection.row).texts[0] == "W05"
    assert grid.selection.row == 25


def test_a_table_without_rows_says_why(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(0))
    before = grid.viewport().grab().toImage()

    grid.show_empty_text("还没有记录。")

    assert grid.viewport().grab().toImage() != before
    press(qtbot, grid, Key.Key_Down, Key.Key_Return, Key.Key_Delete)
    assert grid.selection.row == -1


def test_beside_an_open_entry_lesser_columns_make_room_for_the_main_ones(
    qtbot: QtBot, shown: Shown
) -> None:
    grid = shown(FakeLedger(30), ALL_FIELDS, width=1600)
    geometry = grid.geometry_of_columns
    needed = sum(
        width if column.chip or column.right or number < 2 else 0
        for number, (column, width) in enumerate(
            zip(geometry.columns, geometry._natural, strict=True)
        )
    )
    grid.resize(needed + 60, 480)
    assert geometry.furthest > 0  # it has to be scrolled

    grid.set_crowded(True)

    assert geometry.furthest == 0
    away = [
        column.key for number, column in enumerate(geometry.columns) if not geometry.shown(number)
    ]
    assert away
    assert not [column.key for column in geometry.columns if column.key in away and column.right]
    grid.set_crowded(False)
    assert all(map(geometry.shown, range(len(geometry.columns))))


def test_the_cursor_steps_over_columns_that_made_room(qtbot: QtBot, shown: Shown) -> None:
    grid = shown(FakeLedger(30), ALL_FIELDS, width=1600)
    geometry = grid.geometry_of_columns
    geometry.widths[3] = 0

    grid.move_to(0, 2)
    press(qtbot, grid, Key.Key_Right)
    assert place(grid) == (0, 4)
    press(qtbot, grid, Key.Key_Left)
    assert place(grid) == (0, 2)

"""A ledger as a table of groups on the screen: chosen, ordered, opened to its rows, exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.services import pivot as pivots
from ruraldesk.services import pivot_files
from ruraldesk.services.ledger import ListQuery
from ruraldesk.services.pivot import PivotSpec
from ruraldesk.services.pivot_files import print_pivot
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.ledger import menus, pivoting
from ruraldesk.ui.ledger.grid import Grid
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.ledger.pivot.dialog import PivotDialog
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button

SUMS = PivotSpec(rows=("stage",), function="sum", value="total")


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[LedgerPage]:
    made = LedgerPage(session, session.form("project"))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitUntil(lambda: made.model.complete)
    yield made
    made.forget()


def opened(qtbot: QtBot, page: LedgerPage, spec: PivotSpec | None = None) -> PivotDialog:
    dialog = pivoting.open_pivot(page, spec)
    qtbot.waitUntil(lambda: dialog.grid is not None and dialog.grid.model.complete)
    return dialog


def shown(dialog: PivotDialog) -> list[tuple[str, ...]]:
    assert dialog.grid is not None
    model = dialog.grid.model
    return [model.row(number).texts for number in range(model.rowCount())]


def last_line(dialog: PivotDialog) -> list[str]:
    assert dialog.grid is not None
    grid = dialog.grid
    return [grid.totals.text(column.key) for column in grid.geometry_of_columns.columns]


def test_at_first_it_counts_by_unit_and_state(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = opened(qtbot, page)

    assert dialog.spec == PivotSpec(rows=("unit",), column="stage")
    assert shown(dialog) == [("410726104201", "3", "3", "3", "3", "12")]
    qtbot.waitUntil(lambda: last_line(dialog) == ["", "3", "3", "3", "3", "12"])
    assert dialog.rows.text() == "行：村"
    assert dialog.column.text() == "列：阶段"
    assert dialog.value.text() == "统计：条数"


def test_what_has_no_room_on_a_small_screen_is_asked_in_a_second_line(
    qtbot: QtBot, page: LedgerPage
) -> None:
    dialog = opened(qtbot, page)
    asked = [dialog.counted, dialog.rows, dialog.inner, dialog.column, dialog.value]
    assert {one.y() for one in asked} == {0}
    dialog.resize(590, 500)

    qtbot.waitUntil(lambda: dialog.value.y() > dialog.counted.y())
    assert dialog.width() == 590
    assert all(one.mapTo(dialog, one.rect().bottomRight()).x() < 590 for one in asked)


def test_amounts_are_shown_as_the_ledger_shows_them(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = opened(qtbot, page, SUMS)

    assert shown(dialog) == [
        ("储备", "24.00"),
        ("在建", "15.00"),
        ("完工", "18.00"),
        ("验收", "21.00"),
    ]
    qtbot.waitUntil(lambda: last_line(dialog) == ["", "78.00"])


def test_only_what_the_ledger_shows_is_counted(qtbot: QtBot, page: LedgerPage) -> None:
    page.choose_filter("stage", ["done", "building"])

    dialog = opened(qtbot, page, SUMS)

    assert [texts[0] for texts in shown(dialog)] == ["在建", "完工"]
    assert dialog.count.whole_text() == "6 条 · 筛选：阶段 = 在建、完工"


def test_a_heading_puts_the_greatest_first_then_the_least_then_the_usual_order(
    qtbot: QtBot, page: LedgerPage
) -> None:
    dialog = opened(qtbot, page, SUMS)
    orders = []
    for _ in range(3):
        assert dialog.grid is not None
        with qtbot.waitSignal(dialog.grid.model.loaded):
            dialog.grid.header.sort_asked.emit("cell_0", False)
        orders.append("".join(texts[0][0] for texts in shown(dialog)))

    assert orders == ["储验完在", "在完验储", "储在完验"]


def test_enter_shows_the_rows_behind_a_number_and_the_pivot_is_one_click_away(
    qtbot: QtBot, page: LedgerPage
) -> None:
    page.type_filter("people", ">2")
    dialog = opened(qtbot, page, PivotSpec(rows=("stage",), column="unit"))
    assert dialog.grid is not None
    dialog.grid.move_to(1, 1)

    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(dialog.grid, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not dialog.isVisible())

    codes = [page.model.row(number).texts[0] for number in range(page.model.rowCount())]
    assert codes == ["W05", "W09"]  # under construction, more than two people
    assert "阶段 = 在建" in page.words()
    assert "受益人数" in page.words()
    notice = next(one for one in page.window().children() if isinstance(one, Notice))
    act = next(one for one in notice.children() if isinstance(one, Button))
    assert act.text() == "回到透视表"
    act.click()
    [back] = [one for one in page.children() if isinstance(one, PivotDialog) and one.isVisible()]
    assert back.spec == PivotSpec(rows=("stage",), column="unit")
    assert "受益人数 > 2" in back.count.whole_text()
    qtbot.waitUntil(lambda: back.grid is not None and back.grid.model.complete)


def test_a_double_click_on_the_last_line_shows_a_whole_column(
    qtbot: QtBot, page: LedgerPage
) -> None:
    dialog = opened(qtbot, page, PivotSpec(rows=("unit",), column="stage"))
    assert dialog.grid is not None
    totals, geometry = dialog.grid.totals, dialog.grid.geometry_of_columns
    with qtbot.waitSignal(page.model.loaded):
        QTest.mouseDClick(
            totals,
            Qt.MouseButton.LeftButton,
            pos=QPoint(geometry.left(2) + 5, totals.height() // 2),
        )
    assert page.model.rowCount() == 3


def test_a_cell_without_records_opens_nothing_and_says_so(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = opened(qtbot, page, PivotSpec(rows=("people",), column="stage"))
    assert dialog.grid is not None
    dialog.grid.move_to(0, 1)  # one person, but the project is under construction

    QTest.keyClick(dialog.grid, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert dialog.hint.whole_text() == "这一格没有记录。"


def test_choosing_asks_anew_and_is_remembered_for_the_ledger(
    qtbot: QtBot, page: LedgerPage
) -> None:
    dialog = opened(qtbot, page, PivotSpec(rows=("unit",)))
    entry = next(act for act in dialog.column.menu().actions() if act.text() == "阶段")

    with qtbot.waitSignal(dialog.shown):
        entry.trigger()

    assert shown(dialog)[0] == ("410726104201", "3", "3", "3", "3", "12")
    assert preferences.load("pivot.project")["column"] == "stage"
    taken = next(act for act in dialog.rows.menu().actions() if act.text() == "阶段")
    assert not taken.isEnabled()  # it stands in the columns
    dialog.close()
    assert opened(qtbot, page).spec == PivotSpec(rows=("unit",), column="stage")


def test_rows_and_columns_change_places(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = opened(qtbot, page, PivotSpec(rows=("unit",), column="stage"))

    with qtbot.waitSignal(dialog.shown):
        dialog.swap.click()

    assert dialog.spec == PivotSpec(rows=("stage",), column="unit")
    assert [texts[0] for texts in shown(dialog)] == ["储备", "在建", "完工", "验收"]


def test_a_date_offers_year_quarter_month_and_day(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = opened(qtbot, page)
    menu = dialog.rows.menu()
    menus_of_it = [one for one in menu.children() if isinstance(one, QMenu)]
    date = next(one for one in menus_of_it if one.title() == "计划开工")

    date.aboutToShow.emit()

    spans = [act.text() for act in date.actions()]
    assert spans == ["计划开工（年）", "计划开工（季度）", "计划开工（月）", "计划开工（日）"]


def test_the_table_is_copied_with_its_headings_and_total(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = opened(qtbot, page, SUMS)

    QTest.keyClick(dialog, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text().splitlines() == [
        "阶段\t总投资合计",
        "储备\t24.00",
        "在建\t15.00",
        "完工\t18.00",
        "验收\t21.00",
        "合计\t78.00",
    ]


def test_the_workbook_holds_numbers_frozen_headings_and_what_it_is_about(
    qtbot: QtBot, page: LedgerPage, tmp_path: Path
) -> None:
    page.type_filter("people", "1-8")
    dialog = opened(
        qtbot,
        page,
        PivotSpec(rows=("unit", "stage"), column="people", function="sum", value="total"),
    )
    done: list[int] = []
    dialog.export_to(tmp_path / "透 视", done.append)
    qtbot.waitUntil(lambda: bool(done))

    sheet = load_workbook(tmp_path / "透 视.xlsx").active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == "项目台账·总投资合计（按村、阶段、受益人数）"
    assert rows[1][0] == (
        "填报单位：王楼镇    条件：受益人数 1 – 8    截至2023年11月16日    单位：万元"
    )
    assert rows[2][:3] == ["村", "阶段", "受益人数"]
    assert rows[3][2:] == ["1", "2", "3", "4", "5", "6", "7", "8", None]
    assert rows[4] == ["410726104201", "储备", *[None] * 3, 4, *[None] * 3, 8, 12]
    assert rows[-2][:2] == ["410726104201", "小计"]
    assert rows[-1] == ["合计", None, 1, 2, 3, 4, 5, 6, 7, 8, 36]
    assert sheet.freeze_panes == "C5"
    assert sheet["F5"].number_format == "#,##0.00"


def test_too_many_columns_are_said_in_place_of_the_table(
    qtbot: QtBot, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pivots, "MOST_COLUMNS", 3)
    dialog = pivoting.open_pivot(page, PivotSpec(column="stage"))
    with qtbot.waitSignal(dialog.shown):
        pass

    assert not [one for one in dialog.children() if isinstance(one, Grid)]
    assert not dialog.export.isEnabled()
    with qtbot.waitSignal(dialog.shown):
        dialog.column.chosen.emit("")
    assert shown(dialog) == [("合计", "12")]


def test_the_recycle_bin_has_no_pivot(qtbot: QtBot, page: LedgerPage) -> None:
    page.show_view(None, in_bin=True)
    entry = next(act for act in menus.views_menu(page).actions() if act.text() == "透视…")
    assert not entry.isEnabled()


def test_the_table_has_the_focus_at_first_and_stands_between_choices_and_acts(
    qtbot: QtBot, page: LedgerPage
) -> None:
    dialog = opened(qtbot, page, SUMS)
    assert dialog.grid is not None
    assert dialog.focusWidget() is dialog.grid

    dialog.swap.setFocus()
    with qtbot.waitSignal(dialog.shown):
        dialog.take(PivotSpec(rows=("unit",)))
    assert dialog.focusWidget() is dialog.swap
    dialog.focusNextChild()
    assert dialog.focusWidget() is dialog.grid
    dialog.focusNextChild()
    assert dialog.focusWidget() is dialog.keep


def test_the_table_is_printed_with_its_condition_and_totals(qtbot: QtBot, page: LedgerPage) -> None:
    page.type_filter("people", "<9")
    dialog = opened(qtbot, page, PivotSpec(rows=("stage",), column="unit"))

    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    [paper] = [one for one in dialog.children() if isinstance(one, PaperDialog)]
    with qtbot.waitSignal(paper.shown) as told:
        pass

    assert told.args == [1]
    paper.close()


def test_paper_says_what_the_numbers_are_and_is_refused_when_it_is_too_narrow(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, query = tmp_path / "表.pdf", ListQuery()
    spec = PivotSpec(rows=("stage",), column="people", function="sum", value="total")
    print_pivot(session.book, "project", query, spec, "受益人数 < 9", target)

    document = PdfDocument(target.read_bytes())
    text = document[0].get_textpage().get_text_bounded().replace(" ", "")
    document.close()
    for words in ("项目台账·总投资合计", "条件：受益人数<9", "单位：万元", "合计", "78.00"):
        assert words in text
    monkeypatch.setattr(pivot_files, "MOST_ON_PAPER", 11)
    with pytest.raises(pivot_files.TooWideForPaper, match="12 列在纸上放不下"):
        print_pivot(session.book, "project", query, spec, "", target)


def test_the_rows_that_belong_to_records_are_counted_where_that_is_chosen(
    qtbot: QtBot, page: LedgerPage
) -> None:
    dialog = opened(qtbot, page)
    before = dialog.grid
    assert dialog.counted.isVisible()
    lines = {action.text(): action for action in dialog.counted.menu().actions()}

    lines["工程产出"].trigger()
    qtbot.waitUntil(lambda: dialog.grid is not before and dialog.made is not None)

    assert dialog.made is not None
    assert dialog.made.counted is not None
    assert dialog.counted.text() == "统计对象：工程产出"
    assert dialog.value.text() == "统计：工程产出条数"
    assert [menu.title() for menu in dialog.value.menu().findChildren(QMenu)] == ["数量"]
    total = dialog.made.lines[-1].total.rows
    assert 0 < total < page.model.rowCount()  # one row belongs to every other project
    assert f"{total} 条" in dialog.count.text()

    dialog._open(dialog.made.lines[-1], 0)

    qtbot.waitUntil(lambda: page.model.complete and page.model.rowCount() == total)

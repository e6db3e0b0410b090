"""The page with an office's summary tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.ui import jobs
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.reporting.summaries_page import SummariesPage
from ruraldesk.ui.session import Session
from ruraldesk.ui.trace_view import TraceView
from tests.ui.books import small_book


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with small_book(tmp_path / "王楼镇.rdb") as book:
        yield Session(book)
        jobs.stop_all()


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> SummariesPage:
    page = SummariesPage(session)
    qtbot.addWidget(page)
    page.resize(900, 500)
    with qtbot.waitSignal(page.loaded), qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def texts(page: SummariesPage) -> list[list[str]]:
    table = page.table
    return [
        [str(table.model().index(row, column).data()) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_the_total_stands_first_then_each_unit(page: SummariesPage) -> None:
    assert texts(page) == [["合计", "78.00", "36.00"], ["410726104201", "78.00", "36.00"]]
    heading = page.table.horizontalHeaderItem(1)
    assert heading is not None
    assert heading.text() == "资金\n投入 万元"
    assert page.as_of.text() == "截至2023年11月末"


def test_enter_opens_the_rows_of_that_unit_behind_a_number(
    qtbot: QtBot, page: SummariesPage
) -> None:
    page.table.setCurrentCell(1, 1)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    view = QApplication.activeModalWidget()
    assert isinstance(view, TraceView)
    qtbot.waitUntil(lambda: bool(view.grids))
    assert view.windowTitle() == "410726104201 · 累计投入资金"
    assert len(view.grids) == 1
    qtbot.waitUntil(lambda: view.grids[0].model.complete)
    assert view.grids[0].model.rowCount() == 12
    view.reject()


def test_another_table_is_remembered(qtbot: QtBot, page: SummariesPage, session: Session) -> None:
    with qtbot.waitSignal(page.loaded):
        page.which.setCurrentIndex(1)
        page.which.activated.emit(1)
    assert texts(page)[0] == ["合计", "36.00"]
    again = SummariesPage(session)
    qtbot.addWidget(again)
    assert again.which.currentData() == "roads"


def test_it_goes_to_excel_and_onto_paper(qtbot: QtBot, page: SummariesPage, tmp_path: Path) -> None:
    target = tmp_path / "汇总.xlsx"
    page.export_to(target)
    qtbot.waitUntil(target.exists)
    sheet = load_workbook(target).active
    assert sheet is not None
    assert any("合计" in [cell.value for cell in row] for row in sheet.iter_rows())
    page.print.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PaperDialog)
    qtbot.waitUntil(lambda: dialog.pages is not None)
    assert dialog.pages is not None
    assert len(dialog.pages) == 1
    dialog.save_to(tmp_path / "汇总.pdf")
    assert (tmp_path / "汇总.pdf").read_bytes().startswith(b"%PDF")
    dialog.save_to(tmp_path / "没有" / "汇总.pdf")
    assert "汇总.pdf" in dialog.problem.text()
    dialog.reject()

"""A table that reaches into a closed month is taken in with one reason for all its rows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from pytestqt.qtbot import QtBot

from ruraldesk.services import months
from ruraldesk.services.months import state
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.dialogs import importing
from ruraldesk.ui.dialogs.importing import DONE, TRIED, ImportDialog
from tests.store.closing import MONTH, closing_book
from tests.store.village import project, receipt
from tests.ui.dialogs.test_import import look_at, step_to


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with closing_book(tmp_path, today=date(2023, 12, 3)) as made:
        receipt(made, project(made), "1000.00", date(2023, 11, 2))
        months.close(made, MONTH)
        yield made
        jobs.stop_all()


@pytest.fixture
def dialog(qtbot: QtBot, book: Book, tmp_path: Path) -> ImportDialog:
    made = ImportDialog(book, book.definitions.form("payment"), None)
    qtbot.addWidget(made)
    made.show()
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    road = book.records.find("project")[0]
    sheet.append(["项目", "金额", "付款日期", "收款人"])
    sheet.append([road["name"], 100, "2023-11-20", "张三"])
    sheet.append([road["name"], 200, "2023-11-21", "李四"])
    sheet.append([road["name"], 300, "2023-12-01", "王五"])
    file = tmp_path / "付款 表.xlsx"
    workbook.save(file)
    look_at(qtbot, made, file)
    return made


def test_one_reason_is_asked_for_all_rows_and_kept_with_them(
    qtbot: QtBot, dialog: ImportDialog, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answered(_: object, __: str, says: str, ___: str) -> str:
        asked.append(says)
        return "补报票据"

    monkeypatch.setattr(importing, "ask_reason", answered)

    step_to(qtbot, dialog, TRIED)
    assert dialog.tried.counts.texts()["refused"] == "0"
    step_to(qtbot, dialog, DONE)

    assert len(asked) == 1
    assert asked[0].startswith("有 2 行")
    assert len(book.records.find("payment")) == 3
    assert state(book, MONTH).corrections == 2


def test_without_a_reason_these_rows_are_refused_and_the_others_can_be_taken(
    qtbot: QtBot, dialog: ImportDialog, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "ask_reason", lambda *_: "")

    step_to(qtbot, dialog, TRIED)

    assert dialog.tried.counts.texts()["refused"] == "2"
    assert dialog.skip.isVisible()
    assert book.records.find("payment") == []

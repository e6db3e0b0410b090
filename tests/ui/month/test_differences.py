"""What changed between two months is listed record by record, and each opens."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.services import months
from ruraldesk.store.book import Book
from ruraldesk.ui.month.differences import DifferencesDialog
from ruraldesk.ui.month.page import MonthPage
from ruraldesk.ui.session import Session
from tests.store.closing import MONTH, change
from tests.store.village import project


@pytest.fixture
def later(book: Book) -> Book:
    """A book with two closed months: a bridge came in the second, and the payment shrank."""
    months.close(book, "2023-10")
    months.close(book, MONTH)
    book.settings["as_of"] = "2024-01-03"
    [paid] = book.records.find("payment")
    change(book, "payment", paid.uuid, "抄错", amount=paid["amount"] - 1)  # type: ignore[operator]
    project(book, "桥")
    months.close(book, "2023-12")
    return book


@pytest.fixture
def dialog(qtbot: QtBot, later: Book, session: Session) -> Iterator[DifferencesDialog]:
    made = DifferencesDialog(session, ["2023-12", MONTH, "2023-10"], "2023-12")
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.shown):
        made.show()
    yield made
    made.reject()


def lines(dialog: DifferencesDialog) -> list[tuple[str, str]]:
    return [(one.chip, one.side) for one in dialog.list.items()]


def test_the_month_and_the_one_before_are_compared(dialog: DifferencesDialog) -> None:
    assert dialog.first.currentData() == MONTH
    assert sorted(lines(dialog)) == [("改动", "付款"), ("新增", "项目台账")]
    assert "300.00 → 299.00" in next(one.text for one in dialog.list.items() if one.chip == "改动")
    assert dialog.count.text() == "新增 1 条，改动 1 条，减少 0 条"


def test_one_ledger_alone_can_be_looked_at(dialog: DifferencesDialog) -> None:
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("project"))
    dialog.ledger.activated.emit(dialog.ledger.currentIndex())

    assert lines(dialog) == [("新增", "项目台账")]


def test_other_months_are_compared_when_they_are_chosen(
    qtbot: QtBot, dialog: DifferencesDialog
) -> None:
    dialog.second.setCurrentIndex(dialog.second.findData(MONTH))
    with qtbot.waitSignal(dialog.shown):
        dialog.second.activated.emit(dialog.second.currentIndex())

    assert lines(dialog) == []
    assert dialog.count.text() == "新增 0 条，改动 0 条，减少 0 条"


def test_enter_opens_the_record(qtbot: QtBot, dialog: DifferencesDialog, book: Book) -> None:
    with qtbot.waitSignal(dialog.record_opened) as opened:
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    form, uuid = opened.args
    assert uuid in {one.uuid for one in book.records.find(form)}
    assert not dialog.isVisible()


def test_an_archive_that_is_damaged_is_told(qtbot: QtBot, later: Book, session: Session) -> None:
    (later.snapshots.folder(MONTH, 1) / "snapshot.json").write_text("{}", encoding="utf-8")
    dialog = DifferencesDialog(session, ["2023-12", MONTH], "2023-12")
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.shown):
        dialog.show()

    assert "已损坏" in dialog.problem.text()
    dialog.reject()


def test_the_page_opens_it_for_a_ledger_that_moved(
    qtbot: QtBot, later: Book, session: Session
) -> None:
    session.month = "2023-12"
    page = MonthPage(session)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.loaded):
        page.show()
    assert not page.compare.isHidden()

    dialog = page.open_differences("payment")

    assert dialog is not None
    with qtbot.waitSignal(dialog.shown):
        pass
    assert lines(dialog) == [("改动", "付款")]
    dialog.reject()
    page.forget()

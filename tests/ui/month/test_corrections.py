"""What belongs to a closed month changes in the window only once a reason was given."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services import months
from ruraldesk.store.book import Book
from ruraldesk.store.months import MonthAct
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs import reason
from ruraldesk.ui.entry.editors import LineEditor
from ruraldesk.ui.entry.going import go_to
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session
from tests.store.closing import MONTH
from tests.store.village import HUANGSI

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


class Asked:
    """Stands in for the clerk who is asked why: answers with `reason`, notes what was said."""

    def __init__(self, reason: str) -> None:
        self.reason, self.sentences = reason, list[str]()

    def __call__(self, parent: object, title: str, says: str, yes: str) -> str:
        self.sentences.append(says)
        return self.reason


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made = Asked("抄错一位")
    monkeypatch.setattr(reason, "ask_reason", made)
    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    return made


@pytest.fixture
def ledger(qtbot: QtBot, session: Session, book: Book) -> Iterator[LedgerPage]:
    """The payments of a book whose month is closed, one of them open at the side."""
    months.close(book, MONTH)
    page = LedgerPage(session, session.form("payment"))
    qtbot.addWidget(page)
    page.resize(1154, 688)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    yield page
    page.forget()


def paid(book: Book) -> Record:
    return book.records.find("payment")[0]


def type_amount(ledger: LedgerPage, book: Book, amount: str) -> None:
    ledger.open_record(paid(book).uuid)
    panel = ledger.place.panel()
    go_to(panel, "amount")
    editor = panel.pages.page.boxes["amount"].editor
    assert isinstance(editor, LineEditor)
    assert editor.hasFocus()
    editor.selectAll()
    QTest.keyClicks(editor, amount)
    QTest.keyClick(editor, Key.Key_S, CONTROL)


def corrections(book: Book) -> list[str]:
    return [one.reason for one in book.months.acts(MONTH) if one.act is MonthAct.CORRECT]


def test_a_saved_change_is_a_correction_with_its_reason(
    ledger: LedgerPage, book: Book, asked: Asked
) -> None:
    type_amount(ledger, book, "299")

    assert paid(book)["amount"] == Decimal("299.00")
    assert corrections(book) == ["抄错一位"]
    assert len(asked.sentences) == 1
    assert asked.sentences[0].startswith("这条记录属于2023年11月")


def test_without_a_reason_nothing_changes_and_nothing_is_lost(
    ledger: LedgerPage, book: Book, asked: Asked
) -> None:
    asked.reason = ""
    type_amount(ledger, book, "299")

    assert paid(book)["amount"] == Decimal("300.00")
    panel = ledger.place.panel()
    assert panel.has_unsaved()
    assert panel.pages.page.boxes["amount"].editor.typed() == "299"
    assert corrections(book) == []


def test_a_deleted_row_asks_for_its_reason_once(
    qtbot: QtBot, ledger: LedgerPage, session: Session, book: Book, asked: Asked
) -> None:
    ledger.grid.move_to(0, 0)
    with qtbot.waitSignal(session.changed):
        QTest.keyClick(ledger.grid, Key.Key_Delete, CONTROL)

    assert book.records.find("payment") == []
    assert corrections(book) == ["抄错一位"]


def test_a_row_stays_when_no_reason_is_given(
    qtbot: QtBot, ledger: LedgerPage, book: Book, asked: Asked
) -> None:
    asked.reason = ""
    ledger.grid.move_to(0, 0)
    QTest.keyClick(ledger.grid, Key.Key_Delete, CONTROL)
    qtbot.waitUntil(lambda: bool(asked.sentences))

    assert len(book.records.find("payment")) == 1


def test_what_a_problem_is_about_gets_the_focus_and_is_seen(
    qtbot: QtBot, ledger: LedgerPage, book: Book
) -> None:
    ledger.open_record(paid(book).uuid)
    panel = ledger.place.panel()
    go_to(panel, "paid_on")
    assert panel.pages.page.boxes["paid_on"].editor.hasFocus()

    panel.resize(404, 160)  # too low for all fields
    last = list(panel.pages.page.boxes)[-1]
    go_to(panel, last)
    box = panel.pages.page.boxes[last]
    qtbot.waitUntil(lambda: not box.visibleRegion().isEmpty())
    go_to(panel, "paid_on")

    go_to(panel, "no_such_field")
    focus = QApplication.focusWidget()
    assert focus is panel.pages.page.boxes["paid_on"].editor


def test_a_new_payment_dated_in_a_closed_month_is_asked_why(
    ledger: LedgerPage, book: Book, asked: Asked
) -> None:
    [road] = book.records.find("project")
    values: dict[str, Value] = {
        "unit": HUANGSI,
        "project": road.uuid,
        "amount": Decimal(5),
        "paid_on": date(2023, 11, 2),
    }
    ledger.place.open_new(Record(values=values))
    QTest.keyClick(ledger.place.panel(), Key.Key_S, CONTROL)

    assert len(book.records.find("payment")) == 2
    assert len(asked.sentences) == 1


def test_the_list_that_is_read_afterwards_leaves_the_place_alone(
    qtbot: QtBot, session: Session, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = LedgerPage(session, session.form("payment"))
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.open_record(paid(book).uuid)
    panel = page.place.panel()
    opened: list[str] = []
    monkeypatch.setattr(panel, "open", opened.append)  # whoever opens it once more
    go_to(panel, "paid_on")

    qtbot.waitUntil(lambda: page.grid.selection.row == 0)
    qtbot.waitUntil(lambda: not page.place._follow.isActive())

    assert opened == []
    assert panel.pages.page.boxes["paid_on"].editor.hasFocus()
    page.forget()

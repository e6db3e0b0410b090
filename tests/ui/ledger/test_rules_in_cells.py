"""What is typed into cells obeys the rules of the form: required, unique, rules, closed months."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services import entry, months
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.ui import jobs
from ruraldesk.ui.dialogs import reason
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.ledger.refused_dialog import RefusedDialog
from ruraldesk.ui.session import Session
from tests.definitions.builders import loaded
from tests.store.closing import MONTH, closing_book, payment
from tests.store.village import HUANGSI, TOWN, project, receipt
from tests.ui.ledger.hands import CONTROL, Key, keys, mark, on_clipboard, place, press, said, text

ASSET = """
key = "asset"
title = "资产"
placed = false
name = "{name}"
frozen_columns = 1
list_columns = ["name", "price", "bought", "sold", "why", "buyer"]
[[field]]
key = "name"
type = "text"
label = "名称"
required = true
unique = true
[[field]]
key = "price"
type = "money"
label = "原值"
unit = "元"
range = ["0", "1000000"]
[[field]]
key = "bought"
type = "date"
label = "购入日期"
[[field]]
key = "sold"
type = "date"
label = "处置日期"
[[field]]
key = "why"
type = "text"
label = "处置原因"
required_when = "sold != None"
[[field]]
key = "buyer"
type = "text"
label = "受让人"
visible_when = "sold != None"
[[rule]]
key = "in_order"
check = "sold >= bought"
message = "处置日期早于购入日期。请核对。"
field = "sold"
"""
NAME, PRICE, BOUGHT, SOLD, WHY, BUYER = range(6)
Shown = Callable[[Book, str], LedgerPage]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    """Show a ledger of a book, with the keyboard in its table."""
    pages: list[LedgerPage] = []

    def show(book: Book, form: str) -> LedgerPage:
        session = Session(book)
        page = LedgerPage(session, session.form(form))
        qtbot.addWidget(page)
        page.resize(1150, 640)
        with qtbot.waitSignal(page.model.loaded), qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.grid.setFocus()
        pages.append(page)
        session.setParent(page)
        return page

    yield show
    for page in pages:
        page.forget()
    jobs.stop_all()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A village's book with three assets."""
    info = BookInfo(unit=HUANGSI, name="黄寺村", level="village", parent=TOWN)
    definitions = loaded(tmp_path, ledgers={"asset": ASSET})
    with Book.create(tmp_path / "黄寺村.rdb", definitions, info) as made:
        for name in ("水泵", "电脑", "打印机"):
            values: dict[str, Value] = {"name": name, "bought": date(2020, 5, 1)}
            assert not made.records.save("asset", Record(values=values)).problems
        yield made


@pytest.fixture
def page(shown: Shown, book: Book) -> LedgerPage:
    return shown(book, "asset")


def asset(book: Book, name: str) -> Record:
    return next(one for one in book.records.find("asset") if one["name"] == name)


def row_of(page: LedgerPage, name: str) -> int:
    return next(n for n in range(page.model.rowCount()) if text(page, n, NAME) == name)


def go(page: LedgerPage, name: str, column: int) -> None:
    page.grid.move_to(row_of(page, name), column)


def test_a_name_that_is_taken_stays_in_its_cell(page: LedgerPage, book: Book) -> None:
    go(page, "电脑", NAME)
    press(Key.Key_F2)
    assert page.grid.cell.widget is not None
    page.grid.cell.widget.put_typed("水泵")
    press(Key.Key_Return)

    assert page.grid.cell.is_open
    assert "水泵" in page.grid.cell.note.text()
    assert asset(book, "电脑")


def test_a_required_cell_is_not_emptied(page: LedgerPage, book: Book) -> None:
    go(page, "电脑", NAME)
    press(Key.Key_Backspace, Key.Key_Return)

    assert page.grid.cell.is_open
    assert "名称" in page.grid.cell.note.text()
    press(Key.Key_Escape)
    assert text(page, row_of(page, "电脑"), NAME) == "电脑"


def test_a_price_out_of_range_is_refused_in_its_cell(page: LedgerPage, book: Book) -> None:
    go(page, "电脑", PRICE)
    keys("2000000")
    press(Key.Key_Tab)
    assert page.grid.cell.is_open
    assert place(page)[1] == PRICE
    assert asset(book, "电脑")["price"] is None


def test_what_another_cell_must_complete_waits_and_is_kept_as_a_draft(
    qtbot: QtBot, page: LedgerPage, book: Book
) -> None:
    go(page, "电脑", SOLD)
    keys("2023-11-05")
    press(Key.Key_Tab)

    assert place(page)[1] == WHY
    assert asset(book, "电脑")["sold"] is None
    row = page.model.row(row_of(page, "电脑"))
    assert row.unsaved == {SOLD}
    assert row.texts[SOLD] == "2023-11-05"
    assert [one.record["sold"] for one in entry.drafts(book)] == [date(2023, 11, 5)]
    qtbot.waitUntil(lambda: "处置原因" in page.grid.cell.note.text())

    keys("old")
    press(Key.Key_Return)

    record = asset(book, "电脑")
    assert (record["sold"], record["why"]) == (date(2023, 11, 5), "old")
    assert entry.drafts(book) == []
    assert page.model.row(row_of(page, "电脑")).unsaved == frozenset()
    entry.undo(book)
    assert asset(book, "电脑")["sold"] is None
    assert asset(book, "电脑")["why"] is None


def test_a_waiting_row_that_is_left_says_why_it_is_not_saved(page: LedgerPage, book: Book) -> None:
    go(page, "电脑", SOLD)
    keys("2023-11-05")
    press(Key.Key_Return)  # down: the row cannot be left by entering on

    assert place(page) == (row_of(page, "电脑"), WHY)
    assert "处置原因" in page.grid.cell.note.text()
    go(page, "水泵", NAME)  # by the mouse it may
    assert place(page) == (row_of(page, "水泵"), NAME)
    assert page.model.row(row_of(page, "电脑")).unsaved
    assert asset(book, "电脑")["sold"] is None


def test_a_rule_between_two_cells_holds(page: LedgerPage, book: Book) -> None:
    go(page, "电脑", WHY)
    keys("old")
    press(Key.Key_Return)
    go(page, "电脑", SOLD)
    keys("2019-01-01")
    press(Key.Key_Return)

    assert page.grid.cell.is_open
    assert page.grid.cell.note.text() == "处置日期早于购入日期。请核对。"


def test_a_cell_that_the_row_does_not_ask_for_is_not_typed_into(
    page: LedgerPage, book: Book
) -> None:
    go(page, "电脑", BUYER)
    keys("x")
    assert not page.grid.cell.is_open
    assert page.grid.cell.note.text() == "这一行不用填“受让人”。"

    on_clipboard("张三")
    press(Key.Key_V, held=CONTROL)
    assert "有 1 格所在的行不用填，没有写：受让人。" in said(page)
    assert asset(book, "电脑")["buyer"] is None


def test_a_block_with_a_broken_rule_is_refused_as_a_whole(
    page: LedgerPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        RefusedDialog, "exec", lambda self: told.extend(one.key for one in self._faults) or 0
    )
    page.grid.move_to(0, BOUGHT)
    on_clipboard("2021-01-01\t2023-01-01\told\n2021-01-01\t2019-01-01\told")
    press(Key.Key_V, held=CONTROL)

    assert told == ["sold"]
    assert all(one["bought"] == date(2020, 5, 1) for one in book.records.find("asset"))


def test_a_new_row_with_a_missing_name_goes_to_it(page: LedgerPage, book: Book) -> None:
    page.go_to_new_row()
    page.grid.move_to(3, PRICE)
    keys("5")
    press(Key.Key_Return)

    assert place(page) == (3, NAME)
    assert "名称" in page.grid.cell.note.text()
    keys("Che")
    press(Key.Key_Return)
    assert asset(book, "Che")["price"] == 5
    assert place(page)[0] == 4


# closed months


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Book]:
    """A book whose payments of a closed month are final."""
    with closing_book(tmp_path, today=date(2023, 12, 3)) as made:
        made.settings["operator"] = "陈文书"
        road = project(made)
        receipt(made, road, "1000.00", date(2023, 11, 30))
        for number in range(3):
            payment(made, road, f"{number + 1}00.00", date(2023, 11, 30))
        months.close(made, MONTH)
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was said when a reason was asked for."""
    sentences: list[str] = []

    def ask(parent: object, title: str, says: str, yes: str) -> str:
        sentences.append(says)
        return "抄错一位"

    monkeypatch.setattr(reason, "ask_reason", ask)
    return sentences


def amounts(book: Book) -> list[Decimal]:
    return sorted(Decimal(str(one["amount"])) for one in book.records.find("payment"))


def column(page: LedgerPage, key: str) -> int:
    return [one.key for one in page.model.columns()].index(key)


def test_a_cell_of_a_closed_month_asks_for_the_reason(
    shown: Shown, closed: Book, asked: list[str]
) -> None:
    page = shown(closed, "payment")
    page.grid.move_to(0, column(page, "amount"))
    keys("299")
    press(Key.Key_Return)

    assert len(asked) == 1
    assert Decimal(299) in amounts(closed)


def test_a_block_in_a_closed_month_asks_once(shown: Shown, closed: Book, asked: list[str]) -> None:
    page = shown(closed, "payment")
    there = column(page, "amount")
    mark(page, (0, there), (2, there))
    keys("150")
    press(Key.Key_Return, held=CONTROL)

    assert len(asked) == 1
    assert amounts(closed) == [Decimal(150)] * 3
    assert "改了 3 行" in said(page)


def test_without_a_reason_the_closed_row_stays(
    shown: Shown, closed: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reason, "ask_reason", lambda *_: "")
    page = shown(closed, "payment")
    page.grid.move_to(0, column(page, "amount"))
    keys("299")
    press(Key.Key_Return)

    assert amounts(closed) == [100, 200, 300]
    assert page.grid.cell.is_open


def test_a_reference_is_searched_while_it_is_typed_and_waited_for(
    qtbot: QtBot, shown: Shown, tmp_path: Path
) -> None:
    with closing_book(tmp_path) as book:
        road, ditch = project(book), project(book, "河道清淤")
        receipt(book, ditch, "1000.00", date(2023, 11, 1))
        receipt(book, road, "1000.00", date(2023, 11, 1))
        payment(book, road, "100.00", date(2023, 11, 10))
        page = shown(book, "payment")
        page.grid.move_to(0, column(page, "project"))

        keys("hdqy")
        press(Key.Key_Tab)
        qtbot.waitUntil(lambda: not page.grid.cell.is_open)

        [paid] = book.records.find("payment")
        assert paid["project"] == ditch.uuid
        assert "河道清淤" in text(page, 0, column(page, "project"))
        assert place(page)[1] > column(page, "project")
        page.forget()
        jobs.stop_all()


def test_a_name_that_no_record_has_stays_with_the_reason(
    qtbot: QtBot, shown: Shown, tmp_path: Path
) -> None:
    with closing_book(tmp_path) as book:
        road = project(book)
        receipt(book, road, "1000.00", date(2023, 11, 1))
        payment(book, road, "100.00", date(2023, 11, 10))
        page = shown(book, "payment")
        page.grid.move_to(0, column(page, "project"))

        keys("zzzzz")
        press(Key.Key_Return)
        widget = page.grid.cell.widget
        assert widget is not None
        qtbot.waitUntil(widget.is_open)  # the list says that nothing was found
        press(Key.Key_Return)

        assert page.grid.cell.is_open
        assert "zzzzz" in page.grid.cell.note.text()
        assert book.records.find("payment")[0]["project"] == road.uuid
        page.forget()
        jobs.stop_all()

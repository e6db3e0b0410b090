"""Every way into a ledger asks for a reason where a final record of a closed month would change."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, importing
from ruraldesk.services.months import close, state
from ruraldesk.services.putting import put
from ruraldesk.store.book import Book
from ruraldesk.store.undo import CannotUndo
from tests.services.office import table
from tests.store.closing import MONTH, closing_book
from tests.store.village import HUANGSI, project, receipt

LAST = date(2023, 11, 30)
HEADINGS = ["项目", "金额", "到账日期"]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book whose November is closed."""
    with closing_book(tmp_path, today=date(2023, 12, 3)) as made:
        receipt(made, project(made), "1000.00", LAST)
        made.settings["operator"] = "张三"
        close(made, MONTH)
        yield made


def money(book: Book) -> Record:
    [found] = book.records.find("receipt")
    return found


def with_amount(book: Book, amount: str) -> Record:
    one = money(book)
    return Record(values={"amount": Decimal(amount)}, uuid=one.uuid, revision=one.revision)


def corrections(book: Book) -> int:
    return state(book, MONTH).corrections


def test_the_window_is_asked_for_a_reason_and_saves_with_it(book: Book) -> None:
    refused = entry.save(book, "receipt", with_amount(book, "900.00"))
    assert entry.needs_reason(refused.problems)
    assert [one.code for one in refused.problems] == [entry.CLOSED_MONTH]

    saved = entry.save(book, "receipt", with_amount(book, "900.00"), "银行更正")
    assert not saved.refused
    assert not entry.needs_reason(saved.problems)
    assert corrections(book) == 1


def test_a_reason_is_not_asked_for_where_more_is_wrong(book: Book) -> None:
    refused = entry.save(book, "receipt", with_amount(book, "90000000.00"), "银行更正")
    assert refused.refused
    assert not entry.needs_reason(refused.problems)


def test_deleting_restoring_and_taking_back_in_the_window(book: Book) -> None:
    one = money(book)
    assert entry.needs_reason(entry.delete(book, "receipt", one.uuid, one.revision).problems)
    assert not entry.delete(book, "receipt", one.uuid, one.revision, "重复").refused
    assert entry.needs_reason(entry.restore(book, "receipt", one.uuid).problems)
    with pytest.raises(CannotUndo) as refused:
        entry.undo(book)
    assert entry.needs_reason(refused.value.problems)
    assert entry.undo(book, "没有重复")
    assert not money(book).deleted
    assert entry.redo(book, "还是重复")
    assert corrections(book) == 3


def test_put_needs_a_reason(book: Book) -> None:
    line = json.dumps({"uuid": money(book).uuid, "amount": "900.00"})
    refused = put(book, "receipt", [line])
    assert refused.refused
    [problem] = refused.problems
    assert (problem.code, problem.row) == (entry.CLOSED_MONTH, 1)

    done = put(book, "receipt", [line], reason="银行更正")
    assert (done.changed, done.refused) == (1, False)
    assert corrections(book) == 1


def test_import_needs_a_reason_for_rows_of_the_closed_month_only(
    book: Book, tmp_path: Path
) -> None:
    rows = [
        HEADINGS,
        ["村内道路硬化", 50, date(2023, 12, 1)],
        ["村内道路硬化", 60, date(2023, 11, 2)],
    ]
    file = table(tmp_path / "到账.xlsx", rows)
    some = importing.run(book, "receipt", file, skip_bad=True)
    assert (some.added, some.refused) == (1, 1)
    assert [one.row for one in some.problems if one.code == entry.CLOSED_MONTH] == [3]
    assert corrections(book) == 0

    file = table(tmp_path / "补.xlsx", [HEADINGS, rows[2]])
    assert importing.run(book, "receipt", file).stopped
    assert importing.run(book, "receipt", file, reason="补记", dry_run=True).added == 1
    assert corrections(book) == 0
    assert importing.run(book, "receipt", file, reason="补记").added == 1
    assert corrections(book) == 1
    assert money_of(book, "60.00")["unit"] == HUANGSI


def money_of(book: Book, amount: str) -> Record:
    [found] = [one for one in book.records.find("receipt") if one["amount"] == Decimal(amount)]
    return found

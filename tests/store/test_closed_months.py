"""Final records of a closed month change only with a reason, whichever way they are changed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record, Value
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.closed_months import CODE
from ruraldesk.store.months import MonthAct, corrections_since_close
from ruraldesk.store.undo import CannotUndo
from tests.store.closing import MONTH, change, closing_book, closing_definitions, payment
from tests.store.village import HUANGSI, add, line, project, receipt

LAST = date(2023, 11, 30)
AFTER = date(2023, 12, 1)
MORE = Decimal("200.00")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with closing_book(tmp_path) as made:
        yield made


@pytest.fixture
def road(book: Book) -> Record:
    """A project with money that came in November."""
    return project(book)


@pytest.fixture
def money(book: Book, road: Record) -> Record:
    """A receipt of 100 yuan, in a month that was closed since."""
    made = receipt(book, road, "100.00", LAST)
    close(book)
    return made


def close(book: Book, month: str = MONTH) -> None:
    book.months.do(month, MonthAct.CLOSE, operator="张三")


def corrections(book: Book, month: str = MONTH) -> int:
    with book.reading() as connection:
        return corrections_since_close(connection, book).get(month, 0)


def test_without_a_reason_it_stays_as_it_is(book: Book, money: Record) -> None:
    saved = change(book, "receipt", money.uuid, amount=MORE)

    [problem] = saved.problems
    assert (problem.code, problem.field) == (CODE, "received_on")
    assert "2023年11月" in problem.message
    assert "理由" in problem.message
    assert book.records.get("receipt", money.uuid)["amount"] == Decimal("100.00")
    assert corrections(book) == 0


def test_with_a_reason_it_is_a_correction_that_the_journal_knows(book: Book, money: Record) -> None:
    assert not change(book, "receipt", money.uuid, "银行更正", amount=MORE).refused

    assert corrections(book) == 1
    [act] = [one for one in book.months.acts(MONTH) if one.act is MonthAct.CORRECT]
    assert (act.operator, act.reason, act.sequence) == ("张三", "银行更正", 1)
    assert act.detail == {"form": "receipt", "record": money.uuid}
    assert book.journal.history("receipt", money.uuid)[0].reason == "银行更正"


def test_blanks_are_no_reason(book: Book, money: Record) -> None:
    assert change(book, "receipt", money.uuid, "  ", amount=MORE).refused


def test_saving_what_is_there_already_needs_no_reason(book: Book, money: Record) -> None:
    saved = change(book, "receipt", money.uuid, amount=Decimal("100.00"))
    assert saved.unchanged
    assert not saved.problems


@pytest.mark.parametrize(
    ("day", "locked"),
    [
        (date(2023, 11, 1), True),
        (LAST, True),
        (AFTER, False),
        (date(2022, 3, 8), True),  # reported with the first month that was closed
        (None, False),
    ],
)
def test_a_new_record_is_locked_out_of_closed_months_only(
    book: Book, road: Record, day: date | None, *, locked: bool
) -> None:
    receipt(book, road, "1000.00")
    close(book)
    values: dict[str, Value] = {"project": road.uuid, "amount": Decimal("5.00"), "paid_on": day}
    saved = book.records.save("payment", Record(values={"unit": HUANGSI, **values}))
    assert saved.refused is locked


@pytest.mark.parametrize(("day", "locked"), [(AFTER, True), (date(2023, 12, 31), True)])
def test_moving_a_record_out_of_a_closed_month_needs_a_reason(
    book: Book, money: Record, day: date, *, locked: bool
) -> None:
    assert change(book, "receipt", money.uuid, received_on=day).refused is locked


def test_moving_a_record_into_a_closed_month_needs_a_reason(
    book: Book, road: Record, money: Record
) -> None:
    later = receipt(book, road, "5.00", AFTER)
    assert change(book, "receipt", later.uuid, received_on=LAST).refused
    assert not change(book, "receipt", later.uuid, "日期写错", received_on=LAST).refused
    assert corrections(book) == 1


def test_deleting_and_restoring_need_a_reason(book: Book, money: Record) -> None:
    assert book.records.delete("receipt", money.uuid, money.revision).problems[0].code == CODE
    gone = book.records.delete("receipt", money.uuid, money.revision, reason="重复")
    assert not gone.refused
    assert book.records.restore("receipt", money.uuid).refused
    assert not book.records.restore("receipt", money.uuid, reason="没有重复").refused
    assert corrections(book) == 2


def test_taking_back_and_doing_again_need_a_reason(book: Book, money: Record) -> None:
    change(book, "receipt", money.uuid, "银行更正", amount=MORE)

    with pytest.raises(CannotUndo) as refused:
        book.journal.undo("张三")
    assert refused.value.problems[0].code == CODE
    assert book.records.get("receipt", money.uuid)["amount"] == MORE

    book.journal.undo("张三", "改错了")
    assert book.records.get("receipt", money.uuid)["amount"] == Decimal("100.00")
    with pytest.raises(CannotUndo):
        book.journal.redo("张三")
    book.journal.redo("张三", "没有错")
    assert corrections(book) == 3
    assert book.journal.verify_chain() is None


def test_what_was_saved_before_the_close_is_taken_back_with_a_reason_only(
    book: Book, money: Record
) -> None:
    with pytest.raises(CannotUndo):
        book.journal.undo("张三")
    book.journal.undo("张三", "没有这笔钱")
    assert book.records.get("receipt", money.uuid).deleted


def test_many_at_once_are_refused_together_and_tell_their_rows(
    book: Book, road: Record, money: Record
) -> None:
    rows = [
        Record(values={"unit": HUANGSI, "project": road.uuid, "amount": MORE, "received_on": day})
        for day in (AFTER, LAST)
    ]
    refused = book.records.save_many("receipt", rows)
    assert [(one.row, one.code) for one in refused.problems] == [(2, CODE)]
    assert refused.added == 0

    some = book.records.save_many("receipt", rows, skip_bad=True)
    assert (some.added, some.refused) == (1, 1)
    assert corrections(book) == 0

    tried = book.records.save_all([("receipt", rows[1])], reason="补记", dry_run=True)
    assert (tried.added, corrections(book)) == (1, 0)

    assert book.records.save_many("receipt", rows[1:], reason="补记").added == 1
    assert corrections(book) == 1


def test_ledgers_that_do_not_close_stay_free(book: Book, road: Record, money: Record) -> None:
    assert not change(book, "project", road.uuid, proposed_on=LAST, name="改名").refused
    assert corrections(book) == 0


def test_a_reopened_month_is_free_again_and_its_corrections_are_done(
    book: Book, money: Record
) -> None:
    change(book, "receipt", money.uuid, "银行更正", amount=MORE)
    book.months.do(MONTH, MonthAct.REOPEN, reason="漏记")
    assert not change(book, "receipt", money.uuid, amount=Decimal("300.00")).refused
    close(book)
    assert corrections(book) == 0
    assert change(book, "receipt", money.uuid, amount=MORE).refused


def test_a_reason_changes_nothing_where_no_month_is_closed(book: Book, road: Record) -> None:
    made = receipt(book, road, "100.00", LAST)
    assert not change(book, "receipt", made.uuid, "银行更正", amount=MORE).refused
    assert book.months.acts(MONTH) == []


def test_a_reason_is_no_way_around_a_rule(book: Book, road: Record, money: Record) -> None:
    too_much = change(book, "receipt", money.uuid, "银行更正", amount=Decimal("9000000.00"))
    assert too_much.refused
    assert corrections(book) == 0


def test_what_was_left_empty_is_completed_without_a_reason(book: Book, road: Record) -> None:
    receipt(book, road, "1000.00", LAST)
    made = payment(book, road, "5.00", LAST)
    close(book)
    assert not change(book, "payment", made.uuid, payee="李明").refused
    assert corrections(book) == 0
    assert change(book, "payment", made.uuid, payee="李民").refused
    assert change(book, "payment", made.uuid, payee=None, account="6228").refused
    with pytest.raises(CannotUndo):
        book.journal.undo("张三")


def test_lines_and_sums_are_no_mere_completion(tmp_path: Path) -> None:
    from dataclasses import replace

    definitions = closing_definitions()
    form = replace(definitions.form("project"), closes=True)
    closing = replace(definitions, forms={**definitions.forms, "project": form})
    info = BookInfo(unit=HUANGSI, name="黄寺村", level="village")
    with Book.create(tmp_path / "黄寺村.rdb", closing, info) as book:
        add(book, "unit", code=HUANGSI, name="黄寺村")
        road = add(book, "project", name="路", kind="road", proposed_on=LAST)
        close(book)
        saved = change(book, "project", road.uuid, planned=MORE)  # it is summed
        assert [one.code for one in saved.problems] == [CODE]
        wanted = Record(
            values={}, lines={"outputs": (line(item="路面"),)}, uuid=road.uuid, revision=1
        )
        assert book.records.save("project", wanted).refused
        assert not change(book, "project", road.uuid, content="八百米").refused


def test_a_payment_without_a_day_is_locked_once_it_gets_one(
    book: Book, road: Record, money: Record
) -> None:
    undated = payment(book, road, "5.00", None)
    assert change(book, "payment", undated.uuid, paid_on=LAST).refused
    assert not change(book, "payment", undated.uuid, paid_on=AFTER).refused


def test_samples_and_persons_know_nothing_of_months(book: Book, money: Record) -> None:
    assert add(book, "person", name="李明").revision == 1

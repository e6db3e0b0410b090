"""What is done with a month leads from one legal state to the next, and all of it is kept."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.errors import UserError
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.months import (
    MOVES,
    ChangedMeanwhile,
    MonthAct,
    MonthState,
    OtherSequence,
    WrongState,
)
from tests.store.closing import MONTH, NEXT, closing_book, closing_definitions
from tests.store.village import add

STEPS = st.lists(
    st.tuples(st.sampled_from(MonthAct), st.sampled_from([None, None, 1, 2, 3])), max_size=25
)
YEARS = count(1000)
SEVERAL = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with closing_book(tmp_path) as made:
        yield made


def test_a_month_goes_its_way(book: Book) -> None:
    months = book.months
    assert months.get(MONTH).state is MonthState.OPEN
    assert months.do(MONTH, MonthAct.CLOSE, due="2023-12-05").sequence == 1
    assert months.do(MONTH, MonthAct.SUBMIT).state is MonthState.SUBMITTED
    assert months.do(MONTH, MonthAct.RETURN, reason="第 3 行").reason == "第 3 行"
    reopened = months.do(MONTH, MonthAct.REOPEN, reason="按意见改")
    assert (reopened.state, reopened.reason, reopened.due) == (
        MonthState.OPEN,
        "按意见改",
        "2023-12-05",
    )
    assert months.do(MONTH, MonthAct.CLOSE).sequence == 2
    assert months.do(MONTH, MonthAct.ACCEPT).state is MonthState.ACCEPTED
    assert [row.month for row in months.all()] == [MONTH]


def test_every_act_is_kept_with_its_reason_and_stands_in_the_journal(book: Book) -> None:
    book.months.do(MONTH, MonthAct.NIL, operator="张三", reason="没有发生", detail={"form": "x"})
    book.months.do(MONTH, MonthAct.CLOSE, operator="张三")
    book.months.do(MONTH, MonthAct.REOPEN, operator="李四", reason="漏记")

    kept = [(one.act, one.operator, one.reason) for one in book.months.acts(MONTH)]
    assert kept == [
        (MonthAct.NIL, "张三", "没有发生"),
        (MonthAct.CLOSE, "张三", ""),
        (MonthAct.REOPEN, "李四", "漏记"),
    ]
    assert book.months.acts(MONTH)[0].detail == {"form": "x"}
    history = book.journal.verify_chain()
    assert history is None


@pytest.mark.parametrize(
    ("before", "act", "words"),
    [
        ([], MonthAct.REOPEN, "没有结账"),
        ([], MonthAct.SUBMIT, "请先结账"),
        ([], MonthAct.ACCEPT, "请先结账"),
        ([MonthAct.CLOSE], MonthAct.CLOSE, "已经结账"),
        ([MonthAct.CLOSE], MonthAct.NIL, "请先重新打开"),
    ],
)
def test_what_does_not_fit_the_state_is_refused_and_says_what_to_do(
    book: Book, before: list[MonthAct], act: MonthAct, words: str
) -> None:
    for step in before:
        book.months.do(MONTH, step)
    was, head = book.months.get(MONTH), book.journal.head()

    with pytest.raises(WrongState, match=words):
        book.months.do(MONTH, act)

    assert (book.months.get(MONTH), book.journal.head()) == (was, head)


def test_an_answer_to_an_earlier_submission_is_kept_and_changes_nothing(book: Book) -> None:
    for act in (MonthAct.CLOSE, MonthAct.REOPEN, MonthAct.CLOSE, MonthAct.SUBMIT):
        book.months.do(MONTH, act)

    book.months.do(MONTH, MonthAct.RETURN, sequence=1, reason="旧的")

    now = book.months.get(MONTH)
    assert (now.state, now.sequence, now.reason) == (MonthState.SUBMITTED, 2, "")
    assert book.months.acts(MONTH)[-1].sequence == 1


def test_an_answer_to_a_month_that_was_reopened_leaves_it_open(book: Book) -> None:
    book.months.do(MONTH, MonthAct.CLOSE)
    book.months.do(MONTH, MonthAct.REOPEN, reason="漏记")
    assert book.months.do(MONTH, MonthAct.ACCEPT, sequence=1).state is MonthState.OPEN


def test_an_answer_to_a_submission_of_another_copy_of_the_book_is_refused(book: Book) -> None:
    book.months.do(MONTH, MonthAct.CLOSE)
    with pytest.raises(OtherSequence, match="另一份"):
        book.months.do(MONTH, MonthAct.ACCEPT, sequence=2)


def test_a_month_is_not_closed_over_what_was_saved_meanwhile(book: Book) -> None:
    head = book.journal.head()
    add(book, "person", name="李明")
    with pytest.raises(ChangedMeanwhile):
        book.months.do(MONTH, MonthAct.CLOSE, head=head)
    assert book.months.get(MONTH).state is MonthState.OPEN
    assert book.months.acts(MONTH) == []


def test_a_book_that_can_only_be_read_tells_its_months_and_changes_none(book: Book) -> None:
    book.months.do(MONTH, MonthAct.CLOSE)
    with Book.open(book.path, closing_definitions(), read_only=True) as reader:
        assert reader.months.get(MONTH).state is MonthState.CLOSED
        with pytest.raises(ReadOnlyBook):
            reader.months.do(MONTH, MonthAct.REOPEN, reason="漏记")


def test_taking_back_goes_past_what_was_done_with_a_month(book: Book) -> None:
    somebody = add(book, "person", name="李明")
    book.months.do(MONTH, MonthAct.CLOSE, operator="张三")
    assert "人员" in book.journal.can_undo("张三")
    book.journal.undo("张三")
    assert book.records.get("person", somebody.uuid).deleted
    assert book.months.get(MONTH).state is MonthState.CLOSED
    book.journal.redo("张三")
    assert not book.records.get("person", somebody.uuid).deleted


@SEVERAL
@given(steps=STEPS)
def test_whatever_is_tried_in_whatever_order_the_states_stay_legal(
    book: Book, steps: list[tuple[MonthAct, int | None]]
) -> None:
    month = f"{next(YEARS)}-01"  # a month of its own for each example
    state, sequence, done = MonthState.OPEN, 0, 0
    for act, about in steps:
        before = book.months.get(month)
        try:
            after = book.months.do(month, act, sequence=about, reason="试")
        except UserError:
            assert book.months.get(month) == before
            continue
        done += 1
        assert after == book.months.get(month)
        if after.state is not state:
            assert MOVES[act][state] is after.state
        assert after.sequence == sequence + (act is MonthAct.CLOSE)
        assert (after.state is MonthState.OPEN) <= (
            after.sequence == 0 or state is MonthState.OPEN or act is MonthAct.REOPEN
        )
        state, sequence = after.state, after.sequence
    assert len(book.months.acts(month)) == done
    assert book.journal.verify_chain() is None


def test_each_month_stands_for_itself(book: Book) -> None:
    book.months.do(MONTH, MonthAct.CLOSE)
    assert book.months.get(NEXT).state is MonthState.OPEN
    assert book.months.acts(NEXT) == []

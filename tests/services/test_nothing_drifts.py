"""Whatever is done: what was reported is what is there, or a correction says that it is not."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.model import Record, Value
from ruraldesk.errors import UserError
from ruraldesk.services import entry, months
from ruraldesk.services.month_archive import archived, refuse_damaged
from ruraldesk.store.book import Book
from ruraldesk.store.months import MonthState
from tests.store.closing import closing_book
from tests.store.village import HUANGSI, add

pytestmark = pytest.mark.long

MONTHS = ("2023-10", "2023-11", "2023-12")
DAYS = [date(2023, 9, 8), date(2023, 10, 31), date(2023, 11, 1), date(2023, 12, 31)]
REASONS = st.sampled_from(["", "", "更正"])
SOME = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(DAYS), REASONS),
        st.tuples(st.just("change"), st.sampled_from(DAYS), REASONS),
        st.tuples(st.just("amount"), st.integers(1, 99), REASONS),
        st.tuples(st.just("delete"), st.just(0), REASONS),
        st.tuples(st.just("undo"), st.just(0), REASONS),
        st.tuples(st.just("redo"), st.just(0), REASONS),
        st.tuples(st.just("close"), st.sampled_from(MONTHS), st.just("")),
        st.tuples(st.just("reopen"), st.sampled_from(MONTHS), REASONS),
        st.tuples(st.just("submit"), st.sampled_from(MONTHS), st.just("")),
        st.tuples(st.just("accept"), st.sampled_from(MONTHS), st.just("")),
    ),
    min_size=3,
    max_size=25,
)


@SOME
@given(acts=ACTS)
def test_nothing_that_was_reported_drifts_away_unseen(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, object, str]]
) -> None:
    with closing_book(tmp_path_factory.mktemp("账 本"), today=date(2024, 1, 3)) as book:
        book.settings["operator"] = "张三"
        road = add(book, "project", name="路", kind="road", planned=Decimal("100000.00"))
        begun = [*(("add", day, "") for day in DAYS), *(("close", one, "") for one in MONTHS[:2])]
        for what, value, reason in (*begun, *acts):
            with suppress(UserError):  # it does not fit the state the month is in
                _do(book, road, what, value, reason)
            _hold(book)
        assert book.journal.verify_chain() is None
        for month in MONTHS:
            for sequence in range(1, book.months.get(month).sequence + 1):
                refuse_damaged(book, archived(book, month, sequence))


def _do(book: Book, road: Record, what: str, value: object, reason: str) -> None:
    there = book.records.find("receipt")
    if what == "add":
        values: dict[str, Value] = {"unit": HUANGSI, "project": road.uuid}
        values |= {"amount": Decimal("5.00"), "received_on": value}  # type: ignore[dict-item]
        entry.save(book, "receipt", Record(values=values), reason)
    elif what in ("change", "amount") and there:
        one = there[0]
        changed: dict[str, Value] = (
            {"received_on": value}  # type: ignore[dict-item]
            if what == "change"
            else {"amount": Decimal(str(value))}
        )
        entry.save(
            book,
            "receipt",
            Record(values=changed, uuid=one.uuid, revision=one.revision),
            reason,
        )
    elif what == "delete" and there:
        entry.delete(book, "receipt", there[-1].uuid, there[-1].revision, reason)
    elif what == "undo":
        entry.undo(book, reason)
    elif what == "redo":
        entry.redo(book, reason)
    elif what == "close":
        months.close(book, str(value))
    elif what == "reopen":
        months.reopen(book, str(value), reason)
    elif what == "submit":
        months.submitted(book, str(value))
    elif what == "accept":
        months.accepted(book, str(value), max(1, book.months.get(str(value)).sequence))


def _hold(book: Book) -> None:
    """Compare each closed month that says nothing of corrections with what was reported of it."""
    known = [row for row in book.months.all() if row.state is not MonthState.OPEN]
    first = min((row.month for row in book.months.all()), default="")
    for row in known:
        if months.state(book, row.month).corrections:
            continue
        reported = {
            one.uuid: (one["amount"], one["received_on"])
            for one in archived(book, row.month).tables().records("receipt")
            if _belongs(one, row.month, first)
        }
        now = {
            one.uuid: (one["amount"], one["received_on"])
            for one in book.records.find("receipt")
            if _belongs(one, row.month, first)
        }
        assert reported == now, row.month


def _belongs(one: Record, month: str, first: str) -> bool:
    day = one["received_on"]
    assert isinstance(day, date)
    return max(f"{day:%Y-%m}", first) == month

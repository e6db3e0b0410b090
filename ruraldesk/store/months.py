"""The months of a book: the state that each is in, the acts that led there, and who did them.

A month is open until it is closed; then it is submitted, and accepted or returned. Whatever is
done is kept as an act and stands in the journal, so that nobody can say later it was not so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from ruraldesk.errors import UserError
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.journal_entries import Act, Action, Entry, append, last_hash
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

JOURNAL_FORM = "_months"  # under which the acts stand in the journal; no ledger is called so


class MonthState(StrEnum):
    """Where a month stands; stable words of the command line."""

    OPEN = "open"
    CLOSED = "closed"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class MonthAct(StrEnum):
    """What is done with a month."""

    NIL = "nil"  # an empty ledger said to be empty
    CLOSE = "closed"
    REOPEN = "reopened"
    PACKAGE = "packaged"
    SUBMIT = "submitted"
    ACCEPT = "accepted"
    RETURN = "returned"
    CORRECT = "correction"  # a final record was changed after the close


_ANSWERABLE = (
    MonthState.CLOSED,  # the package was carried without the program
    MonthState.SUBMITTED,
    MonthState.ACCEPTED,  # the office above may change its mind
    MonthState.RETURNED,
)
_STAYS = {state: state for state in _ANSWERABLE}
MOVES: Mapping[MonthAct, Mapping[MonthState, MonthState]] = {
    MonthAct.NIL: {MonthState.OPEN: MonthState.OPEN},
    MonthAct.CLOSE: {MonthState.OPEN: MonthState.CLOSED},
    MonthAct.REOPEN: dict.fromkeys(_ANSWERABLE, MonthState.OPEN),
    MonthAct.PACKAGE: _STAYS,
    MonthAct.SUBMIT: {**_STAYS, MonthState.CLOSED: MonthState.SUBMITTED},
    MonthAct.ACCEPT: dict.fromkeys(_ANSWERABLE, MonthState.ACCEPTED),
    MonthAct.RETURN: dict.fromkeys(_ANSWERABLE, MonthState.RETURNED),
    MonthAct.CORRECT: _STAYS,
}
"""The state that each act leads to from the states in which it may be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """What the book keeps of a month; `sequence` is 0 for one that was never closed."""

    month: str
    state: MonthState = MonthState.OPEN
    sequence: int = 0
    due: str = ""  # ISO date: the last day on which it is reported in time
    head: str = ""  # of the journal when it was closed
    reason: str = ""  # why it was reopened or returned last
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneAct:
    """One act as the book keeps it."""

    id: int
    time: str
    operator: str
    month: str
    act: MonthAct
    sequence: int
    reason: str
    detail: Mapping[str, Any]


class WrongState(UserError):
    """An act does not fit the state that the month is in; nothing was changed."""

    code = "month_state"

    def __init__(self, month: str, act: MonthAct, state: MonthState) -> None:
        sentences = {
            MonthAct.NIL: tr(
                "{month} is closed ({state}), so nothing more is reported in it. Reopen it first."
            ),
            MonthAct.CLOSE: tr(
                "{month} is closed already ({state}). Reopen it with a reason to close it anew."
            ),
            MonthAct.REOPEN: tr("{month} is open: it needs no reopening."),
        }
        sentence = sentences.get(act, tr("{month} is open: close it first."))
        super().__init__(sentence.format(month=told_month(month), state=state_in_words(state)))


class OtherSequence(UserError):
    """An answer is about a submission that this book never made."""

    code = "month_sequence"

    def __init__(self, month: str, sequence: int, known: int) -> None:
        super().__init__(
            tr(
                "This is about submission {sequence} of {month}; this book has closed it {known} "
                "times. Perhaps another copy of the book is in use: work on with that one."
            ).format(month=told_month(month), sequence=sequence, known=known)
        )


class ChangedMeanwhile(UserError):
    """The book was changed between the check of a month and its close."""

    code = "changed_meanwhile"

    def __init__(self, month: str) -> None:
        super().__init__(
            tr(
                "Something was saved while {month} was being closed, so it was left open. "
                "Close it again."
            ).format(month=told_month(month))
        )


class Months:
    """The months of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_months"]
        self._acts = book.tables["_month_acts"]

    def get(self, month: str) -> MonthRow:
        """Return what the book keeps of a month; an open one for which it keeps nothing."""
        with self._book.reading() as connection:
            return self._row(connection, month)

    def all(self) -> list[MonthRow]:
        """Return the months that were ever closed, in their order."""
        with self._book.reading() as connection:
            return known_months(connection, self._book)

    def acts(self, month: str = "") -> list[DoneAct]:
        """Return what was done with a month, or with all of them, in its order."""
        query = select(self._acts).order_by(self._acts.c.id)
        if month:
            query = query.where(self._acts.c.month == month)
        with self._book.reading() as connection:
            return [
                DoneAct(
                    id=row.id,
                    time=row.time,
                    operator=row.operator,
                    month=row.month,
                    act=MonthAct(row.act),
                    sequence=row.sequence,
                    reason=row.reason,
                    detail=json.loads(row.detail),
                )
                for row in connection.execute(query)
            ]

    def do(
        self,
        month: str,
        act: MonthAct,
        *,
        operator: str = "",
        reason: str = "",
        sequence: int | None = None,
        due: str = "",
        head: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> MonthRow:
        """Do something with a month, in one transaction with its entry in the journal.

        Args:
            sequence: the submission that it is about; the last one unless said. What is about an
                earlier one, or about a month that was reopened, is kept and changes no state.
            due: the month's last day in time, noted when it is closed.
            head: of the journal; if it is another one now, nothing is done.
            detail: more about the act, ready for JSON.

        Raises:
            WrongState: it does not fit the state the month is in.
            OtherSequence: there was no such submission.
            ChangedMeanwhile: the journal's head is not `head`.
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        with self._book.writing() as connection:
            journal = self._book.tables["_journal"]
            if head is not None and last_hash(connection, journal) != head:
                raise ChangedMeanwhile(month)
            before = self._row(connection, month)
            after = _moved(before, act, sequence, reason, due, head)
            if after is not before:
                self._write(connection, after)
            done = Act(operator=operator, reason=reason)
            about = after.sequence if sequence is None else sequence
            write_acts(connection, self._book, done, act, [(month, about, detail or {})])
            entry = _journaled(before, after, act, about, detail or {})
            append(connection, journal, done, [entry])
            return after

    def _row(self, connection: Connection, month: str) -> MonthRow:
        query = select(self._table).where(self._table.c.month == month)
        row = connection.execute(query).one_or_none()
        if row is None:
            return MonthRow(month=month)
        return _read(row)

    def _write(self, connection: Connection, row: MonthRow) -> None:
        values = {
            "state": row.state.value,
            "sequence": row.sequence,
            "due": row.due,
            "head": row.head,
            "reason": row.reason,
            "changed": row.changed,
        }
        statement = upsert(self._table).values(month=row.month, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["month"], set_=values))


def known_months(connection: Connection, book: Book) -> list[MonthRow]:
    """Return the months that were ever closed, in their order."""
    table = book.tables["_months"]
    rows = connection.execute(select(table).order_by(table.c.month))
    return [_read(row) for row in rows]


def corrections_since_close(connection: Connection, book: Book) -> dict[str, int]:
    """Return by month how many final records were changed since it was closed last."""
    acts = book.tables["_month_acts"]
    closed = (
        select(acts.c.month, func.max(acts.c.id).label("last"))
        .where(acts.c.act == MonthAct.CLOSE.value)
        .group_by(acts.c.month)
        .subquery()
    )
    query = (
        select(acts.c.month, func.count().label("number"))
        .join(closed, acts.c.month == closed.c.month)
        .where(acts.c.act == MonthAct.CORRECT.value, acts.c.id > closed.c.last)
        .group_by(acts.c.month)
    )
    return {row.month: row.number for row in connection.execute(query)}


def write_acts(
    connection: Connection,
    book: Book,
    act: Act,
    done: MonthAct,
    about: Sequence[tuple[str, int, Mapping[str, Any]]],
) -> None:
    """Keep acts of one kind, each with its month, the submission, and more for JSON."""
    if about:
        rows = [
            {
                "time": act.time,
                "operator": act.operator,
                "month": month,
                "act": done.value,
                "sequence": sequence,
                "reason": act.reason,
                "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
            }
            for month, sequence, detail in about
        ]
        connection.execute(insert(book.tables["_month_acts"]), rows)


def state_in_words(state: MonthState) -> str:
    """Return what the users call a state."""
    return {
        MonthState.OPEN: tr("open month"),
        MonthState.CLOSED: tr("closed month"),
        MonthState.SUBMITTED: tr("submitted month"),
        MonthState.ACCEPTED: tr("accepted month"),
        MonthState.RETURNED: tr("returned month"),
    }[state]


def _moved(
    before: MonthRow,
    act: MonthAct,
    sequence: int | None,
    reason: str,
    due: str,
    head: str | None,
) -> MonthRow:
    """Return the month as the act leaves it."""
    answer = act in (MonthAct.ACCEPT, MonthAct.RETURN)
    if sequence is not None and not 1 <= sequence <= before.sequence:
        raise OtherSequence(before.month, sequence, before.sequence)
    late = sequence is not None and sequence < before.sequence
    if answer and before.sequence and (late or before.state is MonthState.OPEN):
        return before
    state = MOVES[act].get(before.state)
    if state is None:
        raise WrongState(before.month, act, before.state)
    if act is MonthAct.NIL:
        return before
    closing = act is MonthAct.CLOSE
    return MonthRow(
        month=before.month,
        state=state,
        sequence=before.sequence + closing,
        due=due if closing else before.due,
        head=head or "" if closing else before.head,
        reason=reason if act in (MonthAct.REOPEN, MonthAct.RETURN) else before.reason,
        changed=now(),
    )


def _journaled(
    before: MonthRow, after: MonthRow, act: MonthAct, about: int, detail: Mapping[str, Any]
) -> Entry:
    return Entry(
        action=Action.MONTH,
        form=JOURNAL_FORM,
        record=before.month,
        revision=about,
        before={"state": before.state.value, "sequence": before.sequence},
        after={"act": act.value, "state": after.state.value, "sequence": after.sequence, **detail},
    )


def _read(row: Row[Any]) -> MonthRow:
    return MonthRow(**{**row._mapping, "state": MonthState(row.state)})

"""The month of a book: closed once everything is in order, reopened only with a reason.

What was closed stays in the archive as it was reported; the package is made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ruraldesk.errors import Cancelled, Level, Problem, Progress, UserError
from ruraldesk.services.book_settings import setting
from ruraldesk.services.checking import check
from ruraldesk.services.figures import today
from ruraldesk.services.month_archive import write_snapshot
from ruraldesk.services.nil_reports import reason_of
from ruraldesk.store.book import Book
from ruraldesk.store.months import (
    DoneAct,
    MonthAct,
    MonthRow,
    MonthState,
    WrongState,
    corrections_since_close,
)
from ruraldesk.texts.dates import month_range, told_month
from ruraldesk.texts.translate import tr

DUE_DAY = 5  # of the month after, unless the book's settings say another
_ANSWERED = (MonthState.ACCEPTED, MonthState.RETURNED)


class MonthAhead(UserError):
    """A month is to be closed that has not begun."""

    code = "month_ahead"

    def __init__(self, month: str) -> None:
        super().__init__(
            tr("{month} has not begun yet, so it cannot be closed. Check the month.").format(
                month=told_month(month)
            )
        )


class EarlierOpen(UserError):
    """A month is to be closed before one that comes first."""

    code = "earlier_open"

    def __init__(self, month: str, first: str) -> None:
        super().__init__(
            tr("{first} is still open. Close it first, then {month}.").format(
                month=told_month(month), first=told_month(first)
            )
        )
        self.first = first


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthStatus:
    """Where a month stands.

    `due` is the last day on which it is reported in time, `on_time` whether it was or still can be;
    `corrections` counts the final records that were changed since it was closed. `light` is the
    colour that shows it: pine when reported, wheat when something is to be done, cinnabar when late
    or returned, stone when it has not begun.
    """

    month: str
    state: MonthState
    sequence: int
    due: date
    on_time: bool
    closed_at: str  # ISO time, "" when it was never closed
    reason: str  # why it was reopened or returned last
    corrections: int
    light: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What closing a month came to; with a blocking problem it is open as before."""

    month: str
    state: MonthState
    sequence: int
    counts: Mapping[str, int] = field(default_factory=dict)  # rows by table, of all that is in it
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether problems kept the month from being closed."""
        return any(problem.level is Level.BLOCK for problem in self.problems)


def state(book: Book, month: str) -> MonthStatus:
    """Return where a month stands, as of the book's day."""
    row, acts, day = book.months.get(month), book.months.acts(month), today(book)
    due = date.fromisoformat(row.due) if row.due else due_on(book, month)
    reported = _reported_on(row, acts)
    with book.reading() as connection:
        corrections = corrections_since_close(connection, book).get(month, 0)
    if row.state is MonthState.OPEN:
        corrections = 0
    closes = [one.time for one in acts if one.act is MonthAct.CLOSE]
    return MonthStatus(
        month=month,
        state=row.state,
        sequence=row.sequence,
        due=due,
        on_time=(reported or day) <= due,
        closed_at=closes[-1] if closes else "",
        reason=row.reason,
        corrections=corrections,
        light=_light(row, day, due, corrections),
    )


def due_on(book: Book, month: str) -> date:
    """Return the last day on which a month is in time: the book's setting `due_day` says which."""
    said = setting(book, "due_day")
    day = int(said) if said.isdecimal() and 1 <= int(said) <= 31 else DUE_DAY
    first, last = month_range(_after(month))
    return min(first + timedelta(days=day - 1), last)


def close(
    book: Book,
    month: str,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Closed:
    """Close a month: check it, keep what is in it in the archive, and lock its final records.

    A month that was reopened gets the next sequence. Whatever stops it on the way (a full disk, a
    power cut), the month is open as before, and is simply closed again.

    Raises:
        WrongState: it is closed already.
        MonthAhead, EarlierOpen: it is not its turn.
        ChangedMeanwhile: something was saved while it was being closed.
        ReadOnlyBook, DiskFull, NoAccess, DriveFailed: it cannot be kept.
        Stopped: `cancelled` said so.
    """
    row = book.months.get(month)
    if row.state is not MonthState.OPEN:
        raise WrongState(month, MonthAct.CLOSE, row.state)
    _refuse_out_of_turn(book, month)
    head = book.journal.head()
    problems = tuple(check(book, month))
    if any(problem.level is Level.BLOCK for problem in problems):
        return Closed(month=month, state=row.state, sequence=row.sequence, problems=problems)
    snapshot = write_snapshot(book, row, head, progress, cancelled)
    after = book.months.do(
        month,
        MonthAct.CLOSE,
        operator=setting(book, "operator"),
        due=due_on(book, month).isoformat(),
        head=head,
        detail={"day": today(book).isoformat(), "snapshot": snapshot.sha256},
    )
    return Closed(
        month=month,
        state=after.state,
        sequence=after.sequence,
        counts=snapshot.counts,
        problems=problems,
    )


def reopen(book: Book, month: str, reason: str) -> MonthStatus:
    """Open a closed month again; the next close is a correction of what was reported.

    Raises:
        NoReason: none is given.
        WrongState: it is open.
        ReadOnlyBook: the book cannot be written.
    """
    return _done(book, month, MonthAct.REOPEN, reason=reason_of(reason))


def packaged(book: Book, month: str, detail: Mapping[str, Any] | None = None) -> MonthStatus:
    """Keep that a package was made of a closed month."""
    return _done(book, month, MonthAct.PACKAGE, detail=detail)


def submitted(book: Book, month: str, detail: Mapping[str, Any] | None = None) -> MonthStatus:
    """Keep that a month was handed in; what was answered already stays answered."""
    return _done(book, month, MonthAct.SUBMIT, detail=detail)


def accepted(
    book: Book, month: str, sequence: int, detail: Mapping[str, Any] | None = None
) -> MonthStatus:
    """Keep that the office above accepted a submission.

    An answer to an earlier submission, or to a month that was reopened since, is kept and changes
    nothing else.

    Raises:
        OtherSequence: this book never made that submission.
        WrongState: the month was never closed.
    """
    return _done(book, month, MonthAct.ACCEPT, sequence=sequence, detail=detail)


def returned(
    book: Book,
    month: str,
    sequence: int,
    reason: str,
    detail: Mapping[str, Any] | None = None,
) -> MonthStatus:
    """Keep that the office above returned a submission, and why; otherwise as `accepted`."""
    return _done(book, month, MonthAct.RETURN, sequence=sequence, reason=reason, detail=detail)


def month_before(month: str) -> str:
    """Return the month before one, "2022-12" for "2023-01"."""
    return f"{month_range(month)[0] - timedelta(days=1):%Y-%m}"


def _after(month: str) -> str:
    return f"{month_range(month)[1] + timedelta(days=1):%Y-%m}"


def _done(
    book: Book,
    month: str,
    act: MonthAct,
    *,
    sequence: int | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> MonthStatus:
    book.months.do(
        month,
        act,
        operator=setting(book, "operator"),
        reason=reason,
        sequence=sequence,
        detail={"day": today(book).isoformat(), **(detail or {})},
    )
    return state(book, month)


def _refuse_out_of_turn(book: Book, month: str) -> None:
    """Refuse a month that has not begun, and one that would leave an open one behind it."""
    if month_range(month)[0] > today(book):
        raise MonthAhead(month)
    known = {row.month: row.state for row in book.months.all()}
    if not known:
        return
    between = sorted((month, min(known)))
    one = between[0] if between[0] != month else _after(month)
    while one < between[1]:
        if known.get(one, MonthState.OPEN) is MonthState.OPEN:
            raise EarlierOpen(month, one)
        one = _after(one)


def _reported_on(row: MonthRow, acts: list[DoneAct]) -> date | None:
    """Return the book's day on which a month was handed in first; None when it was not yet."""
    days = [one.detail["day"] for one in acts if one.act is MonthAct.SUBMIT]
    if not days and row.state in _ANSWERED:  # carried without the program
        days = [one.detail["day"] for one in acts if one.act is MonthAct.CLOSE]
    return date.fromisoformat(days[0]) if days else None


def _light(row: MonthRow, day: date, due: date, corrections: int) -> str:
    if row.state is MonthState.RETURNED:
        return "cinnabar"
    waiting = row.state in (MonthState.OPEN, MonthState.CLOSED)
    if waiting and day > due:
        return "cinnabar"
    if row.state is MonthState.OPEN and month_range(row.month)[0] > day:
        return "stone"
    return "wheat" if waiting or corrections else "pine"

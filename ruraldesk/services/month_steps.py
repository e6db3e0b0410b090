"""A month as the window shows it: its steps, what each still lacks, and the months before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ruraldesk.services import checking
from ruraldesk.services.book_settings import keep_settings, setting
from ruraldesk.services.figures import today
from ruraldesk.services.months import MonthStatus, due_on, month_before, state
from ruraldesk.services.nil_reports import lacking, never_begun, nil_reports, standing
from ruraldesk.services.own_unit import untouched_own_unit
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.months import DoneAct, MonthAct, MonthState, state_in_words
from ruraldesk.texts.translate import tr

__all__ = [
    "ON", "REPORTED", "MonthState", "MonthView", "PastMonth", "Step", "entered_in", "keep_printed",
    "month_view", "past_months", "state_in_words", "steps_of",
]  # fmt: skip

ON = ("current", "wrong")  # states of the step that is to be done next
REPORTED = (MonthState.SUBMITTED, MonthState.ACCEPTED, MonthState.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the month; `state` is done, current, open, or wrong for one that went wrong."""

    key: str
    title: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month on its page.

    `nil` holds the reasons of ledgers that say there was nothing, `standing` those of them that are
    not kept at all, `owed` the ledgers that must still say so, `corrected` how many final records
    were changed since it was closed. `waiting` is an earlier month that has yet to be handed in, or
    came back; "" for none.
    """

    status: MonthStatus
    days_left: int  # negative once the day has passed
    steps: tuple[Step, ...]
    nil: Mapping[str, str]
    standing: Mapping[str, str]
    owed: tuple[str, ...]
    corrected: Mapping[str, int]
    waiting: str

    @property
    def current(self) -> str:
        """The key of the step that is on; "" when nothing is left to do."""
        return next((one.key for one in self.steps if one.state in ON), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMonth:
    """A month that was closed, with the ISO times of what was done with it last; "" for never."""

    status: MonthStatus
    submitted_at: str
    answered_at: str


def month_view(book: Book, month: str) -> MonthView:
    """Return where a month stands and what it still lacks, as of the book's day."""
    status = state(book, month)
    is_open = status.state is MonthState.OPEN
    owed = lacking(book, month) if is_open else []
    return MonthView(
        status=status,
        days_left=(status.due - today(book)).days,
        steps=steps_of(book, month, entered_in(book), status),
        nil=nil_reports(book, month),
        standing=standing(book) if is_open else {},
        owed=tuple(one.form for one in owed),
        corrected=_corrected(book, month),
        waiting=_waiting(book, month),
    )


def entered_in(book: Book) -> int:
    """Return how many records the ledgers of a book hold beside that which it was begun with."""
    given = untouched_own_unit(book) is not None
    return sum(book.lists.count(key, ListQuery()) for key in book.definitions.forms) - given


def past_months(book: Book) -> list[PastMonth]:
    """Return the months that were ever closed, the newest first."""
    return [_past(book, row.month) for row in reversed(book.months.all())]


def keep_printed(book: Book, month: str) -> None:
    """Remember that what was closed of a month was printed to be signed."""
    sequence = book.months.get(month).sequence
    keep_settings(book, {f"printed.{month}": f"{sequence} {today(book).isoformat()}"})


def steps_of(
    book: Book, month: str, entered: int, status: MonthStatus | None = None
) -> tuple[Step, ...]:
    """Return the steps that a month goes through until the office above has answered.

    Args:
        entered: how many records the book holds.
        status: of the month, where it is known already.
    """
    status = status or state(book, month)
    if status.state is MonthState.OPEN:
        return _steps_before_close(book, status, entered)
    return _steps_after_close(book, status, entered)


def _steps_before_close(book: Book, status: MonthStatus, entered: int) -> tuple[Step, ...]:
    last = checking.last_check(book, status.month)
    checked = last is not None and last.current
    blocking = 0
    if last is not None and checked:  # the wizard asks of ledgers that were never begun, too
        blocking = last.blocking + len(never_begun(book, status.month))
    ready = checked and not blocking
    check = "open" if not entered else "done" if ready else "current"
    return (
        _enter(entered),
        _step("check", check, tr("{count} to mend").format(count=blocking) if blocking else ""),
        _step("close", "current" if ready and entered else "open"),
        *(_step(key, "open") for key in ("print", "stick", "receipt")),
    )


def _steps_after_close(book: Book, status: MonthStatus, entered: int) -> tuple[Step, ...]:
    acts = book.months.acts(status.month)
    reported = status.state in REPORTED
    printed, _, day = setting(book, f"printed.{status.month}").partition(" ")
    signed = printed == str(status.sequence)
    handed_in = _last(acts, status.sequence, MonthAct.SUBMIT)
    return (
        _enter(entered),
        _step("check", "done"),
        _step("close", "done", _day(status.closed_at)),
        _step("print", "done" if signed or reported else "current", _day(day) if signed else ""),
        _step("stick", "done" if reported else "current" if signed else "open", _day(handed_in)),
        _receipt(status, acts),
    )


def _receipt(status: MonthStatus, acts: Sequence[DoneAct]) -> Step:
    if status.state is MonthState.RETURNED:
        return _step("receipt", "wrong", tr("returned"))
    if status.state is MonthState.ACCEPTED:
        return _step("receipt", "done", _day(_last(acts, status.sequence, MonthAct.ACCEPT)))
    return _step("receipt", "current" if status.state is MonthState.SUBMITTED else "open")


def _enter(entered: int) -> Step:
    detail = tr("{count} rows").format(count=f"{entered:,}")
    return _step("enter", "done" if entered else "current", detail)


def _step(key: str, state_word: str, detail: str = "") -> Step:
    titles = {
        "enter": tr("Entries"),
        "check": tr("Check"),
        "close": tr("Close the books"),
        "print": tr("Print and sign"),
        "stick": tr("Onto the stick"),
        "receipt": tr("Answer from above"),
    }
    return Step(key=key, title=titles[key], state=state_word, detail=detail)


def _past(book: Book, month: str) -> PastMonth:
    status, acts = state(book, month), book.months.acts(month)
    answer = MonthAct.RETURN if status.state is MonthState.RETURNED else MonthAct.ACCEPT
    return PastMonth(
        status=status,
        submitted_at=_last(acts, status.sequence, MonthAct.SUBMIT),
        answered_at=_last(acts, status.sequence, answer),
    )


def _corrected(book: Book, month: str) -> Counter[str]:
    """Return by ledger how many changes of final records came after the last close."""
    acts = book.months.acts(month)
    closed = max((one.id for one in acts if one.act is MonthAct.CLOSE), default=0)
    return Counter(
        str(one.detail["form"]) for one in acts if one.act is MonthAct.CORRECT and one.id > closed
    )


def _last(acts: Sequence[DoneAct], sequence: int, act: MonthAct) -> str:
    """Return when something was done last with a submission; "" for never."""
    times = [one.time for one in acts if one.act is act and one.sequence == sequence]
    return times[-1] if times else ""


def _day(time: str) -> str:
    """Return month and day of an ISO time, "11-21"."""
    return time[5:10]


def _waiting(book: Book, month: str) -> str:
    """Return the first month before `month` that was begun and is not handed in, or came back."""
    known = {row.month: row.state for row in book.months.all()}
    if not known:
        before = month_before(month)
        begun = date.fromisoformat(f"{month}-01") <= today(book) <= due_on(book, before)
        return before if begun else ""
    one, found = month_before(month), ""
    while one >= min(known):
        if known.get(one, MonthState.OPEN) not in (MonthState.SUBMITTED, MonthState.ACCEPTED):
            found = one
        one = month_before(one)
    return found

"""Which reports were answered, and whether the answer is on its way to the unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ruraldesk.exchange.sticks import Stick
from ruraldesk.services.book_settings import setting
from ruraldesk.services.receipts import Written
from ruraldesk.services.reporting_status import units_below
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.comments import Comment
from ruraldesk.store.office_notes import Given
from ruraldesk.store.taken import REPORTED, Taken


class Way(StrEnum):
    """How far the answer to a report is."""

    UNDECIDED = "undecided"  # nobody has decided on the report
    TO_WRITE = "to_write"  # decided, no receipt was written
    STALE = "stale"  # a receipt was written, but the answer is another one by now
    WRITTEN = "written"
    ON_PAPER = "on_paper"  # the unit has not the program: it is told by mouth


OPEN = (Way.UNDECIDED, Way.TO_WRITE, Way.STALE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a unit's month: the last report of it, and the receipt that was given."""

    report: Taken
    name: str
    comments: int
    way: Way
    given: Given | None

    @property
    def is_open(self) -> bool:
        """Whether a receipt is still to be written."""
        return self.way in OPEN


def answers(book: Book, month: str = "") -> list[Answer]:
    """Return the answers to the reports of a month or of all, the newest month first.

    Args:
        month: "2023-11"; all months if "".
    """
    names = dict(units_below(book))
    last = {(one.month, one.unit): one for one in book.taking.taken(month=month)}
    given = {(one.month, one.unit): one for one in book.notes.given()}
    comments: dict[tuple[str, str], list[Comment]] = {}
    for unit in {unit for _, unit in last}:
        for one in book.comments.of(unit, month):
            comments.setdefault((one.month, unit), []).append(one)
    found = [
        _answer(report, names[report.unit], comments.get(key, []), given.get(key))
        for key, report in last.items()
        if report.unit in names
    ]
    found.sort(key=lambda one: one.report.unit)
    return sorted(found, key=lambda one: one.report.month, reverse=True)


def to_write(book: Book) -> int:
    """Return how many reports wait for their receipt."""
    return sum(one.is_open for one in answers(book))


def note_given(book: Book, written: Written, place: Stick | str) -> None:
    """Note that receipts lie on a stick, or in a folder.

    Raises:
        ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
    """
    time, operator = now(), setting(book, "operator")
    reports = {(one.unit, one.month): one for one in book.taking.taken()}
    book.notes.give(
        Given(
            unit=one.unit,
            month=one.month,
            package=reports[one.unit, one.month].sha256,
            verdict=one.verdict.value,
            place=place if isinstance(place, str) else place.name,
            stick=not isinstance(place, str),
            time=time,
            operator=operator,
        )
        for one in written.receipts
    )


def _answer(report: Taken, name: str, comments: Sequence[Comment], given: Given | None) -> Answer:
    return Answer(
        report=report,
        name=name,
        comments=len(comments),
        way=_way(report, comments, given),
        given=given,
    )


def _way(report: Taken, comments: Sequence[Comment], given: Given | None) -> Way:
    if report.verdict == REPORTED:
        return Way.ON_PAPER
    if not report.answer:
        return Way.UNDECIDED
    if given is None or given.package != report.sha256:
        return Way.TO_WRITE
    last = max((max(one.time, one.answered, one.settled) for one in comments), default="")
    return Way.STALE if given.verdict != report.answer or last > given.time else Way.WRITTEN

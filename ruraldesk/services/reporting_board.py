"""What an office sees of the reports of its units: the matrix, and what one report changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ruraldesk.services.checking import names_of
from ruraldesk.services.comments import Comment, comments
from ruraldesk.services.month_changes import RowDifference
from ruraldesk.services.reporting_status import (
    MONTHS,
    ReportState,
    Status,
    UnitMonth,
    status,
    unit_status,
    units_below,
)
from ruraldesk.store.book import Book
from ruraldesk.store.taken import REPORTED, Taken
from ruraldesk.store.taken_changes import (
    ADDED,
    CHANGED,
    REMOVED,
    TakenChange,
    counted_changes,
    first_month,
    rows_of_unit,
    taken_changes,
)

__all__ = [
    "Board",
    "Comment",
    "LedgerChange",
    "ReportState",
    "Taken",
    "UnitLine",
    "UnitMonth",
    "UnitReport",
    "batch_of",
    "board",
    "counts",
    "row_changes",
    "unit_report",
]

MOST_SHOWN = 2000  # changed records that a list shows
_ROWS = ("added", "changed", "unchanged")  # counts of a report that add up to its rows


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit in the matrix: its months, and more about the last of them."""

    unit: str
    name: str
    months: tuple[UnitMonth, ...]  # the oldest first
    rows: int | None  # of its report; None without one, or without the program
    open_comments: int

    @property
    def last(self) -> UnitMonth:
        """The month that is looked at."""
        return self.months[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All units below; `began` is the first month that any of them reported, "" for none."""

    status: Status
    lines: tuple[UnitLine, ...]
    began: str

    @property
    def reported(self) -> int:
        """How many units have handed the month in."""
        return len(self.lines) - self.status.count(ReportState.MISSING)

    @property
    def on_time(self) -> int:
        """How many handed it in in time."""
        return sum(bool(line.last.on_time) for line in self.lines)

    @property
    def returned(self) -> int:
        """How many have to mend something."""
        return self.status.count(ReportState.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerChange:
    """What a report did to one ledger of its unit: before + added - removed = now."""

    form: str
    before: int
    added: int
    changed: int
    removed: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReport:
    """A unit's month with all that was taken in of it, the oldest first, and the comments on it.

    `ledgers` are those in which the last report has rows or changed some.
    """

    unit: str
    name: str
    month: str
    state: UnitMonth
    reports: tuple[Taken, ...]
    ledgers: tuple[LedgerChange, ...]
    comments: tuple[Comment, ...]

    @property
    def last(self) -> Taken | None:
        """What was taken in last; None when the unit has not reported."""
        return self.reports[-1] if self.reports else None


def board(book: Book, month: str, *, months: int = MONTHS) -> Board:
    """Return who has reported `month` and the `months` that end with it."""
    found = status(book, month, months=months)
    last = {one.unit: one for one in book.taking.taken(month=month)}
    lines = tuple(
        UnitLine(
            unit=unit,
            name=row[-1].name,
            months=row,
            rows=_rows(last.get(unit)),
            open_comments=_open_comments(book, unit, month) if unit in last else 0,
        )
        for unit, row in found.matrix.items()
    )
    return Board(status=found, lines=lines, began=first_month(book))


def counts(book: Book, month: str) -> tuple[int, int]:
    """Return how many units have reported a month, and how many should."""
    units = [code for code, _ in units_below(book)]
    reported = {one.unit for one in book.taking.taken(month=month)}
    return len(reported.intersection(units)), len(units)


def batch_of(book: Book, batch: str) -> list[str]:
    """Return the names of the units whose reports were taken in together and still hold."""
    return [one.unit_name for one in book.taking.taken(batch=batch)]


def unit_report(book: Book, unit: str, month: str) -> UnitReport | None:
    """Return what a unit reported of a month; None for a unit that does not report here."""
    state = unit_status(book, unit, month)
    if state is None:
        return None
    reports = book.taking.taken(unit=unit, month=month)
    known = bool(reports) and reports[-1].verdict != REPORTED
    return UnitReport(
        unit=unit,
        name=state.name,
        month=month,
        state=state,
        reports=tuple(reports),
        ledgers=tuple(_ledgers(book, reports[-1])) if known else (),
        comments=tuple(comments(book, unit, month)),
    )


def row_changes(
    book: Book, unit: str, month: str, *, limit: int = MOST_SHOWN
) -> list[RowDifference]:
    """Return the records that a unit's last report of a month changed, in the order of ledgers."""
    reports = book.taking.taken(unit=unit, month=month)
    if not reports:
        return []
    found = list(islice(taken_changes(book, reports[-1]), limit))
    order = {key: place for place, key in enumerate(book.definitions.forms)}
    found = [one for one in found if one.form in order]
    found.sort(key=lambda one: order[one.form])
    return _in_words(book, found)


def _in_words(book: Book, found: Sequence[TakenChange]) -> list[RowDifference]:
    uuids: dict[str, list[str]] = {}
    for one in found:
        uuids.setdefault(one.form, []).append(one.uuid)
    names = names_of(book, uuids)
    return [
        RowDifference(
            form=one.form,
            uuid=one.uuid,
            name=names.get(one.uuid, ""),
            kind=one.kind,
            fields=book.journal.in_words(book.definitions.form(one.form), one.before, one.after)
            if one.kind != REMOVED
            else (),
        )
        for one in found
    ]


def _ledgers(book: Book, report: Taken) -> Iterator[LedgerChange]:
    """Yield what a report did: what the book has now, less what later reports did."""
    now = rows_of_unit(book, report.unit)
    for later in book.taking.taken(unit=report.unit):
        if later.id > report.id:
            for form, moved in counted_changes(book, later).items():
                now[form] = now.get(form, 0) - moved[ADDED] + moved[REMOVED]
    own = counted_changes(book, report)
    for form in book.definitions.forms:
        if form not in own and not now.get(form):
            continue
        moved, rows = own.get(form, Counter()), now.get(form, 0)
        yield LedgerChange(
            form=form,
            before=rows - moved[ADDED] + moved[REMOVED],
            added=moved[ADDED],
            changed=moved[CHANGED],
            removed=moved[REMOVED],
            now=rows,
        )


def _rows(report: Taken | None) -> int | None:
    if report is None or report.verdict == REPORTED:
        return None
    return sum(report.counts.get(one, 0) for one in _ROWS)


def _open_comments(book: Book, unit: str, month: str) -> int:
    return sum(one.is_open for one in comments(book, unit, month))

"""What a month did to each ledger: of a closed one from the archive, of an open one until now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruraldesk.definitions.model import FormDef
from ruraldesk.exchange.snapshot import BadSnapshot, SnapshotTables
from ruraldesk.services.month_archive import NotClosed, archived, damaged
from ruraldesk.services.month_changes import Movement, movements
from ruraldesk.services.months import month_before
from ruraldesk.store.book import Book
from ruraldesk.store.changes import difference
from ruraldesk.store.journal_entries import changed_since
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.month_rows import MonthRows
from ruraldesk.store.months import MonthState

MOST_COUNTED = 100_000  # records of a ledger that are compared while the month is open
MOST_COMPARED = 5000  # the same where the journal does not say which were changed


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMonth:
    """One ledger in a month; None for a number that nobody knows yet.

    In the first month everything is added; what changed in a large ledger is told when the month is
    closed.
    """

    form: str
    before: int | None = None
    added: int | None = None
    changed: int | None = None
    removed: int | None = None
    now: int = 0


def ledgers(book: Book, month: str) -> list[LedgerMonth]:
    """Return the ledgers that the book's level keeps, in the order of the navigation.

    Raises:
        SnapshotDamaged: what was closed is not as it was.
    """
    if book.months.get(month).state is MonthState.OPEN:
        found = _until_now(book, month)
    else:
        found = {one.form: _closed(one) for one in movements(book, month)}
    level = book.info.level
    kept = [form.key for form in book.definitions.forms.values() if level in form.levels]
    return [found.get(key, LedgerMonth(form=key)) for key in kept]


def _closed(moved: Movement) -> LedgerMonth:
    if not moved.previous:
        return _first(moved.form, int(moved.rows.closing))
    return LedgerMonth(
        form=moved.form,
        before=int(moved.rows.opening),
        added=int(moved.rows.added),
        changed=moved.changed,
        removed=int(moved.rows.removed),
        now=int(moved.rows.closing),
    )


def _first(form: str, count: int) -> LedgerMonth:
    """Return a ledger in the first month: before it nothing was reported."""
    return LedgerMonth(form=form, before=0, added=count, changed=0, removed=0, now=count)


def _until_now(book: Book, month: str) -> dict[str, LedgerMonth]:
    """Return what an open month holds by now, beside what was closed before it."""
    try:
        closed = archived(book, month_before(month))
    except NotClosed:
        return _all_compared(book, month, None)
    head = book.months.get(month_before(month)).head
    try:
        before = _Before(closed.snapshot.counts, closed.tables(), head)
        return _all_compared(book, month, before)
    except BadSnapshot as error:
        raise damaged(book, closed, error) from error


def _all_compared(book: Book, month: str, before: _Before | None) -> dict[str, LedgerMonth]:
    with book.reading() as connection:
        rows = MonthRows(connection, book, month)
        since = None
        if before is not None:
            since = changed_since(connection, book.tables["_journal"], before.head)
        return {
            form.key: _compared(book, form, rows, before, since)
            for form in book.definitions.forms.values()
            if book.info.level in form.levels
        }


@dataclass(frozen=True, slots=True)
class _Before:
    """What was closed of the month before, and where the journal stood."""

    counts: Mapping[str, int]
    tables: SnapshotTables
    head: str


def _compared(
    book: Book,
    form: FormDef,
    rows: MonthRows,
    before: _Before | None,
    since: Mapping[str, set[str]] | None,
) -> LedgerMonth:
    """Compare a ledger with what was closed; of records, those that were changed `since` then.

    Where the journal does not know what was changed, all of them.
    """
    count = book.lists.count(form.key, ListQuery())
    if before is None:
        return _first(form.key, count)
    opening = before.counts.get(form.table, 0)
    if not count and not opening:
        return LedgerMonth(form=form.key)
    if max(count, opening) > (MOST_COMPARED if since is None else MOST_COUNTED):
        return LedgerMonth(form=form.key, before=opening, now=count)
    olds, news = set(before.tables.uuids(form.key)), set(rows.uuids(form))
    both = olds & news
    looked_at = both if since is None else both & since.get(form.key, set())
    changed = 0
    if looked_at:
        known = {one.uuid: one for one in before.tables.records(form.key, looked_at)}
        changed = sum(
            bool(difference(form, known[one.uuid], one)[1]) for one in rows.of(form, looked_at)
        )
    return LedgerMonth(
        form=form.key,
        before=opening,
        added=len(news) - len(both),
        changed=changed,
        removed=len(olds) - len(both),
        now=len(news),
    )

"""What each report of a unit changed in the book, as the journal kept it when it was taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ruraldesk.definitions.model import UNIT
from ruraldesk.store.changes import DELETED, Part
from ruraldesk.store.journal_entries import Action, parts
from ruraldesk.store.taken import Taken

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenChange:
    """One record that a report added, changed or removed; both sides as the journal has them."""

    form: str
    uuid: str
    kind: str
    before: Part
    after: Part


def taken_changes(book: Book, report: Taken) -> Iterator[TakenChange]:
    """Yield the records that a report changed, in the order in which it was done."""
    table = book.tables["_journal"]
    query = (
        select(table)
        .where(table.c.id.between(report.first_entry, report.last_entry))
        .where(table.c.action == Action.MERGE, table.c.batch == report.batch)
        .order_by(table.c.id)
    )
    with book.reading() as connection:
        for row in connection.execute(query):
            before, after = parts(row)
            for uuid, now in after.items():
                was = before.get(uuid) or {}
                kind = _kind(uuid in before, now)
                yield TakenChange(form=row.form, uuid=uuid, kind=kind, before=was, after=now)


def counted_changes(book: Book, report: Taken) -> dict[str, Counter[str]]:
    """Return by ledger how many records a report added, changed and removed."""
    found: dict[str, Counter[str]] = {}
    for one in taken_changes(book, report):
        found.setdefault(one.form, Counter())[one.kind] += 1
    return found


def is_reported(book: Book, form: str, unit: str, uuid: str) -> bool:
    """Say whether a report of a unit ever brought a record into a ledger."""
    table = book.tables["_journal"]
    query = (
        select(table.c.id)
        .where(table.c.form == form, table.c.record == unit, table.c.action == Action.MERGE)
        .where(func.instr(table.c.after, f'"{uuid}"') > 0)
        .limit(1)
    )
    with book.reading() as connection:
        return connection.execute(query).first() is not None


def first_month(book: Book) -> str:
    """Return the earliest month of which a report holds; "" without any."""
    table = book.tables["_taken"]
    query = select(func.min(table.c.month)).where(table.c.undone.is_(None))
    with book.reading() as connection:
        return str(connection.execute(query).scalar() or "")


def rows_of_unit(book: Book, unit: str) -> dict[str, int]:
    """Return by ledger how many records the book has of a unit and those below it; 0 left out."""
    above = book.taking.above()
    scope = {unit}
    while more := {code for code, upper in above.items() if upper in scope} - scope:
        scope |= more
    found: dict[str, int] = {}
    with book.reading() as connection:
        for form in book.definitions.forms.values():
            table = book.tables[form.table]
            column = table.c.code if form.key == UNIT and "code" in table.c else table.c.get(UNIT)
            if column is None:
                continue
            query = select(func.count()).where(column.in_(scope), table.c.deleted.is_(None))
            if rows := connection.execute(query).scalar_one():
                found[form.key] = rows
    return found


def _kind(known: bool, after: Part) -> str:
    if DELETED in after:
        return REMOVED if after[DELETED] else ADDED
    return CHANGED if known else ADDED

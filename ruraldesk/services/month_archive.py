"""The archive of closed months: what a book held when a month was closed, and reading it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from ruraldesk import __version__
from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.exchange.parts import Opener, Parts, write_part, write_parts
from ruraldesk.exchange.snapshot import (
    CONTENTS,
    BadSnapshot,
    Snapshot,
    SnapshotTables,
    damaged_parts,
    read_contents,
)
from ruraldesk.services.nil_reports import nil_reports
from ruraldesk.store.begun import begun
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.journal_entries import last_hash
from ruraldesk.store.month_rows import MonthRows
from ruraldesk.store.months import ChangedMeanwhile, MonthAct, MonthRow
from ruraldesk.store.snapshots import SnapshotDamaged
from ruraldesk.texts.dates import chinese_month, told_month
from ruraldesk.texts.translate import tr


class NotClosed(UserError):
    """What was closed of a month is asked for, but it never was."""

    code = "not_closed"

    def __init__(self, month: str) -> None:
        super().__init__(
            tr("{month} has not been closed. Close it first.").format(month=told_month(month))
        )


@dataclass(frozen=True, slots=True)
class Archived:
    """What was closed: its list of contents, and what opens its parts by their names."""

    snapshot: Snapshot
    read: Opener

    def tables(self) -> SnapshotTables:
        """Return its ledgers as records."""
        return SnapshotTables(self.snapshot, self.read)


def write_snapshot(
    book: Book,
    row: MonthRow,
    head: str,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Snapshot:
    """Write what is closed of a month into the archive, under its next sequence.

    Args:
        head: of the journal: the book as it is at that moment, and at no other.

    Raises:
        ChangedMeanwhile: the journal has another head.
        ReadOnlyBook, DiskFull, NoAccess, DriveFailed: it cannot be kept; nothing is left of it.
        Stopped: `cancelled` said so.
    """
    sequence = row.sequence + 1
    with book.snapshots.written(row.month, sequence) as write:
        parts = _write_ledgers(book, row, head, write, progress, cancelled)
        info = book.info
        snapshot = Snapshot(
            book=info.id,
            unit=info.unit,
            unit_name=info.name,
            level=info.level,
            parent=info.parent,
            month=row.month,
            sequence=sequence,
            closed_at=now(),
            program=__version__,
            reason=row.reason if row.sequence else "",
            counts=parts.counts,
            totals=parts.totals,
            nil=nil_reports(book, row.month),
            versions=parts.versions,
            parts=parts.parts,
        )
        write_part(write, CONTENTS, snapshot.content())
    return snapshot


def _write_ledgers(
    book: Book,
    row: MonthRow,
    head: str,
    write: Opener,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Parts:
    info, sequence = book.info, row.sequence + 1
    with book.reading() as connection:
        if last_hash(connection, book.tables["_journal"]) != head:
            raise ChangedMeanwhile(row.month)
        known = begun(connection, [form.table for form in book.definitions.forms.values()])
        kept = [
            form
            for form in book.definitions.forms.values()
            if info.level in form.levels or form.table in known
        ]
        rows = MonthRows(connection, book, row.month)
        return write_parts(
            write,
            book.definitions,
            {form.key: records for form, records in _told(rows, kept, progress)},
            name=f"{info.unit}-{row.month}-{sequence}",
            title=f"{info.name} {chinese_month(row.month)}",
            cancelled=cancelled,
        )


def _told(
    rows: MonthRows, forms: list[FormDef], progress: Progress | None
) -> Iterator[tuple[FormDef, Iterable[Record]]]:
    """Yield each ledger with its records; reading them tells how far it is."""

    def read(number: int, form: FormDef) -> Iterator[Record]:
        if progress is not None:
            progress(number, len(forms), tr(form.title))
        yield from rows.of(form)

    for number, form in enumerate(sorted(forms, key=lambda one: one.key)):
        yield form, read(number, form)


def archived(book: Book, month: str, sequence: int | None = None) -> Archived:
    """Return what was closed of a month: the last time, or the one with `sequence`.

    Raises:
        NotClosed: it was not.
        SnapshotDamaged: its list of contents is missing or is not what the journal says.
    """
    wanted = sequence or book.months.get(month).sequence
    closes = [
        one
        for one in book.months.acts(month)
        if one.act is MonthAct.CLOSE and one.sequence == wanted
    ]
    if not closes:
        raise NotClosed(month)
    read = partial(book.snapshots.opened, month, wanted)
    try:
        snapshot = read_contents(read, str(closes[-1].detail["snapshot"]))
    except BadSnapshot as error:
        folder = book.snapshots.folder(month, wanted)
        raise SnapshotDamaged(month, wanted, folder, str(error)) from error
    return Archived(snapshot, read)


def refuse_damaged(book: Book, found: Archived) -> None:
    """Read all of a snapshot.

    Raises:
        SnapshotDamaged: a part is not as it was when the month was closed.
    """
    for name in damaged_parts(found.snapshot, found.read):
        raise damaged(book, found, BadSnapshot(name))


def damaged(book: Book, found: Archived, error: BadSnapshot) -> SnapshotDamaged:
    """Return the sentence about a part that is not as it was when the month was closed."""
    said = found.snapshot
    folder = book.snapshots.folder(said.month, said.sequence)
    return SnapshotDamaged(said.month, said.sequence, folder, str(error))

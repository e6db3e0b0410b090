"""The archive of closed months: what a book held when a month was closed, and reading it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from ruraldesk import __version__
from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.plain import to_plain
from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.exchange.answers import ANSWERS
from ruraldesk.exchange.parts import Opener, Part, Parts, write_part, write_parts
from ruraldesk.exchange.snapshot import (
    CONTENTS,
    BadSnapshot,
    Snapshot,
    SnapshotTables,
    damaged_parts,
    read_contents,
)
from ruraldesk.services.answering import answers_part
from ruraldesk.services.nil_reports import nil_reports
from ruraldesk.services.reading import condition_of
from ruraldesk.store.begun import begun
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.journal_entries import last_hash
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.month_rows import MonthRows
from ruraldesk.store.months import ChangedMeanwhile, MonthAct, MonthRow
from ruraldesk.store.snapshots import SnapshotDamaged
from ruraldesk.texts.dates import chinese_month, month_range, told_month
from ruraldesk.texts.translate import tr

_UNTIL = {  # the last day, month, year that a month holds, by the type that dates a record
    FieldType.DATE: "as_of",
    FieldType.MONTH: "month(as_of)",
    FieldType.YEAR: "year(as_of)",
}


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
            computed=_computed_totals(book, row.month, parts.counts),
            nil=nil_reports(book, row.month),
            versions=parts.versions,
            parts=(*parts.parts, *_write_answers(book, write)),
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


def _write_answers(book: Book, write: Opener) -> tuple[Part, ...]:
    """Write what the book answers to comments, where it answers any."""
    content = answers_part(book)
    return () if content is None else (write_part(write, ANSWERS, content),)


def _computed_totals(
    book: Book, month: str, counts: Mapping[str, int]
) -> dict[str, dict[str, str]]:
    """Return the sums of computed fields, as of the month's last day, of all ledgers with rows."""
    found: dict[str, dict[str, str]] = {}
    for form in book.definitions.forms.values():
        fields = [one for one in map(form.field, form.totals) if not one.stored]
        if not fields or not counts.get(form.table):
            continue
        until = _UNTIL.get(form.field(form.dated_by).type) if form.dated_by else None
        where = f"{form.dated_by} == None or {form.dated_by} <= {until}" if until else ""
        query = ListQuery(
            where=(condition_of(book, form, where),) if where else (),
            as_of=month_range(month)[1],
        )
        sums = book.lists.totals(form.key, query, [one.key for one in fields])
        found[form.key] = {one.key: str(to_plain(one, sums[one.key]) or 0) for one in fields}
    return found


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

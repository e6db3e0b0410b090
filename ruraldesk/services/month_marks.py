"""What moved in a ledger of standing facts since the month before was closed: new, changed, ended.

Such a ledger says `lasting = true`: its records hold until they are ended, so that each month opens
with those of the last one and only what changed is entered. Ledgers of events begin anew each
month, and are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ruraldesk.definitions.model import FormDef
from ruraldesk.exchange.snapshot import BadSnapshot
from ruraldesk.services.month_archive import Archived, NotClosed, archived, damaged
from ruraldesk.services.month_changes import ADDED, CHANGED, REMOVED
from ruraldesk.services.months import month_before
from ruraldesk.store.book import Book
from ruraldesk.store.changes import Part, difference
from ruraldesk.store.journal import FieldChange
from ruraldesk.store.journal_entries import changed_since
from ruraldesk.store.record_rows import RecordReader, chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What became of one record: added, changed or removed; both sides of what changed."""

    kind: str
    old: Part = field(default_factory=dict)
    new: Part = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What moved in one ledger since `month` was closed, by UUID."""

    form: FormDef
    month: str
    found: Mapping[str, Mark]

    def moved(self) -> tuple[str, ...]:
        """Return the records that are in the list and are new or changed."""
        return tuple(sorted(uuid for uuid, one in self.found.items() if one.kind != REMOVED))


def marks(book: Book, month: str, form_key: str) -> Marks | None:
    """Return what moved in a ledger until now since the month before `month` was closed.

    None where there is nothing to compare with: the ledger is none of standing facts, or that month
    was not closed.

    Raises:
        SnapshotDamaged: what was closed is not as it was.
    """
    found = list(all_marks(book, month, (form_key,)))
    return found[0] if found else None


def all_marks(book: Book, month: str, keys: tuple[str, ...] = ()) -> Iterator[Marks]:
    """Yield the same for several ledgers, for all that the book keeps if none is named."""
    forms = [
        form
        for form in book.definitions.forms.values()
        if form.lasting and book.info.level in form.levels and (not keys or form.key in keys)
    ]
    if not forms:
        return
    try:
        closed = archived(book, month_before(month))
    except NotClosed:
        return
    head = book.months.get(month_before(month)).head
    with book.reading() as connection:
        touched = changed_since(connection, book.tables["_journal"], head)
    for form in forms:
        if touched is not None:  # else the journal does not know it: a book that was restored
            moved = _moved(book, form, closed, touched.get(form.key, set()))
            yield Marks(form=form, month=closed.snapshot.month, found=moved)


def side_by_side(book: Book, form: FormDef, mark: Mark, key: str = "") -> tuple[FieldChange, ...]:
    """Return what became what in a changed record, in words; of one field alone if it is named."""
    old, new = mark.old, mark.new
    if key:
        old, new = ({one: side[one] for one in (key,) if one in side} for side in (old, new))
    return book.journal.in_words(form, old, new)


def _moved(book: Book, form: FormDef, closed: Archived, touched: set[str]) -> dict[str, Mark]:
    """Compare the records that were touched since; a ledger that nobody touched is not read."""
    if not touched:
        return {}
    try:
        before = {one.uuid: one for one in closed.tables().records(form.key, touched)}
    except BadSnapshot as error:
        raise damaged(book, closed, error) from error
    reader, found = RecordReader(book), {}
    with book.reading() as connection:
        for piece in chunks(sorted(touched)):
            now = reader.states(connection, form, piece)
            for uuid in piece:
                was, one = before.get(uuid), now.get(uuid)
                if one is None or one.deleted:
                    if was is not None:
                        found[uuid] = Mark(kind=REMOVED)
                elif was is None:
                    found[uuid] = Mark(kind=ADDED)
                else:
                    old, new = difference(form, was, one)
                    if new:
                        found[uuid] = Mark(kind=CHANGED, old=old, new=new)
    return found

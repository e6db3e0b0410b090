"""What the ledgers of one report share while they are written, and how changes are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, null, select, update

from ruraldesk.definitions.model import UNIT, FormDef, Record
from ruraldesk.definitions.names import name_fields
from ruraldesk.store.arrival import Arrival
from ruraldesk.store.changes import Part, difference
from ruraldesk.store.journal_entries import Act, Action, Entry, append
from ruraldesk.store.preparing import Change
from ruraldesk.store.record_rows import chunks
from ruraldesk.store.writing import RowWriter

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

PIECE = 1000  # records in one entry of the journal


@dataclass(slots=True, kw_only=True)
class Counted:
    """What became of the records of a report, in numbers."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    lost: int = 0  # references that lead to nothing: they were left empty
    own: int = 0  # records that this office entered for the unit itself: they stay
    yielded: int = 0  # those of them that had a number which the report gives another record

    def __iadd__(self, other: Counted) -> Counted:
        """Add what became of another ledger."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.removed += other.removed
        self.lost += other.lost
        self.own += other.own
        self.yielded += other.yielded
        return self


@dataclass(slots=True)
class Indexing:
    """The ids of records whose words the search index is to learn, by ledger.

    That comes last: records are found by the names of others, which may be written after them.
    """

    added: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[str, list[int]] = field(default_factory=dict)
    renamed: dict[str, list[int]] = field(default_factory=dict)

    def note_changes(self, form: FormDef, changes: Iterable[Change]) -> None:
        """Note records that were there."""
        naming = {*name_fields(form), *(("code", "name") if form.key == UNIT else ())}
        for one in changes:
            self.changed.setdefault(form.key, []).append(one.after.id)
            if not naming.isdisjoint(one.new):
                self.renamed.setdefault(form.key, []).append(one.after.id)

    def finish(self, connection: Connection, book: Book) -> None:
        """Bring the index up to date."""
        forms, index = book.definitions.forms, book.search.index
        for key, ids in self.added.items():
            for some in chunks(ids, PIECE):
                index.add(connection, forms[key], some)
        for key, ids in self.changed.items():
            index.update(connection, forms[key], sorted(ids))
        for key, ids in self.renamed.items():
            index.update_referring(connection, forms[key], sorted(ids))


@dataclass(slots=True)
class Laying:
    """What the ledgers of one report share while they are written."""

    connection: Connection
    book: Book
    act: Act
    arrival: Arrival
    scope: frozenset[str]
    ids: dict[tuple[str, str], int] = field(default_factory=dict)  # by form and UUID, of all met
    units: Mapping[str, str] = field(default_factory=dict)  # ours by theirs, by UUID
    indexing: Indexing = field(default_factory=Indexing)
    replaces_tables: bool = False  # what was entered here for a unit without the program goes
    corrects_earlier: bool = False  # a later month was taken in: what is dated after stays
    stayed: dict[str, list[int]] = field(default_factory=dict)  # ids of what stays, by ledger

    @property
    def writer(self) -> RowWriter:
        """What writes the rows."""
        return RowWriter(self.connection, self.book.tables, self.act)

    def brought(self, form: FormDef) -> set[str] | None:
        """Return by their UUIDs the records that reports of the unit ever brought; None: all."""
        if self.replaces_tables:
            return None
        table = self.book.tables["_journal"]
        query = select(table.c.after).where(
            table.c.form == form.key,
            table.c.record == self.arrival.unit,
            table.c.action == Action.MERGE.value,
        )
        found: set[str] = set()
        for after in self.connection.execute(query).scalars():
            found.update(json.loads(after))
        return found

    def journal(self, form: FormDef, before: Part, after: Part) -> None:
        """Note some records of a form, by UUID, in one entry; births are in `after` only."""
        entry = Entry(
            action=Action.MERGE,
            form=form.key,
            record=self.arrival.unit,
            revision=self.arrival.sequence,
            before=before,
            after=after,
        )
        append(self.connection, self.book.tables["_journal"], self.act, [entry])

    def write(self, form: FormDef, changes: Sequence[Change]) -> None:
        """Write changes of records that were there, and note them."""
        write_changes(self.connection, self.book, self.writer, form, changes, self.ids)
        self.indexing.note_changes(form, changes)
        for some in chunks(changes, PIECE):
            before = {one.after.uuid: one.old for one in some}
            self.journal(form, before, {one.after.uuid: one.new for one in some})


def write_changes(
    connection: Connection,
    book: Book,
    writer: RowWriter,
    form: FormDef,
    changes: Sequence[Change],
    ids: Mapping[tuple[str, str], int],
) -> None:
    """Write changes of records that are there; the search index is brought up to date later."""
    if not changes:
        return
    table, unique = book.tables[form.table], [one.key for one in form.fields if one.unique]
    for key in unique:  # two records may have exchanged theirs
        moved = [one.after.id for one in changes if key in one.new]
        for some in chunks(moved):
            connection.execute(update(table).where(table.c.id.in_(some)).values({key: null()}))
    writer.write(form, changes, ids)


def make_change(form: FormDef, before: Record, after: Record, action: Action) -> Change:
    """Return the change from one state of a record to the next."""
    after = replace(after, revision=before.revision + 1)
    old, new = difference(form, before, after)
    return Change(form=form, action=action, before=before, after=after, old=old, new=new)

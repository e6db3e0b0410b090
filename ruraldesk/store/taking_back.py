"""Taking back what reports brought: every record is as it was before the batch, or nothing is done.

What a report had brought newly lies in the recycle bin then; nothing is destroyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select, update

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import UserError
from ruraldesk.store.changes import DELETED, Part, difference, patched
from ruraldesk.store.journal_entries import Act, Action, Entry, append, parts
from ruraldesk.store.preparing import Change
from ruraldesk.store.record_rows import RecordReader, chunks
from ruraldesk.store.referring import Pointers, targets
from ruraldesk.store.taken import Taken, as_taken, taken_query
from ruraldesk.store.taking_laying import Indexing, write_changes
from ruraldesk.store.writing import RowWriter
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


class CannotTakeBack(UserError):
    """A batch of reports cannot be taken back; nothing was changed."""

    code = "cannot_take_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What was taken back: the reports, and how many records were put back or into the bin."""

    reports: tuple[Taken, ...]
    changed: int
    removed: int


def take_back(connection: Connection, book: Book, batch: str, act: Act) -> TakenBack:
    """Take back the reports of a batch, the last one first.

    Raises:
        CannotTakeBack: there is no such batch, a later report builds on it, or a record has been
            changed since.
    """
    reports = [as_taken(row) for row in connection.execute(taken_query(book, batch=batch))]
    if not reports:
        raise CannotTakeBack(
            tr(
                "There is no batch “{batch}” that could be taken back. The page of reports tells "
                "what was taken in (on the command line: ruraldesk status BOOK); a batch that was "
                "taken back already is not taken back again."
            ).format(batch=batch)
        )
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    table = book.tables["_taken"]
    changed = removed = 0
    for report in reversed(reports):
        _refuse_later(connection, book, report)
        back = _Back(connection, book, act, report)
        for entry in _entries(connection, book, report):
            changed += back.change(entry)
            removed += back.remove(entry)
        back.indexing.finish(connection, book)
        connection.execute(update(table).where(table.c.id == report.id).values(undone=act.time))
    return TakenBack(reports=tuple(reports), changed=changed, removed=removed)


def _refuse_later(connection: Connection, book: Book, report: Taken) -> None:
    later = [
        as_taken(row)
        for row in connection.execute(taken_query(book, report.unit))
        if row.id > report.id
    ]
    if later:
        raise CannotTakeBack(
            tr(
                "{unit} has handed in {month} since, which builds on this batch. Take back the "
                "later batch {batch} first."
            ).format(
                unit=report.unit_name, month=told_month(later[-1].month), batch=later[-1].batch
            )
        )


def _entries(connection: Connection, book: Book, report: Taken) -> Iterator[Row[Any]]:
    """Yield the journal's entries of a report, the last one first, one at a time."""
    table = book.tables["_journal"]
    for number in range(report.last_entry, report.first_entry - 1, -1):
        query = select(table).where(table.c.id == number, table.c.action == Action.MERGE)
        row = connection.execute(query).first()
        if row is not None and row.batch == report.batch:
            yield row


@dataclass(slots=True)
class _Back:
    """Takes back the entries of one report."""

    connection: Connection
    book: Book
    act: Act
    report: Taken
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    indexing: Indexing = field(default_factory=Indexing)

    def change(self, entry: Row[Any]) -> int:
        """Put changed and removed records back; return how many."""
        before, after = parts(entry)
        kept = [uuid for uuid in after if uuid in before]
        form = self.book.definitions.forms[entry.form]
        stored = RecordReader(self.book).states(self.connection, form, kept)
        changes = [self._turned(form, stored.get(uuid), after[uuid], before[uuid]) for uuid in kept]
        self._know(form, [one.after for one in changes])
        writer = RowWriter(self.connection, self.book.tables, self.act)
        write_changes(self.connection, self.book, writer, form, changes, self.ids)
        self.indexing.note_changes(form, changes)
        if changes:
            old = {one.after.uuid: one.old for one in changes}
            self._journal(form, old, {one.after.uuid: one.new for one in changes})
        return len(changes)

    def remove(self, entry: Row[Any]) -> int:
        """Put records that the report brought newly into the recycle bin; return how many."""
        before, after = parts(entry)
        born = [uuid for uuid in after if uuid not in before]
        form = self.book.definitions.forms[entry.form]
        table = self.book.tables[form.table]
        ids: list[int] = []
        for some in chunks(born):
            here = (table.c.uuid.in_(some), table.c.deleted.is_(None))
            ids += self.connection.execute(select(table.c.id).where(*here)).scalars()
            values = {"deleted": self.act.time, "changed": self.act.time}
            values["changed_by"] = self.act.operator
            self.connection.execute(
                update(table).where(*here).values(**values, revision=table.c.revision + 1)
            )
        if born:
            self.indexing.changed.setdefault(form.key, []).extend(ids)
            side = {uuid: {DELETED: False} for uuid in born}
            self._journal(form, side, {uuid: {DELETED: True} for uuid in born})
        return len(ids)

    def _turned(
        self, form: FormDef, current: Record | None, expected: Part, wanted: Part
    ) -> Change:
        try:
            found = patched(form, current, expected, wanted) if current else None
        except BadValue:  # the definitions do not know the old value any more
            found = None
        if current is None or found is None:
            name = name_of(form, current) if current else form.title
            raise CannotTakeBack(
                tr(
                    "“{name}” in “{form}” of {unit} has been changed here since. Put it back by "
                    "hand first (its history shows what was), or have the unit report again."
                ).format(name=name, form=tr(form.title), unit=self.report.unit_name)
            )
        after = replace(found, revision=current.revision + 1)
        old, new = difference(form, current, after)
        return Change(
            form=form, action=Action.UNMERGE, before=current, after=after, old=old, new=new
        )

    def _know(self, form: FormDef, records: Iterable[Record]) -> None:
        """Look up what the records refer to."""
        pointers = Pointers(form)
        wanted = {
            (one.field.form, one.value)
            for record in records
            for one in pointers.of(record)
            if one.field.form
        }
        found = targets(self.connection, self.book, wanted - self.ids.keys())
        self.ids.update({key: target.id for key, target in found.items()})

    def _journal(self, form: FormDef, before: Part, after: Part) -> None:
        entry = Entry(
            action=Action.UNMERGE,
            form=form.key,
            record=self.report.unit,
            revision=self.report.sequence,
            before=before,
            after=after,
        )
        append(self.connection, self.book.tables["_journal"], self.act, [entry])

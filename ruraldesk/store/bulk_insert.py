"""New records by the hundred thousand: for samples and benches, past validation and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Connection, func, select

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.store.changes import Births
from ruraldesk.store.journal_entries import Act, Action, Entry, append
from ruraldesk.store.record_rows import chunks
from ruraldesk.store.referring import Pointers, targets
from ruraldesk.store.writing import RowWriter

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_CHUNK = 1000  # records in one entry of the journal


class BulkInsert:
    """Writes new records of one form in one transaction."""

    def __init__(self, book: Book, form: FormDef, act: Act) -> None:
        self._book, self._form, self._act = book, form, act
        self._pointers, self._births = Pointers(form), Births(form)

    def insert(self, records: Iterable[Record]) -> int:
        """Write the records with their lines; return how many.

        References may lead to records before them in `records`.

        Raises:
            KeyError: a reference leads nowhere.
        """
        self._book.search.prepare()
        table = self._book.tables[self._form.table]
        with self._book.writing() as connection:
            first = (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
            next_id = first
            known: dict[tuple[str, str], int] = {}
            writer = RowWriter(connection, self._book.tables, self._act)
            for piece in chunks(records, _CHUNK):
                made = [self._born(record, next_id + place) for place, record in enumerate(piece)]
                next_id += len(made)
                self._find(connection, made, known)
                writer.insert(self._form, made, known)
                self._note(connection, made)
            index = self._book.search.index
            for ids in chunks(range(first, next_id), _CHUNK):
                index.add(connection, self._form, ids)
        return next_id - first

    def _born(self, record: Record, id_: int) -> Record:
        lines = {
            key: tuple(replace(line, uuid=line.uuid or str(uuid4())) for line in rows)
            for key, rows in record.lines.items()
        }
        return replace(
            record, uuid=record.uuid or str(uuid4()), id=id_, revision=1, lines=lines, names={}
        )

    def _find(
        self,
        connection: Connection,
        records: Sequence[Record],
        known: dict[tuple[str, str], int],
    ) -> None:
        """Add to `known` the ids of the records, and of those that they refer to."""
        known.update({(self._form.key, record.uuid): record.id for record in records})
        wanted = {
            (one.field.form, one.value)
            for record in records
            for one in self._pointers.of(record)
            if one.field.type is FieldType.REFERENCE
        }
        missing = [one for one in wanted if one not in known]
        found = targets(connection, self._book, missing)
        known.update({key: target.id for key, target in found.items()})

    def _note(self, connection: Connection, records: Sequence[Record]) -> None:
        """Write one entry of the journal for all of them."""
        after = {record.uuid: self._births.part(record) for record in records}
        entry = Entry(
            action=Action.BULK, form=self._form.key, record="", revision=1, before={}, after=after
        )
        append(connection, self._book.tables["_journal"], self._act, [entry])

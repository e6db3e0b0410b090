"""Which records belong to a month that is closed: all but those that are dated after it.

A month is closed in the days after it, when entries of the next one are there already. A record
that is dated later stays with a month whose records refer to it, so that nothing in it points
nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, bindparam, select

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.store.begun import begun
from ruraldesk.store.questions import Question
from ruraldesk.store.record_rows import RecordReader, chunks
from ruraldesk.texts.dates import month_range

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_PIECE = 500  # records read at a time


class MonthRows:
    """The records of a month, as one connection sees the book."""

    def __init__(self, connection: Connection, book: Book, month: str) -> None:
        self._connection, self._book = connection, book
        self._reader = RecordReader(book)
        self._forms = book.definitions.forms
        self._later = self._dated_after(month)
        self._keep_what_is_referred_to()

    def of(self, form: FormDef, only: Set[str] | None = None) -> Iterator[Record]:
        """Yield what is stored of a ledger's records in the month, by their UUIDs.

        Args:
            only: the UUIDs of those that are wanted; None means all.
        """
        wanted = (uuid for uuid in self.uuids(form) if only is None or uuid in only)
        for piece in chunks(wanted, _PIECE):
            found = self._reader.states(self._connection, form, piece)
            yield from (found[uuid] for uuid in piece)

    def uuids(self, form: FormDef) -> list[str]:
        """Return the UUIDs of a ledger's records in the month, in their order."""
        later = self._later.get(form.key, set())
        table = self._book.tables[form.table]
        query = select(table.c.uuid, table.c.id).where(table.c.deleted.is_(None))
        question = self._book.tables.kept(
            ("uuids", form.table),
            lambda: Question.of(query.order_by(table.c.uuid), self._connection),
        )
        rows = question.ask(self._connection)
        return [row.uuid for row in rows if row.id not in later]

    def _dated_after(self, month: str) -> dict[str, set[int]]:
        """Return the ids of the records that are dated after the month, by ledger."""
        found = {}
        known = begun(self._connection, [form.table for form in self._forms.values()])
        for form in self._forms.values():
            dated = form.find(form.dated_by)
            if dated is None or form.table not in known:
                continue
            table = self._book.tables[form.table]
            query = select(table.c.id).where(table.c[dated.key] > last_of(dated.type, month))
            if ids := set(self._connection.execute(query).scalars()):
                found[form.key] = ids
        return found

    def _keep_what_is_referred_to(self) -> None:
        """Keep later records that others of the month refer to, until none is referred to."""
        again = bool(self._later)
        while again:
            again = False
            for form in self._forms.values():
                for target, query in self._references(form):
                    later = self._later.get(target, set())
                    own = self._later.get(form.key, set())
                    kept = {
                        row.meant
                        for piece in chunks(sorted(later))
                        for row in self._connection.execute(query, {"keys": piece})
                        if row.whose not in own
                    }
                    later -= kept
                    again = again or bool(kept)

    def _references(self, form: FormDef) -> Iterator[tuple[str, Select[Any]]]:
        """Yield what looks up a form's references, with the ledger that each leads to."""
        ledger = self._book.tables[form.table]
        for part in (form, *form.lines):
            fields = [
                one
                for one in part.fields
                if one.type is FieldType.REFERENCE and self._later.get(one.form)
            ]
            table = self._book.tables[part.table] if fields else ledger
            for one in fields:
                meant, whose = table.c[one.key], table.c.parent_id if part.parent else table.c.id
                query = select(meant.label("meant"), whose.label("whose")).where(
                    meant.in_(bindparam("keys", expanding=True)), ledger.c.deleted.is_(None)
                )
                if part.parent:
                    query = query.join_from(table, ledger, whose == ledger.c.id)
                yield one.form, query


def is_begun(book: Book, form: FormDef) -> bool:
    """Say whether a ledger holds any record, of whatever day."""
    table = book.tables[form.table]
    query = select(table.c.id).where(table.c.deleted.is_(None)).limit(1)
    with book.reading() as connection:
        return connection.execute(query).first() is not None


def is_entered(book: Book, form: FormDef, month: str) -> bool:
    """Say whether a ledger that is dated by days or months holds a record of the month."""
    dated = form.field(form.dated_by)
    table = book.tables[form.table]
    first: str = month if dated.type is FieldType.MONTH else f"{month}-01"
    query = (
        select(table.c.id)
        .where(table.c.deleted.is_(None))
        .where(table.c[dated.key].between(first, last_of(dated.type, month)))
        .limit(1)
    )
    with book.reading() as connection:
        return connection.execute(query).first() is not None


def last_of(dated: FieldType, month: str) -> str | int:
    """Return the last value of a dating field that lies in the month, as it is stored."""
    last: date = month_range(month)[1]
    stored: dict[FieldType, str | int] = {
        FieldType.DATE: last.isoformat(),
        FieldType.MONTH: month,
        FieldType.YEAR: last.year,
    }
    return stored[dated]

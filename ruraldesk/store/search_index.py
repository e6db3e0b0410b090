"""The search index of a book: kept in step with the ledgers inside each transaction.

A full-text table without content holds the tokens; what was indexed of a record stands in
`_search_documents`, so that its tokens can be taken out again exactly and candidates be verified
without touching the ledgers. Each form has a range of row numbers of its own, so that searching one
ledger reads nothing of the others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, select

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_fields
from ruraldesk.definitions.plain import to_plain
from ruraldesk.definitions.values import written_text
from ruraldesk.store.record_rows import UNIT_FORM, RecordReader, chunks
from ruraldesk.store.search_text import (
    FIELD_END,
    LONGEST_NAME,
    LONGEST_SHORT,
    SCHEME,
    Document,
    latin_of,
    normal,
    tail_of,
    tokens,
)

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

ROOM = 1 << 40  # row numbers of one form: its number times this, plus the record's id
_REBUILD_CHUNK = 2000

_NAMED = frozenset({FieldType.REFERENCE, FieldType.DIVISION})
_CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES})
_READ_ALOUD = _NAMED | _CHOSEN | {FieldType.TEXT}

_TABLES = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS _search USING fts5(tokens, content='', detail=none, "
    "columnsize=0, prefix='1', tokenize=\"ascii tokenchars '~_'\")",
    "CREATE TABLE IF NOT EXISTS _search_documents "
    "(id INTEGER PRIMARY KEY, text TEXT NOT NULL, latin TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS _search_forms "
    "(number INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE, signature TEXT NOT NULL) STRICT",
)
_OUT = (
    "INSERT INTO _search (_search, rowid, tokens) VALUES ('delete', ?, ?)",
    "DELETE FROM _search_documents WHERE id = ?",
)
_IN = (
    "INSERT INTO _search_documents (id, text, latin) VALUES (?, ?, ?)",
    "INSERT INTO _search (rowid, tokens) VALUES (?, ?)",
)


def searched(form: FormDef) -> tuple[FieldDef, ...]:
    """Return the fields that the index holds of a form.

    Other records that a record is called by are among them in any case: who refers to it types what
    it is called.
    """
    called = [form.field(key) for key in name_fields(form) if form.find(key)]
    if not form.search:
        return tuple(called)
    chosen = [form.field(key) for key in form.search if form.find(key)]
    others = [one for one in called if one.type is FieldType.REFERENCE and one not in chosen]
    return (*chosen, *others)


class SearchIndex:
    """Writes the index; `ready` must have been called once for the book."""

    def __init__(self, book: Book) -> None:
        self._book, self._tables = book, book.tables
        self._reader = RecordReader(book)

    def stale(self, connection: Connection) -> list[FormDef]:
        """Return the forms whose index is missing or was made from other fields."""
        rows = connection.exec_driver_sql("SELECT form, signature FROM _search_forms")
        known = {row.form: row.signature for row in rows}
        return [
            form
            for form in self._book.definitions.forms.values()
            if known.get(form.key) != _signature(form)
        ]

    def exists(self, connection: Connection) -> bool:
        """Say whether the book has an index at all."""
        query = "SELECT count(*) FROM sqlite_master WHERE name = '_search_forms'"
        return bool(connection.exec_driver_sql(query).scalar())

    def ready(self, connection: Connection) -> None:
        """Make the index's tables, and build anew what was made from other fields."""
        for statement in _TABLES:
            connection.exec_driver_sql(statement)
        for form in self.stale(connection):
            self.rebuild(connection, form)

    def rebuild(self, connection: Connection, form: FormDef) -> int:
        """Index a form's ledger anew; return how many records that were."""
        self._forget(connection, form)
        table = self._tables[form.table]
        query = select(table.c.id).where(table.c.deleted.is_(None)).order_by(table.c.id)
        ids = list(connection.execute(query).scalars())
        for piece in chunks(ids, _REBUILD_CHUNK):
            self._put_in(connection, form, piece)
        return len(ids)

    def start_of(self, connection: Connection, form: FormDef) -> int:
        """Return the number to be added to a record's id of this form."""
        query = "SELECT number FROM _search_forms WHERE form = ?"
        number: int = connection.exec_driver_sql(query, (form.key,)).scalar_one()
        return number * ROOM

    def update(self, connection: Connection, form: FormDef, ids: Sequence[int]) -> None:
        """Take in what the records now say, and what refers to them by a changed name."""
        self._take_out(connection, form, ids)
        self._put_in(connection, form, ids)

    def add(self, connection: Connection, form: FormDef, ids: Sequence[int]) -> None:
        """Take in records that were not there before."""
        self._put_in(connection, form, ids)

    def update_referring(self, connection: Connection, form: FormDef, ids: Sequence[int]) -> None:
        """Index anew the records that are found by the names of these ones of `form`."""
        for other in self._book.definitions.forms.values():
            for field in searched(other):
                wanted: Sequence[int] | Select[Any]
                if field.type is FieldType.REFERENCE and field.form == form.key:
                    wanted = ids
                elif field.type is FieldType.DIVISION and form.key == UNIT_FORM:
                    units = self._tables[form.table]
                    wanted = select(units.c.code).where(units.c.id.in_(ids))
                else:
                    continue
                table = self._tables[other.table]
                query = select(table.c.id).where(table.c[field.key].in_(wanted))
                found = connection.execute(query.where(table.c.deleted.is_(None))).scalars()
                self.update(connection, other, list(found))

    def _take_out(self, connection: Connection, form: FormDef, ids: Sequence[int]) -> None:
        start = self.start_of(connection, form)
        for piece in chunks(sorted(ids)):
            marks = ",".join("?" * len(piece))
            rows = connection.exec_driver_sql(
                f"SELECT id, text, latin FROM _search_documents WHERE id IN ({marks}) ORDER BY id",
                tuple(start + id_ for id_ in piece),
            ).all()
            if rows:
                old = [(row.id, tokens(Document(row.text, row.latin))) for row in rows]
                connection.exec_driver_sql(_OUT[0], old)
                connection.exec_driver_sql(_OUT[1], [(row.id,) for row in rows])

    def _put_in(self, connection: Connection, form: FormDef, ids: Sequence[int]) -> None:
        if not ids:
            return
        start = self.start_of(connection, form)
        wanted = _wanted(form)
        fields = tuple(field.key for field, _ in wanted)
        records = self._reader.by_ids(
            connection, form, sorted(ids), fields=fields, as_of=date.today()
        )
        made = [
            (start + record.id, _document_of(wanted, record))
            for record in records
            if not record.deleted
        ]
        if made:
            rows = [(id_, document.text, document.latin) for id_, document in made]
            connection.exec_driver_sql(_IN[0], rows)
            found = [(id_, tokens(document)) for id_, document in made]
            connection.exec_driver_sql(_IN[1], found)

    def _forget(self, connection: Connection, form: FormDef) -> None:
        """Take a form's documents out, and note from which fields it is indexed from now on."""
        connection.exec_driver_sql(
            "INSERT INTO _search_forms (form, signature) VALUES (?, ?) "
            "ON CONFLICT (form) DO UPDATE SET signature = excluded.signature",
            (form.key, _signature(form)),
        )
        start = self.start_of(connection, form)
        ids = connection.exec_driver_sql(
            "SELECT id FROM _search_documents WHERE id BETWEEN ? AND ?", (start, start + ROOM - 1)
        )
        for piece in chunks([row.id - start for row in ids.all()], _REBUILD_CHUNK):
            self._take_out(connection, form, piece)


def _wanted(form: FormDef) -> list[tuple[FieldDef, int]]:
    """Return the fields that the index holds, with the length up to which each is read aloud."""
    naming = name_fields(form)
    return [
        (
            one,
            (LONGEST_NAME if one.key in naming else LONGEST_SHORT)
            if one.shape in _READ_ALOUD and not one.private
            else 0,
        )
        for one in searched(form)
    ]


def _document_of(wanted: Sequence[tuple[FieldDef, int]], record: Record) -> Document:
    """Return what the index holds of a record that was read with its names."""
    texts: list[str] = []
    latin: list[str] = []
    for field, longest in wanted:
        value = record[field.key]
        shown = _shown(field, value, record) if value is not None else ""
        if shown:
            texts.append(normal(shown))
            if len(shown) <= longest:
                latin.append(latin_of(shown))
    return Document(FIELD_END.join(texts), FIELD_END.join(filter(None, latin)))


def _shown(field: FieldDef, value: Value, record: Record) -> str:
    if field.private:
        return tail_of(str(value))
    if field.shape in _NAMED:
        return record.names.get(field.key, "")
    if field.shape in _CHOSEN:
        return written_text(field, value)
    return str(to_plain(field, value))


def _signature(form: FormDef) -> str:
    """Return what the index of a form depends on besides its records."""
    fields = [[one.key, str(one.shape), one.private] for one in searched(form)]
    return json.dumps([SCHEME, fields])

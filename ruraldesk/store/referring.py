"""Who refers to a record, and whether what a record refers to is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, select

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.store.record_rows import UNIT_FORM, RecordReader, chunks
from ruraldesk.store.tables import tables_of
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

NAMED = 3  # records that a refusal names


@dataclass(frozen=True, slots=True)
class Target:
    """What a UUID leads to in this book."""

    id: int
    deleted: bool


def targets(
    connection: Connection, book: Book, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Target]:
    """Return what is there of the records that are wanted as (form, UUID)."""
    by_form: dict[str, set[str]] = {}
    for form, uuid in wanted:
        by_form.setdefault(form, set()).add(uuid)
    found: dict[tuple[str, str], Target] = {}
    for form, uuids in by_form.items():
        table = book.tables[form]
        query = select(table.c.uuid, table.c.id, table.c.deleted)
        for piece in chunks(sorted(uuids)):
            for row in connection.execute(query.where(table.c.uuid.in_(piece))):
                found[form, row.uuid] = Target(row.id, row.deleted is not None)
    return found


@dataclass(frozen=True, slots=True)
class Pointer:
    """One answer that points to another record: a reference, or a division."""

    field: FieldDef
    value: str
    place: str = ""  # of the line it stands in, as problems name it: "lines[2]."
    words: str = ""  # the same for people


class Pointers:
    """What the records of a form may point to; made once for many records."""

    def __init__(self, form: FormDef) -> None:
        self._own = _pointing(form)
        self._lines = [(line, pointing) for line in form.lines if (pointing := _pointing(line))]

    def of(self, record: Record) -> Iterator[Pointer]:
        """Yield every reference and division of a record and of its lines."""
        yield from _pointers(self._own, record)
        for form, fields in self._lines:
            for number, line in enumerate(record.lines.get(form.key, ()), start=1):
                words = tr("{lines}, row {number}, ").format(lines=tr(form.title), number=number)
                yield from _pointers(fields, line, f"{form.key}[{number}].", words)


def _pointing(form: FormDef) -> list[FieldDef]:
    return [one for one in form.fields if one.type in (FieldType.REFERENCE, FieldType.DIVISION)]


def _pointers(
    fields: Iterable[FieldDef], record: Record, place: str = "", words: str = ""
) -> Iterator[Pointer]:
    for field in fields:
        value = record[field.key]
        if isinstance(value, str) and value:
            yield Pointer(field, value, place, words)


def referring(connection: Connection, book: Book, form: FormDef, record: Record) -> list[str]:
    """Return what refers to a record, in words like “付款台账 2023-0004”.

    At most NAMED of them; deleted ones do not count.
    """
    reader = RecordReader(book)
    found: dict[str, None] = {}
    for ledger in book.definitions.forms.values():
        ids: set[int] = set()
        for part in tables_of(ledger):
            for field in part.fields:
                query = _query(book, ledger, part, field, form, record)
                if query is not None and len(ids) < NAMED:
                    ids.update(connection.execute(query.limit(NAMED)).scalars())
        names = reader.names(connection, ledger, ids)
        found.update({f"{tr(ledger.title)} {called.name}": None for called in names.values()})
        if len(found) >= NAMED:
            break
    return list(found)[:NAMED]


def perhaps_referred(
    connection: Connection, book: Book, form: FormDef, records: Sequence[Record]
) -> set[str]:
    """Return the UUIDs of the records to which anything refers, deleted records included.

    `referring` need not be asked about the others: taking ten thousand new records back would
    ask a million times.
    """
    by_id = {record.id: record.uuid for record in records}
    by_code = {record["code"]: record.uuid for record in records} if form.key == UNIT_FORM else {}
    found: set[str] = set()
    for ledger in book.definitions.forms.values():
        for part in tables_of(ledger):
            for field in filter(lambda one: one.stored, part.fields):
                known: Mapping[Any, str] = {}
                if field.type is FieldType.REFERENCE and field.form == form.key:
                    known = by_id
                elif field.type is FieldType.DIVISION:
                    known = by_code
                column = book.tables[part.table].c[field.key]
                for query in _among(column, sorted(key for key in known if key)):
                    values = connection.execute(query).scalars()
                    found.update(known[value] for value in values if value in known)
    return found


def _among(column: ColumnElement[Any], keys: Sequence[Any]) -> Iterator[Select[Any]]:
    """Yield queries that return which of `keys`, in their order, a column holds, or a few more.

    Records that were entered together have neighbouring ids: their range is asked for.
    """
    wanted = select(column).distinct()
    if not keys:
        return
    if isinstance(keys[0], int) and keys[-1] - keys[0] < 4 * len(keys):
        yield wanted.where(column.between(keys[0], keys[-1]))
        return
    for piece in chunks(keys):
        yield wanted.where(column.in_(piece))


def _query(
    book: Book, ledger: FormDef, part: FormDef, field: FieldDef, form: FormDef, record: Record
) -> Select[Any] | None:
    """Return the ids of the live records of `ledger` that refer to `record` by `field`."""
    if not field.stored:
        return None
    table = book.tables[part.table]
    pointing: ColumnElement[bool]
    if field.type is FieldType.REFERENCE and field.form == form.key:
        pointing = table.c[field.key] == record.id
    elif field.type is FieldType.DIVISION and form.key == UNIT_FORM and record["code"]:
        pointing = table.c[field.key] == record["code"]
    else:
        return None
    own = book.tables[ledger.table]
    query = select(own.c.id).where(pointing, own.c.deleted.is_(None)).distinct()
    if part.parent:
        query = query.join(table, table.c.parent_id == own.c.id)
    if ledger.key == form.key:
        query = query.where(own.c.id != record.id)
    return query

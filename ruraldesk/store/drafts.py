"""Half-filled entries: kept apart from the ledgers, never lost, never counted.

A draft may hold anything, also what its field would refuse: text where a date belongs stays the
text that was typed. So values carry their own kind here, whatever the field says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, insert, select, update

from ruraldesk.definitions.model import Record, Value
from ruraldesk.store.bookkeeping import now

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry that was begun: of which form, under which key, how far it got, and when."""

    form: str
    key: str  # the record's UUID, or a name for a new one
    record: Record
    changed: str  # ISO time


class Drafts:
    """The drafts of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_drafts"]

    def keep(self, form: str, key: str, record: Record) -> None:
        """Keep `record` as it stands, in place of an earlier draft of the same key."""
        table = self._table
        values = {"record": _dumped(record), "changed": now()}
        here = (table.c.form == form) & (table.c.key == key)
        with self._book.writing() as connection:
            if not connection.execute(update(table).where(here).values(values)).rowcount:
                connection.execute(insert(table).values(form=form, key=key, **values))

    def get(self, form: str, key: str) -> Draft | None:
        """Return the draft of `key`, or None."""
        table = self._table
        query = select(table).where(table.c.form == form, table.c.key == key)
        with self._book.reading() as connection:
            row = connection.execute(query).first()
        return _draft(row) if row else None

    def all(self, form: str = "") -> list[Draft]:
        """Return the drafts of a form, or of all forms, the newest first."""
        table = self._table
        query = select(table).order_by(table.c.changed.desc(), table.c.form, table.c.key)
        if form:
            query = query.where(table.c.form == form)
        with self._book.reading() as connection:
            return [_draft(row) for row in connection.execute(query)]

    def drop(self, form: str, key: str) -> None:
        """Forget the draft of `key`; where there is none, nothing happens."""
        table = self._table
        if self.get(form, key) is None:
            return  # an untouched entry is closed without a write to the disk
        with self._book.writing() as connection:
            connection.execute(delete(table).where(table.c.form == form, table.c.key == key))


def _draft(row: Row[Any]) -> Draft:
    return Draft(form=row.form, key=row.key, record=_loaded(row.record), changed=row.changed)


def _dumped(record: Record) -> str:
    return json.dumps(_record_to_json(record), ensure_ascii=False, separators=(",", ":"))


def _loaded(text: str) -> Record:
    return _record_from_json(json.loads(text))


def _record_to_json(record: Record) -> dict[str, Any]:
    lines = {key: [_record_to_json(line) for line in lines] for key, lines in record.lines.items()}
    return {
        "uuid": record.uuid,
        "id": record.id,
        "revision": record.revision,
        "values": {key: _value_to_json(value) for key, value in record.values.items()},
        "names": dict(record.names),
        "lines": lines,
    }


def _record_from_json(data: Mapping[str, Any]) -> Record:
    return Record(
        uuid=data["uuid"],
        id=data["id"],
        revision=data["revision"],
        values={key: _value_from_json(value) for key, value in data["values"].items()},
        names=data["names"],
        lines={
            key: tuple(_record_from_json(line) for line in lines)
            for key, lines in data["lines"].items()
        },
    )


def _value_to_json(value: Value) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _value_from_json(value: Any) -> Value:
    match value:
        case {"decimal": text}:
            return Decimal(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case list():
            return tuple(value)
    plain: Value = value
    return plain

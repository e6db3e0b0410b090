"""Writing changes into the tables: new rows in bulk, of old rows only what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.store.changes import DELETED
from ruraldesk.store.columns import Raw, to_sql
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.preparing import Change
from ruraldesk.store.tables import Tables

Ids = Mapping[tuple[str, str], int]
"""The ids of referenced records, by form and UUID."""


@dataclass(frozen=True, slots=True)
class RowWriter:
    """Writes the changes of one act."""

    connection: Connection
    tables: Tables
    act: Act

    def write(self, form: FormDef, changes: Sequence[Change], ids: Ids) -> None:
        """Write changes of records of one form, with their lines."""
        self._insert(form, [change.after for change in changes if change.before is None], ids)
        self._update(form, [change for change in changes if change.before is not None], ids)
        for line_form in form.lines:
            self._write_lines(line_form, changes, ids)

    def _insert(self, form: FormDef, records: Sequence[Record], ids: Ids) -> None:
        if not records:
            return
        stored = [field for field in form.fields if field.stored]
        rows = [
            {
                "id": record.id,
                "uuid": record.uuid,
                "revision": record.revision,
                "created": self.act.time,
                "changed": self.act.time,
                "changed_by": self.act.operator,
                "deleted": None,
                **{field.key: _raw(field, record, ids) for field in stored},
            }
            for record in records
        ]
        self.connection.execute(insert(self.tables[form.table]), rows)

    def _update(self, form: FormDef, changes: Sequence[Change], ids: Ids) -> None:
        """Update the columns that differ; records that differ in the same ones in one statement."""
        table = self.tables[form.table]
        keys = {field.key for field in form.fields}
        ordered = sorted(changes, key=lambda change: sorted(change.new))
        for touched, group in groupby(ordered, key=lambda change: sorted(change.new)):
            fields = [form.field(key) for key in touched if key in keys]
            rows = []
            for change in group:
                after = change.after
                row: dict[str, Any] = {
                    "_id": after.id,
                    "revision": after.revision,
                    "changed": self.act.time,
                    "changed_by": self.act.operator,
                    **{field.key: _raw(field, after, ids) for field in fields},
                }
                if DELETED in touched:
                    row["deleted"] = self.act.time if after.deleted else None
                rows.append(row)
            self.connection.execute(update(table).where(table.c.id == bindparam("_id")), rows)

    def _write_lines(self, form: FormDef, changes: Sequence[Change], ids: Ids) -> None:
        gone: list[str] = []
        new: list[dict[str, Any]] = []
        kept: list[dict[str, Any]] = []
        for change in changes:
            touched = change.new.get(form.key)
            if not touched:
                continue
            known = {line.uuid for line in change.before.lines[form.key]} if change.before else ()
            gone += [uuid for uuid, part in touched.items() if part is None]
            for place, line in enumerate(change.after.lines[form.key], start=1):
                if line.uuid in touched:
                    row = line_row(form, change.after.id, place, line, ids)
                    (kept if line.uuid in known else new).append(row)
        table = self.tables[form.table]
        if gone:
            removed = delete(table).where(table.c.uuid == bindparam("_line"))
            self.connection.execute(removed, [{"_line": uuid} for uuid in gone])
        if kept:
            changed = update(table).where(table.c.uuid == bindparam("_line"))
            self.connection.execute(changed, [{**row, "_line": row["uuid"]} for row in kept])
        if new:
            self.connection.execute(insert(table), new)


def raw_values(form: FormDef, record: Record, ids: Ids) -> tuple[Raw, ...]:
    """Return what the columns of a form's stored fields hold, in the order of the fields.

    Raises:
        KeyError: a reference is not among `ids`.
    """
    return tuple(_raw(field, record, ids) for field in form.fields if field.stored)


def line_row(form: FormDef, parent: int, place: int, line: Record, ids: Ids) -> dict[str, Any]:
    """Return the row of a line by column; see `raw_values`."""
    values = {field.key: _raw(field, line, ids) for field in form.fields if field.stored}
    return {"uuid": line.uuid, "parent_id": parent, "position": place, **values}


def _raw(field: FieldDef, record: Record, ids: Ids) -> Raw:
    value = record[field.key]
    if value is None:
        return None
    if field.type is FieldType.REFERENCE:
        return ids[field.form, str(value)]
    return to_sql(field, value)

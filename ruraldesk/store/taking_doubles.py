"""The same person or project in two units' ledgers: told to the office above, never refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from ruraldesk.definitions.model import UNIT, FieldType, FormDef
from ruraldesk.store.record_rows import RecordReader

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

PROJECT, NAME = "project", "name"

_MOST = 50  # told of one report
_MOST_AT_ALL = 500
_SHORTEST = 5  # characters of a project's name that say enough to be compared
_LITTLE = re.compile(r"[\W_]+|(?:项目|工程|建设)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Two records of different units that may be the same one."""

    form: str
    uuid: str
    name: str
    other_unit: str
    other_uuid: str
    other_name: str
    unit: str = ""  # of the first one, where it is not asked about one unit


@dataclass(slots=True)
class Doubles:
    """Looks for doubles, report by report; what others' projects are called is read once."""

    book: Book
    _projects: dict[str, dict[str, tuple[str, str]]] | None = field(default=None)

    def of(self, connection: Connection, unit: str) -> list[Double]:
        """Return what of a unit's ledgers is in another unit's, too."""
        found: list[Double] = []
        for form in self.book.definitions.forms.values():
            for one in form.fields:
                if one.type is FieldType.PERSON_ID and one.unique and one.stored:
                    found += self._persons(connection, form, one.key, unit)
        if self.book.definitions.forms.get(PROJECT) is not None:
            found += self._same_projects(connection, unit)
        return found[:_MOST]

    def every(self, connection: Connection) -> list[Double]:
        """Return what is in the ledgers of two units, each pair once."""
        found: list[Double] = []
        for form in self.book.definitions.forms.values():
            for one in form.fields:
                if one.type is FieldType.PERSON_ID and one.unique and one.stored:
                    found += self._all_persons(connection, form, one.key)
        if self.book.definitions.forms.get(PROJECT) is not None:
            for rows in self._read(connection, "").values():
                found += _pairs(
                    PROJECT, [(where, uuid, name) for uuid, (where, name) in rows.items()]
                )
        return found[:_MOST_AT_ALL]

    def _all_persons(self, connection: Connection, form: FormDef, key: str) -> Iterator[Double]:
        table = self.book.tables[form.table]
        column, unit = table.c[key], table.c[UNIT]
        twice = (
            select(column)
            .where(table.c.deleted.is_(None), column.is_not(None), unit.is_not(None))
            .group_by(column)
            .having(func.min(unit) != func.max(unit))
            .limit(_MOST_AT_ALL)
        )
        query = select(table.c.id, column, unit).where(
            column.in_(twice), table.c.deleted.is_(None), unit.is_not(None)
        )
        rows = connection.execute(query.order_by(column, unit, table.c.id)).all()
        ids = {row[0] for row in rows}
        names = RecordReader(self.book).names(connection, form, ids) if ids else {}
        for _, same in groupby(rows, key=lambda row: row[1]):
            yield from _pairs(
                form.key, [(row[2], names[row[0]].uuid, names[row[0]].name) for row in same]
            )

    def _persons(
        self, connection: Connection, form: FormDef, key: str, unit: str
    ) -> Iterator[Double]:
        table = self.book.tables[form.table]
        own, other = table.alias(), table.alias()
        query = (
            select(own.c.id, other.c.id, other.c[UNIT])
            .join_from(own, other, own.c[key] == other.c[key])
            .where(own.c[UNIT] == unit, own.c.deleted.is_(None), own.c[key].is_not(None))
            .where(other.c[UNIT] != unit, other.c.deleted.is_(None))
            .limit(_MOST)
        )
        pairs = connection.execute(query).all()
        ids = {id_ for row in pairs for id_ in row[:2]}
        reader = RecordReader(self.book)
        names = reader.names(connection, form, ids) if ids else {}
        for mine, theirs, where in pairs:
            yield Double(
                form=form.key,
                uuid=names[mine].uuid,
                name=names[mine].name,
                other_unit=where,
                other_uuid=names[theirs].uuid,
                other_name=names[theirs].name,
            )

    def _same_projects(self, connection: Connection, unit: str) -> Iterator[Double]:
        """Yield projects that are called alike: only signs and words like 项目 differ."""
        if self._projects is None:
            self._projects = self._read(connection, "")
        else:
            for known in self._projects.values():
                for uuid in [uuid for uuid, (where, _) in known.items() if where == unit]:
                    del known[uuid]
            for key, rows in self._read(connection, unit).items():
                self._projects.setdefault(key, {}).update(rows)
        for rows in self._projects.values():
            own = [(uuid, name) for uuid, (where, name) in rows.items() if where == unit]
            for uuid, name in own if len(rows) > len(own) else ():
                other = next(one for one, (where, _) in rows.items() if where != unit)
                yield Double(
                    form=PROJECT,
                    uuid=uuid,
                    name=name,
                    other_unit=rows[other][0],
                    other_uuid=other,
                    other_name=rows[other][1],
                )

    def _read(self, connection: Connection, unit: str) -> dict[str, dict[str, tuple[str, str]]]:
        table = self.book.tables[PROJECT]
        query = select(table.c.uuid, table.c[UNIT], table.c[NAME]).where(
            table.c.deleted.is_(None), table.c[NAME].is_not(None)
        )
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for row in connection.execute(query.where(table.c[UNIT] == unit) if unit else query):
            bare = _LITTLE.sub("", unicodedata.normalize("NFKC", row[2]).casefold())
            if len(bare) >= _SHORTEST:
                found.setdefault(bare, {})[row.uuid] = (row[1] or "", row[2])
        return found


def _pairs(form: str, same: Sequence[tuple[str, str, str]]) -> Iterator[Double]:
    """Yield the first of records that may be the same one with the first of each other unit.

    Args:
        same: unit, UUID and name of each.
    """
    ordered = sorted(same)
    first, seen = ordered[0], {ordered[0][0]}
    for other in ordered[1:]:
        if other[0] not in seen:
            seen.add(other[0])
            yield Double(
                form=form,
                unit=first[0],
                uuid=first[1],
                name=first[2],
                other_unit=other[0],
                other_uuid=other[1],
                other_name=other[2],
            )

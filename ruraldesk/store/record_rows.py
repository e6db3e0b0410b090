"""From rows of a book to records: values, names of what they refer to, lines, computed fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_fields, name_of
from ruraldesk.store.columns import from_sql as stored_value
from ruraldesk.store.questions import Question, asked_keys
from ruraldesk.store.sql_expressions import compile_expression
from ruraldesk.store.sql_expressions import from_sql as computed_value

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

CHUNK = 500  # ids in one SELECT
UNIT_FORM = "unit"
_NAME_DEPTH = 3  # references inside names inside names

_T = TypeVar("_T")


def chunks(items: Iterable[_T], size: int = CHUNK) -> Iterator[list[_T]]:
    """Yield `items` in lists of at most `size`."""
    rest = iter(items)
    while piece := list(islice(rest, size)):
        yield piece


@dataclass(frozen=True, slots=True)
class Called:
    """A record as others refer to it."""

    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question over one form's table, with the fields behind its columns."""

    question: Question
    fields: tuple[FieldDef, ...]


class RecordReader:
    """Reads the records of one book."""

    def __init__(self, book: Book) -> None:
        self._book, self._tables = book, book.tables

    def by_ids(
        self,
        connection: Connection,
        form: FormDef,
        ids: Sequence[int],
        *,
        fields: Sequence[str] | None = None,
        as_of: date,
        depth: int = _NAME_DEPTH,
    ) -> list[Record]:
        """Return the records with these ids, in their order, without lines; unknown ids fall out.

        Args:
            fields: keys of the fields to read, computed ones too; None means all.
            as_of: the date for which computed fields hold.
            depth: how far names of references are followed.
        """
        asked = self._asked(connection, form, "id", fields)
        found: dict[int, Record] = {}
        for piece in chunks(ids):
            rows = asked.question.ask(connection, keys=piece, day=as_of).all()
            for record in self._records(connection, form, asked.fields, rows, as_of, depth):
                found[record.id] = record
        return [found[one] for one in ids if one in found]

    def by_uuids(
        self, connection: Connection, form: FormDef, uuids: Iterable[str], *, as_of: date
    ) -> dict[str, Record]:
        """Return whole records by UUID, with lines, computed fields and names."""
        return self._whole(connection, form, uuids, as_of, None)

    def states(
        self, connection: Connection, form: FormDef, uuids: Iterable[str]
    ) -> dict[str, Record]:
        """Return what is stored of the records, with lines; no computed fields and no names."""
        return self._whole(connection, form, uuids, date.min, 0)

    def uuids(self, connection: Connection, form: FormDef, ids: Sequence[int]) -> list[str]:
        """Return the UUIDs of records, in the order of `ids`; unknown ids fall out."""
        table = self._tables[form.table]
        found: dict[int, str] = {}
        for piece in chunks(ids):
            rows = connection.execute(select(table.c.id, table.c.uuid).where(table.c.id.in_(piece)))
            found.update((row.id, row.uuid) for row in rows)
        return [found[one] for one in ids if one in found]

    def names(
        self,
        connection: Connection,
        form: FormDef,
        ids: Iterable[int],
        *,
        as_of: date | None = None,
        depth: int = _NAME_DEPTH,
    ) -> dict[int, Called]:
        """Return by id what records are called."""
        records = self.by_ids(
            connection,
            form,
            sorted(set(ids)),
            fields=name_fields(form) if depth else (),
            as_of=as_of or date.today(),
            depth=depth - 1,
        )
        return {
            one.id: Called(one.uuid, name_of(form, one) if depth > 0 else "") for one in records
        }

    def unit_names(self, connection: Connection, codes: Iterable[str]) -> dict[str, str]:
        """Return the names of divisions by code, as far as the book knows them: its own always."""
        own = self._book.info
        found = {own.unit: own.name}
        form = self._book.definitions.forms.get(UNIT_FORM)
        if form is None or form.find("code") is None or form.find("name") is None:
            return found
        table = self._tables[form.table]
        query = select(table.c.code, table.c.name).order_by(table.c.deleted.is_(None))
        for piece in chunks(sorted(set(codes))):
            rows = connection.execute(query.where(table.c.code.in_(piece)))
            found.update((row.code, row.name or "") for row in rows)
        return found

    def _whole(
        self,
        connection: Connection,
        form: FormDef,
        uuids: Iterable[str],
        as_of: date,
        depth: int | None,
    ) -> dict[str, Record]:
        stored = depth == 0
        fields = [field.key for field in form.fields if field.stored] if stored else None
        asked = self._asked(connection, form, "uuid", fields)
        found: dict[str, Record] = {}
        for piece in chunks(uuids):
            rows = asked.question.ask(connection, keys=piece, day=as_of).all()
            follow = 0 if stored else _NAME_DEPTH
            records = self._records(connection, form, asked.fields, rows, as_of, follow)
            lines = self._lines(connection, form, records, as_of, stored=stored)
            for record in records:
                found[record.uuid] = replace(record, lines=lines[record.id]) if lines else record
        return found

    def _lines(
        self,
        connection: Connection,
        form: FormDef,
        records: Sequence[Record],
        as_of: date,
        *,
        stored: bool,
    ) -> dict[int, dict[str, tuple[Record, ...]]]:
        if not form.lines or not records:
            return {}
        found: dict[int, dict[str, list[Record]]] = {
            record.id: {line.key: [] for line in form.lines} for record in records
        }
        for line_form in form.lines:
            fields = [f.key for f in line_form.fields if f.stored] if stored else None
            asked = self._asked(connection, line_form, "parent_id", fields)
            rows = asked.question.ask(connection, keys=list(found), day=as_of).all()
            depth = 0 if stored else _NAME_DEPTH
            lines = self._records(connection, line_form, asked.fields, rows, as_of, depth)
            for row, line in zip(rows, lines, strict=True):
                found[row.parent_id][line_form.key].append(line)
        return {
            id_: {key: tuple(lines) for key, lines in by_key.items()}
            for id_, by_key in found.items()
        }

    def _asked(
        self, connection: Connection, form: FormDef, by: str, fields: Sequence[str] | None
    ) -> _Asked:
        read = tuple(f for f in form.fields if fields is None or f.key in fields)
        question = self._tables.kept(
            ("records", form.table, by, tuple(one.key for one in read)),
            lambda: Question.of(self._built(form, by, read), connection),
        )
        return _Asked(question, read)

    def _built(self, form: FormDef, by: str, read: Sequence[FieldDef]) -> Select[Any]:
        table = self._tables[form.table]
        columns: list[ColumnElement[Any]] = [table.c.id, table.c.uuid]
        if form.parent:
            columns.append(table.c.parent_id)
        else:
            own = ("revision", "deleted", "created", "changed", "changed_by")
            columns += [table.c[name] for name in own]
        for place, one in enumerate(read):
            columns.append(self._column(form, one).label(f"f{place}"))
        built = select(*columns).where(table.c[by].in_(asked_keys()))
        if form.parent:
            built = built.order_by(table.c.parent_id, table.c.position)
        return built

    def _column(self, form: FormDef, one: FieldDef) -> ColumnElement[Any]:
        if one.stored:
            return self._tables[form.table].c[one.key]
        if one.expression is None:
            raise ValueError(f"{form.key}.{one.key} is computed but has no expression")
        return compile_expression(one.expression, form, self._tables, as_of=None)

    def _records(
        self,
        connection: Connection,
        form: FormDef,
        fields: Sequence[FieldDef],
        rows: Sequence[Row[Any]],
        as_of: date,
        depth: int,
    ) -> list[Record]:
        start = 3 if form.parent else 7
        values = [
            {one.key: _value(one, raw) for one, raw in zip(fields, row[start:], strict=True)}
            for row in rows
        ]
        names = self._follow(connection, fields, values, as_of, depth)
        if form.parent:
            return [
                Record(values=each, names=called, uuid=row.uuid, id=row.id)
                for row, each, called in zip(rows, values, names, strict=True)
            ]
        return [
            Record(
                values=each,
                names=called,
                uuid=row.uuid,
                id=row.id,
                revision=row.revision,
                deleted=row.deleted is not None,
                created=row.created,
                changed=row.changed,
                changed_by=row.changed_by,
            )
            for row, each, called in zip(rows, values, names, strict=True)
        ]

    def _follow(
        self,
        connection: Connection,
        fields: Sequence[FieldDef],
        values: Sequence[dict[str, Value]],
        as_of: date,
        depth: int,
    ) -> list[Mapping[str, str]]:
        """Turn the ids of references into UUIDs, in `values`, and return the names by field."""
        names: list[dict[str, str]] = [{} for _ in values]
        for one in fields:
            if one.shape is FieldType.REFERENCE:
                self._follow_reference(connection, one, values, names, as_of, depth)
            elif one.shape is FieldType.DIVISION and depth > 0 and not one.unique:
                # a unique one is the unit's own code, which is shown as it is
                codes = {str(each[one.key]) for each in values if each[one.key]}
                known = self.unit_names(connection, codes) if codes else {}
                for each, called in zip(values, names, strict=True):
                    if (code := each[one.key]) and (name := known.get(str(code))):
                        called[one.key] = name
        return list(names)

    def _follow_reference(
        self,
        connection: Connection,
        one: FieldDef,
        values: Sequence[dict[str, Value]],
        names: Sequence[dict[str, str]],
        as_of: date,
        depth: int,
    ) -> None:
        ids = {each[one.key] for each in values if isinstance(each[one.key], int)}
        if not ids:
            return
        target = self._book.definitions.forms[one.form]
        wanted = [id_ for id_ in ids if isinstance(id_, int)]
        known = self.names(connection, target, wanted, as_of=as_of, depth=max(depth, 0))
        for each, called in zip(values, names, strict=True):
            id_ = each[one.key]
            if isinstance(id_, int):
                other = known[id_]
                each[one.key] = other.uuid
                if other.name:
                    called[one.key] = other.name


def _value(one: FieldDef, raw: Any) -> Value:
    if one.stored:
        return stored_value(one, raw)
    if one.expression is None:
        raise ValueError(f"{one.key} is computed but has no expression")
    return computed_value(one.expression, raw)

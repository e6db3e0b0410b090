"""One ledger of a report, laid over what the book has of the unit.

What is not in the report goes into the recycle bin first, then what differs is changed, then what
is new is added: so a number that moved from one record to another is free when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import CursorResult, Select, func, null, select

from ruraldesk.definitions.model import UNIT, FieldType, FormDef, Record
from ruraldesk.store.arrival import DoubledRows, ForeignRows
from ruraldesk.store.changes import Births
from ruraldesk.store.codec import FormCodec
from ruraldesk.store.columns import Raw, to_sql
from ruraldesk.store.journal_entries import Action
from ruraldesk.store.month_rows import last_of
from ruraldesk.store.preparing import Change
from ruraldesk.store.questions import Question, asked_keys
from ruraldesk.store.record_rows import RecordReader, chunks
from ruraldesk.store.referring import targets
from ruraldesk.store.taking_laying import PIECE, Counted, Laying, make_change
from ruraldesk.texts.translate import tr


class Ledger:
    """One ledger of a report; `identify` of all of them comes before anything is written."""

    def __init__(self, laying: Laying, form: FormDef) -> None:
        self.form, self.counted = form, Counted()
        self._laying, self._connection = laying, laying.connection
        self._table = laying.book.tables[form.table]
        self._codec = FormCodec(form)
        self._lines = [(one, FormCodec(one)) for one in form.lines]
        self._references = _References(laying, form)
        self._unique = [one for one in form.fields if one.unique and one.stored]
        self._held: dict[tuple[str, object, Raw], str] = {}  # by what stays; who has it
        self._known: dict[str, int] = {}
        self._born: dict[str, int] = {}

    def identify(self) -> None:
        """Find out which records are here, and give the others their ids.

        Raises:
            ForeignRows: a record is here as another unit's.
            DoubledRows: one is there twice.
        """
        table = self._table
        next_id = (self._ask("last", select(func.max(table.c.id))).scalar() or 0) + 1
        query = select(table.c.uuid, table.c.id, table.c[UNIT]).where(
            table.c.uuid.in_(asked_keys())
        )
        for some in chunks(self._laying.arrival.uuids(self.form.key)):
            found = self._ask("known", query, some).all()
            here = {row.uuid: row.id for row in found}
            for row in found:
                self._refuse_foreign(row.uuid, row[2])
            for uuid in some:
                if uuid in self._known or uuid in self._born:
                    raise DoubledRows(tr(self.form.title), uuid)
                if uuid in here:
                    self._known[uuid] = here[uuid]
                else:
                    self._born[uuid] = next_id
                    next_id += 1
        key = self.form.key
        self._laying.ids.update(((key, uuid), id_) for uuid, id_ in self._known.items())
        self._laying.ids.update(((key, uuid), id_) for uuid, id_ in self._born.items())

    def _ask(
        self, name: str, query: Select[*tuple[Any, ...]], keys: Sequence[str] = ()
    ) -> CursorResult[*tuple[Any, ...]]:
        """Ask what is asked of the ledger in every report, by its name."""
        question = self._laying.book.tables.kept(
            ("taking", name, self.form.table), lambda: Question.of(query, self._connection)
        )
        return question.ask(self._connection, keys=keys)

    def remove(self) -> None:
        """Put what the report does not have any more into the recycle bin."""
        gone = self._gone()
        reader = RecordReader(self._laying.book)
        for some in chunks(gone):
            self._bin(reader.states(self._connection, self.form, some))
        stayed = self._laying.stayed.get(self.form.key, ()) if self._unique else ()
        for ids in chunks(stayed):
            uuids = reader.uuids(self._connection, self.form, ids)
            for uuid, one in reader.states(self._connection, self.form, uuids).items():
                self._held.update(dict.fromkeys(self._numbers(one), uuid))

    def _bin(self, states: Mapping[str, Record]) -> None:
        changes = [
            make_change(self.form, one, replace(one, deleted=True), Action.DELETE)
            for one in states.values()
        ]
        self._laying.write(self.form, changes)
        self.counted.removed += len(changes)

    def _numbers(self, record: Record) -> Iterator[tuple[str, object, Raw]]:
        """Yield the values of a record that nobody else of its unit may have."""
        for one in self._unique:
            if record[one.key] is not None:
                yield one.key, record[UNIT], to_sql(one, record[one.key])

    def _make_way(self, records: Iterable[Record]) -> None:
        """Put what stays into the recycle bin where the report gives its number to another."""
        if not self._held:
            return
        met = {
            self._held[one]
            for record in records
            for one in self._numbers(record)
            if one in self._held
        }
        states = RecordReader(self._laying.book).states(self._connection, self.form, met)
        self._bin({uuid: one for uuid, one in states.items() if not one.deleted})
        self._held = {key: uuid for key, uuid in self._held.items() if uuid not in met}
        gone = {one.id for one in states.values()}
        stayed = self._laying.stayed[self.form.key]
        self._laying.stayed[self.form.key] = [one for one in stayed if one not in gone]
        self.counted.own -= len(gone)
        self.counted.yielded += len(gone)

    def _gone(self) -> list[str]:
        """Return who is here and not in the report, though it would be.

        What this office entered for the unit itself, such as a task, no report ever brought: it
        stays. So does what is dated after a month that is corrected.
        """
        table = self._table
        dated = self.form.find(self.form.dated_by)
        day = table.c[dated.key] if dated is not None and dated.stored else null()
        query = select(table.c.id, table.c.uuid, day).where(
            table.c[UNIT].in_(asked_keys()), table.c.deleted.is_(None)
        )
        found = self._ask("there", query, sorted(self._laying.scope))
        rows = [row for row in found if row.uuid not in self._known]
        brought = self._laying.brought(self.form) if rows else None
        last = last_of(dated.type, self._laying.arrival.month) if dated is not None else ""
        gone = []
        for id_, uuid, when in rows:
            own = brought is not None and uuid not in brought
            if own or (self._laying.corrects_earlier and when is not None and when > last):
                self._laying.stayed.setdefault(self.form.key, []).append(id_)
                self.counted.own += own
            else:
                gone.append(uuid)
        return gone

    def change(self) -> None:
        """Change what differs; what was in the recycle bin comes back."""
        if not self._known:
            return
        reader = RecordReader(self._laying.book)
        changes: list[Change] = []
        records = self._laying.arrival.records(self.form.key, self._known.__contains__)
        for some in chunks(records):
            differing = self._differing(list(self._resolved(some)))
            stored = reader.states(self._connection, self.form, [one.uuid for one in differing])
            for record in differing:
                before = stored[record.uuid]
                after = replace(record, id=before.id, deleted=False)
                changes.append(make_change(self.form, before, after, Action.CHANGE))
        self._make_way(one.after for one in changes)
        self._laying.write(self.form, changes)
        self.counted.changed += len(changes)
        self.counted.unchanged += len(self._known) - len(changes)

    def add(self) -> None:
        """Add what is new."""
        if not self._born:
            return
        self._laying.indexing.added[self.form.key] = list(self._born.values())
        births = Births(self.form)
        writer = self._laying.writer
        records = self._laying.arrival.records(self.form.key, self._born.__contains__)
        for some in chunks(records, PIECE):
            made = [
                replace(one, id=self._born[one.uuid], revision=1, deleted=False, names={})
                for one in self._resolved(some)
            ]
            self._make_way(made)
            writer.insert(self.form, made, self._laying.ids)
            self._laying.journal(self.form, {}, {one.uuid: births.part(one) for one in made})
            self.counted.added += len(made)

    def _resolved(self, records: Sequence[Record]) -> Iterator[Record]:
        """Yield records of which each reference leads to a record, or is left empty."""
        for record in records:
            self._refuse_foreign(record.uuid, record[UNIT])
        return self._references.resolved(records, self.counted)

    def _refuse_foreign(self, uuid: str, unit: object) -> None:
        if unit not in self._laying.scope:
            reporting = self._laying.arrival.unit_name
            raise ForeignRows(tr(self.form.title), uuid, str(unit or ""), reporting)

    def _differing(self, records: Sequence[Record]) -> list[Record]:
        """Return those that are not just so in the book, by comparing what the columns hold."""
        ids = [self._known[record.uuid] for record in records]
        table, fields = self._table, self._codec.fields
        query = select(table.c.id, table.c.deleted, *(table.c[one.key] for one in fields))
        rows = self._connection.execute(query.where(table.c.id.in_(ids)))
        stored = {row[0]: tuple(row)[1:] for row in rows}
        lines = [self._stored_lines(form, codec, ids) for form, codec in self._lines]
        differing = []
        for record, id_ in zip(records, ids, strict=True):
            same = stored[id_] == (None, *self._codec.raw(record, self._laying.ids)) and all(
                known.get(id_, []) == self._raw_lines(form, codec, record)
                for (form, codec), known in zip(self._lines, lines, strict=True)
            )
            if not same:
                differing.append(record)
        return differing

    def _stored_lines(
        self, form: FormDef, codec: FormCodec, ids: Sequence[int]
    ) -> dict[int, list[tuple[Any, ...]]]:
        table = self._laying.book.tables[form.table]
        columns = (table.c.parent_id, table.c.uuid, *(table.c[one.key] for one in codec.fields))
        query = select(*columns).where(table.c.parent_id.in_(ids))
        found: dict[int, list[tuple[Any, ...]]] = {}
        for row in self._connection.execute(query.order_by(table.c.parent_id, table.c.position)):
            found.setdefault(row[0], []).append(tuple(row)[1:])
        return found

    def _raw_lines(self, form: FormDef, codec: FormCodec, record: Record) -> list[tuple[Any, ...]]:
        ids = self._laying.ids
        return [(one.uuid, *codec.raw(one, ids)) for one in record.lines.get(form.key, ())]


class _References:
    """What the records of a form refer to: our own units, and what is not in the report."""

    def __init__(self, laying: Laying, form: FormDef) -> None:
        self._laying = laying
        self._own = _referring(form)
        self._lines = {one.key: found for one in form.lines if (found := _referring(one))}

    def resolved(self, records: Sequence[Record], counted: Counted) -> Iterator[Record]:
        """Yield the records with our units, without what leads nowhere; its number is added."""
        if not self._own and not self._lines:
            yield from records
            return
        wanted = {one for record in records for one in self._pointing(record)}
        ids, units = self._laying.ids, self._laying.units
        missing = [one for one in wanted if one not in ids]
        found = targets(self._laying.connection, self._laying.book, missing)
        ids.update({key: target.id for key, target in found.items()})
        instead: dict[tuple[str, str], str | None]
        instead = {one: units[one[1]] for one in wanted if one[0] == UNIT and one[1] in units}
        instead |= {one: None for one in missing if one not in ids}
        for record in records:
            yield self._with(record, instead, counted) if instead else record

    def _pointing(self, record: Record) -> Iterator[tuple[str, str]]:
        yield from _pointed(self._own, record)
        for key, fields in self._lines.items():
            for line in record.lines.get(key, ()):
                yield from _pointed(fields, line)

    def _with(
        self, record: Record, instead: Mapping[tuple[str, str], str | None], counted: Counted
    ) -> Record:
        if instead.keys().isdisjoint(self._pointing(record)):
            return record
        lines = dict(record.lines)
        for key, fields in self._lines.items():
            lines[key] = tuple(
                _replaced(one, fields, instead, counted) for one in record.lines.get(key, ())
            )
        return replace(_replaced(record, self._own, instead, counted), lines=lines)


def _replaced(
    record: Record,
    fields: Iterable[tuple[str, str]],
    instead: Mapping[tuple[str, str], str | None],
    counted: Counted,
) -> Record:
    values = dict(record.values)
    for key, form in fields:
        place = (form, str(values.get(key)))
        if place in instead:
            values[key] = instead[place]
            counted.lost += instead[place] is None
    return replace(record, values=values)


def _referring(form: FormDef) -> list[tuple[str, str]]:
    return [
        (one.key, one.form) for one in form.fields if one.type is FieldType.REFERENCE and one.stored
    ]


def _pointed(fields: Iterable[tuple[str, str]], record: Record) -> Iterator[tuple[str, str]]:
    for key, form in fields:
        value = record.values.get(key)
        if value:
            yield form, str(value)

"""The records of a pack in the receiving book: whose they are, what of them is new, and back again.

A row that names a unit is that unit's and keeps its UUID, so that what the village enters comes
back to the same row of the office. A row that names none, or the office itself, is for every
receiver: each gets its own copy, with its unit filled in and a UUID that follows from both, since
a town that merges thirty villages holds thirty of them. What refers to such a row follows it.

Of a row that was sent before only what the office changed since is saved: what the village entered
meanwhile stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from ruraldesk.definitions.identity import is_division_code, parent_code
from ruraldesk.definitions.model import UNIT, Definitions, FieldType, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Level, Problem
from ruraldesk.services.putting import put
from ruraldesk.services.reading import plain_record
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.packs import KeptPack, PackDone, PackState
from ruraldesk.texts.translate import tr

Row = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Counted:
    """What became of the rows of one ledger, in numbers."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0  # of other units, or in the recycle bin

    def as_json(self) -> dict[str, int]:
        """Return the shape that the command line prints."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
        }


@dataclass(slots=True)
class Taken:
    """What became of all records of a pack."""

    counted: dict[str, Counted] = field(default_factory=dict)
    done: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # see PackDone
    problems: list[Problem] = field(default_factory=list)
    refused: bool = False


def rows_of(lines: Iterable[str]) -> list[Row]:
    """Return lines of JSON as rows; decimals stay exact, as texts."""
    return [json.loads(line, parse_float=str) for line in lines]


def in_order(definitions: Definitions, keys: Iterable[str]) -> list[str]:
    """Return ledgers so that those that others refer to come first."""
    waiting, ordered = sorted(keys), list[str]()
    while waiting:
        free = [key for key in waiting if not _refers(definitions.forms[key], waiting)]
        step = free or waiting[:1]  # a circle is entered somewhere
        ordered += step
        waiting = [key for key in waiting if key not in step]
    return ordered


def _refers(form: FormDef, others: Sequence[str]) -> bool:
    return any(
        one.type is FieldType.REFERENCE and one.form in others and one.form != form.key
        for part in (form, *form.lines)
        for one in part.fields
    )


class Receiver:
    """Takes the records of one pack into a book, which is about to become what it will be."""

    def __init__(self, book: Book, pack: KeptPack, known: Sequence[KeptPack]) -> None:
        """Compare with `known`, all packs of the same office that were ever installed."""
        self._book, self._pack = book, pack
        self._own = book.info.unit
        self._shared = {
            row["uuid"]
            for one in (*known, pack)
            for form, lines in one.records.items()
            for row in rows_of(lines)
            if self._is_shared(form, row)
        }
        older = (one for one in known if one.number <= pack.number and one.sha256 != pack.sha256)
        same = (one for one in known if one.sha256 == pack.sha256)
        self._before = self._said_by((*older, *same))
        self._later = self._said_by(one for one in known if one.number > pack.number)
        self._binned = {
            (form, uuid) for one in known for form, ids in one.done.binned.items() for uuid in ids
        }

    def take(self, operator: str) -> Taken:
        """Save what concerns the book; problems that refuse rows come back in the result."""
        taken = Taken()
        reason = tr("Pack {number} of {unit}")
        reason = reason.format(number=self._pack.number, unit=self._pack.unit_name)
        for key in in_order(self._book.definitions, self._pack.records):
            form = self._book.definitions.form(key)
            counted = taken.counted[key] = Counted()
            rows = list(self._wanted(form, counted))
            if rows and not taken.refused:
                self._put(form, rows, counted, taken, operator, reason)
        return taken

    def _wanted(self, form: FormDef, counted: Counted) -> Iterator[Row]:
        """Yield the rows that the book should have otherwise, in its own terms."""
        rows = rows_of(self._pack.records[form.key])
        concerning = [row for row in rows if self._concerns(form, row)]
        counted.left_out += len(rows) - len(concerning)
        mine = {row["uuid"]: self._in_own_terms(form, row) for row in concerning}
        stored = self._states(form, [row["uuid"] for row in mine.values()])
        for original, row in mine.items():
            here = stored.get(row["uuid"])
            if original in self._later and here is not None and not here.deleted:
                counted.unchanged += 1  # a newer pack has said more of it already
            elif here is None:
                yield row
            elif here.deleted and (form.key, row["uuid"]) not in self._binned:
                counted.left_out += 1  # somebody here threw it away
            else:
                if here.deleted:
                    self._book.records.restore(form.key, row["uuid"])
                before = self._before.get(original)
                old = {} if before is None else self._in_own_terms(form, before)
                row = _news(form, row, old, here)
                if len(row) > 1:
                    yield row
                else:
                    counted.unchanged += 1

    def _put(
        self,
        form: FormDef,
        rows: list[Row],
        counted: Counted,
        taken: Taken,
        operator: str,
        reason: str,
    ) -> None:
        uuids = [row["uuid"] for row in rows]
        before = self._states(form, uuids)
        result = put(
            self._book,
            form.key,
            [json.dumps(row, ensure_ascii=False) for row in rows],
            operator=operator,
            reason=reason,
        )
        taken.problems += result.problems
        taken.refused |= result.refused
        counted.added += result.added
        counted.changed += result.changed
        counted.unchanged += result.unchanged
        done = taken.done.setdefault(form.key, {})
        for uuid, after in self._states(form, uuids).items():
            old = before.get(uuid)
            if old is None:
                done[uuid] = {"revision": after.revision}
            elif old.revision != after.revision:
                [said] = [row for row in rows if row["uuid"] == uuid]
                plain = plain_record(form, old)
                was = {key: plain[key] for key in said if key != "uuid" and _is_kept(form, key)}
                done[uuid] = {"revision": after.revision, "before": was}

    def _states(self, form: FormDef, uuids: Sequence[str]) -> dict[str, Record]:
        with self._book.reading() as connection:
            return self._book.records.reader.states(connection, form, uuids)

    def _said_by(self, packs: Iterable[KeptPack]) -> dict[str, Row]:
        """Return what packs said of rows, by UUID; of several the newest, field by field.

        Of a pack that was taken back only what stayed, or lies in the recycle bin, counts.
        """
        found: dict[str, Row] = {}
        for pack in sorted(packs, key=lambda one: one.number):
            for key, lines in pack.records.items():
                form = self._book.definitions.forms.get(key)
                if form is None:
                    continue
                left = {*pack.done.records.get(key, ()), *pack.done.binned.get(key, ())}
                for row in rows_of(lines):
                    own = self._in_own_terms(form, row)["uuid"]
                    if pack.state is PackState.INSTALLED or own in left:
                        found[row["uuid"]] = {**found.get(row["uuid"], {}), **row}
        return found

    def _is_shared(self, key: str, row: Row) -> bool:
        """Say whether every receiver gets its own copy of a row."""
        form = self._book.definitions.forms.get(key)
        if form is None or form.find(UNIT) is None or self._own == self._pack.unit:
            return False
        return (row.get(UNIT) or self._pack.unit) == self._pack.unit

    def _concerns(self, form: FormDef, row: Row) -> bool:
        unit = row.get(UNIT)
        if form.find(UNIT) is None or not unit or self._is_shared(form.key, row):
            return True
        return is_division_code(str(unit)) and self._own in (unit, *units_above(str(unit)))

    def _in_own_terms(self, form: FormDef, row: Row) -> Row:
        """Return the row with this book's unit and UUIDs."""
        shared = self._is_shared(form.key, row)
        own = self._follow(form, row, shared=shared)
        return {**own, UNIT: self._own} if shared else own

    def _follow(self, form: FormDef, row: Row, *, shared: bool) -> Row:
        """Let references lead to the receiver's copies, of which a shared row is one itself."""
        found = dict(row)
        if shared:
            found["uuid"] = self._copy(row["uuid"])
        for one in form.fields:
            if one.type is FieldType.REFERENCE and found.get(one.key) in self._shared:
                found[one.key] = self._copy(str(found[one.key]))
        for line in form.lines:
            if isinstance(found.get(line.key), list):
                found[line.key] = [
                    self._follow(line, one, shared=shared) for one in found[line.key]
                ]
        return found

    def _copy(self, uuid: str) -> str:
        return str(uuid5(UUID(uuid), self._own))


def _news(form: FormDef, row: Row, old: Row, here: Record) -> Row:
    """Return what a row says otherwise than it did before, over the record that is here.

    Lines are told apart by their UUIDs; those that were entered here stay.
    """
    lines = {one.key: one for one in form.lines}
    said = {key: value for key, value in row.items() if old.get(key, ...) != value}
    for key, line in lines.items():
        if key in said:
            kept = {one.uuid: _stored(line, one) for one in here.lines.get(key, ())}
            before = {one["uuid"]: one for one in old.get(key, ())}
            for one in said[key]:
                was = before.get(one["uuid"])
                if one["uuid"] in kept:
                    known = was or {}
                    kept[one["uuid"]] |= {k: v for k, v in one.items() if known.get(k, ...) != v}
                elif was is None:
                    kept[one["uuid"]] = one
            said[key] = list(kept.values())
    return {**said, "uuid": here.uuid}


def _stored(form: FormDef, line: Record) -> Row:
    """Return a line as it is stored, as plain data."""
    plain = plain_record(form, line)
    return {"uuid": line.uuid, **{one.key: plain[one.key] for one in form.fields if one.stored}}


def take_back(
    book: Book, done: PackDone, operator: str, reason: str
) -> tuple[PackDone, list[Problem]]:
    """Take the records of a pack back, as far as nobody has worked with them since.

    What it added goes into the recycle bin, what it changed becomes what it was. Returns what is
    left of what it did, and a note on each record that stays.
    """
    binned: dict[str, list[str]] = {}
    forms = [key for key in done.records if key in book.definitions.forms]
    staying = {key: dict(rows) for key, rows in done.records.items() if key not in forms}
    kept: list[Problem] = []
    for key in reversed(in_order(book.definitions, forms)):
        form = book.definitions.form(key)
        with book.reading() as connection:
            states = book.records.reader.states(connection, form, list(done.records[key]))
        for uuid, state in states.items():
            entry = done.records[key][uuid]
            if state.deleted:
                continue
            if state.revision != entry["revision"] or not _undone(
                book, form, state, entry, operator, reason
            ):
                kept.append(_stays(form, state))
                staying.setdefault(key, {})[uuid] = entry
            elif "before" not in entry:
                binned.setdefault(key, []).append(uuid)
    return PackDone(records=staying, binned=binned), kept


def _undone(
    book: Book, form: FormDef, state: Record, entry: Mapping[str, Any], operator: str, reason: str
) -> bool:
    """Undo what a pack did with a record; False where that is refused."""
    if "before" in entry:
        line = json.dumps({"uuid": state.uuid, **entry["before"]}, ensure_ascii=False)
        return not put(book, form.key, [line], operator=operator, reason=reason).refused
    return not book.records.delete(
        form.key, state.uuid, state.revision, operator=operator, reason=reason
    ).refused


def _stays(form: FormDef, record: Record) -> Problem:
    message = tr(
        "“{name}” of “{form}” stays: it was changed here since, or other records refer to it."
    )
    return Problem(
        message=message.format(name=name_of(form, record), form=tr(form.title)),
        level=Level.INFORM,
        form=form.key,
        record=record.uuid,
        code="stays",
    )


def _is_kept(form: FormDef, key: str) -> bool:
    """Say whether a key of a row is that of a stored field or of lines."""
    found = form.find(key)
    return found.stored if found else any(line.key == key for line in form.lines)


def is_above(unit: str, own: BookInfo) -> bool:
    """Say whether a unit is above a book's own: by its code, or as the book names it."""
    return unit in (own.parent, *units_above(own.unit))


def units_above(unit: str) -> list[str]:
    """Return the codes of the units above one, told from its code."""
    upper = parent_code(unit)
    return [upper, *units_above(upper)] if upper else []

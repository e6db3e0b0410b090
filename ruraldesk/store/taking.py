"""Reports of the units below, taken into the book: one transaction each, undone by the batch.

What the book has of a unit is, afterwards, exactly what its last report says, in every ledger that
the report speaks of; beside it only what this office entered for the unit itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ruraldesk.definitions.model import UNIT, FormDef
from ruraldesk.store.arrival import Arrival, DoubledRows
from ruraldesk.store.changes import Births
from ruraldesk.store.closed_months import ClosedMonths
from ruraldesk.store.journal_entries import Act, Action, Entry, append
from ruraldesk.store.preparing import Change
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.taken import REPORTED, ROWS, Taken, as_taken, taken_query
from ruraldesk.store.taking_back import TakenBack, take_back
from ruraldesk.store.taking_laying import Counted, Laying, make_change
from ruraldesk.store.taking_ledger import Ledger
from ruraldesk.store.taking_totals import mark_of, refuse_other_totals
from ruraldesk.store.taking_units import Units, units_below, units_of

if TYPE_CHECKING:
    from ruraldesk.store.book import Book
    from ruraldesk.store.comments import Comment

JOURNAL_FORM = "_taken"  # under which answers stand in the journal; no ledger is called so

_OF_ARRIVAL = (
    *("unit", "unit_name", "month", "sequence", "sha256", "check_code", "path", "closed_at"),
)


class _Trial(Exception):
    """Rolls back what was only tried."""


class Taking:
    """Taking reports in, and what was taken in before."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_taken"]

    @contextmanager
    def run(self, act: Act, *, dry_run: bool = False) -> Iterator[TakingRun]:
        """Yield what takes reports in, one after the other; of a dry run nothing stays.

        Raises:
            ReadOnlyBook, BookBusy and the like: as for any writing.
        """
        self._book.search.prepare()
        if not dry_run:
            yield TakingRun(self._book, act, None)
            return
        try:
            with self._book.writing() as connection:
                yield TakingRun(self._book, act, connection)
                raise _Trial
        except _Trial:
            pass

    def take_back(self, batch: str, act: Act) -> TakenBack:
        """Take back the reports of a batch, all of them or none.

        Raises:
            CannotTakeBack: there is no such batch, a later report builds on it, or a record has
                been changed since.
        """
        self._book.search.prepare()
        with self._book.writing() as connection:
            return take_back(connection, self._book, batch, act)

    def answer(
        self, report: int, answer: str, act: Act | None = None, comments: Iterable[Comment] = ()
    ) -> None:
        """Note that a report was accepted or returned, with what that changes in its comments."""
        table, act = self._table, act or Act()
        with self._book.writing() as connection:
            said = connection.execute(select(table).where(table.c.id == report)).one()
            connection.execute(update(table).where(table.c.id == report).values(answer=answer))
            self._book.comments.keep(comments, act, connection)
            entry = Entry(
                action=Action.MONTH,
                form=JOURNAL_FORM,
                record=said.unit,
                revision=said.sequence,
                before={"answer": said.answer},
                after={"answer": answer, "month": said.month},
            )
            append(connection, self._book.tables["_journal"], act, [entry])

    def taken(
        self, *, unit: str = "", month: str = "", batch: str = "", undone: bool = False
    ) -> list[Taken]:
        """Return the reports that were taken in, the oldest first.

        Args:
            undone: those that were taken back, too.
        """
        query = taken_query(self._book, unit, month, batch, undone=undone)
        with self._book.reading() as connection:
            return [as_taken(row) for row in connection.execute(query)]

    def above(self) -> dict[str, str]:
        """Return the code of the unit above by the code of each unit of the book."""
        with self._book.reading() as connection:
            return units_below(connection, self._book.tables, self._book.definitions)


class TakingRun:
    """One run of taking in: a batch."""

    def __init__(self, book: Book, act: Act, trial: Connection | None) -> None:
        self._book, self.act, self._trial = book, act, trial
        self._table = book.tables["_taken"]

    def taken(self, unit: str) -> list[Taken]:
        """Return the reports of a unit that hold, those of this run too, the oldest first."""
        query = taken_query(self._book, unit)
        with self.reading() as connection:
            return [as_taken(row) for row in connection.execute(query)]

    def hashes(self, unit: str) -> dict[str, str]:
        """Return by ledger the hash of the unit's last report, as it was read."""
        with self.reading() as connection:
            marks = self._marks(connection, unit)
        return {key: str(mark[0]) for key, mark in marks.items()}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees what this run has done."""
        if self._trial is not None:
            yield self._trial
        else:
            with self._book.reading() as connection:
                yield connection

    def take(
        self,
        arrival: Arrival,
        verdict: str,
        also: Callable[[Connection], None] | None = None,
    ) -> Counted:
        """Take a report in, whole or not at all.

        Args:
            also: what is to be written with it, in the same transaction.

        Raises:
            ForeignRows, DoubledRows, TotalsDiffer: it cannot be taken; nothing was changed.
        """
        try:
            with self._writing() as connection:
                if also is not None:
                    also(connection)
                return self._take(connection, arrival, verdict)
        except IntegrityError as error:  # only what the report itself holds twice can do it
            raise DoubledRows(arrival.unit_name, str(error.orig)) from error

    def note(self, unit: str, unit_name: str, month: str, sequence: int, counts: Counted) -> None:
        """Note that a unit without the program has reported a month with tables of its own."""
        with self._writing() as connection:
            last = _last_entry(connection, self._book)
            row = {"unit": unit, "unit_name": unit_name, "month": month, "sequence": sequence}
            self._remember(connection, row, REPORTED, counts, {}, (last + 1, last))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._trial is None:
            with self._book.writing() as connection:
                yield connection
        else:
            with self._trial.begin_nested():
                yield self._trial

    def _take(self, connection: Connection, arrival: Arrival, verdict: str) -> Counted:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # any order will do
        units = units_of(connection, self._book, arrival.unit, _unit_rows(self._book, arrival))
        laying = Laying(connection, self._book, self.act, arrival, units.scope)
        laying.ids.update(((UNIT, uuid), id_) for uuid, id_ in units.ids.items())
        laying.units = units.uuids
        first = _last_entry(connection, self._book) + 1
        counted = _lay_units(laying, units) if units.records else Counted()
        marks = self._marks(connection, arrival.unit)
        taken = connection.execute(taken_query(self._book, arrival.unit)).all()
        laying.corrects_earlier = any(row.month > arrival.month for row in taken)
        laying.replaces_tables = bool(taken) and all(row.verdict == REPORTED for row in taken)
        forms = [
            form
            for form in self._book.definitions.forms.values()
            if form.key in arrival.counts and form.key != UNIT
        ]
        same = {form.key for form in forms if marks.get(form.key) == mark_of(laying, form)}
        ledgers = [Ledger(laying, form) for form in forms]
        for ledger in ledgers:
            ledger.identify()
        for step in (Ledger.remove, Ledger.change, Ledger.add):
            for ledger in ledgers:
                if ledger.form.key not in same:
                    step(ledger)
        for ledger in ledgers:
            if ledger.form.key in same:
                ledger.counted.unchanged = arrival.counts[ledger.form.key]
            counted += ledger.counted
        refuse_other_totals(laying, forms)
        laying.indexing.finish(connection, self._book)
        unlike = {ledger.form.key for ledger in ledgers if ledger.counted.lost}
        unlike |= laying.stayed.keys()  # there the book is not what the report says
        alike = [form for form in forms if form.key not in unlike]
        self._keep(laying, arrival, verdict, counted, first, alike)
        if counted.added or counted.changed or counted.removed:
            about = {"unit": arrival.unit, "sequence": arrival.sequence}
            ClosedMonths(connection, self._book, self.act).note_report(arrival.month, about)
        return counted

    def _marks(self, connection: Connection, unit: str) -> dict[str, list[Any]]:
        """Return what the last report of a unit left in each ledger."""
        query = taken_query(self._book, unit)
        rows = connection.execute(query).all()
        return dict(json.loads(rows[-1].marks)) if rows else {}

    def _keep(
        self,
        laying: Laying,
        arrival: Arrival,
        verdict: str,
        counted: Counted,
        first: int,
        forms: list[FormDef],
    ) -> None:
        marks = {form.key: mark_of(laying, form) for form in forms}
        last = _last_entry(laying.connection, self._book)
        row: dict[str, Any] = {name: getattr(arrival, name) for name in _OF_ARRIVAL}
        row["previous"] = next(iter(arrival.before), "")
        tables = arrival.counts.items()
        said = {key: {ROWS: str(rows), **arrival.totals.get(key, {})} for key, rows in tables}
        row["totals"] = json.dumps(said)
        self._remember(laying.connection, row, verdict, counted, marks, (first, last))

    def _remember(
        self,
        connection: Connection,
        row: Mapping[str, Any],
        verdict: str,
        counted: Counted,
        marks: Mapping[str, Any],
        entries: tuple[int, int],
    ) -> None:
        counts = {
            "added": counted.added,
            "changed": counted.changed,
            "unchanged": counted.unchanged,
            "removed": counted.removed,
        }
        values = {
            **dict.fromkeys(("sha256", "previous", "check_code", "path"), ""),
            "totals": "{}",
            "answer": "",
            **row,
            "batch": self.act.batch,
            "verdict": verdict,
            "time": self.act.time,
            "operator": self.act.operator,
            "counts": json.dumps(counts),
            "marks": json.dumps(marks),
            "first_entry": entries[0],
            "last_entry": entries[1],
        }
        connection.execute(insert(self._table), values)


def _unit_rows(book: Book, arrival: Arrival) -> list[Any]:
    if not arrival.counts.get(UNIT) or UNIT not in book.definitions.forms:
        return []
    return list(arrival.records(UNIT, lambda uuid: True))


def _lay_units(laying: Laying, units: Units) -> Counted:
    """Write what a report says of its own units."""
    form = laying.book.definitions.forms[UNIT]
    reader = RecordReader(laying.book)
    stored = reader.states(laying.connection, form, units.records)
    changes: list[Change] = []
    counted = Counted()
    new = [record for uuid, record in units.records.items() if uuid not in stored]
    table = laying.book.tables[form.table]
    next_id = laying.connection.execute(select(func.max(table.c.id))).scalar() or 0
    made = [replace(one, id=next_id + place, revision=1) for place, one in enumerate(new, start=1)]
    laying.ids.update(((UNIT, one.uuid), one.id) for one in (*made, *stored.values()))
    for uuid, before in stored.items():
        change = make_change(form, before, units.records[uuid], Action.CHANGE)
        if change.new:
            changes.append(change)
    laying.write(form, changes)
    if made:
        births = Births(form)
        laying.writer.insert(form, made, laying.ids)
        laying.journal(form, {}, {one.uuid: births.part(one) for one in made})
        laying.indexing.added[form.key] = [one.id for one in made]
    counted.added, counted.changed = len(made), len(changes)
    counted.unchanged = len(stored) - len(changes)
    return counted


def _last_entry(connection: Connection, book: Book) -> int:
    journal = book.tables["_journal"]
    return connection.execute(select(func.max(journal.c.id))).scalar() or 0

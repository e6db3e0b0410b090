"""Judging records before they are written: by themselves, and against what is in the book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Connection, func, select

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.validate import check_values
from ruraldesk.errors import Level, Problem
from ruraldesk.store.changes import Births, Part, difference
from ruraldesk.store.closed_months import ClosedMonths
from ruraldesk.store.journal_entries import Action
from ruraldesk.store.record_rows import chunks
from ruraldesk.store.referring import perhaps_referred, referring
from ruraldesk.store.serials import Serials
from ruraldesk.store.sql_expressions import SqlLedgers
from ruraldesk.store.surroundings import Surroundings, UniqueKey
from ruraldesk.texts.translate import listed, tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A record as it is to be, over the one that is stored.

    `after` is whole, see `merged`; `row` is its 1-based place in what was handed in.
    """

    after: Record
    before: Record | None
    action: Action
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One record before and after, with the difference as the journal keeps it."""

    form: FormDef
    action: Action
    before: Record | None
    after: Record
    old: Part
    new: Part
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A record with the change that saving it makes; none when nothing differs."""

    record: Record
    before: Record | None
    change: Change | None
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a problem keeps it from being written."""
        return blocks(self.problems)


def blocks(problems: Sequence[Problem]) -> bool:
    """Say whether one of the problems keeps a record from being saved."""
    return any(problem.level is Level.BLOCK for problem in problems)


@dataclass(slots=True)
class Preparing:
    """Judges the records of one transaction, and gives them ids and serial numbers."""

    connection: Connection
    book: Book
    as_of: date
    closed: ClosedMonths
    undoing: bool = False  # states may move back
    ids: dict[tuple[str, str], int] = field(default_factory=dict)  # by form and UUID, of all met
    serials: Serials = field(init=False)
    _ledgers: SqlLedgers = field(init=False)
    _added: dict[tuple[str, str], int] = field(default_factory=dict)
    _taken: dict[UniqueKey, str] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=dict)
    _free: set[str] = field(default_factory=set)  # UUIDs to which nothing refers

    def __post_init__(self) -> None:
        """Set up what the judging looks things up in."""
        self.serials = Serials(self.connection, self.book.tables, self.as_of)
        self._ledgers = SqlLedgers(self.connection, self.book.tables)

    def judged(self, form: FormDef, wanted: Sequence[Wanted]) -> list[Judged]:
        """Judge a chunk of records of one form, in their order."""
        wanted = self._with_own_lines(form, wanted)
        equal = {id(one) for one in wanted if _is_equal(form, one)}
        differing = [one.after for one in wanted if id(one) not in equal]
        around = Surroundings.of(self.connection, self.book, form, differing)
        self.ids.update({key: target.id for key, target in around.targets.items()})
        births = Births(form)
        gone = [one for one in differing if one.deleted]
        if len(gone) > 1:
            self._free = {one.uuid for one in gone}
            self._free -= perhaps_referred(self.connection, self.book, form, gone)
        return [
            Judged(record=one.before, before=one.before, change=None)
            if one.before and id(one) in equal
            else self._judged(form, one, around, births)
            for one in wanted
        ]

    def _with_own_lines(self, form: FormDef, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Give new UUIDs to new lines whose UUID is another record's: they were copied from it."""
        done = list(wanted)
        for line_form in form.lines:
            taken = self._taken_lines(line_form, done)
            for place, one in enumerate(done):
                lines = one.after.lines.get(line_form.key, ())
                kept = _uuids(line_form, one.before)
                fresh = [line.uuid for line in lines if line.uuid not in kept]
                if not taken.isdisjoint(fresh):
                    own = tuple(
                        replace(line, uuid=str(uuid4()))
                        if line.uuid in taken and line.uuid not in kept
                        else line
                        for line in lines
                    )
                    after = replace(one.after, lines={**one.after.lines, line_form.key: own})
                    done[place] = replace(one, after=after)
                taken.update(fresh)
        return done

    def _taken_lines(self, form: FormDef, wanted: Sequence[Wanted]) -> set[str]:
        """Return the UUIDs of new lines that are in the book already."""
        fresh = {
            line.uuid
            for one in wanted
            for line in one.after.lines.get(form.key, ())
            if line.uuid not in _uuids(form, one.before)
        }
        table = self.book.tables[form.table]
        found: set[str] = set()
        for piece in chunks(sorted(fresh)):
            query = select(table.c.uuid).where(table.c.uuid.in_(piece))
            found.update(self.connection.execute(query).scalars())
        return found

    def _judged(self, form: FormDef, one: Wanted, around: Surroundings, births: Births) -> Judged:
        problems = tuple(
            replace(
                problem,
                form=form.key,
                record=one.before.uuid if one.before else "",
                row=one.row,
            )
            for problem in self._problems(form, one, around)
        )
        if blocks(problems):
            return Judged(record=one.after, before=one.before, change=None, problems=problems)
        after = self._numbered(form, one.after, around)
        sides: tuple[Part, Part]
        if one.before is None:
            sides = {}, births.part(after)
        else:
            sides = difference(form, one.before, after)
        change = Change(
            form=form,
            action=one.action,
            before=one.before,
            after=after,
            old=sides[0],
            new=sides[1],
            row=one.row,
        )
        return Judged(record=after, before=one.before, change=change, problems=problems)

    def _problems(self, form: FormDef, one: Wanted, around: Surroundings) -> Iterator[Problem]:
        yield from self.closed.problems(form, one.before, one.after)
        if one.after.deleted:
            yield from self._referred_to(form, one.after)
            return
        known = one.before if one.before and not one.before.deleted else None
        for problem in check_values(
            form, one.after, ledgers=self._ledgers, as_of=self.as_of, before=one.before
        ):
            if not (self.undoing and problem.code == "state_move"):
                yield problem
        yield from around.lost_references(one.after, known, self._added)
        yield from around.shared_values(one.after, self._taken)

    def _referred_to(self, form: FormDef, record: Record) -> Iterator[Problem]:
        """Refuse to delete what others refer to."""
        if record.uuid in self._free:
            return
        names = referring(self.connection, self.book, form, record)
        if names:
            message = tr("This record is still used by: {names}. Delete or change these first.")
            yield Problem(message=message.format(names=listed(names)), code="referred_to")

    def _numbered(self, form: FormDef, after: Record, around: Surroundings) -> Record:
        """Give an accepted record its id and the serial numbers it lacks."""
        if after.deleted:
            return after
        done = replace(self.serials.filled(form, after), id=after.id or self._new_id(form))
        self.ids[form.key, done.uuid] = self._added[form.key, done.uuid] = done.id
        self._taken.update(dict.fromkeys(around.unique.keys(done), done.uuid))
        return done

    def _new_id(self, form: FormDef) -> int:
        if form.key not in self._next:
            table = self.book.tables[form.table]
            last = self.connection.execute(select(func.max(table.c.id))).scalar()
            self._next[form.key] = (last or 0) + 1
        id_ = self._next[form.key]
        self._next[form.key] += 1
        return id_


def _uuids(form: FormDef, record: Record | None) -> set[str]:
    return {line.uuid for line in record.lines.get(form.key, ())} if record else set()


def _is_equal(form: FormDef, one: Wanted) -> bool:
    return one.before is not None and not difference(form, one.before, one.after)[1]

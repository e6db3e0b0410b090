"""Checking what a change may break: its own rules, and those of other records that look at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ruraldesk.definitions.model import FormDef
from ruraldesk.errors import Problem
from ruraldesk.store.preparing import Change
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.rules import Violation
from ruraldesk.store.tables import tables_of
from ruraldesk.store.watches import Watch
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_Ids = dict[Watch, set[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that does not hold after the changes in `rows`: their places, the last one last."""

    problem: Problem
    rows: tuple[int, ...]


class Touched:
    """The records that the changes of one transaction touch; `note` before each is written."""

    def __init__(self, connection: Connection, book: Book, as_of: date) -> None:
        self._connection, self._book, self._as_of = connection, book, as_of
        self._let_go: _Ids = {}

    def note(self, form: FormDef, changes: Sequence[Change]) -> None:
        """Remember what the records touched before they change: they may let go of it."""
        stored = [change for change in changes if change.before is not None]
        for watch, ids in self._reached(form, stored).items():
            self._let_go.setdefault(watch, set()).update(ids)

    def broken(self, changes: Sequence[Change]) -> list[Broken]:
        """Return the rules that do not hold for the changed records and for all that they touch.

        What was noted is forgotten: the changes are judged, or are being taken back.
        """
        let_go, self._let_go = self._let_go, {}
        own = {(change.form.key, change.after.id) for change in changes}
        found = list(self._own(changes))
        for form, group in _by_form(changes):
            reached = self._reached(form, group)
            for watch in {*reached, *(one for one in let_go if one in self._watches(form))}:
                ids = reached.get(watch, set()) | let_go.get(watch, set())
                others = {id_ for id_ in ids if (watch.touch.form.key, id_) not in own}
                found += self._elsewhere(watch, others, group)
        return found

    def _own(self, changes: Sequence[Change]) -> Iterator[Broken]:
        """Yield the rules that the changed records break themselves."""
        rules = self._book.records.rules
        for form, group in _by_form(changes):
            rows = {
                change.after.id: change.row or 0 for change in group if not change.after.deleted
            }
            for one in rules.violations(self._connection, form, sorted(rows), self._as_of):
                yield Broken(problem=one.problem, rows=(rows[one.record],))

    def _elsewhere(
        self, watch: Watch, ids: set[int], changes: Sequence[Change]
    ) -> Iterator[Broken]:
        """Yield the watched rules that other records break now, with the changes to blame."""
        form = self._book.definitions.forms[watch.touch.form.key]
        violations = self._book.records.rules.violations(
            self._connection, form, sorted(ids), self._as_of, only=watch.rules
        )
        if not violations:
            return
        blame = self._blame(watch, changes)
        everybody = tuple(change.row or 0 for change in changes)
        for one in violations:
            rows = tuple(row for row, touched in blame.items() if one.record in touched)
            yield Broken(problem=self._named(one), rows=rows or everybody)

    def _named(self, one: Violation) -> Problem:
        """Say whose rule it is: the message alone speaks about a record that is not on screen."""
        reader = RecordReader(self._book)
        names = reader.names(self._connection, one.form, [one.record], as_of=self._as_of)
        message = tr("{form} “{name}”: {message}").format(
            form=tr(one.form.title), name=names[one.record].name, message=one.problem.message
        )
        return replace(one.problem, message=message)

    def _blame(self, watch: Watch, changes: Sequence[Change]) -> dict[int, set[int]]:
        """Return by its place what each change alone touches; one change is always to blame."""
        if len(changes) == 1:
            return {}
        return {change.row or 0: self._ask(watch, [change.after.id]) for change in changes}

    def _reached(self, form: FormDef, changes: Sequence[Change]) -> _Ids:
        """Return the ids of what the changed records touch now, by watch."""
        found: _Ids = {}
        for watch in self._watches(form):
            ids = [change.after.id for change in changes if _concerns(watch, change)]
            if ids:
                found[watch] = self._ask(watch, ids)
        return found

    def _ask(self, watch: Watch, ids: Sequence[int]) -> set[int]:
        rules = self._book.records.rules
        return rules.touched(self._connection, watch, ids, self._as_of)

    def _watches(self, form: FormDef) -> Sequence[Watch]:
        return self._book.records.rules.watches.get(form.key, ())


def _concerns(watch: Watch, change: Change) -> bool:
    """Say whether a change can matter to the watched rules: they read what differs."""
    if change.before is None or change.before.deleted != change.after.deleted:
        return True
    parts = {part.key: part for part in tables_of(change.form)}
    for key in change.new:
        if key in parts:
            return True  # lines came, went or changed
        if f"{change.form.table}.{key}" in watch.fields:
            return True
    return False


def _by_form(changes: Sequence[Change]) -> Iterator[tuple[FormDef, list[Change]]]:
    by_form: dict[str, list[Change]] = {}
    for change in changes:
        by_form.setdefault(change.form.key, []).append(change)
    return ((group[0].form, group) for group in by_form.values())

"""Many records in one transaction: judged in chunks, the good told from the bad where wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.errors import Problem, UserError
from ruraldesk.store.journal_entries import Act, Action
from ruraldesk.store.merging import merged
from ruraldesk.store.preparing import Change, Judged, Wanted, blocks
from ruraldesk.store.saving import Refused, Saving
from ruraldesk.store.stale import refuse_stale
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

CHUNK = 500  # records judged and written together


class GivenTwice(UserError):
    """One record is there twice among those to be saved."""

    code = "given_twice"

    def __init__(self, uuid: str) -> None:
        super().__init__(
            tr(
                "The record {uuid} is there twice; which of the two holds cannot be told. "
                "Keep one of them."
            ).format(uuid=uuid)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of records, in numbers."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMany:
    """What became of many records; problems say in `row` which of them they concern, from 1.

    `records` are all that were handed in, in their order, saved ones with their UUIDs; `counts` the
    numbers by form. When all was refused, nothing was saved and nothing counts as added or changed.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    records: tuple[Record, ...] = ()
    counts: Mapping[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One record to be saved: its place, from 1, and the group that it stands or falls with."""

    row: int
    form: FormDef
    record: Record
    group: int


@dataclass(slots=True)
class _Outcome:
    """What has become of the records so far, by their place."""

    done: dict[int, Judged] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [one.change for one in self.done.values() if one.change]

    def told(self, items: Sequence[Item], *, saved: bool) -> SavedMany:
        """Return the counts, and the records in their order."""
        done = self.done if saved else {}
        forms = dict.fromkeys(item.form.key for item in items)
        counts = {
            key: self._counts([item.row for item in items if item.form.key == key], done)
            for key in forms
        }
        return SavedMany(
            added=sum(one.added for one in counts.values()),
            changed=sum(one.changed for one in counts.values()),
            unchanged=sum(one.unchanged for one in counts.values()),
            refused=sum(one.refused for one in counts.values()),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row or 0)),
            records=tuple(
                done[item.row].record if item.row in done else item.record for item in items
            ),
            counts=counts,
        )

    def _counts(self, rows: Iterable[int], done: Mapping[int, Judged]) -> Counts:
        found = {"added": 0, "changed": 0, "unchanged": 0, "refused": 0}
        for row in rows:
            judged = done.get(row)
            if row in self.refused:
                found["refused"] += 1
            elif judged is not None and judged.change is None:
                found["unchanged"] += 1
            elif judged is not None:
                found["changed" if judged.before else "added"] += 1
        return Counts(**found)


class _DryRun(Exception):
    """Rolls back what was only tried."""


class SavingMany:
    """Saves records, also of several forms, in one act and one transaction."""

    def __init__(
        self,
        book: Book,
        act: Act,
        as_of: date,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self._book, self._act, self._as_of = book, act, as_of
        self._progress = progress

    def save(
        self, items: Sequence[Item], *, skip_bad: bool = False, dry_run: bool = False
    ) -> SavedMany:
        """Save all or nothing; with `skip_bad` what can be saved, group by group.

        With `dry_run` nothing is kept, and the result is what would have become of it.
        """
        self._book.search.prepare()
        outcome = _Outcome()
        try:
            with self._book.writing() as connection:
                saving = Saving(connection, self._book, self._act, self._as_of)
                self._save(saving, items, outcome, skip_bad=skip_bad)
                if dry_run:
                    raise _DryRun
                saving.finish()
        except Refused:
            return outcome.told(items, saved=False)
        except _DryRun:
            pass
        return outcome.told(items, saved=True)

    def _save(
        self, saving: Saving, items: Sequence[Item], outcome: _Outcome, *, skip_bad: bool
    ) -> None:
        done = 0
        for chunk in _chunks(items):
            if skip_bad:
                self._save_good(saving, chunk, outcome)
            else:
                self._take(saving, chunk, outcome)
            done += len(chunk)
            if self._progress:
                self._progress(done)
        if not skip_bad:
            self._check(saving, outcome.changes, outcome)
            if outcome.refused:
                raise Refused(outcome.problems)
            saving.settle(outcome.changes)

    def _save_good(self, saving: Saving, items: Sequence[Item], outcome: _Outcome) -> None:
        """Save a chunk; when some of it is refused, the rest together, and those one by one."""
        trial = self._try(saving, items)
        bad = _groups_of(items, trial.refused)
        if bad:
            trial = self._try(saving, [item for item in items if item.group not in bad])
            if trial.refused:  # they break a rule only together
                trial, bad = _Outcome(), {item.group for item in items}
        self._keep(saving, trial, outcome)
        for group in sorted(bad):
            alone = [item for item in items if item.group == group]
            trial = self._try(saving, alone)
            if trial.refused:
                trial.refused = {item.row for item in alone}
            self._keep(saving, trial, outcome)

    def _try(self, saving: Saving, items: Sequence[Item]) -> _Outcome:
        """Save items together and check their rules; nothing of it stays when one is refused."""
        trial = _Outcome()
        point = saving.connection.begin_nested()
        self._take(saving, items, trial)
        self._check(saving, trial.changes, trial)
        if trial.refused:
            point.rollback()
        else:
            point.commit()
        return trial

    def _keep(self, saving: Saving, trial: _Outcome, outcome: _Outcome) -> None:
        outcome.problems += trial.problems
        outcome.refused |= trial.refused
        if not trial.refused:
            outcome.done |= trial.done
            saving.settle(trial.changes)

    def _take(self, saving: Saving, items: Sequence[Item], outcome: _Outcome) -> None:
        """Judge and write items, form by form; those refused by themselves are noted."""
        by_form: dict[str, list[Item]] = {}
        for item in items:
            by_form.setdefault(item.form.key, []).append(item)
        for same in by_form.values():
            form = same[0].form
            wanted = self._wanted(saving.connection, form, same, outcome)
            for one, judged in zip(wanted, saving.take(form, wanted), strict=True):
                row = one.row or 0
                outcome.problems += judged.problems
                if judged.refused:
                    outcome.refused.add(row)
                else:
                    outcome.done[row] = judged

    def _wanted(
        self, connection: Connection, form: FormDef, items: Sequence[Item], outcome: _Outcome
    ) -> list[Wanted]:
        """Lay each record over what is stored; the same record twice is refused."""
        uuids = {item.record.uuid for item in items if item.record.uuid}
        stored = self._book.records.reader.states(connection, form, uuids)
        met: set[str] = set()
        wanted: list[Wanted] = []
        for item in items:
            record, before = item.record, stored.get(item.record.uuid)
            try:
                refuse_stale(form, record, before)
                if record.uuid and record.uuid in met:
                    raise GivenTwice(record.uuid)
            except UserError as error:
                problem = error.problem()
                outcome.problems.append(
                    replace(problem, form=form.key, record=record.uuid, row=item.row)
                )
                outcome.refused.add(item.row)
                continue
            met.add(record.uuid)
            action = Action.CHANGE if before else Action.CREATE
            after = merged(form, record, before)
            wanted.append(Wanted(after=after, before=before, action=action, row=item.row))
        return wanted

    def _check(self, saving: Saving, changes: Sequence[Change], outcome: _Outcome) -> None:
        """Check the rules of all that the changes touch; note the rows that block."""
        for broken in saving.broken(changes):
            outcome.problems.append(replace(broken.problem, row=broken.rows[-1]))
            if blocks([broken.problem]):
                outcome.refused.update(broken.rows)


def _groups_of(items: Iterable[Item], rows: set[int]) -> set[int]:
    return {item.group for item in items if item.row in rows}


def _chunks(items: Sequence[Item]) -> Iterable[list[Item]]:
    """Yield items in lists of about CHUNK, never taking a group apart."""
    chunk: list[Item] = []
    for item in items:
        if len(chunk) >= CHUNK and item.group != chunk[-1].group:
            yield chunk
            chunk = []
        chunk.append(item)
    if chunk:
        yield chunk

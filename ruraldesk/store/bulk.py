"""Many records in one transaction: judged in chunks, and with `skip_bad` told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
class SavedMany:
    """What became of many records; problems say in `row` which of them they concern, from 1.

    `records` are all that were handed in, in their order, saved ones with their UUIDs. When
    everything was refused, nothing was saved and `added` and `changed` are 0.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    records: tuple[Record, ...] = ()


@dataclass(slots=True)
class _Outcome:
    """What has become of the records so far, by their place."""

    done: dict[int, Judged] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [one.change for one in self.done.values() if one.change]

    def told(self, records: Sequence[Record]) -> SavedMany:
        """Return the counts, and the records in their order."""
        changes = self.changes
        added = sum(1 for change in changes if change.before is None)
        saved = dict(enumerate(records, start=1)) | {
            row: one.record for row, one in self.done.items()
        }
        return SavedMany(
            added=added,
            changed=len(changes) - added,
            unchanged=len(self.done) - len(changes),
            refused=len(self.refused),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row or 0)),
            records=tuple(saved.values()),
        )


class SavingMany:
    """Saves many records of one form in one act."""

    def __init__(
        self,
        book: Book,
        form: FormDef,
        act: Act,
        as_of: date,
        going_on: Callable[[int], None] | None = None,
    ) -> None:
        self._book, self._form, self._act, self._as_of = book, form, act, as_of
        self._going_on = going_on

    def save(self, records: Sequence[Record], *, skip_bad: bool) -> SavedMany:
        """Save all records or none of them; with `skip_bad`, those that can be saved."""
        self._book.search.prepare()
        outcome = _Outcome()
        try:
            with self._book.writing() as connection:
                saving = Saving(connection, self._book, self._act, self._as_of)
                for start in range(0, len(records), CHUNK):
                    rows = list(enumerate(records[start : start + CHUNK], start=start + 1))
                    if skip_bad:
                        self._save_good(saving, rows, outcome)
                    else:
                        self._take(saving, rows, outcome)
                    if self._going_on:
                        self._going_on(min(start + CHUNK, len(records)))
                if not skip_bad:
                    self._check(saving, outcome.changes, outcome)
                    if outcome.refused:
                        raise Refused(outcome.problems)
                    saving.settle(outcome.changes)
                saving.finish()
        except Refused:
            return SavedMany(
                refused=len(outcome.refused),
                problems=tuple(sorted(outcome.problems, key=lambda problem: problem.row or 0)),
                records=tuple(records),
            )
        return outcome.told(records)

    def _save_good(
        self, saving: Saving, rows: Sequence[tuple[int, Record]], outcome: _Outcome
    ) -> None:
        """Save a chunk; when some of it is refused, the rest together, and those one by one."""
        trial = self._try(saving, rows)
        bad = [one for one in rows if one[0] in trial.refused]
        if bad:
            trial = self._try(saving, [one for one in rows if one[0] not in trial.refused])
            if trial.refused:  # they break a rule only together
                trial, bad = _Outcome(), list(rows)
        self._keep(saving, trial, outcome)
        for one in bad:
            self._keep(saving, self._try(saving, [one]), outcome)

    def _try(self, saving: Saving, rows: Sequence[tuple[int, Record]]) -> _Outcome:
        """Save rows together and check their rules; nothing of it stays when one is refused."""
        trial = _Outcome()
        point = saving.connection.begin_nested()
        self._take(saving, rows, trial)
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

    def _take(self, saving: Saving, rows: Sequence[tuple[int, Record]], outcome: _Outcome) -> None:
        """Judge and write rows; those that are refused by themselves are noted."""
        wanted = self._wanted(saving.connection, rows, outcome)
        for one, judged in zip(wanted, saving.take(self._form, wanted), strict=True):
            row = one.row or 0
            outcome.problems += judged.problems
            if judged.refused:
                outcome.refused.add(row)
            else:
                outcome.done[row] = judged

    def _wanted(
        self, connection: Connection, rows: Sequence[tuple[int, Record]], outcome: _Outcome
    ) -> list[Wanted]:
        """Lay each record over what is stored; the same record twice is refused."""
        reader = self._book.records.reader
        uuids = {record.uuid for _, record in rows if record.uuid}
        stored = reader.states(connection, self._form, uuids)
        met: set[str] = set()
        wanted: list[Wanted] = []
        for row, record in rows:
            before = stored.get(record.uuid)
            try:
                refuse_stale(self._form, record, before)
                if record.uuid and record.uuid in met:
                    raise GivenTwice(record.uuid)
            except UserError as error:
                problem = replace(error.problem(), form=self._form.key, record=record.uuid, row=row)
                outcome.problems.append(problem)
                outcome.refused.add(row)
                continue
            met.add(record.uuid)
            wanted.append(
                Wanted(
                    after=merged(self._form, record, before),
                    before=before,
                    action=Action.CHANGE if before else Action.CREATE,
                    row=row,
                )
            )
        return wanted

    def _check(self, saving: Saving, changes: Sequence[Change], outcome: _Outcome) -> None:
        """Check the rules of all that the changes touch; note the rows that block."""
        for broken in saving.broken(changes):
            outcome.problems.append(replace(broken.problem, row=broken.rows[-1]))
            if blocks([broken.problem]):
                outcome.refused.update(broken.rows)

"""Taking one's own last acts back, and doing them again; both are journaled like any change.

The journal is the memory: an act is the entries of one batch, and holds unless the last entry of
its batch took it back. So undoing works over many levels and after the program was closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import Cancelled, Problem, Stopped, UserError
from ruraldesk.store.changes import DELETED, patched
from ruraldesk.store.journal_entries import Act, Action, parts
from ruraldesk.store.preparing import Change, Wanted, blocks
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.saving import Refused, Saving
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_BACK = (Action.UNDO, Action.REDO)
_MANY = (Action.BULK, Action.MERGE, Action.UNMERGE)


class CannotUndo(UserError):
    """An act cannot be taken back or done again; nothing was changed."""

    code = "cannot_undo"

    def __init__(self, description: str, reason: str, problems: Sequence[Problem] = ()) -> None:
        message = tr("“{act}” was left as it is: {reason}")
        super().__init__(message.format(act=description, reason=reason))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back or done again: in words, and which records that concerned."""

    description: str
    records: tuple[tuple[str, str], ...]  # form, UUID
    problems: tuple[Problem, ...] = ()  # warnings that hold now

    def __str__(self) -> str:
        """Return what it was, in words."""
        return self.description


def _stop_if(cancelled: Cancelled | None) -> None:
    """Leave the transaction, and so take everything in it back, when one was asked to stop."""
    if cancelled is not None and cancelled():
        raise Stopped


class Undo:
    """Undo and redo over one book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._journal = book.tables["_journal"]
        self._reader = RecordReader(book)

    def can_undo(self, operator: str) -> str:
        """Return in words what `undo` would take back, "" when there is nothing."""
        return self._describe_next(operator, Action.UNDO)

    def can_redo(self, operator: str) -> str:
        """Return in words what `redo` would do again, "" when there is nothing."""
        return self._describe_next(operator, Action.REDO)

    def undo(
        self, operator: str, reason: str = "", cancelled: Cancelled | None = None
    ) -> Undone | None:
        """Take back the operator's last act that holds; None when there is none.

        What was done with a month is not taken back so: it is reopened. Final records of a closed
        month need a `reason`.

        Raises:
            CannotUndo: somebody else changed a record since, or a rule would be broken.
            Stopped: `cancelled` said so; everything is as it was.
        """
        return self._go(operator, Action.UNDO, reason, cancelled)

    def redo(
        self, operator: str, reason: str = "", cancelled: Cancelled | None = None
    ) -> Undone | None:
        """Do again what the operator took back last; None when there is nothing to do again.

        Once something new was done, what was taken back before stays so.

        Raises:
            CannotUndo: somebody else changed a record since, or a rule would be broken.
            Stopped: `cancelled` said so; everything is as it was.
        """
        return self._go(operator, Action.REDO, reason, cancelled)

    def _go(
        self, operator: str, action: Action, reason: str, cancelled: Cancelled | None
    ) -> Undone | None:
        self._book.search.prepare()
        problems: list[Problem] = []
        description = ""
        try:
            with self._book.writing() as connection:
                batch = self._next(connection, operator, action)
                if batch is None:
                    return None
                entries = self._entries(connection, batch)
                description = self._describe(connection, batch)
                self._refuse_others(connection, entries, batch, description)
                act = Act(operator=operator, batch=batch, reason=reason)
                saving = Saving(connection, self._book, act, date.today(), undoing=True)
                _stop_if(cancelled)
                changes = self._apply(saving, entries, action, description, problems)
                _stop_if(cancelled)
                saving.finish()
                _stop_if(cancelled)
        except Refused as refused:
            told = refused.problems[0].message
            raise CannotUndo(description, told, refused.problems) from None
        records = tuple(dict.fromkeys((one.form.key, one.after.uuid) for one in changes))
        return Undone(description=description, records=records, problems=tuple(problems))

    def _apply(
        self,
        saving: Saving,
        entries: Sequence[Row[Any]],
        action: Action,
        description: str,
        problems: list[Problem],
    ) -> list[Change]:
        """Write the other side of every entry; what was done last is taken back first."""
        back = action is Action.UNDO
        changes: list[Change] = []
        for form, group in _by_form(reversed(entries) if back else entries):
            definition = self._book.definitions.forms[form]
            wanted = self._wanted(saving.connection, definition, group, action, description)
            judged = saving.take(definition, wanted)
            problems += [problem for one in judged for problem in one.problems]
            if blocks(problems):
                raise Refused(problems)
            changes += [one.change for one in judged if one.change]
        problems += [broken.problem for broken in saving.broken(changes)]
        if blocks(problems):
            raise Refused([one for one in problems if blocks([one])])
        saving.settle(changes)
        return changes

    def _wanted(
        self,
        connection: Connection,
        form: FormDef,
        entries: Sequence[Row[Any]],
        action: Action,
        description: str,
    ) -> list[Wanted]:
        befores = self._reader.states(connection, form, {entry.record for entry in entries})
        afters: dict[str, Record] = {}
        for entry in entries:
            current = afters.get(entry.record) or befores.get(entry.record)
            after = _turned(form, current, entry, action) if current else None
            if after is None:
                raise CannotUndo(description, tr("the record is no longer as it was then."))
            afters[entry.record] = after
        return [
            Wanted(
                before=befores[uuid],
                after=replace(after, revision=befores[uuid].revision + 1),
                action=action,
            )
            for uuid, after in afters.items()
        ]

    def _refuse_others(
        self, connection: Connection, entries: Sequence[Row[Any]], batch: str, description: str
    ) -> None:
        """Refuse when somebody else's act has changed one of the records since, and holds."""
        table = self._journal
        concerned = {(entry.form, entry.record) for entry in entries}
        query = (
            select(table.c.form, table.c.record, table.c.batch, table.c.operator, table.c.time)
            .where(table.c.id > entries[0].id, table.c.batch != batch)
            .where(table.c.action.not_in(_BACK))
            .order_by(table.c.id)
        )
        with connection.execute(query, execution_options={"yield_per": 1000}) as rows:
            for later in rows:
                if (later.form, later.record) not in concerned:
                    continue
                if self._holds(connection, later.batch):
                    reason = tr(
                        "{name} has changed the record since, on {time}. Correct it by hand."
                    )
                    who = later.operator or tr("somebody")
                    told = reason.format(name=who, time=later.time[:16].replace("T", " "))
                    raise CannotUndo(description, told)

    def _holds(self, connection: Connection, batch: str) -> bool:
        table = self._journal
        query = select(table.c.action).where(table.c.batch == batch).order_by(table.c.id.desc())
        return bool(connection.execute(query.limit(1)).scalar_one() != Action.UNDO)

    def _next(self, connection: Connection, operator: str, action: Action) -> str | None:
        """Return the batch that undo takes back, or redo does again."""
        waiting: str | None = None
        with closing(self._acts(connection, operator)) as acts:
            for batch, holds in acts:  # the newest first
                if holds:
                    return batch if action is Action.UNDO else waiting
                waiting = batch
        return None if action is Action.UNDO else waiting

    def _acts(self, connection: Connection, operator: str) -> Generator[tuple[str, bool]]:
        """Yield the operator's acts, the newest first, and whether each of them holds.

        An act was taken back after it was done: its fate is known when it is met.
        """
        table = self._journal
        query = (
            select(table.c.batch, table.c.action)
            .where(table.c.operator == operator, table.c.action != Action.MONTH)
            .order_by(table.c.id.desc())
        )
        holds: dict[str, bool] = {}
        met: set[str] = set()
        with connection.execute(query, execution_options={"yield_per": 100}) as rows:
            for row in rows:
                if row.action in _BACK:
                    holds.setdefault(row.batch, row.action == Action.REDO)
                elif row.action in _MANY:
                    return  # a sample, a report: neither it nor what was before is taken back
                elif row.batch not in met:
                    met.add(row.batch)
                    yield row.batch, holds.get(row.batch, True)

    def _entries(self, connection: Connection, batch: str) -> list[Row[Any]]:
        table = self._journal
        query = select(table).where(table.c.batch == batch, table.c.action.not_in(_BACK))
        return list(connection.execute(query.order_by(table.c.id)))

    def _describe_next(self, operator: str, action: Action) -> str:
        with self._book.reading() as connection:
            batch = self._next(connection, operator, action)
            return self._describe(connection, batch) if batch else ""

    def _describe(self, connection: Connection, batch: str) -> str:
        """Return what an act was, in words: “修改 项目台账 W01 道路硬化”."""
        table = self._journal
        query = select(table.c.form, table.c.record, table.c.action).where(table.c.batch == batch)
        own = query.where(table.c.action.not_in(_BACK)).order_by(table.c.id)
        entries = connection.execute(own).all()
        first = entries[0]
        form = self._book.definitions.forms[first.form]
        if len(entries) == 1:
            found = self._reader.by_uuids(connection, form, [first.record], as_of=date.today())
            name = name_of(form, found[first.record]) if first.record in found else ""
            what = act_in_words(Action(first.action))
            return tr("{act} {form} {name}").format(act=what, form=form.title, name=name).strip()
        counts = Counter((entry.form, Action(entry.action)) for entry in entries)
        return tr(", ").join(
            tr("{act} {count} records of {form}").format(
                act=act_in_words(action),
                count=count,
                form=tr(self._book.definitions.forms[key].title),
            )
            for (key, action), count in counts.items()
        )


def act_in_words(action: Action) -> str:
    """Return what was done, in words."""
    return {
        Action.CREATE: tr("entered"),
        Action.CHANGE: tr("changed"),
        Action.DELETE: tr("deleted"),
        Action.RESTORE: tr("restored from the recycle bin"),
        Action.BULK: tr("taken in"),
        Action.MERGE: tr("taken in with a report"),
        Action.UNMERGE: tr("taken back with a report"),
        Action.UNDO: tr("undone"),
        Action.REDO: tr("done again"),
        Action.MONTH: tr("month"),
    }[action]


def _turned(form: FormDef, current: Record, entry: Row[Any], action: Action) -> Record | None:
    """Return the record with the other side of an entry, None when it is not on this side."""
    before, after = parts(entry)
    if entry.action == Action.CREATE:
        before, after = {DELETED: True}, {DELETED: False}
    expected, wanted = (after, before) if action is Action.UNDO else (before, after)
    try:
        return patched(form, current, expected, wanted)
    except BadValue:  # the definitions do not know the old value any more
        return None


def _by_form(
    entries: Sequence[Row[Any]] | Iterator[Row[Any]],
) -> Iterator[tuple[str, list[Row[Any]]]]:
    """Yield neighbouring entries of one form together, in their order."""
    group: list[Row[Any]] = []
    for entry in entries:
        if group and group[0].form != entry.form:
            yield group[0].form, group
            group = []
        group.append(entry)
    if group:
        yield group[0].form, group

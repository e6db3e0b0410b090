"""One transaction of changes: judge, write, check the rules, journal, index; all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ruraldesk.definitions.model import FormDef
from ruraldesk.definitions.names import name_fields
from ruraldesk.errors import Problem
from ruraldesk.store.closed_months import ClosedMonths
from ruraldesk.store.journal_entries import Act, Entry, append
from ruraldesk.store.preparing import Change, Judged, Preparing, Wanted
from ruraldesk.store.record_rows import UNIT_FORM
from ruraldesk.store.touched import Broken, Touched
from ruraldesk.store.writing import RowWriter

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


class Refused(Exception):
    """Rolls a transaction back; carries what blocked it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(slots=True)
class Saving:
    """What one act does in its transaction: `take`, `broken`, `settle` for each form, `finish`."""

    connection: Connection
    book: Book
    act: Act
    as_of: date
    undoing: bool = False
    _settled: list[Change] = field(default_factory=list)
    _touched: Touched = field(init=False)
    _closed: ClosedMonths = field(init=False)

    def __post_init__(self) -> None:
        """Be ready to note what the changes touch."""
        self._touched = Touched(self.connection, self.book, self.as_of)
        self._closed = ClosedMonths(self.connection, self.book, self.act)

    def take(self, form: FormDef, wanted: Sequence[Wanted]) -> list[Judged]:
        """Judge records of one form and write those that are not refused."""
        preparing = Preparing(
            self.connection, self.book, self.as_of, self._closed, undoing=self.undoing
        )
        judged = preparing.judged(form, wanted)
        changes = [one.change for one in judged if one.change]
        if changes:
            self._touched.note(form, changes)
            writer = RowWriter(self.connection, self.book.tables, self.act)
            writer.write(form, changes, preparing.ids)
            preparing.serials.keep()
        return judged

    def broken(self, changes: Sequence[Change]) -> list[Broken]:
        """Return the rules that do not hold after the changes, of any record they touch."""
        return self._touched.broken(changes)

    def settle(self, changes: Iterable[Change]) -> None:
        """Write the journal of changes that stay."""
        settled = list(changes)
        append(
            self.connection,
            self.book.tables["_journal"],
            self.act,
            [
                Entry(
                    action=change.action,
                    form=change.form.key,
                    record=change.after.uuid,
                    revision=change.after.revision,
                    before=change.old,
                    after=change.new,
                )
                for change in settled
            ],
        )
        self._closed.note(settled)
        self._settled += settled

    def finish(self) -> None:
        """Bring the search index up to date; the last thing before the commit."""
        index = self.book.search.index
        by_form: dict[str, list[Change]] = {}
        for change in self._settled:
            by_form.setdefault(change.form.key, []).append(change)
        for key, changes in by_form.items():
            form = self.book.definitions.forms[key]
            added = {change.after.id for change in changes if change.before is None}
            changed = {change.after.id for change in changes} - added
            index.add(self.connection, form, sorted(added))
            if changed:
                index.update(self.connection, form, sorted(changed))
            renamed = {change.after.id for change in changes if _renamed(form, change)}
            if renamed:
                index.update_referring(self.connection, form, sorted(renamed))


def _renamed(form: FormDef, change: Change) -> bool:
    """Say whether others must be found by another name now."""
    if change.before is None:
        return False
    naming = {*name_fields(form), *(("code", "name") if form.key == UNIT_FORM else ())}
    return not naming.isdisjoint(change.new)

"""The lock of closed months: final records that lie in them change only with a reason.

Which ledgers hold final records (money, points, attendance) their forms say with `closes`. What was
left empty may be completed: a payment is disclosed, a receipt signed for in the next month. All
other ledgers stay free: what was reported of them stands in the month's snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.errors import Problem
from ruraldesk.store.changes import difference
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.months import MonthAct, MonthRow, MonthState, known_months, write_acts
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book
    from ruraldesk.store.preparing import Change

CODE = "closed_month"
"""Of the problem that a reason mends: whoever saved asks for it and saves again."""


@dataclass
class ClosedMonths:
    """The closed months of a book as one transaction sees them."""

    connection: Connection
    book: Book
    act: Act

    def problems(self, form: FormDef, before: Record | None, after: Record) -> Iterator[Problem]:
        """Yield why a final record may not change as it is wanted: a reason lacks."""
        locked = [] if self.act.reason.strip() else list(self._touched(form, before, after))
        if locked:
            message = tr(
                "This belongs to {month}, which is closed: what was reported changes only with a "
                "reason. Give one, or reopen the month."
            )
            yield Problem(
                message=message.format(month=told_month(locked[0].month)),
                field=form.dated_by,
                code=CODE,
            )

    def note(self, changes: Iterable[Change]) -> None:
        """Keep changes of final records as corrections of their months."""
        about = [
            (month.month, month.sequence, {"form": change.form.key, "record": change.after.uuid})
            for change in changes
            for month in self._touched(change.form, change.before, change.after)
        ]
        write_acts(self.connection, self.book, self.act, MonthAct.CORRECT, about)

    def note_report(self, month: str, detail: Mapping[str, Any]) -> None:
        """Keep that a unit below reported something else of a month that was closed here."""
        row = self._closed(month) if self._known else None
        if row is not None:
            about = [(row.month, row.sequence, detail)]
            write_acts(self.connection, self.book, self.act, MonthAct.CORRECT, about)

    def _touched(self, form: FormDef, before: Record | None, after: Record) -> Iterator[MonthRow]:
        """Yield the closed months that hold a final record before or after its change."""
        if not form.closes or not self._known or _only_completed(form, before, after):
            return
        sides = [side for side in (before, after) if side is not None and not side.deleted]
        found = {month_of(form, side) for side in sides}
        rows = dict.fromkeys(self._closed(month) for month in sorted(filter(None, found)))
        yield from filter(None, rows)

    def _closed(self, month: str) -> MonthRow | None:
        """Return the month that a record of `month` was reported with, when that is closed.

        What is older than the first month that was closed was reported with it.
        """
        row = self._known.get(max(month, min(self._known)))
        return row if row is not None and row.state is not MonthState.OPEN else None

    @cached_property
    def _known(self) -> dict[str, MonthRow]:
        return {row.month: row for row in known_months(self.connection, self.book)}


def _only_completed(form: FormDef, before: Record | None, after: Record) -> bool:
    """Say whether a change only fills what was empty, and neither sums nor dates."""
    if before is None or before.deleted or after.deleted:
        return False
    old, new = difference(form, before, after)
    counting = {form.dated_by, *form.totals, *(line.key for line in form.lines)}
    return counting.isdisjoint(new) and not any(value is not None for value in old.values())


def month_of(form: FormDef, record: Record) -> str:
    """Return the month that a record is dated in, "" for none; a year's is its last."""
    dated = record[form.dated_by] if form.dated_by else None
    if isinstance(dated, date):
        return f"{dated:%Y-%m}"
    if isinstance(dated, int):
        return f"{dated:04}-12"
    return dated if isinstance(dated, str) else ""

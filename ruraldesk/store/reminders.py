"""What is due: the reminders of all ledgers, asked in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import Definitions, FormDef, ReminderDef, Value
from ruraldesk.store.begun import begun
from ruraldesk.store.rule_messages import Wording
from ruraldesk.store.sql_expressions import compile_expression, from_sql

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that is due: which record asks for it, by when, whom it concerns, what to do."""

    form: str
    record: str  # UUID; "" where a record is owed that nobody has entered yet
    due: date
    message: str
    who: str
    days: int  # until it is due; negative when overdue
    reminder: str = ""  # key of the reminder, among those of the form
    owed_by: str = ""  # the name in the message of who owes it, where nobody has entered it yet


def due_things(
    book: Book, as_of: date, limit: int = 500, *, until: date | None = None
) -> list[Due]:
    """Return what is overdue on `as_of` or due within each reminder's days, the oldest first.

    Of each reminder at most `limit` records are told.

    Args:
        until: tell also what is due by then, however early that is.
    """
    reminders = book.reminders if until is None else Reminders(book, until)
    found: list[Due] = []
    with book.reading() as connection:
        wording = Wording(connection, book)
        for asking in reminders.asked_of(connection, as_of):
            found += asking.due(connection, wording, limit)
    return sorted(found, key=lambda one: (one.due, one.form, one.record))


class Reminders:
    """The questions of all reminders about one day, each put into SQL once."""

    def __init__(self, book: Book, until: date | None = None) -> None:
        """Ask for what is due within each reminder's days and, if given, `until` a day."""
        self._book, self._until = book, until
        self._asking: dict[tuple[str, str], _Asking] = {}
        self._day: date | None = None
        self._definitions: Definitions | None = None
        self._one_at_a_time = Lock()  # the page and the navigation ask at the same moment

    def asked_of(self, connection: Connection, as_of: date) -> list[_Asking]:
        """Return the reminders that can be due: those about ledgers in which something stands.

        A village keeps a few of the hundred ledgers: the others' SQL is never made.
        """
        definitions = self._book.definitions
        asked = {
            reminder.each or form.key
            for form in definitions.forms.values()
            for reminder in form.reminders
        }
        known = begun(connection, asked)
        with self._one_at_a_time:
            if self._day != as_of or self._definitions is not definitions:
                self._asking, self._day, self._definitions = {}, as_of, definitions
            for form in definitions.forms.values():
                for reminder in form.reminders:
                    key = (form.key, reminder.key)
                    if (reminder.each or form.key) in known and key not in self._asking:
                        asking = _Asking(self._book, form, reminder, as_of, self._until)
                        self._asking[key] = asking
            return [one for one in self._asking.values() if one.about in known]


class _Asking:
    """One reminder, asked of one ledger or of its lines on one day."""

    def __init__(
        self,
        book: Book,
        form: FormDef,
        reminder: ReminderDef,
        as_of: date,
        until: date | None = None,
    ) -> None:
        self._book, self._reminder, self._as_of = book, reminder, as_of
        self._last = as_of + timedelta(days=reminder.days_before)
        self._last = self._last if until is None else max(self._last, until)
        self._owed_in = form.key
        self._form = book.definitions.form(reminder.each) if reminder.each else form
        self._part = form.line(reminder.lines) if reminder.lines else self._form
        self._spoken = [one for one in reminder.message_parts if isinstance(one, Expression)]
        self._asked = self._statement()
        self.about = self._form.key  # the ledger whose records it speaks about

    def due(self, connection: Connection, wording: Wording, limit: int) -> Iterator[Due]:
        """Yield what is due, at most `limit` records."""
        for uuid, raw_due, raw_who, *raw in connection.execute(self._asked.limit(limit)).all():
            day = from_sql(self._reminder.due, raw_due)
            if not isinstance(day, date):
                continue
            values: dict[str, Value] = {
                one.source: from_sql(one, answer)
                for one, answer in zip(self._spoken, raw, strict=True)
            }
            yield Due(
                form=self._owed_in,
                record="" if self._reminder.each else uuid,
                due=day,
                message=wording.message(self._reminder, values),
                who=raw_who or "",
                days=(day - self._as_of).days,
                reminder=self._reminder.key,
                owed_by=str(values.get("name") or "") if self._reminder.each else "",
            )

    def _statement(self) -> Select[Any]:
        tables = self._book.tables
        table, ledger = tables[self._part.table], tables[self._form.table]
        due = self._sql(self._reminder.due)
        who = table.c[self._reminder.who] if self._reminder.who else literal("")
        columns: Sequence[ColumnElement[Any]] = [
            ledger.c.uuid,
            due,
            who,
            *(self._sql(one) for one in self._spoken),
        ]
        statement = select(*columns).where(ledger.c.deleted.is_(None))
        if self._part is not self._form:
            statement = statement.join_from(table, ledger, table.c.parent_id == ledger.c.id)
        if self._reminder.when is not None:
            statement = statement.where(self._sql(self._reminder.when))
        # Last, since dates may be reckoned in Python: of a million payments only the open ones.
        return statement.where(due <= self._last.isoformat()).order_by(due)

    def _sql(self, expression: Expression) -> ColumnElement[Any]:
        return compile_expression(expression, self._part, self._book.tables, as_of=self._as_of)

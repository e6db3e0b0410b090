"""What is due: the reminders of all ledgers, asked in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef, ReminderDef, Value
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


def due_things(book: Book, as_of: date, limit: int = 200) -> list[Due]:
    """Return what is overdue on `as_of` or due within each reminder's days, the oldest first.

    Of each reminder at most `limit` records are told.
    """
    found: list[Due] = []
    with book.reading() as connection:
        wording = Wording(connection, book)
        for form in book.definitions.forms.values():
            for reminder in form.reminders:
                found += _Asking(book, connection, form, reminder, as_of).due(wording, limit)
    return sorted(found, key=lambda one: (one.due, one.form, one.record))


class _Asking:
    """One reminder asked of one ledger, or of its lines."""

    def __init__(
        self,
        book: Book,
        connection: Connection,
        form: FormDef,
        reminder: ReminderDef,
        as_of: date,
    ) -> None:
        self._book, self._connection = book, connection
        self._owed_in, self._reminder, self._as_of = form.key, reminder, as_of
        self._form = book.definitions.form(reminder.each) if reminder.each else form
        self._part = form.line(reminder.lines) if reminder.lines else self._form
        self._spoken = [one for one in reminder.message_parts if isinstance(one, Expression)]

    def due(self, wording: Wording, limit: int) -> Iterator[Due]:
        rows = self._connection.execute(self._statement().limit(limit)).all()
        for uuid, raw_due, raw_who, *raw in rows:
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
            )

    def _statement(self) -> Select[Any]:
        tables = self._book.tables
        table, ledger = tables[self._part.table], tables[self._form.table]
        due = self._sql(self._reminder.due)
        who = table.c[self._reminder.who] if self._reminder.who else literal("")
        last = self._as_of + timedelta(days=self._reminder.days_before)
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
        return statement.where(due <= last.isoformat()).order_by(due)

    def _sql(self, expression: Expression) -> ColumnElement[Any]:
        return compile_expression(expression, self._part, self._book.tables, as_of=self._as_of)

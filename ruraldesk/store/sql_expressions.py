"""Expressions in SQL: the same answers as in memory, for a whole ledger at once.

Numbers come as whole numbers of their last decimal, dates as ISO text, yes and no as 1 and 0,
references as the other record's UUID. Computed fields are inlined; aggregates are correlated
subqueries, whose conditions reach the indexes of the references they compare with `this`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, select
from sqlalchemy.sql import FromClause

from ruraldesk.definitions.evaluate import to_value
from ruraldesk.definitions.expression_nodes import Aggregate, Raw, Through
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef, Value
from ruraldesk.definitions.rows import Row
from ruraldesk.store.sql_calls import Sql, text
from ruraldesk.store.sql_compiler import Compiler
from ruraldesk.store.sql_rows import Bound, Frame, From
from ruraldesk.store.sql_values import raw_of

_MOST_ANSWERS = 1000
_Question = tuple[Aggregate, int, int | None, date, date | None]


def compile_expression(
    expression: Expression,
    form: FormDef,
    tables: Mapping[str, Table],
    *,
    as_of: date | None,
    row: FromClause | None = None,
) -> Sql:
    """Return an expression about the rows of `form`, for a SELECT that holds its table.

    Args:
        as_of: the date for which is asked; None in what becomes a `Question`.
        row: the alias under which the SELECT holds the table, when it is not the table itself.
    """
    columns = tables[form.table] if row is None else row
    frame = Frame(columns, parent_table=form.parent)
    return Compiler(tables, as_of).answer(expression.tree, frame)


def from_sql(expression: Expression, answer: Any) -> Value:
    """Return the value of an expression from what its SQL answered.

    Raises:
        NumberTooLarge: the answer is no whole number of 64 bits any more.
    """
    return to_value(expression.shape, raw_of(expression.shape, answer))


class SqlLedgers:
    """Other records, asked of the book, while one is evaluated in memory.

    Answers about a record object are kept, since its rules and computed fields ask for the same
    ones: evaluate a new object after a change of the book, or make new ledgers.
    """

    def __init__(self, connection: Connection, tables: Mapping[str, Table]) -> None:
        self._connection, self._tables = connection, tables
        self._answers: dict[_Question, tuple[Row, Raw]] = {}

    def aggregate(self, node: Aggregate, this: Row) -> Raw:
        """Return an aggregate over a ledger or its lines, computed for the row `this`."""
        parent = None if this.parent is None else id(this.parent.record)
        question = (node, id(this.record), parent, this.as_of, this.span_start)
        known = self._answers.get(question)
        if known is not None:
            return known[1]
        compiler = Compiler(self._tables, this.as_of, this.span_start)
        answer = self._connection.scalar(select(compiler.answer(node, Bound(this))))
        if len(self._answers) >= _MOST_ANSWERS:
            self._answers.clear()
        raw = raw_of(node.shape, answer)
        self._answers[question] = this, raw  # the row keeps its record, and so the id its meaning
        return raw

    def look_up(self, node: Through, key: str, row: Row) -> Raw:
        """Return `node.inner` for the record of `node.form` that `key` leads to."""
        table = self._tables[node.form.table]
        source = From(table)
        compiler = Compiler(self._tables, row.as_of, row.span_start)
        column = compiler.answer(node.inner, Frame(table, source))
        on = table.c.uuid == text(key)
        if node.by_code:
            on = and_(table.c.code == text(key), table.c.deleted.is_(None))
        answer = self._connection.scalar(source.select(column).where(on).limit(1))
        return raw_of(node.shape, answer)

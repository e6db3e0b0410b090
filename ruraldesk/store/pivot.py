"""The rows of a ledger, or their lines, grouped by up to three questions, in one SELECT.

Only the finest groups are asked of the database. Sums, counts, least and greatest of coarser ones
follow from theirs without any loss, since amounts are whole numbers of their last decimal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Integer, Table, func, literal

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.sql_calls import Sql
from ruraldesk.store.sql_compiler import Compiler
from ruraldesk.store.sql_rows import Frame, From

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that share the answers `raws`; numbers in units of the value's last decimal.

    `filled` counts the rows that have a value; of none, `least` and `greatest` are None.
    """

    raws: tuple[Any, ...]
    rows: int
    filled: int = 0
    total: int = 0
    least: int | None = None
    greatest: int | None = None


def grouped(
    book: Book,
    connection: Connection,
    form: FormDef,
    query: ListQuery,
    by: Sequence[Expression],
    value: Expression | None,
    limit: int,
    lines: FormDef | None = None,
) -> list[Group]:
    """Return the groups of the rows that answer `query`, the `limit` largest of them.

    Args:
        by: what the rows are grouped by, asked about a row of `form`, or a line of it.
        lines: these lines of the rows are grouped in their place.
        value: the number that is summed; None only counts.

    Raises:
        NumberTooLarge: a sum left the range in which numbers are exact.
    """
    table = book.tables[form.table]
    source, frame = _rows(book, table, lines)
    compiler = Compiler(book.tables, query.as_of or date.today())
    asked = [compiler.sql(one.tree, frame) for one in by]
    measures = _measures(None if value is None else compiler.sql(value.tree, frame))
    conditions = book.lists.conditions(form, query)
    names = [column.label(f"by_{number}") for number, column in enumerate(asked)]
    statement = source.select(*names, func.count(), *measures).where(*conditions)
    if names:
        statement = statement.group_by(*names).order_by(func.count().desc())
    depth = len(by)
    found = connection.execute(statement.limit(limit))
    return [Group(tuple(row[:depth]), *row[depth:]) for row in found]


def _rows(book: Book, table: Table, lines: FormDef | None) -> tuple[From, Frame]:
    """Return the rows that are grouped: of a ledger, or lines, each beside its record."""
    if lines is None:
        source = From(table)
        return source, Frame(table, source)
    own = book.tables[lines.table]
    source = From(own)
    source.join(table, table.c.id == own.c.parent_id, certain=True)
    return source, Frame(own, source, parent_table=lines.parent, parent=Frame(table, source))


def _measures(value: Sql | None) -> tuple[Sql, ...]:
    """Return what is asked of each group beside its rows."""
    if value is None:
        return ()
    total = func.coalesce(func.sum(value, type_=Integer()), literal(0, Integer()))
    return func.count(value), total, func.min(value), func.max(value)

"""Aggregates in SQL: one SELECT over the rows of a source, correlated with the row they are for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from sqlalchemy import Integer, Table, case, distinct, func, literal_column, not_
from sqlalchemy.sql import ColumnElement

from ruraldesk.definitions.expression_nodes import (
    PLACES,
    Aggregate,
    Base,
    FieldOf,
    Inside,
    Junction,
    Node,
    SourceKind,
    Through,
)
from ruraldesk.store.sql_calls import Sql, number, own
from ruraldesk.store.sql_rows import Bound, Frame, From, another


class Compiles(Protocol):
    """What turns the nodes inside an aggregate into SQL."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables of the book."""

    def sql(self, node: Node, frame: Frame | Bound | None) -> Sql:
        """Return a node as SQL, for the row `frame`."""

    def parent_id(self, frame: Frame) -> Sql:
        """Return the id of the record that the line `frame` belongs to."""


@dataclass(slots=True)
class Rows:
    """The rows of an aggregate in SQL, while its SELECT is being put together."""

    frame: Frame
    source: From
    where: list[ColumnElement[bool]]


def aggregated(compiler: Compiles, node: Aggregate, this: Frame | Bound | None) -> Sql:
    """Return the answer of an aggregate for the row `this`, as a subquery."""
    rows = source_rows(compiler, node, this)
    if node.function == "all_of":
        assert node.condition is not None  # the parser demands it
        against = not_(compiler.sql(node.condition, rows.frame))
        return not_(rows.source.select(literal_column("1")).where(*rows.where, against).exists())
    add_condition(compiler, node, rows)
    if node.function == "any_of":
        return rows.source.select(literal_column("1")).where(*rows.where).exists()
    if node.function == "latest":
        value, order = latest_of(compiler, node, rows)
        found = rows.source.select(value).where(*rows.where).order_by(*order).limit(1)
        return found.scalar_subquery()
    answer = answer_of(compiler, node, rows)
    return rows.source.select(answer).where(*rows.where).scalar_subquery()


def source_rows(compiler: Compiles, node: Aggregate, this: Frame | Bound | None) -> Rows:
    """Return all rows of the aggregate's source that are not deleted, before its condition."""
    form, kind = node.source.form, node.source.kind
    table = another(compiler.tables[form.table])
    source = From(table)
    frame = Frame(table, source, parent_table=form.parent, this=this)
    if kind is SourceKind.LEDGER:
        return Rows(frame, source, [table.c.deleted.is_(None)])
    if kind is SourceKind.LEDGER_LINES:
        parent = another(compiler.tables[form.parent])
        source.join(parent, parent.c.id == table.c.parent_id, certain=True)
        frame.parent = Frame(parent, source)
        return Rows(frame, source, [parent.c.deleted.is_(None)])
    assert isinstance(this, Frame)  # lines of a record in memory are computed there
    if kind is SourceKind.SIBLINGS:
        frame.parent = this.parent
        return Rows(frame, source, [table.c.parent_id == compiler.parent_id(this)])
    frame.parent = this
    return Rows(frame, source, [table.c.parent_id == this.columns.c.id])


def add_condition(compiler: Compiles, node: Aggregate, rows: Rows) -> None:
    """Demand the aggregate's condition; parts joined by `and` one by one, for the indexes."""
    if isinstance(node.condition, Junction) and node.condition.word == "and":
        rows.where.extend(compiler.sql(part, rows.frame) for part in node.condition.nodes)
    elif node.condition is not None:
        rows.where.append(compiler.sql(node.condition, rows.frame))


def answer_of(compiler: Compiles, node: Aggregate, rows: Rows) -> Sql:
    """Return the aggregate function over `rows`; not for any_of, all_of and latest."""
    if node.value is None:
        return func.count()
    value = _of_the_row(node.value, compiler.sql(node.value, rows.frame), rows)
    if node.function == "average":
        factor = 10 ** (PLACES - node.value.shape.scale)
        return own("divide", _sum(value), func.count(value), factor, 1)
    return _FUNCTIONS[node.function](value)


def latest_of(compiler: Compiles, node: Aggregate, rows: Rows) -> tuple[Sql, list[Sql]]:
    """Return the value of a row, and the order in which the row that counts is the first."""
    assert node.value is not None  # the parser demands it
    columns = rows.frame.columns.c
    order = []
    if node.dated is not None and not _dated_alike(node):
        order.append(compiler.sql(node.dated, rows.frame).desc())
    if node.source.parent is not None:
        order.append(columns.position.desc())
    return compiler.sql(node.value, rows.frame), [*order, columns.id.desc()]


def _dated_alike(node: Aggregate) -> bool:
    """Return whether all rows are lines of one record, and dated by that."""
    of_one = not node.source.asked_of_ledgers
    return of_one and isinstance(node.dated, FieldOf | Inside) and node.dated.base is Base.PARENT


def _of_the_row(node: Node, value: Sql, rows: Rows) -> Sql:
    """Return the value bound to the row it is of.

    SQL hands an aggregate function that mentions columns of an outer SELECT only to that SELECT,
    which then has one row. (A test for NULL would not do: SQLite knows that no id is.)
    """
    if _mentions_the_row(node):
        return value
    return case((rows.frame.columns.c.id > number(0), value))


def _mentions_the_row(node: Node) -> bool:
    """Return whether a column of the row itself stands in the value, outside any subquery."""
    if isinstance(node, FieldOf):
        return node.base is Base.ROW
    if isinstance(node, Aggregate | Through | Inside):
        return False
    return any(map(_mentions_the_row, node.parts()))


def _sum(value: Sql) -> Sql:
    return func.sum(value, type_=Integer())


_FUNCTIONS: Mapping[str, Callable[[Sql], Sql]] = MappingProxyType(
    {
        "sum": lambda value: func.coalesce(_sum(value), number(0)),
        "min_of": lambda value: func.min(value, type_=value.type),
        "max_of": lambda value: func.max(value, type_=value.type),
        "distinct": lambda value: func.count(distinct(value)),
    }
)

"""The rows that an expression in SQL speaks about, and how it gets from one to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, Table, column, select
from sqlalchemy import table as table_clause
from sqlalchemy.sql import ColumnElement, FromClause

from ruraldesk.definitions.rows import Row
from ruraldesk.store.sql_calls import Sql

_LIGHT = "light"  # key of a table's notes


def another(table: Table) -> FromClause:
    """Return the rows of a table once more, under a name of their own.

    Only names and types of its columns are copied: whole ones, with what a schema knows of them,
    take SQLAlchemy three times as long, and a figure needs several.
    """
    light = table.info.get(_LIGHT)
    if light is None:
        columns = (column(one.name, one.type) for one in table.columns)
        light = table.info[_LIGHT] = table_clause(table.name, *columns)
    alias: FromClause = light.alias()
    return alias


@dataclass(slots=True)
class From:
    """The tables of one SELECT that we build: its own, and those joined to it on the way."""

    first: FromClause
    joins: list[tuple[FromClause, ColumnElement[bool], bool]] = field(default_factory=list)

    def join(self, table: FromClause, on: ColumnElement[bool], *, certain: bool = False) -> None:
        """Add a table of which one row at most matches each row so far; exactly one if certain."""
        self.joins.append((table, on, certain))

    def select(self, *columns: Sql) -> Select[Any]:
        """Return the SELECT of `columns`; whatever it does not hold itself belongs to its outside.

        Call it when all columns and conditions are compiled, since these may still add joins.
        """
        tables = self.first
        for table, on, certain in self.joins:
            tables = tables.join(table, on, isouter=not certain)
        own = [self.first, *(table for table, _, _ in self.joins)]
        return select(*columns).select_from(tables).correlate_except(*own)


@dataclass(slots=True)
class Frame:
    """A row in SQL: the columns of one table.

    `source` is None for the outer row, whose SELECT is not ours: nothing can be joined to it.
    `parent_table` names the ledger of lines, `parent` is its row, filled when first asked for.
    `this` is set inside aggregates.
    """

    columns: FromClause
    source: From | None = None
    parent_table: str = ""
    parent: Frame | None = None
    this: Frame | Bound | None = None
    followed: dict[str, Frame] = field(default_factory=dict)  # joined already, by reference


@dataclass(frozen=True, slots=True)
class Bound:
    """A record in memory in the place of a row: its values become parameters."""

    row: Row

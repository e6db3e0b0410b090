"""Ledgers as lists of ids: filtered, searched, sorted, counted, totalled.

A list holds the ids of all its rows, eight bytes each; rows are read a page at a time. Statements
are streamed in pieces, so that the window stays alive while a worker lists a million rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, or_, select

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef, Value
from ruraldesk.store.columns import unscaled
from ruraldesk.store.list_columns import ListColumns, one_of
from ruraldesk.store.list_filters import Filter, FilterCompiler
from ruraldesk.store.sql_calls import scanned
from ruraldesk.store.sql_expressions import compile_expression

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

__all__ = ["Filter", "ListQuery", "Lists"]

_PIECE = 20_000  # ids fetched at once
"""The other threads run in between."""

_NEAR = 5_000  # rows looked at in order before the whole ledger is
_BOUNDS = ("equals", "in", "at_least", "at_most", "between")  # filters that an index answers


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Which rows of a ledger, and in which order.

    `where` are conditions that must all hold; `search` is typed text, each word of which must be
    found; `sort` are field keys, each with whether it descends, "" sorts as the form says;
    `deleted` lists the recycle bin; `as_of` is the date for computed fields, today if None. `also`
    are ids of records in the recycle bin that are listed all the same, but never counted or summed.
    """

    where: tuple[Expression | Filter, ...] = ()
    search: str = ""
    sort: tuple[tuple[str, bool], ...] = ()
    deleted: bool = False
    as_of: date | None = None
    also: tuple[int, ...] = ()


class Lists:
    """The lists of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def ids(self, form: str, query: ListQuery) -> array[int]:
        """Return the ids of all rows, in order; a long ledger is listed off the window's thread."""
        statement = self._sorted(form, query)
        found: array[int] = array("q")
        with self._book.reading() as connection, connection.execute(statement) as rows:
            # The driver's own rows: wrapping a million of them would cost as much as reading them.
            while piece := rows.cursor.fetchmany(_PIECE):
                found.extend(chain.from_iterable(piece))
        return found

    def first_ids(self, form: str, query: ListQuery, limit: int = 100) -> array[int]:
        """Return the ids of the first rows, for showing something at once."""
        statement = self._sorted(form, query).limit(limit)
        with self._book.reading() as connection:
            near = self._near(form, query)
            if near is not None:
                table = self._book.tables[self._book.definitions.form(form).table]
                rows = array(
                    "q", connection.execute(statement.where(table.c.id.in_(near))).scalars()
                )
                if len(rows) == limit:
                    return rows
            return array("q", connection.execute(statement).scalars())

    def count(self, form: str, query: ListQuery) -> int:
        """Return how many rows there are."""
        definition, query = self._book.definitions.form(form), replace(query, also=())
        table = self._book.tables[definition.table]
        with self._book.reading() as connection:
            if query.where or query.search or query.deleted:
                return _number(connection, self._filtered(form, query, func.count()))
            gone = select(func.count()).select_from(table).where(table.c.deleted.is_not(None))
            every = select(func.count()).select_from(table)
            return _number(connection, every) - _number(connection, gone)

    def of_several(self, form: str, query: ListQuery, key: str) -> bool:
        """Say whether the rows have more than one value of a field, nothing entered left out."""
        column = self._book.tables[self._book.definitions.form(form).table].c[key]
        statement = self._filtered(form, query, column).where(column.is_not(None))
        with self._book.reading() as connection:
            found = connection.execute(statement.distinct().limit(2)).all()
        return len(found) > 1

    def totals(self, form: str, query: ListQuery, keys: Sequence[str]) -> dict[str, Value]:
        """Return the sums of some fields over all rows; None where no row has a value."""
        definition, query = self._book.definitions.form(form), replace(query, also=())
        columns = ListColumns(self._book, definition, query.as_of or date.today())
        fields = [definition.field(key) for key in keys]
        if not fields:
            return {}
        sums = [func.sum(columns.column(field)) for field in fields]
        with self._book.reading() as connection:
            row = connection.execute(self._filtered(form, query, *sums)).one()
        totals: dict[str, Value] = {}
        for field, raw in zip(fields, row, strict=True):
            scale = columns.scale(field)
            totals[field.key] = unscaled(raw, scale) if raw is not None and scale else raw
        return totals

    def _sorted(self, form: str, query: ListQuery) -> Select[Any]:
        definition = self._book.definitions.form(form)
        columns = ListColumns(self._book, definition, query.as_of or date.today())
        sort = query.sort or definition.sort
        in_order = _is_read_in_order(sort, query)
        order: list[ColumnElement[Any]] = []
        for key, descending in sort:
            sort_key = columns.sort_key(definition.field(key))
            if not in_order:
                sort_key = scanned(sort_key)
            order.append(sort_key.desc() if descending else sort_key)
        descending = bool(order) and all(down for _, down in sort)
        own = columns.table.c.id
        return self._filtered(form, query, own).order_by(*order, own.desc() if descending else own)

    def _near(self, form: str, query: ListQuery) -> Select[Any] | None:
        """Return the first rows of the whole ledger, among which most filters find enough.

        None where they would not be read from an index, or the answer is.
        """
        definition = self._book.definitions.form(form)
        sort = query.sort or definition.sort
        table = self._book.tables[definition.table]
        if _is_read_in_order(sort, query) or not sort or not _has_index(table, sort[0][0]):
            return None
        return self._sorted(form, replace(query, where=(), search="")).limit(_NEAR)

    def _filtered(self, form: str, query: ListQuery, *columns: Any) -> Select[Any]:
        definition = self._book.definitions.form(form)
        table = self._book.tables[definition.table]
        statement = select(*columns).select_from(table)
        statement = statement.where(_is_listed(table, query))
        return statement.where(*self._asked(definition, query))

    def conditions(self, form: FormDef, query: ListQuery) -> list[ColumnElement[bool]]:
        """Return what holds for the rows that answer `query`, whether deleted or not included."""
        listed = _is_listed(self._book.tables[form.table], replace(query, also=()))
        return [listed, *self._asked(form, query)]

    def _asked(self, form: FormDef, query: ListQuery) -> list[ColumnElement[bool]]:
        as_of = query.as_of or date.today()
        columns = ListColumns(self._book, form, as_of)
        filters = FilterCompiler(self._book, form, columns, deleted=query.deleted)
        found: list[ColumnElement[bool]] = []
        for one in query.where:
            if isinstance(one, Filter):
                found.append(filters.condition(one))
            else:
                compiled = compile_expression(one, form, self._book.tables, as_of=as_of)
                found.append(compiled == 1)
        if query.search.strip():
            found.append(self._book.search.condition(form, query.search))
        return found


def _is_listed(table: Table, query: ListQuery) -> ColumnElement[bool]:
    """Return whether a row is among those that are meant: in the recycle bin, or not in it."""
    if query.deleted:
        return table.c.deleted.is_not(None)
    if query.where:
        also = [table.c.id.in_(one_of(query.also))] if query.also else []
        return or_(table.c.deleted.is_(None), *also)
    # Both sides come from indexes alone; asking each row whether it is deleted would read the
    # whole ledger.
    other = table.alias()
    gone = select(other.c.id).where(other.c.deleted.is_not(None))
    if query.also:
        gone = gone.where(other.c.id.not_in(one_of(query.also)))
    return table.c.id.not_in(gone)


def _number(connection: Connection, statement: Select[Any]) -> int:
    number: int = connection.execute(statement).scalar_one()
    return number


def _is_read_in_order(sort: Sequence[tuple[str, bool]], query: ListQuery) -> bool:
    """Return whether the index that sorts is to be followed.

    Where a condition has to be asked of each row, looking a million of them up one by one takes
    ten times as long as reading the ledger from end to end and sorting what is left.
    """
    if query.deleted or not query.where:
        return True
    return any(
        isinstance(one, Filter) and one.operator in _BOUNDS and one.field == key
        for one in query.where
        for key, _ in sort[:1]
    )


def _has_index(table: Table, key: str) -> bool:
    return any(next(iter(index.columns)).name == key for index in table.indexes)

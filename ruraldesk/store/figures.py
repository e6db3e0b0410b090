"""Figures: named numbers from ledgers, in official wording, opened to the rows behind them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, select, union

from ruraldesk.definitions.dating import dated_rows_only
from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.expression_nodes import Aggregate
from ruraldesk.definitions.expressions import Expression, aggregates_of
from ruraldesk.definitions.model import UNIT, FigureDef, Record
from ruraldesk.definitions.no_records import NoRecords
from ruraldesk.store.begun import begun
from ruraldesk.store.figure_parts import Breakdown, FigurePart, of_group, selected
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.sql_aggregates import Rows, add_condition, source_rows
from ruraldesk.store.sql_compiler import Compiler
from ruraldesk.store.sql_expressions import from_sql
from ruraldesk.texts.numbers import Bound, Wording, bounded, half_up, phrase, ranged
from ruraldesk.texts.units import convert

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

__all__ = ["FigurePart", "FigureResult", "Figures", "Trace", "TraceSource"]

_NOTHING = "—"
_DECIMALS = 2  # 2.13万元 is not 2万元, and an average need not say more


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureResult:
    """A figure as of a day: its value in the base unit, and as official wording has it.

    `rows` is the number of different rows it was computed from, `target` what was to be reached.
    """

    definition: FigureDef
    as_of: date
    value: Decimal | None
    text: str
    rows: int
    by: tuple[FigurePart, ...] = ()
    target: Decimal | None = None

    @property
    def key(self) -> str:
        """The figure's key."""
        return self.definition.key


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSource:
    """The rows that one part of a figure was computed from.

    `form` is a ledger. Where the rows are lines, `lines` says which, and of each record only the
    lines that count are there. `ids` are those of the records.
    """

    form: str
    lines: str
    ids: array[int]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is behind a figure: its condition as it is written, the day, and the rows."""

    key: str
    as_of: date
    span_start: date | None
    condition: str
    sources: tuple[TraceSource, ...]


class Figures:
    """The figures of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._reader = RecordReader(book)

    def value(
        self, key: str, as_of: date, by: str | None = None, *, digits: int = 0
    ) -> FigureResult:
        """Return a figure as of a day; KeyError when there is none with this key.

        Args:
            by: one of the fields by which the figure can be broken down.
            digits: break down by so many leading digits of it: 9 of a unit's code are its town.
        """
        return self.of(self._book.definitions.figures[key], as_of, by, digits=digits)

    def of(
        self, definition: FigureDef, as_of: date, by: str | None = None, *, digits: int = 0
    ) -> FigureResult:
        """Return a figure that need not be among the book's own, see `value`."""
        definition = dated(definition)
        compiler = self._compiler(definition, as_of)
        with self._book.reading() as connection:
            answer = partial(self._answer, connection, compiler, as_of)
            value = answer(definition.value)
            target = definition.target and answer(definition.target)
            until = definition.until and answer(definition.until)
            rows = self._rows(connection, compiler, definition.value, value)
            parts: tuple[FigurePart, ...] = ()
            if by is not None:
                parts = self._parts(connection, compiler, definition, by, digits)
        return FigureResult(
            definition=definition,
            as_of=as_of,
            value=value,
            text=worded(definition, value, until or None),
            rows=rows,
            by=parts,
            target=target or None,
        )

    def within(self, key: str, start: str) -> FigureDef:
        """Return a figure over the rows of the units alone whose codes begin with `start`."""
        definition = self._book.definitions.figures[key]
        value, until = definition.value, definition.until
        return replace(
            definition,
            value=of_group(self._book, value, UNIT, start),
            until=until and of_group(self._book, until, UNIT, start),
            target=None,
        )

    def _parts(
        self,
        connection: Connection,
        compiler: Compiler,
        definition: FigureDef,
        by: str,
        digits: int,
    ) -> tuple[FigurePart, ...]:
        """Return the parts of a figure by a field, worded as the figure is."""
        value, until = definition.value, definition.until
        parts = Breakdown(self._book, connection, compiler, value, by, digits).parts()
        ends: dict[str, Decimal | None] = {}
        if until is not None:
            upper = Breakdown(self._book, connection, compiler, until, by, digits).parts()
            ends = {part.key: part.value for part in upper}
        return tuple(
            replace(part, text=worded(definition, part.value, ends.get(part.key))) for part in parts
        )

    def trace(self, key: str, as_of: date, *, limit: int | None = None) -> Trace:
        """Return the rows behind a figure; KeyError when there is none with this key.

        Args:
            limit: the most records to read; the ids are complete.
        """
        return self.trace_of(self._book.definitions.figures[key], as_of, limit=limit)

    def trace_of(self, definition: FigureDef, as_of: date, *, limit: int | None = None) -> Trace:
        """Return the rows behind a figure that need not be among the book's own, see `trace`."""
        definition = dated(definition)
        compiler = self._compiler(definition, as_of)
        with self._book.reading() as connection:
            sources = tuple(
                self._source(connection, compiler, node, as_of, limit)
                for node in aggregates_of(definition.value)
            )
        return Trace(
            key=definition.key,
            as_of=as_of,
            span_start=span_start(definition, as_of),
            condition=definition.value.source,
            sources=sources,
        )

    def _compiler(self, definition: FigureDef, as_of: date) -> Compiler:
        return Compiler(self._book.tables, as_of, span_start(definition, as_of))

    def _answer(
        self, connection: Connection, compiler: Compiler, as_of: date, asked: Expression
    ) -> Decimal | None:
        """Return the value of an expression; of what nobody has begun, without making its SQL."""
        if begun(connection, {node.source.form.table for node in aggregates_of(asked)}):
            raw: Any = connection.execute(select(compiler.answer(asked.tree, None))).scalar_one()
            value = from_sql(asked, raw)
        else:
            value = evaluate(asked, Record(values={}), NoRecords(), as_of=as_of)
        return Decimal(value) if isinstance(value, int | Decimal) else None

    def _rows(
        self, connection: Connection, compiler: Compiler, asked: Expression, value: Decimal | None
    ) -> int:
        """Return how many rows a value was computed from."""
        if isinstance(asked.tree, Aggregate) and asked.tree.function == "count":
            return int(value or 0)  # the answer itself: half of all figures need not ask twice
        return self._count(connection, compiler, aggregates_of(asked))

    def _count(self, connection: Connection, compiler: Compiler, nodes: Sequence[Aggregate]) -> int:
        """Return how many different rows the aggregates look at, in tables that hold any."""
        by_table: dict[str, list[Select[Any]]] = {}
        known = begun(connection, {node.source.form.table for node in nodes})
        for node in (one for one in nodes if one.source.form.table in known):
            rows = behind(compiler, node)
            ids = selected(rows, rows.frame.columns.c.id)
            by_table.setdefault(node.source.form.table, []).append(ids)
        counts = [
            select(func.count()).select_from((union(*ids) if len(ids) > 1 else ids[0]).subquery())
            for ids in by_table.values()
        ]
        return sum(connection.execute(count).scalar_one() for count in counts)

    def _source(
        self,
        connection: Connection,
        compiler: Compiler,
        node: Aggregate,
        as_of: date,
        limit: int | None,
    ) -> TraceSource:
        rows = behind(compiler, node)
        columns = rows.frame.columns.c
        form = self._book.definitions.form(node.source.ledger)
        if not node.source.form.parent:
            query = selected(rows, columns.id).order_by(columns.id)
            ids = array("q", connection.execute(query).scalars())
            records = self._reader.by_ids(connection, form, ids[:limit], as_of=as_of)
            return TraceSource(form=form.key, lines="", ids=ids, records=tuple(records))
        query = selected(rows, columns.parent_id, columns.uuid)
        found = connection.execute(query.order_by(columns.parent_id, columns.position)).all()
        counting = {uuid for _, uuid in found}
        ids = array("q", dict.fromkeys(parent for parent, _ in found))
        order = self._reader.uuids(connection, form, ids[:limit])
        whole = self._reader.by_uuids(connection, form, order, as_of=as_of)
        key = node.source.form.key
        return TraceSource(
            form=form.key,
            lines=key,
            ids=ids,
            records=tuple(_with_lines(whole[uuid], key, counting) for uuid in order),
        )


def dated(definition: FigureDef) -> FigureDef:
    """Return the figure counting only rows that had happened by its day, or within its span."""
    if definition.span == "ever":
        return definition
    spanned = definition.span in ("month", "year")
    target, until = definition.target, definition.until
    return replace(
        definition,
        value=dated_rows_only(definition.value, spanned=spanned),
        target=target and dated_rows_only(target, spanned=spanned),
        until=until and dated_rows_only(until, spanned=spanned),
    )


def span_start(definition: FigureDef, as_of: date) -> date | None:
    """Return the first day of a figure's span; None where it has none."""
    if definition.span == "month":
        return as_of.replace(day=1)
    return as_of.replace(month=1, day=1) if definition.span == "year" else None


def worded(definition: FigureDef, value: Decimal | None, until: Decimal | None = None) -> str:
    """Return a value of the figure as official wording has it: “1300余万元”, “1—2户”, “90%以上”.

    Args:
        until: the upper end, where the value is the lower end of a range.
    """
    if value is None:
        return _NOTHING
    said = _said(definition, value)
    if until is not None and until > value:
        unit = definition.shown_in or definition.unit
        said = ranged(said, _said(definition, until), unit)
    bound: Bound = definition.bound  # type: ignore[assignment]  # the loader checked it
    return bounded(said, bound) if value else said


def _said(definition: FigureDef, value: Decimal) -> str:
    """Say a value; shares keep their decimals, other numbers those they have, two at least."""
    wording: Wording = definition.wording  # type: ignore[assignment]  # the loader checked it
    unit, shown_in = definition.unit, definition.shown_in
    if wording != "exact" or unit == "%":
        places = definition.places if wording == "exact" else None
        return phrase(value, unit, wording, definition.place, shown_in, places)
    shown = convert(value, unit, shown_in or unit)
    return phrase(half_up(shown, max(definition.places, _DECIMALS)), shown_in or unit)


def behind(compiler: Compiler, node: Aggregate) -> Rows:
    """Return the rows that an aggregate is computed from: with a value, where it takes one."""
    rows = source_rows(compiler, node, None)
    add_condition(compiler, node, rows)
    if node.value is not None:
        rows.where.append(compiler.sql(node.value, rows.frame).is_not(None))
    return rows


def _with_lines(record: Record, key: str, counting: set[str]) -> Record:
    kept = tuple(line for line in record.lines.get(key, ()) if line.uuid in counting)
    return replace(record, lines={key: kept})

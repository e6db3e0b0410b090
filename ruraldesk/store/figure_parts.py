"""A figure broken down: by village, by category, by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from ruraldesk.definitions.evaluate import to_value
from ruraldesk.definitions.expression_nodes import (
    TRUTH,
    Aggregate,
    Compare,
    IsNone,
    Junction,
    Kind,
    Literal,
    Node,
)
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import Expression, aggregates_of
from ruraldesk.store.group_labels import labels, place
from ruraldesk.store.sql_aggregates import Rows, add_condition, answer_of, source_rows
from ruraldesk.store.sql_compiler import Compiler
from ruraldesk.store.sql_values import raw_of

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_GROUPED = frozenset({"count", "sum", "min_of", "max_of", "average", "distinct"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePart:
    """The figure for the rows that share one value of `field`.

    `key` is that value in plain form ("" where nothing is entered), `label` what is shown of it.
    """

    field: str
    key: str
    label: str
    value: Decimal | None
    text: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Group:
    """A group as SQL has it: the raw value, the figure's raw value, the rows counted."""

    raw: Any
    answer: Any
    rows: int


def selected(rows: Rows, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the SELECT of some columns of an aggregate's rows."""
    return rows.source.select(*columns).where(*rows.where)


def of_group(book: Book, figure: Expression, by: str, start: str) -> Expression:
    """Return a figure over those rows alone whose `by`, a text, begins with `start`."""
    asked = _asked(book, figure, by, len(start))
    return replace(figure, tree=_narrowed(figure.tree, asked, start), runner=[])


def _asked(book: Book, figure: Expression, by: str, digits: int) -> dict[str, Expression]:
    """Return a field as an expression over the rows of each aggregate, by table."""
    forms = book.definitions.forms
    found: dict[str, Expression] = {}
    for node in aggregates_of(figure):
        form, field = node.source.form, by
        if form.parent:
            form = forms[form.parent].line(form.key)
            own = form.find(by.partition(".")[0]) is not None
            field = by if own else f"parent.{by}"
        else:
            form = forms[form.key]
        asked = f"left({field}, {digits})" if digits else field
        found[node.source.form.table] = parse_expression(asked, form, forms)
    return found


class Breakdown:
    """One figure by one field, which is asked of the rows of its aggregates.

    Of lines, the field may also be one of the record they belong to.
    """

    def __init__(
        self,
        book: Book,
        connection: Connection,
        compiler: Compiler,
        figure: Expression,
        by: str,
        digits: int = 0,
    ) -> None:
        """Break `figure` down by `by`, or by so many leading digits of it where they are given."""
        self._book, self._connection, self._compiler = book, connection, compiler
        self._figure, self._by, self._digits = figure, by, digits

    def parts(self) -> list[FigurePart]:
        """Return the parts: choices in the order of their list, the rest by value, nothing last."""
        nodes = aggregates_of(self._figure)
        asked = _asked(self._book, self._figure, self._by, self._digits)
        if not asked:
            return []
        tree = self._figure.tree
        if isinstance(tree, Aggregate) and tree.function in _GROUPED:
            groups = list(self._grouped(tree, asked[tree.source.form.table]))
        else:
            groups = list(self._separate(nodes, asked))
        by = next(iter(asked.values()))
        called = labels(self._book, self._connection, by, [group.raw for group in groups])
        return [
            FigurePart(
                field=self._by,
                key=called[group.raw][0],
                label=called[group.raw][1],
                value=self._value(group.answer),
                rows=group.rows,
            )
            for group in sorted(groups, key=lambda group: place(by, group.raw))
        ]

    def _grouped(self, node: Aggregate, by: Expression) -> Iterator[_Group]:
        """Yield the groups of a figure that is one aggregate, from one SELECT."""
        rows = source_rows(self._compiler, node, None)
        add_condition(self._compiler, node, rows)
        group = self._compiler.sql(by.tree, rows.frame)
        counted = func.count()
        if node.value is not None:
            counted = func.count(self._compiler.sql(node.value, rows.frame))
        answer = answer_of(self._compiler, node, rows)
        query = selected(rows, group, answer, counted).group_by(group)
        for raw, value, count in self._connection.execute(query):
            yield _Group(raw, value, count)

    def _separate(
        self, nodes: tuple[Aggregate, ...], asked: Mapping[str, Expression]
    ) -> Iterator[_Group]:
        """Yield the groups of a figure made of several aggregates, from several SELECTs."""
        counts: dict[Any, int] = {}
        for node in nodes:
            rows = source_rows(self._compiler, node, None)
            add_condition(self._compiler, node, rows)
            group = self._compiler.sql(asked[node.source.form.table].tree, rows.frame)
            query = selected(rows, group, func.count()).group_by(group)
            for raw, count in self._connection.execute(query):
                counts[raw] = counts.get(raw, 0) + count
        for raw, count in counts.items():
            tree = _narrowed(self._figure.tree, asked, raw)
            answer = self._connection.execute(select(self._compiler.answer(tree, None)))
            yield _Group(raw, answer.scalar_one(), count)

    def _value(self, answer: Any) -> Decimal | None:
        shape = self._figure.shape
        value = to_value(shape, raw_of(shape, answer))
        return Decimal(value) if isinstance(value, int | Decimal) else None


def _narrowed(node: Node, asked: Mapping[str, Expression], raw: Any) -> Node:
    """Return a tree whose aggregates look only at the rows of one group."""
    if isinstance(node, Aggregate):
        by = asked[node.source.form.table]
        test: Node = IsNone(shape=TRUTH, node=by.tree)
        if raw is not None:
            # A record is compared by its id, as SQL has it.
            value = raw if by.kind is Kind.REFERENCE else raw_of(by.shape, raw)
            literal = Literal(shape=by.shape, value=value)
            test = Compare(shape=TRUTH, sign="==", left=by.tree, right=literal)
        if node.condition is not None:
            test = Junction(shape=TRUTH, word="and", nodes=(node.condition, test))
        return replace(node, condition=test)
    changed: dict[str, Any] = {}
    for one in fields(node):
        part = getattr(node, one.name)
        if isinstance(part, Node):
            changed[one.name] = _narrowed(part, asked, raw)
        elif isinstance(part, tuple) and any(isinstance(each, Node) for each in part):
            changed[one.name] = tuple(_narrowed(each, asked, raw) for each in part)
    return replace(node, **changed) if changed else node

"""What a figure counts: the rows that had happened by its date, or within its span.

This holds for the rows of the figure's own aggregates, not for those inside their conditions. Rows
without a date count as long as there is no span. Lines are dated by their own field, or else by the
record they belong to; ledgers that nothing dates count whole.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from ruraldesk.definitions.expression_nodes import (
    DATE,
    TEXT,
    TRUTH,
    Aggregate,
    AsOf,
    Call,
    Compare,
    IsNone,
    Junction,
    Kind,
    Node,
    Not,
    SpanStart,
    number,
)
from ruraldesk.definitions.expressions import Expression


def dated_rows_only(expression: Expression, *, spanned: bool) -> Expression:
    """Return a figure's expression with the dates of its rows in its conditions.

    Args:
        spanned: whether the figure has a span, which `span_start` begins and `as_of` ends.
    """
    return replace(expression, tree=_limited(expression.tree, spanned=spanned), runner=[])


def _limited(node: Node, *, spanned: bool) -> Node:
    if isinstance(node, Aggregate):
        return _dated(node, node.dated, spanned=spanned)
    changed: dict[str, Any] = {}
    for one in fields(node):
        part = getattr(node, one.name)
        if isinstance(part, Node):
            changed[one.name] = _limited(part, spanned=spanned)
        elif isinstance(part, tuple) and part and isinstance(part[0], Node):
            changed[one.name] = tuple(_limited(each, spanned=spanned) for each in part)
    return replace(node, **changed) if changed else node


def _dated(node: Aggregate, dated: Node | None, *, spanned: bool) -> Node:
    if dated is None:
        return node
    not_later = _compared(dated, "<=", AsOf(shape=DATE))
    if spanned:
        tests = [_compared(dated, ">=", SpanStart(shape=DATE)), not_later]
    else:
        undated = IsNone(shape=TRUTH, node=dated)
        tests = [Junction(shape=TRUTH, word="or", nodes=(undated, not_later))]
    if node.function == "all_of":
        return replace(node, condition=_unless(tests, node.condition))
    if node.condition is not None:
        tests.append(node.condition)
    return replace(node, condition=Junction(shape=TRUTH, word="and", nodes=tuple(tests)))


def _unless(tests: list[Node], demanded: Node | None) -> Node:
    """Return what all_of demands of a row: its condition, if the row counts."""
    counts = Junction(shape=TRUTH, word="and", nodes=tuple(tests))
    left_out = IsNone(shape=TRUTH, node=counts), Not(shape=TRUTH, node=counts)
    others = () if demanded is None else (demanded,)
    return Junction(shape=TRUTH, word="or", nodes=(*left_out, *others))


def _compared(dated: Node, sign: str, day: Node) -> Node:
    """Compare the date of a row with a day; months and years with those of the day."""
    if dated.shape.kind is Kind.TEXT:
        day = Call(shape=TEXT, name="month", arguments=(day,))
    elif dated.shape.kind is Kind.NUMBER:
        day = Call(shape=number(0, 10**4), name="year", arguments=(day,))
    return Compare(shape=TRUTH, sign=sign, left=dated, right=day)

"""Expressions in memory: live in the entry form, and for one record at a time.

An expression is compiled once into functions, one for each node, and keeps them; every evaluation
then only calls them. SQL's three-valued logic holds: None means undecided or nothing entered.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from ruraldesk.definitions import exact
from ruraldesk.definitions.expression_nodes import (
    Aggregate,
    Arithmetic,
    AsOf,
    Base,
    Call,
    CodeAt,
    Compare,
    Conditional,
    Divide,
    FieldOf,
    Identity,
    Inside,
    IsNone,
    Junction,
    Kind,
    Literal,
    Member,
    Negate,
    Node,
    Not,
    OneOf,
    Position,
    Raw,
    Rescale,
    Shape,
    SourceKind,
    SpanStart,
    Through,
)
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.folding import folded
from ruraldesk.definitions.model import Record, Value
from ruraldesk.definitions.rows import Ledgers, Row, Run


def evaluate(
    expression: Expression,
    record: Record,
    ledgers: Ledgers,
    *,
    as_of: date,
    parent: Record | None = None,
) -> Value:
    """Return the value of an expression about `record`.

    Args:
        parent: the record that `record` is a line of.

    Raises:
        NumberTooLarge: a number on the way left the range in which numbers are exact.
    """
    above = None if parent is None else Row(parent, ledgers, as_of)
    return value_for(expression, Row(record, ledgers, as_of, parent=above))


def value_for(expression: Expression, row: Row) -> Value:
    """Return the value of an expression about `row`, which may serve many expressions.

    Raises:
        NumberTooLarge: a number on the way left the range in which numbers are exact.
    """
    if not expression.runner:
        expression.runner.append(compiled(expression.tree))
    return to_value(expression.shape, expression.runner[0](row))


def to_value(shape: Shape, raw: Raw) -> Value:
    """Return a value of the evaluator as the rest of the program knows it."""
    if shape.scale and isinstance(raw, int):
        return Decimal(raw).scaleb(-shape.scale)
    return raw


def compiled(node: Node) -> Run:
    """Return the function that computes `node` for a row."""
    return _COMPILERS[type(node)](node)


def _at(base: Base, run: Run) -> Run:
    """Return `run`, asked of the row that `base` stands for."""
    match base:
        case Base.ROW:
            return run
        case Base.PARENT:
            return lambda row: run(row.parent)  # type: ignore[arg-type]  # a line has one
        case Base.THIS:
            return lambda row: run(row.this)  # type: ignore[arg-type]  # an aggregate has one
        case Base.THIS_PARENT:
            return lambda row: run(row.this.parent)  # type: ignore[union-attr,arg-type]


def _literal(node: Literal) -> Run:
    value = node.value
    return lambda row: value


def _as_of(node: AsOf) -> Run:
    return operator.attrgetter("as_of")


def _span_start(node: SpanStart) -> Run:
    return operator.attrgetter("span_start")


def _field(node: FieldOf) -> Run:
    key = node.field.key
    if node.shape.kind is Kind.TRUTH:
        return _at(node.base, lambda row: row.values.get(key))
    if node.shape.kind is not Kind.NUMBER:
        return _at(node.base, lambda row: row.values.get(key) or None)  # empty text is nothing
    scale, limit = node.shape.scale, node.shape.limit

    def number(row: Row) -> int | None:
        value = row.values.get(key)
        if value is None:
            return None
        if isinstance(value, Decimal):
            raw = int(value.scaleb(scale).to_integral_value(ROUND_HALF_UP))
        else:
            raw = value * 10**scale  # an int
        if -limit <= raw <= limit:
            return raw
        raise exact.NumberTooLarge

    return _at(node.base, number)


def _identity(node: Identity) -> Run:
    # A line that was never saved has no UUID: then it is itself and no other object.
    return _at(node.base, lambda row: row.record.uuid or id(row.record))


def _inside(node: Inside) -> Run:
    return _at(node.base, compiled(node.tree))


def _through(node: Through) -> Run:
    link = compiled(node.link)

    def look_up(row: Row) -> Raw:
        key = link(row)
        return None if key is None else row.ledgers.look_up(node, key, row)

    return look_up


_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)

_CHECKED: Mapping[str, Callable[[int, int], int]] = MappingProxyType(
    {"+": exact.add, "-": exact.subtract}
)


def _arithmetic(node: Arithmetic) -> Run:
    drop = node.drop
    if drop or (node.sign == "*" and node.checked):
        return _of_two(lambda a, b: exact.multiply(a, b, drop), node.left, node.right)
    return _of_two((_CHECKED if node.checked else _SIGNS)[node.sign], node.left, node.right)


def _divide(node: Divide) -> Run:
    numerator, denominator = node.numerator, node.denominator
    return _of_two(
        lambda left, right: exact.divide(left, right, numerator, denominator), node.left, node.right
    )


def _compare(node: Compare) -> Run:
    return _of_two(_SIGNS[node.sign], node.left, node.right)


def _of_two(compute: Callable[[Any, Any], Any], left_node: Node, right_node: Node) -> Run:
    left = compiled(left_node)
    if isinstance(right_node, Literal):
        fixed = right_node.value

        def with_literal(row: Row) -> Raw:
            value = left(row)
            return None if value is None else compute(value, fixed)

        return with_literal
    right = compiled(right_node)

    def of_two(row: Row) -> Raw:
        value = left(row)
        if value is None:
            return None
        other = right(row)
        return None if other is None else compute(value, other)

    return of_two


def _of_one(compute: Callable[[Any], Any], node: Node) -> Run:
    run = compiled(node)

    def of_one(row: Row) -> Raw:
        value = run(row)
        return None if value is None else compute(value)

    return of_one


def _negate(node: Negate) -> Run:
    return _of_one(operator.neg, node.node)


def _rescale(node: Rescale) -> Run:
    shift = node.shift
    if shift > 0 and not node.checked:
        factor = 10**shift
        return _of_one(lambda value: value * factor, node.node)
    return _of_one(lambda value: exact.rescale(value, shift), node.node)


def _is_none(node: IsNone) -> Run:
    run = compiled(node.node)
    return lambda row: run(row) is None


def _junction(node: Junction) -> Run:
    runs = tuple(compiled(one) for one in node.nodes)
    decisive = node.word == "or"  # one true decides `or`, one false decides `and`

    def junction(row: Row) -> bool | None:
        answer: bool | None = not decisive
        for run in runs:
            value: bool | None = run(row)
            if value is None:
                answer = None
            elif value is decisive:
                return decisive
        return answer

    return junction


def _not(node: Not) -> Run:
    return _of_one(operator.not_, node.node)


def _one_of(node: OneOf) -> Run:
    return _of_one(frozenset(node.options).__contains__, node.node)


def _member(node: Member) -> Run:
    return _of_two(operator.contains, node.codes, node.code)


def _conditional(node: Conditional) -> Run:
    test, body, otherwise = compiled(node.test), compiled(node.body), compiled(node.otherwise)
    return lambda row: body(row) if test(row) else otherwise(row)


def _position(node: Position) -> Run:
    places = {code: place for place, code in enumerate(node.choices.codes())}
    return _of_one(places.get, node.node)


def _code_at(node: CodeAt) -> Run:
    return _of_one(node.choices.codes().__getitem__, node.node)


_EXACT = (
    *(exact.full_years, exact.add_days, exact.add_months, exact.add_workdays),
    *(exact.week_start, exact.quarter_start, exact.birth_of, exact.sex_of),
)
_CALLS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        **{function.__name__: function for function in _EXACT},
        "days": lambda start, end: (end - start).days,
        "year": operator.attrgetter("year"),
        "month": lambda day: f"{day.year:04}-{day.month:02}",
        "month_start": lambda day: day.replace(day=1),
        "year_start": lambda day: day.replace(month=1, day=1),
        "abs": abs,
        "min": min,
        "max": max,
        "length": len,
        "starts_with": str.startswith,
        "contains": operator.contains,
        "left": lambda text, count: text[:count],
    }
)


def _call(node: Call) -> Run:
    if node.name == "first_of":
        return _first_of(node.arguments)
    compute = _CALLS[node.name]
    if len(node.arguments) == 1:
        return _of_one(compute, node.arguments[0])
    if len(node.arguments) == 2:
        return _of_two(compute, *node.arguments)
    runs = tuple(compiled(argument) for argument in node.arguments)

    def call(row: Row) -> Raw:
        values = [run(row) for run in runs]
        return None if None in values else compute(*values)

    return call


def _first_of(nodes: Sequence[Node]) -> Run:
    runs = tuple(compiled(node) for node in nodes)

    def first_of(row: Row) -> Raw:
        for run in runs:
            value: Raw = run(row)
            if value is not None:
                return value
        return None

    return first_of


def _aggregate(node: Aggregate) -> Run:
    source = node.source
    if source.asked_of_ledgers:
        return lambda row: row.ledgers.aggregate(node, row)
    answer, key = fold(node), source.form.key
    siblings = source.kind is SourceKind.SIBLINGS

    def over_lines(row: Row) -> Raw:
        parent = row.parent if siblings else row
        assert parent is not None  # a line is never evaluated without its record
        return answer([row.near(line, parent, row) for line in parent.record.lines.get(key, ())])

    return over_lines


def fold(node: Aggregate) -> Callable[[Sequence[Row]], Raw]:
    """Return the function that computes an aggregate from all rows of its source.

    Of rows of one date, `latest` takes the one that comes last.
    """
    value, condition, dated = (
        compiled(part) if part is not None else None
        for part in (node.value, node.condition, node.dated)
    )
    scale = node.value.shape.scale if node.value is not None else 0
    return folded(node.function, scale, value, condition, dated)


_COMPILERS: Mapping[type[Node], Callable[[Any], Run]] = MappingProxyType(
    {
        Literal: _literal,
        AsOf: _as_of,
        SpanStart: _span_start,
        FieldOf: _field,
        Identity: _identity,
        Inside: _inside,
        Through: _through,
        Arithmetic: _arithmetic,
        Divide: _divide,
        Negate: _negate,
        Rescale: _rescale,
        Compare: _compare,
        IsNone: _is_none,
        Junction: _junction,
        Not: _not,
        OneOf: _one_of,
        Member: _member,
        Conditional: _conditional,
        Position: _position,
        CodeAt: _code_at,
        Call: _call,
        Aggregate: _aggregate,
    }
)

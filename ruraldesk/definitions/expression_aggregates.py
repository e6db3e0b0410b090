"""Aggregates: which rows they look at, and what they make of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ruraldesk.definitions.expression_functions import demand_count
from ruraldesk.definitions.expression_names import leaf, path
from ruraldesk.definitions.expression_nodes import (
    PLACES,
    TRUTH,
    Aggregate,
    Base,
    CodeAt,
    Kind,
    Node,
    Shape,
    Source,
    SourceKind,
    number,
)
from ruraldesk.definitions.expression_operators import condition, position
from ruraldesk.definitions.expression_scope import Reader, Scope, dotted, unknown
from ruraldesk.definitions.expression_shapes import kind_name
from ruraldesk.definitions.expressions import BadExpression
from ruraldesk.definitions.model import FormDef
from ruraldesk.texts.translate import tr

OF_ROWS = ("count", "any_of", "all_of")
OF_VALUES = ("sum", "min_of", "max_of", "average", "distinct", "latest")
AGGREGATES = (*OF_ROWS, *OF_VALUES)

ROWS_LIMIT = 10**12  # no ledger has more rows

_VALUES: dict[str, tuple[Kind, ...]] = {
    "sum": (Kind.NUMBER,),
    "average": (Kind.NUMBER,),
    "min_of": (Kind.NUMBER, Kind.DATE, Kind.TEXT, Kind.CHOICE),
    "max_of": (Kind.NUMBER, Kind.DATE, Kind.TEXT, Kind.CHOICE),
    "distinct": (Kind.NUMBER, Kind.DATE, Kind.TEXT, Kind.CHOICE, Kind.REFERENCE),
    "latest": tuple(kind for kind in Kind if kind is not Kind.NOTHING),
}


def aggregated(reader: Reader, name: str, node: ast.Call, scope: Scope) -> Node:
    """Return the call of one of AGGREGATES.

    Raises:
        BadExpression: there are no such rows, no value to compute with, or one of a wrong kind.
    """
    at = reader.offset(node)
    demand_count(name, len(node.args), 1, 3, at)
    source, rest = _source(reader, node.args[0], scope)
    inside = Scope(form=source.form, this=scope.form, inside=True, figure=scope.figure)
    arguments = list(node.args[1:])
    value: Node | None = None
    if name in OF_ROWS:
        _demand_no_field(name, source, rest, at)
        demand_count(name, len(node.args), 1 if name == "count" else 2, 2, at)
    elif rest:
        demand_count(name, len(node.args), 1, 2, at)
        value = path(reader, source.form, Base.ROW, rest, at)
    else:
        value = _written_value(reader, name, arguments, inside, at)
    where = [condition(reader.read(one, inside), reader.offset(one)) for one in arguments]
    dated = _dated(reader, source, at)
    if name == "latest" and dated is None and source.parent is None:
        sentence = tr("latest(…) needs to know the date of a row: {form} says no dated_by.")
        raise BadExpression(sentence.format(form=source.form.table), at)
    return _aggregate(name, source, value, where[0] if where else None, dated, at)


def _written_value(
    reader: Reader, name: str, arguments: list[ast.expr], inside: Scope, at: int
) -> Node:
    """Take the value from the arguments, where the rows alone stand first."""
    if not arguments:
        sentence = tr("{name}(…) needs a field or a value: {name}(payment.amount) for example.")
        raise BadExpression(sentence.format(name=name), at)
    return reader.read(arguments.pop(0), inside)


def _demand_no_field(name: str, source: Source, rest: Sequence[str], at: int) -> None:
    if rest:
        sentence = tr("{name}(…) is asked of rows, not of a field: write {name}({rows}, …).")
        raise BadExpression(sentence.format(name=name, rows=source.form.key), at)


def _source(reader: Reader, node: ast.expr, scope: Scope) -> tuple[Source, list[str]]:
    """Return the rows that the first argument names, and the names that remain after them."""
    at = reader.offset(node)
    names = dotted(node)
    if names is None:
        raise BadExpression(tr("The first argument must name lines or a ledger."), at)
    form = scope.form
    if form is not None:
        line = _line(form, names[0])
        if line is not None:
            return Source(kind=SourceKind.LINES, form=line, parent=form), names[1:]
    if names[0] == "parent" and form is not None and form.parent:
        parent = reader.forms[form.parent]
        sibling = _line(parent, names[1] if len(names) > 1 else "")
        if sibling is not None:
            return Source(kind=SourceKind.SIBLINGS, form=sibling, parent=parent), names[2:]
    ledger = reader.forms.get(names[0])
    if ledger is None:
        sentence = tr("There are no lines and no ledger “{name}”.").format(name=names[0])
        lines = [line.key for line in form.lines] if form is not None else []
        raise unknown(sentence, names[0], [*lines, *reader.forms], at)
    line = _line(ledger, names[1] if len(names) > 1 else "")
    if line is not None:
        return Source(kind=SourceKind.LEDGER_LINES, form=line, parent=ledger), names[2:]
    return Source(kind=SourceKind.LEDGER, form=ledger), names[1:]


def _line(form: FormDef, key: str) -> FormDef | None:
    return next((line for line in form.lines if line.key == key), None)


def _dated(reader: Reader, source: Source, at: int) -> Node | None:
    """Return the field that dates a row: its own, or else that of the record it belongs to."""
    for form, base in ((source.form, Base.ROW), (source.parent, Base.PARENT)):
        field = form.find(form.dated_by) if form is not None else None
        if form is not None and field is not None:
            return leaf(reader, form, base, field, at)
    return None


def _aggregate(
    name: str,
    source: Source,
    value: Node | None,
    where: Node | None,
    dated: Node | None,
    at: int,
) -> Node:
    if value is not None and value.shape.kind not in _VALUES[name]:
        sentence = tr("{name}(…) cannot be computed of {kind}.")
        raise BadExpression(sentence.format(name=name, kind=kind_name(value.shape)), at)

    def of(shape: Shape, value: Node | None, function: str = name) -> Aggregate:
        return Aggregate(
            shape=shape,
            function=function,
            source=source,
            value=value,
            condition=where,
            dated=dated,
        )

    if value is None:
        return of(TRUTH if name != "count" else number(0, ROWS_LIMIT), None)
    if name == "distinct":
        return of(number(0, ROWS_LIMIT), value)
    if name in ("min_of", "max_of") and value.shape.kind is Kind.CHOICE:
        choices = value.shape.choices
        placed = position(value, choices, at)
        assert choices is not None  # else it would have no positions
        return CodeAt(shape=value.shape, node=of(placed.shape, placed), choices=choices)
    if name == "sum":
        return of(number(value.shape.scale), value)
    if name == "average":
        limit = value.shape.limit * 10 ** (PLACES - value.shape.scale) + 1
        return of(number(PLACES, limit), value)
    return of(value.shape, value)

"""Names in expressions: fields, `this`, `parent`, and paths along references."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ruraldesk.definitions.expression_nodes import (
    DATE,
    AsOf,
    Base,
    FieldOf,
    Identity,
    Inside,
    Kind,
    Node,
    Shape,
    SpanStart,
    Through,
)
from ruraldesk.definitions.expression_scope import Reader, Scope, dotted, unknown
from ruraldesk.definitions.expression_shapes import shape_of
from ruraldesk.definitions.expressions import BadExpression
from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef
from ruraldesk.texts.translate import tr

MAX_HOPS = 4  # references followed one after another

CODE = "code"  # the field of the form `unit` that divisions are looked up by


def named(reader: Reader, node: ast.expr, scope: Scope) -> Node:
    """Return what a name, or names joined by dots, stand for.

    Raises:
        BadExpression: one of them does not exist here.
    """
    at = reader.offset(node)
    names = dotted(node)
    if names is None:
        raise BadExpression(tr("Only names can be joined by a dot."), at)
    first, rest = names[0], names[1:]
    if scope.form is not None and scope.form.find(first) is not None:
        return path(reader, scope.form, Base.ROW, names, at)
    match first:
        case "as_of" if not rest:
            return AsOf(shape=DATE)
        case "span_start" if scope.figure and not rest:
            return SpanStart(shape=DATE)
        case "this" if scope.inside:
            return _this(reader, scope, rest, at)
        case "parent" if scope.form is not None and scope.form.parent:
            return path(reader, reader.forms[scope.form.parent], Base.PARENT, rest, at)
        case "row" if scope.inside and scope.form is not None and not rest:
            return _identity(scope.form, Base.ROW)
    raise _no_such_name(reader, scope, first, at)


def path(reader: Reader, form: FormDef, base: Base, names: Sequence[str], at: int) -> Node:
    """Return the value that `names` lead to, from a row of `form`; without names, the row itself.

    Raises:
        BadExpression: a name is no field, a field in the middle leads nowhere, or too many do.
    """
    if len(names) > MAX_HOPS + 1:
        sentence = tr("No more than {count} references can be followed in a row.")
        raise BadExpression(sentence.format(count=MAX_HOPS), at)
    if not names:
        return _identity(form, base)
    field = form.find(names[0])
    if field is None:
        raise _no_such_field(form, names[0], at)
    node = leaf(reader, form, base, field, at)
    if len(names) == 1:
        return node
    target = _target(reader, form, field, node.shape, at)
    inner = path(reader, target, Base.ROW, names[1:], at)
    return Through(shape=inner.shape, link=node, form=target, inner=inner)


def leaf(reader: Reader, form: FormDef, base: Base, field: FieldDef, at: int) -> Node:
    """Return the value of one field of a row of `form`."""
    if field.type is not FieldType.COMPUTED:
        return FieldOf(shape=shape_of(field), base=base, form=form, field=field)
    tree = reader.computed(form, field, at).tree
    return Inside(shape=tree.shape, base=base, form=form, field=field, tree=tree)


def as_division(reader: Reader, node: Node, at: int) -> Node:
    """Return a record of the form `unit` as its division code; a division comes back as it is."""
    if node.shape.kind is Kind.TEXT:
        return node
    form = reader.forms[UNIT]
    if isinstance(node, Identity):
        return path(reader, form, node.base, [CODE], at)
    inner = path(reader, form, Base.ROW, [CODE], at)
    return Through(shape=inner.shape, link=node, form=form, inner=inner)


def _this(reader: Reader, scope: Scope, rest: Sequence[str], at: int) -> Node:
    form = scope.this
    if form is None:
        raise BadExpression(tr("A figure has no record of its own: there is no “this” here."), at)
    if rest[:1] == ["parent"] and form.parent and form.find("parent") is None:
        return path(reader, reader.forms[form.parent], Base.THIS_PARENT, rest[1:], at)
    return path(reader, form, Base.THIS, rest, at)


def _identity(form: FormDef, base: Base) -> Node:
    return Identity(shape=Shape(kind=Kind.REFERENCE, form=form.table), base=base)


def _target(reader: Reader, form: FormDef, field: FieldDef, shape: Shape, at: int) -> FormDef:
    """Return the form whose record a reference or division leads to."""
    leads = shape.kind is Kind.REFERENCE or (shape.kind is Kind.TEXT and shape.form == UNIT)
    target = reader.forms.get(shape.form) if leads else None
    if target is None:
        sentence = tr("The field “{field}” of {form} refers to no other record.")
        raise BadExpression(sentence.format(field=field.key, form=form.table), at)
    if shape.kind is Kind.TEXT and target.find(CODE) is None:
        sentence = tr("The form “unit” has no field “code” by which a division could be found.")
        raise BadExpression(sentence, at)
    return target


def _no_such_field(form: FormDef, name: str, at: int) -> BadExpression:
    sentence = tr("The form {form} has no field “{name}”.").format(form=form.table, name=name)
    return unknown(sentence, name, (field.key for field in form.fields), at)


def _no_such_name(reader: Reader, scope: Scope, name: str, at: int) -> BadExpression:
    """Return the error for a name that means nothing here, and say so if it would elsewhere."""
    form = scope.form
    lines = [line.key for line in form.lines] if form else []
    if name in lines or name in reader.forms:
        sentence = tr(
            "“{name}” is a ledger or has many lines: ask count({name}), sum({name}.field, …) "
            "or another aggregate."
        )
        return BadExpression(sentence.format(name=name), at)
    if name in ("this", "row"):
        sentence = tr("“{name}” has a meaning only inside an aggregate such as count(…).")
        return BadExpression(sentence.format(name=name), at)
    if name == "parent":
        return BadExpression(tr("Only lines have a “parent”."), at)
    if name == "span_start":
        return BadExpression(tr("Only figures have a “span_start”."), at)
    if form is not None:
        return _no_such_field(form, name, at)
    sentence = tr("“{name}” is unknown: a figure names ledgers inside aggregates, and as_of.")
    return unknown(sentence.format(name=name), name, [*reader.forms, "as_of", "span_start"], at)

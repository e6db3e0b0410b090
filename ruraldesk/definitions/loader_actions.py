"""Reading what records can be made into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ruraldesk.definitions.actions import ActionDef
from ruraldesk.definitions.expression_nodes import Kind, Literal, Shape
from ruraldesk.definitions.expression_shapes import kind_name, shape_of
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.loader_keys import check_all_of, check_key, check_one_of, check_twice
from ruraldesk.definitions.loader_source import TABLE, TEXT, TEXTS, Node
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.texts.translate import tr

_ACTION = {
    **dict.fromkeys(("key", "title", "form", "link", "sets", "lines", "when"), TEXT),
    "values": TABLE,
    "copies": TABLE,
}

Parse = Callable[[Node, str, FormDef], Expression | None]
"""Parses the text under a key of a table as an expression about a form; notes what is wrong."""


def read_actions(
    node: Node, form: FormDef, forms: Mapping[str, FormDef], parse: Parse
) -> tuple[ActionDef, ...]:
    """Return the actions of a ledger; note what is wrong with them."""
    actions: dict[str, ActionDef] = {}
    lines = {line.key: line for line in form.lines}
    for one in node.tables("action"):
        data = one.checked(_ACTION, ("key", "title", "form"))
        about = form
        if data.get("lines") and check_one_of(one, "lines", data["lines"], lines):
            about = lines[data["lines"]]
        if not check_key(one, data.get("key")) or not check_twice(one, data["key"], actions):
            continue
        if not check_one_of(one, "form", data.get("form", ""), forms):
            continue
        target = forms[data["form"]]
        _check_link(one, "link", target, form)
        _check_link(one, "sets", form, target)
        if data.get("sets") and about is not form:
            one.fault(tr("A reference can be set for the record, not for its lines."), "sets")
        values, copies = one.table("values"), one.table("copies")
        given: dict[str, Any] = data | {
            "when": parse(one, "when", about),
            "values": tuple(_values(values, about, target, parse)) if values else (),
            "copies": tuple(_copies(copies, about, target)) if copies else (),
        }
        actions[data["key"]] = ActionDef(**{"title": "", **given})
    return tuple(actions.values())


def _check_link(node: Node, key: str, holder: FormDef, meant: FormDef) -> None:
    """Note a field, named under `key`, that is no reference of `holder` to records of `meant`."""
    references = [
        field.key
        for field in holder.fields
        if field.type is FieldType.REFERENCE and field.form == meant.key
    ]
    if node.data.get(key):
        check_one_of(node, key, node.data[key], references)


def _values(
    node: Node, about: FormDef, target: FormDef, parse: Parse
) -> Iterator[tuple[str, Expression]]:
    entered = {field.key: field for field in target.fields if field.stored}
    for key in node.data:
        made = parse(node, key, about) if check_one_of(node, key, key, entered) else None
        if made is not None and _fits(node, entered[key], made):
            yield key, made
            yield from _known(node, entered[key], about, parse)


def _known(
    node: Node, field: FieldDef, about: FormDef, parse: Parse
) -> Iterator[tuple[str, Expression]]:
    """Yield what the reference behind a name begins with: what is behind the name it is given."""
    source = about.find(str(node.data[field.key]).strip())
    if field.names and source is not None and source.names == field.names:
        known = parse(replace(node, data={field.known: source.known}), field.known, about)
        if known is not None:
            yield field.known, known


def _copies(node: Node, about: FormDef, target: FormDef) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the lines that both have, each with the fields of it that are copied."""
    theirs = {line.key: line for line in target.lines}
    both = {line.key: line for line in about.lines if line.key in theirs}
    for key, fields in node.checked(dict.fromkeys(both, TEXTS)).items():
        types = {field.key: field.type for field in theirs[key].fields if field.stored}
        known = {
            field.key: field for field in both[key].fields if types.get(field.key) is field.type
        }
        check_all_of(node, key, fields, known)
        yield key, fields


def _fits(node: Node, field: FieldDef, made: Expression) -> bool:
    """Say whether the field can hold what the expression brings; note why not."""
    wanted = shape_of(field)
    literal = made.tree.value if isinstance(made.tree, Literal) else None
    if wanted.kind is Kind.CHOICE and isinstance(literal, str) and field.choices is not None:
        return check_one_of(node, field.key, literal, field.choices.codes())
    if made.kind in (wanted.kind, *([Kind.TEXT] if wanted.kind is Kind.CHOICE else ())):
        return True
    message = tr("This expression is {kind}; it must be {wanted}.")
    kinds = {"kind": kind_name(made.shape), "wanted": kind_name(Shape(kind=wanted.kind))}
    node.fault(message.format(**kinds), field.key)
    return False

"""Indexes that rules need: a rule that looks for the same name elsewhere must not read all rows.

`count(project, row != this and name == this.name and unit == this.unit)` is asked for every record
of the ledger when a month is checked. Without an index on both fields, that would be every record
against every other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruraldesk.definitions.expression_nodes import (
    Aggregate,
    Base,
    Compare,
    FieldOf,
    Identity,
    Junction,
    Node,
    SourceKind,
)
from ruraldesk.definitions.expressions import Expression, walk
from ruraldesk.definitions.model import Definitions, FieldType, FormDef

Keys = tuple[str, ...]
"""Keys of fields that are looked up together, in order."""


def looked_up(definitions: Definitions) -> Mapping[str, frozenset[Keys]]:
    """Return by table the fields by which rules and computed fields look up rows of it.

    What ties rows by a reference is not among them: references have indexes anyway.
    """
    found: dict[str, set[Keys]] = {}
    for form in definitions.forms.values():
        for expression in expressions_of(form):
            for node in walk(expression.tree):
                if isinstance(node, Aggregate) and (keys := _keys(node)):
                    found.setdefault(node.source.form.table, set()).add(keys)
    return {table: frozenset(keys) for table, keys in found.items()}


def expressions_of(form: FormDef) -> Iterator[Expression]:
    """Yield the computed fields and the rules of a ledger and of its lines."""
    for part in (form, *form.lines):
        yield from _expressions(part)


def _expressions(form: FormDef) -> Iterator[Expression]:
    for field in form.fields:
        if field.expression is not None:
            yield field.expression
    rules = list(form.rules)
    for state in form.states.states if form.states else ():
        rules += state.rules
    for rule in rules:
        yield rule.check
        if rule.when is not None:
            yield rule.when


def _keys(node: Aggregate) -> Keys:
    """Return the stored fields of the source that must equal something of the row it is for."""
    if node.source.kind is not SourceKind.LEDGER:
        return ()
    condition = node.condition
    tests = condition.nodes if isinstance(condition, Junction) else (condition,)
    keys: set[str] = set()
    for test in tests if not isinstance(condition, Junction) or condition.word == "and" else ():
        if isinstance(test, Compare) and test.sign == "==":
            for near, far in ((test.left, test.right), (test.right, test.left)):
                if isinstance(near, FieldOf) and near.base is Base.ROW and _is_this(far):
                    if near.field.type is FieldType.REFERENCE:
                        return ()
                    keys.add(near.field.key)
    return tuple(sorted(keys))


def _is_this(node: Node) -> bool:
    """Say whether a value is one of the row for which the aggregate is computed."""
    return isinstance(node, FieldOf | Identity) and node.base is Base.THIS

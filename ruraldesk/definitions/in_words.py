"""What an expression says, in the words of the forms: people do not read keys and signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from ruraldesk.definitions import expression_nodes as nodes
from ruraldesk.definitions.expression_nodes import Node, Raw, Shape
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import ChoiceList
from ruraldesk.texts.translate import joined, listed, tr

_SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "*": "×", "-": "−"}
_SOUGHT = {
    "count": "number of records",
    "sum": "sum of {value}",
    "average": "average of {value}",
    "distinct": "number of different {value}",
    "min_of": "least {value}",
    "max_of": "greatest {value}",
    "latest": "latest {value}",
    "any_of": "whether any",
    "all_of": "whether all",
}
_CALLS = {
    "age": "age",
    "full_years": "full years",
    "days": "days between",
    "year": "year of",
    "month": "month of",
    "add_days": "days later than",
    "add_months": "months later than",
    "add_workdays": "working days later than",
    "week_start": "first day of the week of",
    "month_start": "first day of the month of",
    "quarter_start": "first day of the quarter of",
    "year_start": "first day of the year of",
    "first_of": "first entered of",
    "abs": "size of",
    "round": "rounded",
    "min": "the smaller of",
    "max": "the greater of",
    "length": "characters of",
    "left": "first characters of",
    "starts_with": "begins with",
    "contains": "contains",
    "birth_of": "birth in the ID number",
    "sex_of": "sex in the ID number",
}


def in_words(expression: Expression) -> str:
    """Return what `expression` says, in the active language."""
    return _words(expression.tree)


def _words(node: Node) -> str:
    return _WORDS[type(node)](node)


def _inner(node: Node) -> str:
    """Return the words of a part, in brackets where it is made of several itself."""
    bare = node.node if isinstance(node, nodes.Rescale) else node
    several = isinstance(bare, nodes.Arithmetic | nodes.Junction | nodes.Conditional)
    return tr("({words})").format(words=_words(bare)) if several else _words(bare)


def _raw(value: Raw, shape: Shape) -> str:
    """Return a value that is written in an expression."""
    if value is None:
        return tr("nothing")
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, int):
        return f"{Decimal(value).scaleb(-shape.scale).normalize():f}"
    if isinstance(value, tuple):
        return listed(_raw(one, shape) for one in value)
    if isinstance(value, date):
        return value.isoformat()
    return tr(shape.choices.label(value)) if shape.choices else f"“{value}”"


def _literal(node: nodes.Literal) -> str:
    return _raw(node.value, node.shape)


def _through(node: nodes.Through) -> str:
    return tr("{value} of {link}").format(link=_words(node.link), value=_words(node.inner))


def _between(node: nodes.Arithmetic) -> str:
    return f"{_inner(node.left)} {_SIGNS.get(node.sign, node.sign)} {_inner(node.right)}"


def _compare(node: nodes.Compare) -> str:
    left, right = _side(node.left, node.right), _side(node.right, node.left)
    return f"{left} {_SIGNS.get(node.sign, node.sign)} {right}"


def _side(node: Node, *others: Node) -> str:
    """Return one of several values that stand together: a code is told by its member's label."""
    if not isinstance(node, nodes.Literal):
        return _inner(node)
    choices = next((found for one in others if (found := _choices_of(one)) is not None), None)
    if choices is None:
        return _words(node)
    ranked = any(isinstance(one, nodes.Position) for one in others)
    if ranked and isinstance(node.value, int):
        return tr(choices.items[node.value].label)
    return tr(choices.label(node.value)) if isinstance(node.value, str) else _words(node)


def _choices_of(node: Node) -> ChoiceList | None:
    """Return the list from which the values of a part are."""
    if isinstance(node, nodes.Position):
        return node.choices
    if isinstance(node, nodes.Through):
        return _choices_of(node.inner)
    if isinstance(node, nodes.FieldOf | nodes.Inside):
        return node.shape.choices or node.field.choices
    if isinstance(node, nodes.Call) and node.shape.choices is None:
        found = (_choices_of(one) for one in node.arguments)
        return next((one for one in found if one is not None), None)
    return node.shape.choices


def _junction(node: nodes.Junction) -> str:
    between = tr("and") if node.word == "and" else tr("or")
    return f" {between} ".join(_inner(one) for one in node.nodes)


def _not(node: nodes.Not) -> str:
    if isinstance(node.node, nodes.IsNone):
        return tr("{value} entered").format(value=_inner(node.node.node))
    return tr("not {value}").format(value=_inner(node.node))


def _one_of(node: nodes.OneOf) -> str:
    options = listed(_raw(one, node.node.shape) for one in node.options)
    return tr("{value} among {options}").format(value=_inner(node.node), options=options)


def _conditional(node: nodes.Conditional) -> str:
    return tr("{body} if {test}, otherwise {otherwise}").format(
        body=_inner(node.body), test=_inner(node.test), otherwise=_inner(node.otherwise)
    )


def _call(node: nodes.Call) -> str:
    given = listed(_side(one, *node.arguments) for one in node.arguments)
    return tr("{name} ({given})").format(name=tr(_CALLS.get(node.name, node.name)), given=given)


def _member(node: nodes.Member) -> str:
    # A written code is told by the label it has in the list of the field it is sought in.
    value = _side(node.code, node.codes)
    return tr("{value} among {options}").format(value=value, options=_words(node.codes))


def _aggregate(node: nodes.Aggregate) -> str:
    value = _words(node.value) if node.value is not None else ""
    what = tr(_SOUGHT[node.function]).format(value=value)
    source = node.source
    titles = [source.parent.title] if source.parent is not None else []
    ledger = " · ".join(tr(title) for title in (*titles, source.form.title))
    if node.condition is None:
        return tr("{what} in “{ledger}”").format(what=what, ledger=ledger)
    condition = node.condition
    if isinstance(condition, nodes.Junction) and condition.word == "and":
        told = joined(_inner(one) for one in condition.nodes)
    else:
        told = _words(condition)
    sentence = tr("{what} in “{ledger}” with: {condition}")
    return sentence.format(what=what, ledger=ledger, condition=told)


_WORDS: dict[type[Node], Callable[[Any], str]] = {
    nodes.Literal: _literal,
    nodes.AsOf: lambda node: tr("the day"),
    nodes.SpanStart: lambda node: tr("the first day of the span"),
    nodes.FieldOf: lambda node: tr(node.field.label),
    nodes.Identity: lambda node: tr("this record"),
    nodes.Inside: lambda node: tr(node.field.label),
    nodes.Through: _through,
    nodes.Arithmetic: _between,
    nodes.Divide: lambda node: f"{_inner(node.left)} ÷ {_inner(node.right)}",
    nodes.Negate: lambda node: f"−{_inner(node.node)}",
    nodes.Rescale: lambda node: _words(node.node),
    nodes.Compare: _compare,
    nodes.IsNone: lambda node: tr("{value} not entered").format(value=_inner(node.node)),
    nodes.Junction: _junction,
    nodes.Not: _not,
    nodes.OneOf: _one_of,
    nodes.Member: _member,
    nodes.Conditional: _conditional,
    nodes.Position: lambda node: _words(node.node),
    nodes.CodeAt: lambda node: _words(node.node),
    nodes.Call: _call,
    nodes.Aggregate: _aggregate,
}
"""How each kind of node is told; a test holds the map complete."""

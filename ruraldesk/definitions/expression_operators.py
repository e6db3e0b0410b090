"""Building operators: kinds are checked and scales aligned here, so evaluators need not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import gcd

from ruraldesk.definitions.exact import LIMIT
from ruraldesk.definitions.expression_nodes import (
    DATE,
    PLACES,
    TRUTH,
    Arithmetic,
    Call,
    Compare,
    Conditional,
    Divide,
    Identity,
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
    Shape,
    number,
)
from ruraldesk.definitions.expression_shapes import (
    check_code,
    kind_name,
    rescaled,
    same_source,
    shape_of_all,
    united,
)
from ruraldesk.definitions.expressions import BadExpression
from ruraldesk.definitions.model import ChoiceList
from ruraldesk.texts.translate import tr

DAYS_LIMIT = 10**7  # there are fewer days between any two dates

_ORDERED = (Kind.NUMBER, Kind.DATE, Kind.TEXT)


def negated(node: Node, at: int) -> Node:
    """Return `-node`."""
    _demand(node, Kind.NUMBER, "-", at)
    if isinstance(node, Literal) and isinstance(node.value, int):
        return Literal(shape=node.shape, value=-node.value)
    return Negate(shape=node.shape, node=node)


def arithmetic(sign: str, left: Node, right: Node, at: int) -> Node:
    """Return `left sign right` for one of + - * /, dates included."""
    if Kind.DATE in (left.shape.kind, right.shape.kind):
        return _date_arithmetic(sign, left, right, at)
    _demand(left, Kind.NUMBER, sign, at)
    _demand(right, Kind.NUMBER, sign, at)
    if sign == "*":
        return _product(left, right)
    if sign == "/":
        return quotient(left, right)
    scale = max(left.shape.scale, right.shape.scale)
    left, right = rescaled(left, scale), rescaled(right, scale)
    shape = number(scale, left.shape.limit + right.shape.limit)
    return Arithmetic(shape=shape, sign=sign, left=left, right=right)


def quotient(left: Node, right: Node) -> Divide:
    """Return `left / right` with PLACES decimals."""
    numerator = 10 ** (PLACES + right.shape.scale)
    denominator = 10**left.shape.scale
    return _divide(left, right, numerator, denominator, PLACES)


def rounded(node: Node, places: int) -> Node:
    """Return `round(node, places)`; a quotient is rounded once, from its exact value."""
    if isinstance(node, Divide) and not node.rounded and places <= PLACES:
        denominator = node.denominator * 10 ** (PLACES - places)
        divided = _divide(node.left, node.right, node.numerator, denominator, places)
        return replace(divided, rounded=True)
    return rescaled(node, min(places, node.shape.scale))


def _divide(left: Node, right: Node, numerator: int, denominator: int, scale: int) -> Divide:
    common = gcd(numerator, denominator)
    numerator, denominator = numerator // common, denominator // common
    divisor = abs(right.value) if isinstance(right, Literal) and isinstance(right.value, int) else 1
    limit = left.shape.limit * numerator // (denominator * max(divisor, 1)) + 1
    return Divide(
        shape=number(scale, limit),
        left=left,
        right=right,
        numerator=numerator,
        denominator=denominator,
    )


def _product(left: Node, right: Node) -> Node:
    for node, factor in ((left, right), (right, left)):
        if isinstance(node, Divide) and not node.rounded and isinstance(factor, Literal):
            drawn_in = _with_factor(node, factor)
            if drawn_in is not None:
                return drawn_in
    scale = left.shape.scale + right.shape.scale
    drop = max(scale - PLACES, 0)
    limit = left.shape.limit * right.shape.limit // 10**drop + 1
    shape = number(scale - drop, limit)
    return Arithmetic(shape=shape, sign="*", left=left, right=right, drop=drop)


def _with_factor(node: Divide, factor: Literal) -> Node | None:
    """Return `a / b * 100` as one division, rounded once; None where its parts grow too large."""
    value = factor.value
    if not isinstance(value, int) or value <= 0:
        return None
    numerator, denominator = node.numerator * value, node.denominator * 10**factor.shape.scale
    if max(numerator, denominator) * 10**PLACES > LIMIT:  # round() may need six digits more
        return None
    return _divide(node.left, node.right, numerator, denominator, PLACES)


def _date_arithmetic(sign: str, left: Node, right: Node, at: int) -> Node:
    kinds = (left.shape.kind, right.shape.kind)
    if sign == "-" and kinds == (Kind.DATE, Kind.DATE):
        return Call(shape=number(0, DAYS_LIMIT), name="days", arguments=(right, left))
    if sign == "+" and kinds == (Kind.NUMBER, Kind.DATE):
        left, right = right, left
    elif sign not in ("+", "-") or kinds != (Kind.DATE, Kind.NUMBER):
        sentence = tr("With a date only date + days, date - days and date - date can be computed.")
        raise BadExpression(sentence, at)
    days = whole(right, at)
    return Call(
        shape=DATE,
        name="add_days",
        arguments=(left, negated(days, at) if sign == "-" else days),
    )


def whole(node: Node, at: int) -> Node:
    """Return the number, which must have no decimals."""
    if node.shape.scale:
        sentence = tr("This must be a whole number, but has decimals: use round(…, 0).")
        raise BadExpression(sentence, at)
    return node


def compared(sign: str, left: Node, right: Node, at: int) -> Node:
    """Return `left sign right` for one of == != < <= > >=; with None, the test for emptiness."""
    for node, other in ((left, right), (right, left)):
        if other.shape.kind is Kind.NOTHING:
            return _emptiness(sign, node, at)
    left, right = _comparable(sign, left, right, at)
    return Compare(shape=TRUTH, sign=sign, left=left, right=right)


def _emptiness(sign: str, node: Node, at: int) -> Node:
    if sign not in ("==", "!="):
        raise BadExpression(tr("None can only be compared with == and !=."), at)
    if node.shape.kind is Kind.NOTHING or isinstance(node, Identity | Literal):
        raise BadExpression(tr("What is compared with None here can never be empty."), at)
    test = IsNone(shape=TRUTH, node=node)
    return test if sign == "==" else Not(shape=TRUTH, node=test)


def _comparable(sign: str, left: Node, right: Node, at: int) -> tuple[Node, Node]:
    """Return both sides in a form in which they can be compared as they are."""
    kinds = {left.shape.kind, right.shape.kind}
    ordering = sign not in ("==", "!=")
    if Kind.CHOICE in kinds and kinds <= {Kind.CHOICE, Kind.TEXT}:
        return _comparable_choices(ordering, left, right, at)
    if kinds == {Kind.NUMBER}:
        scale = max(left.shape.scale, right.shape.scale)
        return rescaled(left, scale), rescaled(right, scale)
    if kinds & {Kind.CHOICES, Kind.FILES}:
        sentence = tr("Several values cannot be compared: ask with “in” whether one is among them.")
        raise BadExpression(sentence, at)
    if len(kinds) > 1:
        raise BadExpression(_cannot_compare(left.shape, right.shape), at)
    kind = left.shape.kind
    if ordering and kind not in _ORDERED:
        sentence = tr("{kind} has no order: only == and != are possible.")
        raise BadExpression(sentence.format(kind=kind_name(left.shape)), at)
    if kind is Kind.REFERENCE and not same_source(left.shape, right.shape):
        sentence = tr("A record of {left} is compared with a record of {right}.")
        raise BadExpression(sentence.format(left=left.shape.form, right=right.shape.form), at)
    return left, right


def _cannot_compare(left: Shape, right: Shape) -> str:
    sentence = tr("{left} cannot be compared with {right}.").format(
        left=kind_name(left), right=kind_name(right)
    )
    if {left.kind, right.kind} == {Kind.DATE, Kind.TEXT}:
        sentence += tr(' Write dates as date("2023-01-31"); month(…) gives the month as text.')
    return sentence


def _comparable_choices(ordering: bool, left: Node, right: Node, at: int) -> tuple[Node, Node]:
    choices = left.shape.choices or right.shape.choices
    for node in (left, right):
        if node.shape.kind is Kind.TEXT and isinstance(node, Literal):
            check_code(choices, str(node.value), at)
        elif node.shape.kind is Kind.CHOICE and not _same_list(node.shape.choices, choices):
            raise BadExpression(tr("These are from different lists or ledgers."), at)
    if not ordering:
        return left, right
    return position(left, choices, at), position(right, choices, at)


def _same_list(left: ChoiceList | None, right: ChoiceList | None) -> bool:
    return left is not None and right is not None and left.key == right.key


def position(node: Node, choices: ChoiceList | None, at: int) -> Node:
    """Return the place of a code in its list, which must be an ordered one."""
    if choices is None or not choices.ordered:
        title = choices.title if choices else ""
        sentence = tr("The list “{list}” is not ordered: only == and != are possible.")
        raise BadExpression(sentence.format(list=title), at)
    shape = number(0, len(choices.items))
    if isinstance(node, Literal):
        return Literal(shape=shape, value=choices.codes().index(str(node.value)))
    return Position(shape=shape, node=node, choices=choices)


def one_of(node: Node, options: Sequence[Node], at: int) -> Node:
    """Return `node in [options]`; the options are literals."""
    values: list[Raw] = []
    for option in options:
        if not isinstance(option, Literal) or option.shape.kind is Kind.NOTHING:
            sentence = tr("The list after “in” holds only written values, and no None.")
            raise BadExpression(sentence, at)
        node, right = _comparable("==", node, option, at)
        values.append(right.value if isinstance(right, Literal) else None)
    if node.shape.kind is Kind.NUMBER:  # the last option may have brought more decimals
        values = [_scaled_like(node, option) for option in options]
    return OneOf(shape=TRUTH, node=node, options=tuple(values))


def _scaled_like(node: Node, option: Node) -> Raw:
    aligned = rescaled(option, node.shape.scale)
    return aligned.value if isinstance(aligned, Literal) else None


def member(code: Node, codes: Node, at: int) -> Node:
    """Return `code in codes`, where `codes` is a field with several choices."""
    choices = codes.shape.choices
    if isinstance(code, Literal) and code.shape.kind is Kind.TEXT:
        check_code(choices, str(code.value), at)
    elif code.shape.kind is Kind.CHOICE:
        if not _same_list(code.shape.choices, choices):
            raise BadExpression(tr("These are from different lists or ledgers."), at)
    else:
        _demand(code, Kind.TEXT, "in", at)
    return Member(shape=TRUTH, code=code, codes=codes)


def joined(word: str, nodes: Sequence[Node], at: int) -> Node:
    """Return the conditions joined by `and` or `or`."""
    for node in nodes:
        condition(node, at)
    return Junction(shape=TRUTH, word=word, nodes=tuple(nodes))


def opposite(node: Node, at: int) -> Node:
    """Return `not node`."""
    return Not(shape=TRUTH, node=condition(node, at))


def chosen(test: Node, body: Node, otherwise: Node, at: int) -> Node:
    """Return `body if test else otherwise`."""
    condition(test, at)
    body, otherwise = united((body, otherwise), at)
    shape = shape_of_all((body, otherwise), at)
    return Conditional(shape=shape, test=test, body=body, otherwise=otherwise)


def condition(node: Node, at: int) -> Node:
    """Return the node, which must be true, false or undecided."""
    if node.shape.kind is not Kind.TRUTH:
        sentence = tr("A condition is needed here, but this is {kind}: compare it with something.")
        raise BadExpression(sentence.format(kind=kind_name(node.shape)), at)
    return node


def _demand(node: Node, kind: Kind, sign: str, at: int) -> None:
    if node.shape.kind is not kind:
        sentence = tr("“{sign}” needs {kind}, but this is {found}.").format(
            sign=sign, kind=kind_name(Shape(kind=kind)), found=kind_name(node.shape)
        )
        raise BadExpression(sentence, at)

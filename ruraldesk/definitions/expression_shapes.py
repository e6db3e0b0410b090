"""The shapes of expressions: what fields hold, and how values of two shapes come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ruraldesk.definitions.exact import LIMIT, half_up
from ruraldesk.definitions.expression_nodes import (
    DATE,
    TEXT,
    TRUTH,
    Kind,
    Literal,
    Node,
    Rescale,
    Shape,
    number,
)
from ruraldesk.definitions.expression_scope import unknown
from ruraldesk.definitions.expressions import BadExpression
from ruraldesk.definitions.model import UNIT, ChoiceList, FieldDef, FieldType
from ruraldesk.texts.translate import tr

MONEY_PLACES = 2

# The largest values that validation lets through, without their sign.
MONEY_LIMIT = 10**15 - 1  # 分
NUMBER_LIMIT = 10**12

_KINDS: Mapping[FieldType, Kind] = MappingProxyType(
    {
        FieldType.TEXT: Kind.TEXT,
        FieldType.NOTE: Kind.TEXT,
        FieldType.INTEGER: Kind.NUMBER,
        FieldType.DECIMAL: Kind.NUMBER,
        FieldType.MONEY: Kind.NUMBER,
        FieldType.PERCENT: Kind.NUMBER,
        FieldType.DATE: Kind.DATE,
        FieldType.MONTH: Kind.TEXT,
        FieldType.YEAR: Kind.NUMBER,
        FieldType.YES_NO: Kind.TRUTH,
        FieldType.CHOICE: Kind.CHOICE,
        FieldType.CHOICES: Kind.CHOICES,
        FieldType.REFERENCE: Kind.REFERENCE,
        FieldType.PERSON_ID: Kind.TEXT,
        FieldType.PHONE: Kind.TEXT,
        FieldType.CREDIT_CODE: Kind.TEXT,
        FieldType.DIVISION: Kind.TEXT,
        FieldType.FILES: Kind.FILES,
        FieldType.SERIAL: Kind.TEXT,
    }
)


def scale_of(field: FieldDef) -> int:
    """Return the decimals that the numbers of a field carry: money 2 (分), whole numbers 0."""
    match field.shape:
        case FieldType.MONEY:
            return MONEY_PLACES
        case FieldType.DECIMAL | FieldType.PERCENT:
            return field.places
    return 0


def shape_of(field: FieldDef) -> Shape:
    """Return the shape of the values of `field`, by its type; for a computed one, its result type.

    Raises:
        KeyError: a computed field without a result type: its expression alone knows.
    """
    match _KINDS[field.shape]:
        case Kind.NUMBER:
            scale = scale_of(field)
            money = field.shape is FieldType.MONEY
            return number(scale, MONEY_LIMIT if money else NUMBER_LIMIT * 10**scale)
        case Kind.DATE:
            return DATE
        case Kind.TRUTH:
            return TRUTH
        case Kind.TEXT:
            return Shape(kind=Kind.TEXT, form=UNIT if field.shape is FieldType.DIVISION else "")
        case kind:
            return Shape(kind=kind, choices=field.choices, form=field.form)


def kind_name(shape: Shape) -> str:
    """Return how messages call values of this shape."""
    match shape.kind:
        case Kind.NUMBER:
            return tr("a number")
        case Kind.TEXT:
            return tr("text")
        case Kind.DATE:
            return tr("a date")
        case Kind.TRUTH:
            return tr("yes or no")
        case Kind.CHOICE:
            return tr("a choice")
        case Kind.CHOICES:
            return tr("several choices")
        case Kind.FILES:
            return tr("files")
        case Kind.REFERENCE:
            return tr("a record")
        case Kind.NOTHING:
            return tr("None")


def rescaled(node: Node, scale: int) -> Node:
    """Return the number with exactly `scale` decimals, rounded half-up where it had more."""
    shift = scale - node.shape.scale
    if shift == 0:
        return node
    limit = half_up(node.shape.limit * 10 ** max(shift, 0), 10 ** max(-shift, 0))
    if isinstance(node, Literal) and isinstance(node.value, int) and limit <= LIMIT:
        value = node.value * 10**shift if shift > 0 else half_up(node.value, 10**-shift)
        return Literal(shape=number(scale, abs(value)), value=value)
    return Rescale(shape=number(scale, limit), node=node)


def check_code(choices: ChoiceList | None, code: str, at: int) -> None:
    """Demand that `code` is in the list.

    Raises:
        BadExpression: it is not; names the code whose label it is, or the nearest one.
    """
    if choices is None or code in choices.codes():
        return
    sentence = tr("The list “{list}” has no code “{code}”.").format(list=choices.title, code=code)
    labelled = [item.code for item in choices.items if code in (item.label, *item.aliases)]
    if labelled:
        sentence += tr(" Did you mean {name}?").format(name=labelled[0])
        raise BadExpression(sentence, at, labelled[0])
    raise unknown(sentence, code, choices.codes(), at)


def united(nodes: Sequence[Node], at: int) -> tuple[Node, ...]:
    """Return the nodes as alternatives of one shape: numbers with as many decimals, None typed.

    Raises:
        BadExpression: they are of different kinds.
    """
    shape = _common([node.shape for node in nodes if node.shape.kind is not Kind.NOTHING], at)
    result: list[Node] = []
    for node in nodes:
        if node.shape.kind is Kind.NOTHING:
            result.append(Literal(shape=shape, value=None))
        elif shape.kind is Kind.NUMBER:
            result.append(rescaled(node, shape.scale))
        else:
            result.append(node)
    return tuple(result)


def shape_of_all(nodes: Sequence[Node], at: int) -> Shape:
    """Return the one shape of nodes that `united` brought together."""
    return _common([node.shape for node in nodes], at)


def _common(shapes: Sequence[Shape], at: int) -> Shape:
    """Return the shape that takes in all of `shapes`."""
    if not shapes:
        raise BadExpression(tr("None alone says nothing here: give it a value to stand for."), at)
    kinds = {shape.kind for shape in shapes}
    first = shapes[0]
    if kinds == {Kind.NUMBER}:
        return _common_number(shapes)
    if kinds == {Kind.TEXT, Kind.CHOICE} or kinds == {Kind.TEXT}:
        return first if all(shape == first for shape in shapes) else TEXT
    if len(kinds) > 1:
        names = tr(" and ").join(dict.fromkeys(kind_name(shape) for shape in shapes))
        raise BadExpression(
            tr("These must be of one kind, but are {kinds}.").format(kinds=names), at
        )
    if any(not same_source(first, shape) for shape in shapes):
        raise BadExpression(tr("These are from different lists or ledgers."), at)
    return first


def _common_number(shapes: Sequence[Shape]) -> Shape:
    scale = max(shape.scale for shape in shapes)
    return number(scale, max(shape.limit * 10 ** (scale - shape.scale) for shape in shapes))


def same_source(left: Shape, right: Shape) -> bool:
    """Return whether two choices are from one list, or two references lead to one ledger."""
    keys = [shape.choices.key if shape.choices else "" for shape in (left, right)]
    return keys[0] == keys[1] and left.form == right.form

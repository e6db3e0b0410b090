"""The functions of expressions, with the kinds of their arguments. Aggregates stand elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ruraldesk.definitions.expression_nodes import (
    DATE,
    PLACES,
    TEXT,
    TRUTH,
    AsOf,
    Call,
    Kind,
    Literal,
    Node,
    Shape,
    number,
)
from ruraldesk.definitions.expression_operators import DAYS_LIMIT, rounded, whole
from ruraldesk.definitions.expression_scope import Reader, Scope
from ruraldesk.definitions.expression_shapes import kind_name, shape_of_all, united
from ruraldesk.definitions.expressions import BadExpression
from ruraldesk.texts.translate import tr

FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST_PART = 200  # characters that left(…) takes: as many as a text may have

_LISTS = (Kind.TEXT, Kind.CHOICES, Kind.FILES)


@dataclass(frozen=True, slots=True)
class _Signature:
    """A function whose arguments have fixed kinds."""

    arguments: tuple[tuple[Kind, ...], ...]
    shape: Shape


_DATE, _TEXT, _WHOLE = (Kind.DATE,), (Kind.TEXT,), (Kind.NUMBER,)

_SIGNATURES: Mapping[str, _Signature] = MappingProxyType(
    {
        "full_years": _Signature((_DATE, _DATE), number(0, 10**4)),
        "days": _Signature((_DATE, _DATE), number(0, DAYS_LIMIT)),
        "year": _Signature((_DATE,), number(0, 10**4)),
        "month": _Signature((_DATE,), TEXT),
        "add_days": _Signature((_DATE, _WHOLE), DATE),
        "add_months": _Signature((_DATE, _WHOLE), DATE),
        "add_workdays": _Signature((_DATE, _WHOLE), DATE),
        "week_start": _Signature((_DATE,), DATE),
        "month_start": _Signature((_DATE,), DATE),
        "quarter_start": _Signature((_DATE,), DATE),
        "year_start": _Signature((_DATE,), DATE),
        "length": _Signature((_LISTS,), number(0, 10**9)),
        "starts_with": _Signature((_TEXT, _TEXT), TRUTH),
        "contains": _Signature((_TEXT, _TEXT), TRUTH),
        "left": _Signature((_TEXT, _WHOLE), TEXT),
        "birth_of": _Signature((_TEXT,), DATE),
        "sex_of": _Signature((_TEXT,), TEXT),
    }
)


def called(reader: Reader, name: str, node: ast.Call, scope: Scope) -> Node:
    """Return the call of a function in FUNCTIONS.

    Raises:
        BadExpression: an argument is missing, too many, or of the wrong kind.
    """
    at = reader.offset(node)
    arguments = [reader.read(argument, scope) for argument in node.args]
    return FUNCTIONS[name](name, arguments, at)


def demand_count(name: str, count: int, least: int, most: int | None, at: int) -> None:
    """Demand that a function got a number of arguments that it takes."""
    if least <= count and (most is None or count <= most):
        return
    if most is None:
        sentence = tr("{name}(…) takes {least} or more arguments, not {count}.")
    elif least == most:
        sentence = tr("{name}(…) takes {least} arguments, not {count}.")
    else:
        sentence = tr("{name}(…) takes {least} to {most} arguments, not {count}.")
    raise BadExpression(sentence.format(name=name, least=least, most=most, count=count), at)


def _plain(name: str, arguments: Sequence[Node], at: int) -> Node:
    return _checked(name, name, arguments, at)


def _checked(name: str, written: str, arguments: Sequence[Node], at: int) -> Node:
    """Return the call of the function `name`, which the source calls `written`."""
    signature = _SIGNATURES[name]
    wanted = len(signature.arguments)
    demand_count(written, len(arguments), wanted, wanted, at)
    for index, (node, kinds) in enumerate(zip(arguments, signature.arguments, strict=True)):
        if node.shape.kind not in kinds:
            raise _wrong_kind(written, index + 1, kinds[0], node, at)
        if kinds is _WHOLE:
            whole(node, at)
    return Call(shape=signature.shape, name=name, arguments=tuple(arguments))


def _wrong_kind(name: str, place: int, kind: Kind, node: Node, at: int) -> BadExpression:
    sentence = tr("{name}(…) needs {kind} as argument {place}, but this is {found}.")
    names = {"kind": kind_name(Shape(kind=kind)), "found": kind_name(node.shape)}
    return BadExpression(sentence.format(name=name, place=place, **names), at)


def _years(name: str, arguments: Sequence[Node], at: int) -> Node:
    """age(birth) and full_years(start): up to as_of, unless a second date is given."""
    demand_count(name, len(arguments), 1, 2, at)
    if len(arguments) == 1:
        arguments = [*arguments, AsOf(shape=DATE)]
    return _checked("full_years", name, arguments, at)


def _date(name: str, arguments: Sequence[Node], at: int) -> Node:
    """date(2023, 1, 31) or date("2023-01-31"): a written date."""
    values = [node.value if isinstance(node, Literal) else None for node in arguments]
    match values:
        case [str(text)]:
            found = _iso(text)
        case [int(year), int(month), int(day)] if not any(node.shape.scale for node in arguments):
            found = _iso(f"{year:04}-{month:02}-{day:02}")
        case _:
            found = None
    if found is None:
        sentence = tr(
            'Write a date as date("2023-01-31") or date(2023, 1, 31), with a year from '
            "{first} to {last}."
        )
        raise BadExpression(sentence.format(first=FIRST_YEAR, last=LAST_YEAR), at)
    return Literal(shape=DATE, value=found)


def _iso(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    written = found.isoformat() == text  # the standard library also reads 20230131 and weeks
    return found if written and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _first_of(name: str, arguments: Sequence[Node], at: int) -> Node:
    demand_count(name, len(arguments), 2, None, at)
    nodes = united(arguments, at)
    return Call(shape=shape_of_all(nodes, at), name=name, arguments=nodes)


def _extreme(name: str, arguments: Sequence[Node], at: int) -> Node:
    """Return min or max of arguments; the lowest or highest of rows are min_of and max_of."""
    demand_count(name, len(arguments), 2, None, at)
    for index, node in enumerate(arguments):
        if node.shape.kind not in (Kind.NUMBER, Kind.DATE):
            raise _wrong_kind(name, index + 1, Kind.NUMBER, node, at)
    nodes = united(arguments, at)
    return Call(shape=shape_of_all(nodes, at), name=name, arguments=nodes)


def _abs(name: str, arguments: Sequence[Node], at: int) -> Node:
    demand_count(name, len(arguments), 1, 1, at)
    if arguments[0].shape.kind is not Kind.NUMBER:
        raise _wrong_kind(name, 1, Kind.NUMBER, arguments[0], at)
    return Call(shape=arguments[0].shape, name=name, arguments=tuple(arguments))


def _left(name: str, arguments: Sequence[Node], at: int) -> Node:
    """left(text, 9): the first characters, of which a shorter text has all it has."""
    demand_count(name, len(arguments), 2, 2, at)
    last = arguments[1]
    count = last.value if isinstance(last, Literal) and not last.shape.scale else None
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= LONGEST_PART:
        sentence = tr("left(…) needs as second argument a written number from 1 to {most}.")
        raise BadExpression(sentence.format(most=LONGEST_PART), at)
    return _checked(name, name, arguments, at)


def _round(name: str, arguments: Sequence[Node], at: int) -> Node:
    demand_count(name, len(arguments), 1, 2, at)
    if arguments[0].shape.kind is not Kind.NUMBER:
        raise _wrong_kind(name, 1, Kind.NUMBER, arguments[0], at)
    places: object = 0
    if len(arguments) == 2:
        last = arguments[1]
        places = last.value if isinstance(last, Literal) and not last.shape.scale else None
    if not isinstance(places, int) or isinstance(places, bool) or not 0 <= places <= PLACES:
        sentence = tr("round(…) needs as second argument a written number from 0 to {most}.")
        raise BadExpression(sentence.format(most=PLACES), at)
    return rounded(arguments[0], places)


FUNCTIONS: Mapping[str, Callable[[str, Sequence[Node], int], Node]] = MappingProxyType(
    dict.fromkeys(_SIGNATURES, _plain)
    | {
        "age": _years,
        "full_years": _years,
        "date": _date,
        "first_of": _first_of,
        "min": _extreme,
        "max": _extreme,
        "abs": _abs,
        "round": _round,
        "left": _left,
    }
)

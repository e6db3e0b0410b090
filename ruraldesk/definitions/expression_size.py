"""How large an expression may be, with the computed fields it uses.

Not memory sets the bound but SQLite: releases before 3.46 parse a statement with a stack of 100
places, and every bracket, function and subquery of the statement takes some of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType

from ruraldesk.definitions.expression_nodes import (
    Aggregate,
    Arithmetic,
    Call,
    CodeAt,
    Compare,
    Conditional,
    Divide,
    FieldOf,
    Inside,
    IsNone,
    Junction,
    Member,
    Negate,
    Node,
    Not,
    OneOf,
    Position,
    Rescale,
    Through,
)
from ruraldesk.definitions.expressions import BadExpression
from ruraldesk.texts.translate import tr

MAX_NODES = 2000
MAX_STACK = 78
"""Of SQLite's 100 places; the rest is for the statement around the expression."""

# Places that SQLite's parser needs around each part, measured and rounded up. Where there are fewer
# numbers than parts, the last one holds for the rest.
_PLACES: Mapping[type[Node], tuple[int, ...]] = MappingProxyType(
    {
        Arithmetic: (1, 4),  # a + b + c has no brackets
        Divide: (4, 6),
        Negate: (3,),
        Rescale: (4,),
        Compare: (2, 4),
        IsNone: (2,),
        Junction: (4,),
        Not: (3,),
        OneOf: (2,),
        Member: (8, 4),
        Position: (2,),
        CodeAt: (2,),
        Call: (4, 6),
        Through: (10, 6),
        Inside: (0,),
    }
)
_OF_CHECKED = (4, 6)
_OF_CALLS: Mapping[str, int] = MappingProxyType({"full_years": 12, "days": 10, "year": 7})
_OF_VALUES: Mapping[str, int] = MappingProxyType({"sum": 17, "average": 21, "latest": 7})
_OF_OTHER_VALUES = 15
_OF_CONDITIONS: Mapping[str, int] = MappingProxyType({"all_of": 17})
_OF_OTHER_CONDITIONS = 12


@dataclass(frozen=True, slots=True)
class Size:
    """What an expression amounts to.

    `stack` counts places of SQLite's parser, `reads` names every field as `table.field`.
    """

    nodes: int
    stack: int
    reads: frozenset[str]


class Sizes:
    """Measures trees; those of computed fields once only, since many expressions hold them."""

    def __init__(self) -> None:
        self._inner: dict[Node, Size] = {}

    def of(self, tree: Node) -> Size:
        """Return the size of a tree.

        Raises:
            BadExpression: it is more than the book can work out, with the computed fields it uses.
        """
        nodes, stack, reads = 1, 1, set[str]()
        for part, places in _places(tree):
            size = self._computed(part) if isinstance(tree, Inside) else self.of(part)
            nodes += size.nodes
            stack = max(stack, places + size.stack)
            reads |= size.reads
        if nodes > MAX_NODES or stack > MAX_STACK:
            sentence = tr("With the computed fields it uses, the expression is too long.")
            raise BadExpression(sentence)
        if isinstance(tree, FieldOf | Inside):
            reads.add(f"{tree.form.table}.{tree.field.key}")
        return Size(nodes, stack, frozenset(reads))

    def _computed(self, tree: Node) -> Size:
        if tree not in self._inner:
            self._inner[tree] = self.of(tree)
        return self._inner[tree]


def _places(node: Node) -> Iterator[tuple[Node, int]]:
    parts = node.parts()
    match node:
        case Aggregate():
            for part in parts:
                if part is node.condition:
                    yield part, _OF_CONDITIONS.get(node.function, _OF_OTHER_CONDITIONS)
                else:
                    yield part, _OF_VALUES.get(node.function, _OF_OTHER_VALUES)
        case Conditional():
            # a if x else b if y else c becomes one CASE
            last = 0 if isinstance(node.otherwise, Conditional) else 5
            yield from zip(parts, (4, 6, last), strict=True)
        case Call() if node.name in _OF_CALLS:
            yield from ((part, _OF_CALLS[node.name]) for part in parts)
        case Arithmetic() if node.checked or node.drop:
            yield from zip(parts, _OF_CHECKED, strict=True)
        case _:
            places = _PLACES.get(type(node), ())
            yield from zip_longest(
                parts, places[: len(parts)], fillvalue=places[-1] if places else 0
            )

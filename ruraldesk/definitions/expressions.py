"""Expressions, as everything outside the parser and the evaluators sees them.

The language itself is described in `expression_parser`, the parsed tree in `expression_nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ruraldesk.definitions.expression_nodes import Aggregate, Kind, Node, Shape

__all__ = ["BadExpression", "Expression", "Kind", "aggregates_of", "walk"]


class BadExpression(ValueError):
    """An expression that means nothing; `str(error)` says what is wrong and what would be right.

    `offset` counts characters from the start of the source, `nearest` is the valid name that is
    closest to an unknown one ("" when none comes near).
    """

    def __init__(self, sentence: str, offset: int = 0, nearest: str = "") -> None:
        super().__init__(sentence)
        self.offset, self.nearest = offset, nearest


Parsed = tuple[Node, frozenset[str]]
"""What an expression is besides its source: its tree, and what that depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A parsed, typed expression. Two are equal when they are written alike.

    One that comes out of a store of compiled definitions is closed: `opener` brings its tree and
    its dependencies when one of them is first asked for.
    """

    source: str
    tree: Node = field(compare=False, repr=False)
    dependencies: frozenset[str] = field(compare=False, repr=False)
    """Every stored or computed field it reads, anywhere, as `table.field`."""
    runner: list[Callable[..., Any]] = field(default_factory=list, compare=False, repr=False)
    """What `evaluate` made of the tree, kept from its first use on."""
    opener: Callable[[], Parsed] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def closed(cls, source: str, opener: Callable[[], Parsed]) -> Expression:
        """Return the expression with this source, the rest of which `opener` will bring."""
        made = object.__new__(cls)
        for name, value in (("source", source), ("runner", []), ("opener", opener)):
            object.__setattr__(made, name, value)
        return made

    if not TYPE_CHECKING:  # a type checker would take any misspelt attribute for known

        def __getattr__(self, name: str) -> object:
            """Open a closed expression; Python asks here for what was not set."""
            if name not in ("tree", "dependencies"):
                raise AttributeError(name, name=name, obj=self)
            tree, dependencies = self.opener()
            object.__setattr__(self, "tree", tree)
            object.__setattr__(self, "dependencies", dependencies)
            return getattr(self, name)

    @property
    def shape(self) -> Shape:
        """What is known of its values."""
        return self.tree.shape

    @property
    def kind(self) -> Kind:
        """The kind of its values."""
        return self.tree.shape.kind

    @property
    def scale(self) -> int:
        """The decimals of its values, when they are numbers."""
        return self.tree.shape.scale


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and every node it is made of, inlined computed fields included."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(one.parts())


def aggregates_of(expression: Expression) -> tuple[Aggregate, ...]:
    """Return the aggregates that are not inside another one, in the order they are written."""
    found: list[Aggregate] = []
    waiting = [expression.tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Aggregate):
            found.append(one)
        else:
            waiting.extend(reversed(one.parts()))
    return tuple(found)

"""Expressions after parsing: typed nodes, read by the evaluator in memory and the one in SQL.

The language is described in `expression_parser`. What both evaluators rely on:

- Every node knows its `Shape`. Numbers are whole numbers of 10^-scale ("scaled"), in memory as in
  SQL; where numbers meet, the parser has put `Rescale` nodes between them, so that both sides of
  a sum or a comparison have the same scale. Six decimals are the most a number carries.
- A field is read from one of four rows (`Base`): the row the expression speaks about, its parent
  (in lines), the row for which an aggregate is computed (`this`), and the parent of that one.
- A reference is followed by `Through`: its inner node speaks about the row referred to.
- Computed fields are inlined: `Inside` holds the tree of the field's own expression.

Forms kept in nodes are those of the parser's pass, whose fields may lack their expressions: use
only keys, types and lines of them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache

from ruraldesk.definitions.exact import LIMIT
from ruraldesk.definitions.model import ChoiceList, FieldDef, FormDef

PLACES = 6
"""The most decimals a number carries: products and quotients are rounded half-up to them."""

Raw = int | str | date | tuple[str, ...] | None
"""A value inside the evaluators: numbers scaled to whole ones, yes/no as bool, the rest as in
`model.Value`."""


class Kind(StrEnum):
    """What a value can be compared and computed with."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TRUTH = "truth"
    CHOICE = "choice"
    CHOICES = "choices"
    FILES = "files"
    REFERENCE = "reference"
    NOTHING = "nothing"  # the literal None, before it meets its neighbour


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The kind of a node's values, and what more is known of them before any is seen."""

    kind: Kind
    scale: int = 0  # numbers: decimals
    limit: int = LIMIT  # numbers: the largest scaled value there can be, without its sign
    choices: ChoiceList | None = None  # choices: the list they are from
    form: str = ""  # references: the table referred to; divisions (which are texts): "unit"


TRUTH = Shape(kind=Kind.TRUTH)
TEXT = Shape(kind=Kind.TEXT)
DATE = Shape(kind=Kind.DATE)
NOTHING = Shape(kind=Kind.NOTHING)


def number(scale: int = 0, limit: int = LIMIT) -> Shape:
    """Return the shape of numbers with `scale` decimals, none above `limit` units of the last."""
    return Shape(kind=Kind.NUMBER, scale=scale, limit=min(limit, LIMIT))


class Base(StrEnum):
    """The row from which a field is read."""

    ROW = "row"
    PARENT = "parent"
    THIS = "this"
    THIS_PARENT = "this.parent"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """A part of an expression."""

    shape: Shape

    def parts(self) -> tuple[Node, ...]:
        """Return the nodes this one is made of, in the order they are written."""
        found: list[Node] = []
        kind: type = type(self)
        for name in _names_of_parts(kind):
            value = getattr(self, name)
            if isinstance(value, tuple):
                found.extend(value)
            elif value is not None:
                found.append(value)
        return tuple(found)


@cache
def _names_of_parts(kind: type) -> tuple[str, ...]:
    """Return the fields of a kind of node that hold other nodes."""
    return tuple(one.name for one in fields(kind) if "Node" in str(one.type))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Literal(Node):
    """A value written in the expression; numbers scaled."""

    value: Raw


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AsOf(Node):
    """The date for which the expression is evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpanStart(Node):
    """The first day of the span of a figure; None where the figure has none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FieldOf(Node):
    """A stored field of a row."""

    base: Base
    form: FormDef
    field: FieldDef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identity(Node):
    """The row itself, as a value to compare references with."""

    base: Base


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inside(Node):
    """A computed field of a row: `tree` speaks about that row."""

    base: Base
    form: FormDef
    field: FieldDef
    tree: Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Through(Node):
    """A value of the record that `link` refers to; None where it refers to none.

    `link` is a reference to a record of `form`, or a division: then `form` is the form `unit` and
    the record is the one (not deleted) whose `code` is the division.
    """

    link: Node
    form: FormDef
    inner: Node

    @property
    def by_code(self) -> bool:
        """Whether the link is a division."""
        return self.link.shape.kind is Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arithmetic(Node):
    """`+`, `-` or `*`; of a product the last `drop` decimals are rounded off, half-up."""

    sign: str
    left: Node
    right: Node
    drop: int = 0

    @property
    def checked(self) -> bool:
        """Whether the result could be out of bounds, so that it must be looked at."""
        left, right = self.left.shape.limit, self.right.shape.limit
        return (left * right if self.sign == "*" else left + right) > LIMIT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Divide(Node):
    """left × numerator ÷ (right × denominator), half-up to a whole number; None by zero."""

    left: Node
    right: Node
    numerator: int
    denominator: int
    rounded: bool = False  # by round(): a factor may no longer be drawn into it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Negate(Node):
    """The number with the other sign."""

    node: Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rescale(Node):
    """The same number with more decimals, or with fewer, half-up."""

    node: Node

    @property
    def shift(self) -> int:
        """How many decimals are added (positive) or rounded off (negative)."""
        return self.shape.scale - self.node.shape.scale

    @property
    def checked(self) -> bool:
        """Whether the result could be out of bounds, so that it must be looked at."""
        return self.shift > 0 and self.node.shape.limit * 10**self.shift > LIMIT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compare(Node):
    """`==`, `!=`, `<`, `<=`, `>` or `>=` of two values of one kind and scale."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IsNone(Node):
    """Whether there is no value; never None itself."""

    node: Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Junction(Node):
    """`and` or `or`, in SQL's three-valued logic."""

    word: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Not(Node):
    """The opposite; None stays None."""

    node: Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneOf(Node):
    """Whether the value is among the written ones; None when there is no value."""

    node: Node
    options: tuple[Raw, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Member(Node):
    """Whether a code is among the codes of a field with several choices."""

    code: Node
    codes: Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conditional(Node):
    """`body if test else otherwise`; an undecided test is not true."""

    test: Node
    body: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Position(Node):
    """The place of a code in its ordered list, from 0; None for a code that is not in it."""

    node: Node
    choices: ChoiceList


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodeAt(Node):
    """The code at a place of an ordered list: the way back from `Position`."""

    node: Node
    choices: ChoiceList


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call(Node):
    """A function of its arguments; None when one of them is (but for `first_of`)."""

    name: str
    arguments: tuple[Node, ...]


class SourceKind(StrEnum):
    """Where the rows of an aggregate come from."""

    LINES = "lines"  # of the row itself
    SIBLINGS = "siblings"  # the lines of the row's parent, the row among them
    LEDGER = "ledger"
    LEDGER_LINES = "ledger_lines"  # of all records of a ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The rows of an aggregate: all of them, before its condition."""

    kind: SourceKind
    form: FormDef  # of the rows
    parent: FormDef | None = None  # lines: the form they belong to

    @property
    def ledger(self) -> str:
        """The key of the ledger the rows are kept in, for the two kinds that are ledgers."""
        return self.form.parent or self.form.key

    @property
    def asked_of_ledgers(self) -> bool:
        """Whether the rows are other records than the one at hand."""
        return self.kind in (SourceKind.LEDGER, SourceKind.LEDGER_LINES)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Aggregate(Node):
    """One answer over many rows.

    `value` and `condition` speak about a row of the source; in them `this` is the row for which
    the aggregate is computed. `dated` is the field that dates the row, or else its parent.
    """

    function: str
    source: Source
    value: Node | None = None
    condition: Node | None = None
    dated: Node | None = None

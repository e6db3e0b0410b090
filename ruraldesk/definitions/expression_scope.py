"""What the modules of the expression parser share: the rows in reach, and the reader at work."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from ruraldesk.definitions.expression_nodes import Node
from ruraldesk.definitions.expressions import BadExpression, Expression
from ruraldesk.definitions.model import FieldDef, FormDef
from ruraldesk.texts.translate import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The rows that names can refer to at one place of an expression."""

    form: FormDef | None  # of the row; a figure has none
    this: FormDef | None = None  # of the row for which the aggregate around is computed
    inside: bool = False  # an aggregate
    figure: bool = False


class Reader(Protocol):
    """One source being read."""

    @property
    def forms(self) -> Mapping[str, FormDef]:
        """All ledgers by key."""

    def read(self, node: ast.expr, scope: Scope) -> Node:
        """Return the typed node for a part of the source."""

    def offset(self, node: ast.expr) -> int:
        """Return where a part of the source begins, in characters."""

    def computed(self, form: FormDef, field: FieldDef, at: int) -> Expression:
        """Return the expression of a computed field named at offset `at`."""


def dotted(node: ast.expr) -> list[str] | None:
    """Return the names of `a.b.c`; None when the node is anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    names.append(node.id)
    return names[::-1]


def unknown(sentence: str, name: str, valid: Iterable[str], at: int) -> BadExpression:
    """Return the error for a name that does not exist, with the valid name nearest to it."""
    near = get_close_matches(name, sorted(set(valid)), n=1)
    if near:
        sentence += tr(" Did you mean {name}?").format(name=near[0])
    return BadExpression(sentence, at, near[0] if near else "")

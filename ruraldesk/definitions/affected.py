"""Which records look at a record through their rules, so that a change of it concerns theirs.

A rule of project A may sum the payments that belong to the project. When a payment is saved, the
rule must be checked again for that project: the payment *touches* it. The way from the payment to
the project is read from the condition that ties them (`project == this`), and from references that
a rule follows (`project.total` in a rule of payments: the project touches its payments).

A changed record may have let go of one it touched before: ask once before the change and once
after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ruraldesk.definitions.expression_nodes import (
    Aggregate,
    Base,
    Compare,
    FieldOf,
    Identity,
    Inside,
    Junction,
    Kind,
    Node,
    Shape,
    SourceKind,
    Through,
)
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import Definitions, FieldType, FormDef, RuleDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """From rows of `source` to the rows of `target` for which `near` equals `far`.

    `near` speaks about the row of the source, `far` about that of the target, in it `this`.
    """

    source: FormDef
    target: FormDef
    near: Node
    far: Node

    @property
    def words(self) -> tuple[str, str, str, str]:
        """What tells hops apart."""
        return self.source.table, written(self.near), self.target.table, written(self.far)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Records of the ledger `form` whose rules a changed record may break.

    `hops` lead there from the changed record; without any hop it is every record.
    """

    form: FormDef
    hops: tuple[Hop, ...]

    @property
    def everything(self) -> bool:
        """Whether every record of the form is touched."""
        return not self.hops


Trail = tuple[Hop, ...] | None
"""The way from a row to the record whose rule is read; None where it may concern any of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A row that a rule looks at, and the way from it to the record whose rule it is."""

    form: FormDef
    trail: Trail
    above: _Place | None = None  # lines: the row of the record they belong to


def touched_by(definitions: Definitions) -> Mapping[str, tuple[Touch, ...]]:
    """Return what a change of a record touches, by the key of its ledger.

    Lines change with their record and are counted to its ledger.
    """
    reader = _Reader(definitions.forms)
    for form in definitions.forms.values():
        for part in (form, *form.lines):
            for expression in _rules_of(part):
                reader.read(form, part, expression)
    return reader.touches()


def touched_by_rule(
    definitions: Definitions, form: FormDef, part: FormDef, rule: RuleDef
) -> Mapping[str, tuple[Touch, ...]]:
    """Return what a change touches as far as one rule of a ledger, or of its lines, looks at it."""
    reader = _Reader(definitions.forms)
    for expression in _expressions_of(rule):
        reader.read(form, part, expression)
    return reader.touches()


def _rules_of(form: FormDef) -> Iterator[Expression]:
    rules: list[RuleDef] = list(form.rules)
    if form.states is not None:
        rules += [rule for state in form.states.states for rule in state.rules]
    for rule in rules:
        yield from _expressions_of(rule)


def _expressions_of(rule: RuleDef) -> Iterator[Expression]:
    yield rule.check
    if rule.when is not None:
        yield rule.when


class _Reader:
    """Reads rules, and notes which ledgers they look at."""

    def __init__(self, forms: Mapping[str, FormDef]) -> None:
        self._forms = forms
        self._found: dict[str, dict[tuple[Any, ...], Touch]] = {}
        self._about: FormDef  # the ledger whose rule is being read

    def read(self, form: FormDef, part: FormDef, expression: Expression) -> None:
        """Read one rule of a ledger, or of its lines."""
        self._about = form
        place = _Place(form=form, trail=())
        if part is not form:
            place = _Place(form=part, trail=(_to_parent(part, form),), above=place)
        self._visit(expression.tree, place, None)

    def touches(self) -> Mapping[str, tuple[Touch, ...]]:
        """Return what was found; where every record of a form is touched, that says it all."""
        found = {}
        for key, touches in self._found.items():
            whole = {touch.form.key for touch in touches.values() if touch.everything}
            found[key] = tuple(
                touch
                for touch in touches.values()
                if touch.everything or touch.form.key not in whole
            )
        return found

    def _note(self, ledger: str, trail: Trail) -> None:
        touch = Touch(form=self._about, hops=trail or ())
        words = (self._about.key, *(hop.words for hop in touch.hops))
        self._found.setdefault(ledger, {})[words] = touch

    def _visit(self, node: Node, row: _Place, this: _Place | None) -> None:
        match node:
            case Aggregate():
                self._aggregate(node, row)
            case Inside():
                self._visit(node.tree, self._owner(node.base, row, this), None)
            case Through():
                self._through(node, row, this)
            case _:
                for part in node.parts():
                    self._visit(part, row, this)

    def _owner(self, base: Base, row: _Place, this: _Place | None) -> _Place:
        place = row if base in (Base.ROW, Base.PARENT) else this
        assert place is not None  # the parser lets `this` stand inside aggregates only
        if base in (Base.ROW, Base.THIS):
            return place
        return place.above or self._above(place)

    def _above(self, place: _Place) -> _Place:
        parent = self._forms[place.form.parent]
        down = Hop(
            source=parent,
            target=place.form,
            near=_identity(parent, Base.ROW),
            far=_identity(parent, Base.THIS_PARENT),
        )
        return _Place(form=parent, trail=_longer(down, place.trail))

    def _through(self, node: Through, row: _Place, this: _Place | None) -> None:
        self._visit(node.link, row, this)
        trail: Trail = None
        if isinstance(node.link, FieldOf | Inside):
            owner = self._owner(node.link.base, row, this)
            back = Hop(
                source=node.form,
                target=owner.form,
                near=_code(node.form) if node.by_code else _identity(node.form, Base.ROW),
                far=replace(node.link, base=Base.THIS),
            )
            trail = _longer(back, owner.trail)
        self._note(node.form.key, trail)
        self._visit(node.inner, _Place(form=node.form, trail=trail), None)

    def _aggregate(self, node: Aggregate, row: _Place) -> None:
        form, kind = node.source.form, node.source.kind
        if kind is SourceKind.LINES:
            inner = _Place(
                form=form, trail=_longer(_to_parent(form, row.form), row.trail), above=row
            )
        elif kind is SourceKind.SIBLINGS:
            above = self._owner(Base.PARENT, row, None)
            inner = _Place(
                form=form, trail=_longer(_to_parent(form, above.form), above.trail), above=above
            )
        else:
            link = _link(node, row.form)
            inner = _Place(form=form, trail=None if link is None else _longer(link, row.trail))
            ledger = self._above(inner) if form.parent else inner
            self._note(ledger.form.key, ledger.trail)
        for part in node.parts():
            self._visit(part, inner, row)


def _longer(hop: Hop, trail: Trail) -> Trail:
    return None if trail is None else (hop, *trail)


def _identity(form: FormDef, base: Base) -> Identity:
    return Identity(shape=Shape(kind=Kind.REFERENCE, form=form.table), base=base)


def _code(form: FormDef) -> Node:
    return FieldOf(shape=Shape(kind=Kind.TEXT), base=Base.ROW, form=form, field=form.field("code"))


def _to_parent(lines: FormDef, form: FormDef) -> Hop:
    return Hop(
        source=lines,
        target=form,
        near=_identity(form, Base.PARENT),
        far=_identity(form, Base.THIS),
    )


def _link(node: Aggregate, target: FormDef) -> Hop | None:
    """Return the hop that a part of the condition ties the rows to `this` with; the best one."""
    condition = node.condition
    tests: Sequence[Node] = () if condition is None else (condition,)
    if isinstance(condition, Junction) and condition.word == "and":
        tests = condition.nodes
    hops = []
    for test in tests:
        if isinstance(test, Compare) and test.sign == "==":
            for near, far in ((test.left, test.right), (test.right, test.left)):
                if _bases(near) and _bases(near) <= {Base.ROW, Base.PARENT} and _is_this(far):
                    hops.append(Hop(source=node.source.form, target=target, near=near, far=far))
    return min(hops, key=_cost, default=None)


def _is_this(node: Node) -> bool:
    bases = _bases(node)
    return bool(bases) and bases <= {Base.THIS, Base.THIS_PARENT}


def _cost(hop: Hop) -> int:
    """Return how many rows a hop may make us look at: few by identity or an indexed field."""
    if isinstance(hop.far, Identity):
        return 0
    if isinstance(hop.far, FieldOf) and hop.far.field.type in (
        FieldType.REFERENCE,
        FieldType.DIVISION,
    ):
        return 1
    return 2


def _bases(node: Node) -> set[Base | None]:
    """Return the rows that a value depends on; None among them when it takes other rows too."""
    match node:
        case FieldOf() | Identity() | Inside():
            return {node.base}
        case Through():
            return _bases(node.link)
        case Aggregate():
            return {None}
    return {base for part in node.parts() for base in _bases(part)}


def written(node: Node) -> str:
    """Return the path that a node is, to tell paths from each other; other nodes are all unlike."""
    match node:
        case FieldOf() | Inside():
            return f"{node.base}.{node.field.key}"
        case Identity():
            return str(node.base)
        case Through():
            return f"{written(node.link)}.{written(node.inner)}"
    return f"{type(node).__name__} {id(node)}"

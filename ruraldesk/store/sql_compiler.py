"""Nodes of expressions as SQL, one method for each kind of node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, and_, case, not_, or_, select

from ruraldesk.definitions.evaluate import compiled
from ruraldesk.definitions.expression_nodes import (
    Aggregate,
    Arithmetic,
    AsOf,
    Base,
    Call,
    CodeAt,
    Compare,
    Conditional,
    Divide,
    FieldOf,
    Identity,
    Inside,
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
    Rescale,
    Shape,
    SpanStart,
    Through,
)
from ruraldesk.definitions.model import Record
from ruraldesk.store.questions import asked_day
from ruraldesk.store.sql_aggregates import aggregated
from ruraldesk.store.sql_calls import (
    COMPARISONS,
    Sql,
    added,
    called,
    member,
    multiplied,
    number,
    own,
    rescaled,
    scanned,
    text,
)
from ruraldesk.store.sql_rows import Bound, Frame, From, another
from ruraldesk.store.sql_values import parameter

Place = Frame | Bound | None
"""The row that a node speaks about; a figure has none."""

_NOTHING = Record(values={})


class Compiler:
    """Turns nodes into SQL for one set of tables and one date.

    Args:
        tables: of the book, by name.
        as_of: the date for which is asked; None leaves it open until the SQL is asked as a
            `Question`.
        span_start: of a figure.
    """

    def __init__(
        self, tables: Mapping[str, Table], as_of: date | None, span_start: date | None = None
    ) -> None:
        self.tables = tables
        self._as_of, self._span_start = as_of, span_start

    def sql(self, node: Node, frame: Place) -> Sql:
        """Return a node as SQL, for the row `frame`."""
        return _COMPILERS[type(node)](self, node, frame)

    def answer(self, node: Node, frame: Place) -> Sql:
        """Return a node as SQL to be read: a record as its UUID, not as its id."""
        found = self.sql(node, frame)
        if node.shape.kind is not Kind.REFERENCE:
            return found
        table = another(self.tables[node.shape.form])
        return self._looked_up(table, table.c.id == found, lambda frame: frame.columns.c.uuid)

    def parent_id(self, frame: Frame) -> Sql:
        """Return the id of the record that the line `frame` belongs to."""
        return frame.columns.c.parent_id if frame.parent is None else frame.parent.columns.c.id

    def _value(self, shape: Shape, raw: Raw) -> Sql:
        """Return a value from memory as SQL: a reference as the id that its record has here."""
        if shape.kind is not Kind.REFERENCE or raw is None:
            return parameter(raw)
        table = self.tables[shape.form]
        return select(table.c.id).where(table.c.uuid == text(str(raw))).scalar_subquery()

    def _from_memory(self, node: Node, base: Base, frame: Place) -> Sql | None:
        """Return a node whose row is a record in memory as a parameter; None when it is in SQL."""
        if isinstance(frame, Bound):
            row = frame.row
        elif frame is None or not isinstance(frame.this, Bound):
            return None
        elif base in (Base.THIS, Base.THIS_PARENT):
            row = frame.this.row.near(_NOTHING, None, frame.this.row)
        else:
            return None
        return self._value(node.shape, compiled(node)(row))

    def _at(self, base: Base, frame: Place, build: Callable[[Frame], Sql]) -> Sql:
        """Return what `build` makes of the row that `base` stands for; all rows are in SQL."""
        assert isinstance(frame, Frame)  # _from_memory took the others
        if base in (Base.THIS, Base.THIS_PARENT):
            assert isinstance(frame.this, Frame)
            frame = frame.this
        if base in (Base.ROW, Base.THIS):
            return build(frame)
        if frame.parent is not None:
            return build(frame.parent)
        table = another(self.tables[frame.parent_table])
        on = table.c.id == frame.columns.c.parent_id
        if frame.source is None:
            return self._looked_up(table, on, build)
        frame.source.join(table, on, certain=True)
        frame.parent = Frame(table, frame.source)
        return build(frame.parent)

    def _looked_up(self, table: Any, on: Any, build: Callable[[Frame], Sql]) -> Sql:
        """Return what `build` makes of the one row of `table` that `on` finds, as a subquery."""
        source = From(table)
        column = build(Frame(table, source))
        return source.select(column).where(on).limit(1).scalar_subquery()

    def _literal(self, node: Literal, frame: Place) -> Sql:
        return parameter(node.value)

    def _as_of_date(self, node: AsOf, frame: Place) -> Sql:
        return asked_day() if self._as_of is None else parameter(self._as_of)

    def _start_of_span(self, node: SpanStart, frame: Place) -> Sql:
        return parameter(self._span_start)

    def _field(self, node: FieldOf, frame: Place) -> Sql:
        found = self._from_memory(node, node.base, frame)
        if found is not None:
            return found
        return self._at(node.base, frame, lambda frame: frame.columns.c[node.field.key])

    def _identity(self, node: Identity, frame: Place) -> Sql:
        if isinstance(frame, Frame) and node.base in (Base.THIS, Base.THIS_PARENT):
            frame = frame.this
        parent = node.base in (Base.PARENT, Base.THIS_PARENT)
        if isinstance(frame, Frame):
            return self.parent_id(frame) if parent else frame.columns.c.id
        assert frame is not None  # a figure has no row, and the parser knows
        row = frame.row.parent if parent else frame.row
        assert row is not None  # a line is never evaluated without its record
        return number(row.record.id)

    def _inside(self, node: Inside, frame: Place) -> Sql:
        found = self._from_memory(node, node.base, frame)
        if found is not None:
            return found
        return self._at(node.base, frame, lambda frame: self.sql(node.tree, frame))

    def _through(self, node: Through, frame: Place) -> Sql:
        if isinstance(node.link, FieldOf | Inside):
            found = self._from_memory(node, node.link.base, frame)
            if found is not None:
                return found
        known = ""
        if isinstance(frame, Frame) and isinstance(node.link, FieldOf):
            known = f"{node.link.base}.{node.link.field.key}"
            if known in frame.followed:
                return self._beyond(node, frame.followed[known])
        table = another(self.tables[node.form.table])
        link = self.sql(node.link, frame)
        if node.by_code:
            on = and_(table.c.code == link, table.c.deleted.is_(None))
        else:
            on = table.c.id == link
        joinable = not node.by_code or _is_unique(self.tables[node.form.table], "code")
        if not isinstance(frame, Frame) or frame.source is None or not joinable:
            return self._looked_up(table, on, lambda frame: self.sql(node.inner, frame))
        frame.source.join(table, on)
        target = Frame(table, frame.source)
        if known:
            frame.followed[known] = target
        return self._beyond(node, target)

    def _beyond(self, node: Through, target: Frame) -> Sql:
        """Return what is asked of a joined record; NULL where there is none, also of a count."""
        found = self.sql(node.inner, target)
        if isinstance(node.inner, FieldOf | Through):
            return found
        return case((target.columns.c.id.is_not(None), found))

    def _arithmetic(self, node: Arithmetic, frame: Place) -> Sql:
        left, right = self.sql(node.left, frame), self.sql(node.right, frame)
        if node.sign == "*":
            return multiplied(left, right, node.drop, checked=node.checked)
        return added(node.sign, left, right, checked=node.checked)

    def _divide(self, node: Divide, frame: Place) -> Sql:
        left, right = self.sql(node.left, frame), self.sql(node.right, frame)
        return own("divide", left, right, node.numerator, node.denominator)

    def _negate(self, node: Negate, frame: Place) -> Sql:
        return -self.sql(node.node, frame)

    def _rescale(self, node: Rescale, frame: Place) -> Sql:
        return rescaled(self.sql(node.node, frame), node.shift, checked=node.checked)

    def _compare(self, node: Compare, frame: Place) -> Sql:
        left, right = self.sql(node.left, frame), self.sql(node.right, frame)
        if self._span_start is None and node.sign in ("<", "<=") and _is_the_day(node.right):
            left = scanned(left)  # nearly every row is before the day; not so within a span
        return COMPARISONS[node.sign](left, right)

    def _is_none(self, node: IsNone, frame: Place) -> Sql:
        return self.sql(node.node, frame).is_(None)

    def _junction(self, node: Junction, frame: Place) -> Sql:
        parts = [self.sql(part, frame) for part in node.nodes]
        return and_(*parts) if node.word == "and" else or_(*parts)

    def _not(self, node: Not, frame: Place) -> Sql:
        return not_(self.sql(node.node, frame))

    def _one_of(self, node: OneOf, frame: Place) -> Sql:
        options = [parameter(option) for option in node.options]
        return self.sql(node.node, frame).in_(options)

    def _member(self, node: Member, frame: Place) -> Sql:
        return member(self.sql(node.code, frame), self.sql(node.codes, frame))

    def _conditional(self, node: Conditional, frame: Place) -> Sql:
        """Return one CASE, also for `a if x else b if y else c`: SQLite bears little nesting."""
        cases = []
        last: Node = node
        while isinstance(last, Conditional):
            cases.append((self.sql(last.test, frame), self.sql(last.body, frame)))
            last = last.otherwise
        return case(*cases, else_=self.sql(last, frame))

    def _position(self, node: Position, frame: Place) -> Sql:
        places = {code: number(place) for place, code in enumerate(node.choices.codes())}
        return case(places, value=self.sql(node.node, frame))

    def _code_at(self, node: CodeAt, frame: Place) -> Sql:
        codes = {place: text(code) for place, code in enumerate(node.choices.codes())}
        return case(codes, value=self.sql(node.node, frame))

    def _call(self, node: Call, frame: Place) -> Sql:
        arguments = [self.sql(argument, frame) for argument in node.arguments]
        return called(node.name, arguments, [one.shape.kind for one in node.arguments])

    def _aggregate(self, node: Aggregate, frame: Place) -> Sql:
        if isinstance(frame, Bound) and not node.source.asked_of_ledgers:
            return self._value(node.shape, compiled(node)(frame.row))
        return aggregated(self, node, frame)


def _is_unique(table: Table, key: str) -> bool:
    """Return whether no two rows that are not deleted have the same `key`."""
    return any(index.unique and index.columns.keys() == [key] for index in table.indexes)


def _is_the_day(node: Node) -> bool:
    """Return whether a node is the date for which is asked, or its month or year."""
    if isinstance(node, Call):
        return len(node.arguments) == 1 and isinstance(node.arguments[0], AsOf)
    return isinstance(node, AsOf)


_COMPILERS: Mapping[type[Node], Callable[[Compiler, Any, Place], Sql]] = {
    Literal: Compiler._literal,
    AsOf: Compiler._as_of_date,
    SpanStart: Compiler._start_of_span,
    FieldOf: Compiler._field,
    Identity: Compiler._identity,
    Inside: Compiler._inside,
    Through: Compiler._through,
    Arithmetic: Compiler._arithmetic,
    Divide: Compiler._divide,
    Negate: Compiler._negate,
    Rescale: Compiler._rescale,
    Compare: Compiler._compare,
    IsNone: Compiler._is_none,
    Junction: Compiler._junction,
    Not: Compiler._not,
    OneOf: Compiler._one_of,
    Member: Compiler._member,
    Conditional: Compiler._conditional,
    Position: Compiler._position,
    CodeAt: Compiler._code_at,
    Call: Compiler._call,
    Aggregate: Compiler._aggregate,
}

"""A ledger as a table of groups (透视): what stands in its rows, its columns, and each cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ruraldesk.definitions.exact import half_up
from ruraldesk.definitions.expression_nodes import (
    TRUTH,
    Aggregate,
    Compare,
    IsNone,
    Junction,
    Kind,
    Literal,
    Node,
    Source,
    SourceKind,
)
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.definitions.values import text_of
from ruraldesk.errors import UserError
from ruraldesk.services.pivot_axes import Axis, axes, counted
from ruraldesk.services.pivot_spec import PivotSpec, known_spec
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.store.group_labels import labels, place
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.pivot import Group, grouped
from ruraldesk.store.rule_messages import field_of
from ruraldesk.store.sql_values import raw_of
from ruraldesk.texts.pinyin import pinyin
from ruraldesk.texts.translate import on_paper, tr

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["PivotSpec", "known_spec"]

MOST_GROUPS = 100_000
MOST_COLUMNS = 100
_NOT_ENTERED = "(not entered)"
_AVERAGE_PLACES = 2  # decimals of an average, where the number itself has fewer


class TooManyGroups(UserError):
    """A table of groups would be longer than anybody could read."""

    code = "too_many_groups"

    def __init__(self) -> None:
        message = tr(
            "There are more than {count} groups. Filter the ledger first, or group by something "
            "that fewer rows differ in."
        )
        super().__init__(message.format(count=f"{MOST_GROUPS:,}"))


class TooManyColumns(UserError):
    """A table of groups would be wider than anybody could read."""

    code = "too_many_columns"

    def __init__(self, label: str, count: int) -> None:
        message = tr(
            "“{field}” has {count} different values; at most {most} fit side by side. "
            "Put it into the rows, or choose another field for the columns."
        )
        super().__init__(message.format(field=label, count=f"{count:,}", most=MOST_COLUMNS))


@dataclass(frozen=True, slots=True)
class Member:
    """One group of an axis: its value in the database, in plain form, and what it is called."""

    raw: Any
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What is told of some rows, and how many they are; None where there is nothing to tell."""

    value: Decimal | None
    rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the members it is about, a cell for each column, and its total.

    A `subtotal` is about all rows of its first member, a `total` about every row.
    """

    kind: str  # row, subtotal or total
    members: tuple[Member, ...]
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivot:
    """The table of groups."""

    spec: PivotSpec
    rows: tuple[Axis, ...]
    column: Axis | None
    columns: tuple[Member, ...]
    lines: tuple[Line, ...]  # the last one is the total
    shown_as: FieldDef  # the field that shows the cells
    counted: FormDef | None = None  # the lines that are counted in place of records

    def text(self, cell: Cell) -> str:
        """Return what a cell shows."""
        return "" if cell.value is None else text_of(self.shown_as, cell.value)


def pivot(
    book: Book, form_key: str, query: ListQuery, spec: PivotSpec, *, paper: bool = False
) -> Pivot:
    """Return the table of groups of the rows that answer `query`; call it off the window's thread.

    Args:
        paper: its groups are called as papers and workbooks say it, in Chinese.

    Raises:
        TooManyGroups, TooManyColumns: it would be too large to be read.
        NumberTooLarge: a sum left the range in which numbers are exact.
    """
    form = form_of(book, form_key)
    asked = _Asked.of(book, form, spec)
    with book.reading() as connection:
        groups = grouped(
            *(book, connection, form, query, asked.by, asked.value),
            limit=MOST_GROUPS + 1,
            lines=asked.lines,
        )
        if len(groups) > MOST_GROUPS:
            raise TooManyGroups
        members = [
            _members(book, connection, by, {one.raws[number] for one in groups}, paper=paper)
            for number, by in enumerate(asked.by)
        ]
    columns = members.pop() if asked.column is not None else {}
    if asked.column is not None and len(columns) > MOST_COLUMNS:
        raise TooManyColumns(asked.column.label, len(columns))
    lines = _Table(asked, members, columns).lines(groups)
    return Pivot(
        spec=spec,
        rows=asked.rows,
        column=asked.column,
        columns=tuple(columns.values()),
        lines=tuple(lines),
        shown_as=asked.shown_as(),
        counted=asked.lines,
    )


def ordered(made: Pivot, number: int, *, descending: bool) -> tuple[Line, ...]:
    """Return the lines ordered by what stands in a column, those without anything last.

    Lines of one first member stay together, before its subtotal, by which these blocks are
    ordered.

    Args:
        number: of the column; the number of columns means the totals beside them.
    """

    def key(line: Line) -> tuple[bool, Decimal]:
        value = (*line.cells, line.total)[number].value
        if value is None:
            return True, Decimal(0)
        return False, -value if descending else value

    rows = [line for line in made.lines if line.kind == "row"]
    heads = [line for line in made.lines if line.kind == "subtotal"]
    rows.sort(key=key)
    if heads:
        heads.sort(key=key)
        place = {head.members[0].raw: number for number, head in enumerate(heads)}
        rows.sort(key=lambda line: place[line.members[0].raw])
        last = {line.members[0].raw: line for line in rows}
        following = {id(last[head.members[0].raw]): head for head in heads}
        rows = [one for row in rows for one in (row, following.get(id(row))) if one is not None]
    return (*rows, made.lines[-1])


def rows_behind(
    book: Book, form_key: str, spec: PivotSpec, line: Line, column: Member | None
) -> tuple[Expression, ...]:
    """Return the conditions for the rows of a cell; without `column`, of a line's total.

    Of lines these are their records: those that have such a line.
    """
    form = form_of(book, form_key)
    asked = _Asked.of(book, form, spec)
    found = [_same(by, one.raw) for by, one in zip(asked.by, line.members, strict=False)]
    if column is not None:
        found.append(_same(asked.by[-1], column.raw))
    return tuple(found) if asked.lines is None else (_with_line(form, asked.lines, found),)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about a form, its expressions read."""

    spec: PivotSpec
    rows: tuple[Axis, ...]
    column: Axis | None
    lines: FormDef | None  # that are counted in place of records
    by: tuple[Expression, ...]  # rows first, then the column
    value: Expression | None

    @classmethod
    def of(cls, book: Book, form: FormDef, spec: PivotSpec) -> _Asked:
        forms, rows = book.definitions.forms, counted(form, spec.lines)
        offered = axes(form, forms, spec.lines)
        known = {one.source: one for axis in offered for one in axis.all()}
        wanted = [*spec.rows, *([spec.column] if spec.column else [])]
        parsed = [parse_expression(source, rows, forms) for source in wanted]
        return cls(
            spec,
            tuple(known[source] for source in spec.rows),
            known[spec.column] if spec.column else None,
            rows if rows is not form else None,
            tuple(parsed),
            parse_expression(spec.value, rows, forms) if spec.value else None,
        )

    def shown_as(self) -> FieldDef:
        """Return the field that shows the cells."""
        if self.value is None:
            return FieldDef(key="count", type=FieldType.INTEGER, label="")
        own = field_of(self.value)
        shape = replace(own, type=own.shape, result=None)
        if self.spec.function == "average" and own.shape is FieldType.INTEGER:
            return replace(shape, type=FieldType.DECIMAL, places=_AVERAGE_PLACES)
        return shape


@dataclass(slots=True)
class _Sum:
    """The rows of several groups together."""

    rows: int = 0
    filled: int = 0
    total: int = 0
    bounds: list[int] = field(default_factory=list)

    def add(self, group: Group) -> None:
        self.rows += group.rows
        self.filled += group.filled
        self.total += group.total
        if group.least is not None and group.greatest is not None:
            both = [*self.bounds, group.least, group.greatest]
            self.bounds = [min(both), max(both)]

    def answer(self, function: str, scale: int) -> Cell:
        return Cell(self._number(function, scale), self.rows)

    def _number(self, function: str, scale: int) -> Decimal | None:
        if function == "count":
            return Decimal(self.rows) if self.rows else None
        if not self.filled:
            return None
        if function == "average":
            more = max(_AVERAGE_PLACES - scale, 0)
            return Decimal(half_up(self.total * 10**more, self.filled)).scaleb(-scale - more)
        raw = {"sum": self.total, "least": self.bounds[0], "greatest": self.bounds[1]}[function]
        return Decimal(raw).scaleb(-scale)


class _Table:
    """Puts groups together to lines, with their totals."""

    def __init__(
        self, asked: _Asked, rows: Sequence[Mapping[Any, Member]], columns: Mapping[Any, Member]
    ) -> None:
        self._rows, self._columns = rows, columns
        self._function = asked.spec.function
        self._scale = asked.value.scale if asked.value is not None else 0
        self._depth = len(asked.rows)
        self._order = [{raw: n for n, raw in enumerate(axis)} for axis in rows]
        self._sums: dict[tuple[tuple[Any, ...], Any], _Sum] = {}

    def lines(self, groups: Iterable[Group]) -> Iterable[Line]:
        """Yield the lines: rows in order, a subtotal after each first member, the total last."""
        for group in groups:
            self._take(group)
        whole = sorted(
            {raws for raws, _ in self._sums if len(raws) == self._depth and raws},
            key=lambda raws: [order[raw] for order, raw in zip(self._order, raws, strict=True)],
        )
        for number, raws in enumerate(whole):
            yield self._line("row", raws)
            last = number + 1 == len(whole) or whole[number + 1][0] != raws[0]
            if self._depth > 1 and last:
                yield self._line("subtotal", raws[:1])
        yield self._line("total", ())

    def _take(self, group: Group) -> None:
        """Add a group to its cell, and to every total that it belongs to."""
        raws = group.raws[: self._depth]
        columns = [_ALL, group.raws[-1]] if self._columns else [_ALL]
        for depth in range(self._depth + 1):
            for column in columns:
                self._sums.setdefault((raws[:depth], column), _Sum()).add(group)

    def _line(self, kind: str, raws: tuple[Any, ...]) -> Line:
        members = tuple(axis[raw] for axis, raw in zip(self._rows, raws, strict=False))
        cells = tuple(self._cell(raws, column) for column in self._columns)
        return Line(kind, members, cells, self._cell(raws, _ALL))

    def _cell(self, raws: tuple[Any, ...], column: Any) -> Cell:
        found = self._sums.get((raws, column))
        return Cell(None, 0) if found is None else found.answer(self._function, self._scale)


_ALL = object()  # in the place of a column: all of them


def _members(
    book: Book, connection: Connection, by: Expression, raws: Collection[Any], *, paper: bool
) -> dict[Any, Member]:
    """Return the groups of an axis in the order in which people look for them; empty ones last."""
    called = labels(book, connection, by, list(raws), paper=paper)
    made = {raw: Member(raw, *called[raw]) for raw in raws}
    if None in made:
        told = on_paper(_NOT_ENTERED) if paper else tr(_NOT_ENTERED)
        made[None] = Member(None, "", told)
    if by.kind is Kind.REFERENCE:
        order = sorted(made, key=lambda raw: (raw is None, pinyin(made[raw].label), str(raw)))
    else:
        order = sorted(made, key=lambda raw: place(by, raw))
    return {raw: made[raw] for raw in order}


def _same(by: Expression, raw: Any) -> Expression:
    """Return the condition that the answer to `by` is `raw`."""
    test: Node = IsNone(shape=TRUTH, node=by.tree)
    if raw is not None:
        # A record is compared by its id, as SQL has it.
        value = raw if by.kind is Kind.REFERENCE else raw_of(by.shape, raw)
        test = Compare(
            shape=TRUTH, sign="==", left=by.tree, right=Literal(shape=by.shape, value=value)
        )
    return Expression(source=f"{by.source} == {raw!r}", tree=test, dependencies=by.dependencies)


def _with_line(form: FormDef, lines: FormDef, same: Sequence[Expression]) -> Expression:
    """Return the condition that a record has a line for which all of `same` hold."""
    trees = tuple(one.tree for one in same)
    tree = Aggregate(
        shape=TRUTH,
        function="any_of",
        source=Source(kind=SourceKind.LINES, form=lines, parent=form),
        condition=Junction(shape=TRUTH, word="and", nodes=trees) if trees else None,
    )
    told = " and ".join(one.source for one in same)
    dependencies = frozenset[str]().union(*(one.dependencies for one in same))
    return Expression(source=f"any_of({lines.key}, {told})", tree=tree, dependencies=dependencies)

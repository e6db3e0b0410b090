"""Rules over a ledger in SQL: all rules of all records in one pass.

A rule is broken where its check is false; undecided is not false. The rules of a state concern the
records in that state, the rules of lines each line.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    column,
    not_,
    or_,
    select,
    text,
)

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef, RuleDef
from ruraldesk.errors import Level, Problem
from ruraldesk.store.begun import begun
from ruraldesk.store.questions import Question, asked_keys
from ruraldesk.store.record_rows import chunks
from ruraldesk.store.rule_messages import Wording
from ruraldesk.store.sql_affected import affected_ids
from ruraldesk.store.sql_expressions import compile_expression, from_sql
from ruraldesk.store.tables import tables_of
from ruraldesk.store.watches import RuleName, Watch, watches_of
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_JUDGED_AT_ONCE = 1_000  # records: of more, somebody may want to know how far it is, or stop it


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule, and the state it belongs to, "" when it holds in all of them."""

    rule: RuleDef
    state: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that one record, or one of its lines, breaks."""

    form: FormDef  # the ledger
    record: int  # the ledger row's id
    problem: Problem


class Rules:
    """The rules of a book."""

    def __init__(self, book: Book) -> None:
        self._book, self._tables = book, book.tables

    def violations(
        self,
        connection: Connection,
        form: FormDef,
        ids: Sequence[int],
        as_of: date,
        *,
        only: frozenset[RuleName] | None = None,
    ) -> list[Violation]:
        """Return the rules (`only` these) that records and their lines break; not deleted ones."""
        found: list[Violation] = []
        for part in tables_of(form) if ids else ():
            rules = _rules_of(part, only)
            if rules:
                question = self._question(connection, part, rules, some=True)
                for piece in chunks(ids):
                    rows = question.ask(connection, keys=piece, day=as_of).all()
                    found += self._told(connection, form, part, rules, rows, as_of)
        return found

    @property
    def watches(self) -> Mapping[str, tuple[Watch, ...]]:
        """What a change in each ledger may break elsewhere."""
        return self._tables.kept("watches", lambda: watches_of(self._tables.definitions))

    def touched(
        self, connection: Connection, watch: Watch, ids: Sequence[int], as_of: date
    ) -> set[int]:
        """Return the ids of the records of a watch that changed records touch."""

        def made() -> Question:
            touching = affected_ids(watch.touch, self._tables, asked_keys(), as_of=None)
            return Question.of(touching, connection)

        question = self._tables.kept(("touching", watch), made)
        found: set[int] = set()
        for piece in chunks(ids):
            found.update(question.ask(connection, keys=piece, day=as_of).scalars())
        return found

    def prepare(self, connection: Connection, form: FormDef, as_of: date) -> None:
        """Build the statements that saving in a ledger needs, by asking of a row that is not."""
        nowhere = [0]
        self.violations(connection, form, nowhere, as_of)
        for watch in self.watches.get(form.key, ()):
            self.touched(connection, watch, nowhere, as_of)
            other = self._book.definitions.forms[watch.touch.form.key]
            self.violations(connection, other, nowhere, as_of, only=watch.rules)

    def check_all(self, form: str, as_of: date | None = None) -> list[Problem]:
        """Return the rules that are broken anywhere in a ledger, for the month's check."""
        pieces = self.check_in_pieces(form, as_of or date.today())
        return [problem for _, problems in pieces for problem in problems]

    def check_in_pieces(
        self, form: str, day: date
    ) -> Generator[tuple[int, list[Problem]], None, None]:
        """Yield the same again and again, with the number of records that were looked at for it.

        Whoever wants to stop asks for no more.
        """
        definition = self._book.definitions.form(form)
        with self._book.reading() as connection:
            parts = tables_of(definition)
            known = begun(connection, [part.table for part in parts])
            pieces = self._pieces(connection, definition) if definition.table in known else []
            for part in parts:
                rules = _rules_of(part) if part.table in known else ()
                for piece in pieces:
                    found: list[Violation] = []
                    if rules:
                        # Of a short ledger no ids are asked: it is read from end to end.
                        some = len(pieces) > 1
                        question = self._question(connection, part, rules, some=some)
                        rows = question.ask(connection, keys=piece, day=day).all()
                        for broken in chunks(rows):
                            found += self._told(connection, definition, part, rules, broken, day)
                    yield 0 if part.parent else len(piece), [one.problem for one in found]

    def _pieces(self, connection: Connection, form: FormDef) -> list[Sequence[int]]:
        """Return the ids of a ledger's records, so many together as are judged in a moment."""
        table = self._tables[form.table]
        query = select(table.c.id).where(table.c.deleted.is_(None)).order_by(table.c.id)
        return [*chunks(connection.execute(query).scalars(), _JUDGED_AT_ONCE)]

    def _question(
        self, connection: Connection, part: FormDef, rules: Sequence[_Rule], *, some: bool
    ) -> Question:
        key = ("rules", part.table, tuple((one.rule.key, one.state) for one in rules), some)
        made = partial(self._rows, part, rules, some=some)
        return self._tables.kept(key, lambda: Question.of(made(), connection))

    def _rows(self, part: FormDef, rules: Sequence[_Rule], *, some: bool) -> Select[Any]:
        """Return the SELECT of the rows that break a rule, with one column for each rule.

        The rules are worked out once for each row, whatever becomes of the columns: hence the
        common table expression that is kept.
        """
        table = self._tables[part.table]
        ledger = self._tables[part.parent] if part.parent else table
        columns: list[ColumnElement[Any]] = [
            table.c.id,
            ledger.c.id.label("record"),
            ledger.c.uuid.label("uuid"),
            *([table.c.position] if part.parent else []),
        ]
        for place, one in enumerate(rules):
            broken = case((self._broken(part, one), 1), else_=0)
            columns.append(broken.label(f"v{place}"))
        every = select(*columns).where(ledger.c.deleted.is_(None))
        if part.parent:
            every = every.join(ledger, table.c.parent_id == ledger.c.id)
        if some:
            every = every.where(ledger.c.id.in_(asked_keys()))
        judged = every.cte("judged").prefix_with("MATERIALIZED")
        broken_ones = or_(*(column(f"v{place}") == 1 for place in range(len(rules))))
        order: list[ColumnElement[Any]] = [
            column("record"),
            *([column("position")] if part.parent else []),
        ]
        # By bare names: SQLAlchemy would copy each column, with all that hangs on it, once more.
        return select(text("*")).select_from(judged).where(broken_ones).order_by(*order)

    def _broken(self, part: FormDef, one: _Rule) -> ColumnElement[bool]:
        conditions = [not_(self._sql(one.rule.check, part))]
        if one.rule.when is not None:
            conditions.append(self._sql(one.rule.when, part))
        if one.state and part.states is not None:
            column = self._tables[part.table].c[part.states.field]
            conditions.append(column == one.state)
        return and_(*conditions)

    def _sql(self, expression: Expression, part: FormDef) -> ColumnElement[Any]:
        return compile_expression(expression, part, self._tables, as_of=None)

    def _told(
        self,
        connection: Connection,
        form: FormDef,
        part: FormDef,
        rules: Sequence[_Rule],
        rows: Sequence[Row[Any]],
        as_of: date,
    ) -> Iterator[Violation]:
        """Yield the violations of the rows, with their messages filled."""
        wording = Wording(connection, self._book)
        for place, one in enumerate(rules):
            broken = [row for row in rows if row._mapping[f"v{place}"]]
            messages = self._messages(connection, part, one.rule, broken, wording, as_of)
            for row, message in zip(broken, messages, strict=True):
                field = one.rule.field
                if part.parent:
                    field = f"{part.key}[{row.position}]" + (f".{field}" if field else "")
                    words = tr("{lines}, row {number}: {sentence}")
                    message = words.format(
                        lines=tr(part.title), number=row.position, sentence=message
                    )
                problem = Problem(
                    message=message,
                    level=Level(one.rule.level),
                    form=form.key,
                    record=row.uuid,
                    field=field,
                    code=one.rule.key,
                )
                yield Violation(form, row.record, problem)

    def _messages(
        self,
        connection: Connection,
        part: FormDef,
        rule: RuleDef,
        rows: Sequence[Row[Any]],
        wording: Wording,
        as_of: date,
    ) -> list[str]:
        """Return the message of one rule for each of the rows that break it."""
        asked = [one for one in rule.message_parts if isinstance(one, Expression)]
        if not asked or not rows:
            return [wording.message(rule, {}) for _ in rows]
        question = self._tables.kept(
            ("spoken of", part.table, rule.key, rule.message),
            lambda: Question.of(self._spoken_of(part, asked), connection),
        )
        texts: dict[int, str] = {}
        raw: list[Any]
        for id_, *raw in question.ask(connection, keys=[row.id for row in rows], day=as_of):
            values = {
                one.source: from_sql(one, answer) for one, answer in zip(asked, raw, strict=True)
            }
            texts[id_] = wording.message(rule, values)
        return [texts[row.id] for row in rows]

    def _spoken_of(self, part: FormDef, asked: Sequence[Expression]) -> Select[Any]:
        """Return the SELECT of what a rule's message speaks of."""
        table = self._tables[part.table]
        columns = [self._sql(one, part) for one in asked]
        return select(table.c.id, *columns).where(table.c.id.in_(asked_keys()))


def _rules_of(part: FormDef, only: frozenset[RuleName] | None = None) -> tuple[_Rule, ...]:
    """Return the rules of a form or of its lines, those of its states among them."""
    own = [_Rule(rule, "") for rule in part.rules]
    for state in part.states.states if part.states else ():
        own += [_Rule(rule, state.code) for rule in state.rules]
    return tuple(one for one in own if only is None or (part.table, one.rule.key) in only)

"""The rules of one record as it stands on screen: judged in memory, before anything is written.

Saving judges them again in SQL, with everything that the change touches elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef, Record, RuleDef, Value
from ruraldesk.definitions.rows import Ledgers
from ruraldesk.errors import Level, Problem
from ruraldesk.store.rule_messages import Wording
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


def live_problems(
    connection: Connection,
    book: Book,
    form: FormDef,
    record: Record,
    ledgers: Ledgers,
    as_of: date,
) -> list[Problem]:
    """Return the rules that the record and its lines break as they stand."""
    judge = _Judge(Wording(connection, book), ledgers, as_of)
    problems = list(judge.problems(form, record))
    for line in form.lines:
        for position, one in enumerate(record.lines.get(line.key, ()), start=1):
            problems += judge.problems(line, one, record, position)
    return problems


class _Judge:
    """Judges records for one day; knows how to word what it finds."""

    def __init__(self, wording: Wording, ledgers: Ledgers, as_of: date) -> None:
        self._wording, self._ledgers, self._as_of = wording, ledgers, as_of

    def problems(
        self, part: FormDef, record: Record, parent: Record | None = None, position: int = 0
    ) -> Iterator[Problem]:
        for rule in _rules_for(part, record):
            if not self._broken(rule, record, parent):
                continue
            message = self._message(rule, record, parent)
            field = rule.field
            if parent is not None:
                field = f"{part.key}[{position}]" + (f".{field}" if field else "")
                message = tr("{lines}, row {number}: {sentence}").format(
                    lines=tr(part.title), number=position, sentence=message
                )
            yield Problem(
                message=message,
                level=Level(rule.level),
                form=part.parent or part.key,
                record=(parent or record).uuid,
                field=field,
                code=rule.key,
            )

    def _broken(self, rule: RuleDef, record: Record, parent: Record | None) -> bool:
        if rule.when is not None and self._answer(rule.when, record, parent) is not True:
            return False
        return self._answer(rule.check, record, parent) is False

    def _message(self, rule: RuleDef, record: Record, parent: Record | None) -> str:
        values = {
            part.source: self._answer(part, record, parent)
            for part in rule.message_parts
            if isinstance(part, Expression)
        }
        return self._wording.message(rule, values)

    def _answer(self, expression: Expression, record: Record, parent: Record | None) -> Value:
        return evaluate(expression, record, self._ledgers, as_of=self._as_of, parent=parent)


def _rules_for(part: FormDef, record: Record) -> tuple[RuleDef, ...]:
    """Return the form's rules with those of the state that the record is in."""
    if part.states is None:
        return part.rules
    code = record[part.states.field]
    state = part.states.state(code) if isinstance(code, str) else None
    return (*part.rules, *(state.rules if state is not None else ()))

"""Whatever an expression says, SQL and memory give one answer for every row.

RURALDESK_EXPRESSION_EXAMPLES=20000 searches longer.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from ruraldesk.definitions.evaluate import value_for
from ruraldesk.definitions.exact import NumberTooLarge
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import BadExpression, Expression
from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.definitions.rows import Ledgers, Row
from ruraldesk.store.questions import Question
from ruraldesk.store.sql_expressions import SqlLedgers, compile_expression, from_sql
from ruraldesk.store.sql_functions import is_too_large
from tests.definitions.expression_forms import town
from tests.definitions.expression_strategies import amounts, expressions, form_of
from tests.definitions.memory_ledgers import MemoryLedgers
from tests.definitions.town_records import Records
from tests.store.town_book import TABLES, create_town, fill, memory_engine

AS_OF = date(2023, 11, 16)
EXAMPLES = int(os.environ.get("RURALDESK_EXPRESSION_EXAMPLES", "300"))
TOWNS = 9
EXTREME = range(6, TOWNS)  # towns with amounts as large as they may be

REFUSED = "refused"
"""The answer of an evaluator that met a number too large to keep."""

WRITTEN = st.one_of(
    [
        st.tuples(st.just(table), expressions(table, depth))
        for table in ("project", "payment", "unit", "person", "project__outputs")
        for depth in (1, 2, 2, 3)
    ]
)

searching = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@dataclass(frozen=True)
class Town:
    """The same records in memory and in a database."""

    records: Mapping[str, Sequence[Record]]
    connection: Connection

    def rows(self, form: FormDef, ledgers: Ledgers) -> Iterator[tuple[int, Row]]:
        for record in self.records[form.parent or form.key]:
            row = Row(record, ledgers, AS_OF)
            if not form.parent:
                yield record.id, row
                continue
            for line in record.lines[form.key]:
                yield line.id, row.near(line, row, None)


@cache
def built(number: int) -> Town:
    records = Records(number, extreme=number in EXTREME).all()
    connection = memory_engine().connect()
    create_town(connection)
    fill(connection, records)
    return Town(records, connection)


def refusal(error: NumberTooLarge | OperationalError) -> str:
    """Return REFUSED; any other failure of SQL is a bug."""
    if isinstance(error, OperationalError):
        assert error.orig is not None
        if not is_too_large(error.orig):
            raise error
    return REFUSED


def in_memory(expression: Expression, row: Row) -> Value:
    try:
        return value_for(expression, row)
    except (NumberTooLarge, OperationalError) as error:
        return refusal(error)


def in_sql(place: Town, expression: Expression, form: FormDef) -> dict[int, Value]:
    """Return the answers about all rows; the day is known beforehand of every other expression."""
    table = TABLES[form.table]
    known = len(expression.source) % 2 == 0
    column = compile_expression(expression, form, TABLES, as_of=AS_OF if known else None)

    def asked(query: Any) -> dict[int, Value]:
        if known:
            found: Sequence[Any] = place.connection.execute(query).all()
        else:
            found = Question.of(query, place.connection).ask(place.connection, day=AS_OF).all()
        return {row: from_sql(expression, answer) for row, answer in found}

    query = select(table.c.id, column)
    try:
        return asked(query)
    except (NumberTooLarge, OperationalError) as error:
        refusal(error)
    answers: dict[int, Value] = {}
    for number in place.connection.scalars(select(table.c.id)).all():
        try:
            answers |= asked(query.where(table.c.id == number))
        except (NumberTooLarge, OperationalError) as error:
            answers[number] = refusal(error)
    return answers


@settings(searching, max_examples=EXAMPLES)
@given(written=WRITTEN, number=st.integers(0, TOWNS - 1))
def test_memory_and_sql_agree_about_every_row(written: tuple[str, str], number: int) -> None:
    table, source = written
    form = form_of(table)
    try:
        expression = parse_expression(source, form, town())
    except BadExpression as error:
        if "过长" not in str(error):  # the strategies write nothing else that is wrong
            raise
        return
    place = built(number)
    answers = in_sql(place, expression, form)
    for ledgers in (MemoryLedgers(place.records), SqlLedgers(place.connection, TABLES)):
        for id_, row in place.rows(form, ledgers):
            alone, among_all = in_memory(expression, row), answers[id_]
            if (alone == REFUSED) != (among_all == REFUSED):
                continue  # one of them need not have looked: `False and …`, None + …
            assert (alone, type(alone)) == (among_all, type(among_all)), type(ledgers).__name__


@settings(searching, max_examples=EXAMPLES // 2)
@given(source=amounts(3), number=st.sampled_from(EXTREME))
def test_both_refuse_the_same_numbers(source: str, number: int) -> None:
    form = form_of("project__outputs")
    expression = parse_expression(source, form, town())
    place = built(number)
    answers = in_sql(place, expression, form)

    for id_, row in place.rows(form, MemoryLedgers(place.records)):
        assert in_memory(expression, row) == answers[id_]

"""Whatever an expression says, SQL and memory give one answer for every row."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select, select
from sqlalchemy.exc import OperationalError

from ruraldesk.definitions.evaluate import value_for
from ruraldesk.definitions.exact import NumberTooLarge
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import BadExpression, Expression
from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.definitions.rows import Ledgers, Row
from ruraldesk.store.sql_expressions import SqlLedgers, compile_expression, from_sql
from ruraldesk.store.sql_functions import is_too_large
from tests.definitions.expression_forms import town
from tests.definitions.expression_strategies import expressions, form_of
from tests.definitions.memory_ledgers import MemoryLedgers
from tests.definitions.town_records import Records
from tests.store.town_book import TABLES, create_town, fill, memory_engine

AS_OF = date(2023, 11, 16)
TOWNS = 8  # the last three hold amounts as large as they may be
EXAMPLES = int(os.environ.get("RURALDESK_EXPRESSION_EXAMPLES", "600"))

REFUSED = "refused"
"""The answer of an evaluator that a number became too large for."""


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
    records = Records(number, extreme=number >= TOWNS - 3).all()
    connection = memory_engine().connect()
    create_town(connection)
    fill(connection, records)
    return Town(records, connection)


def in_memory(expression: Expression, row: Row) -> Value | str:
    try:
        return value_for(expression, row)
    except (NumberTooLarge, OperationalError) as error:
        if isinstance(error, OperationalError) and not is_too_large(error.orig or error):
            raise
        return REFUSED


def in_sql(town_: Town, expression: Expression, form: FormDef) -> dict[int, Value | str]:
    table = TABLES[form.table]
    column = compile_expression(expression, form, TABLES, as_of=AS_OF)

    def asked(query: Select[int, object]) -> dict[int, Value | str]:
        found = town_.connection.execute(query).all()
        return {row: from_sql(expression, answer) for row, answer in found}

    try:
        return asked(select(table.c.id, column))
    except (NumberTooLarge, OperationalError) as error:
        if isinstance(error, OperationalError) and not is_too_large(error.orig or error):
            raise
    answers: dict[int, Value | str] = {}
    for number in town_.connection.scalars(select(table.c.id)).all():
        try:
            answers |= asked(select(table.c.id, column).where(table.c.id == number))
        except (NumberTooLarge, OperationalError):
            answers[number] = REFUSED
    return answers


TABLES_OF_ROWS = ("project", "payment", "unit", "person", "project__outputs")
DEPTHS = (1, 2, 2, 3)
written = st.one_of(
    [
        st.tuples(st.just(table), expressions(table, depth))
        for table in TABLES_OF_ROWS
        for depth in DEPTHS
    ]
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(written=written, number=st.integers(0, TOWNS - 1))
def test_memory_and_sql_agree_about_every_row(written: tuple[str, str], number: int) -> None:
    table, source = written
    form = form_of(table)
    try:
        expression = parse_expression(source, form, town())
    except BadExpression as error:
        assume("too " in str(error) or "过" in str(error))
        return
    place = built(number)
    answers = in_sql(place, expression, form)
    for ledgers in (MemoryLedgers(place.records), SqlLedgers(place.connection, TABLES)):
        for record, row in place.rows(form, ledgers):
            alone = in_memory(expression, row)
            if alone == answers[record] == REFUSED or (
                REFUSED in (alone, answers[record]) and lenient(source)
            ):
                continue
            assert alone == answers[record], (type(ledgers).__name__, record)
            assert type(alone) is type(answers[record])


def lenient(source: str) -> bool:
    """Return whether the order of evaluation decides if a too large number is met at all."""
    return any(word in source for word in (" and ", " or ", "if ", "first_of", "(", "."))

"""Whoever's rule changes its mind when a record changes, is among those that the record touches."""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import OperationalError

from ruraldesk.definitions.affected import Touch, touched_by
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import BadExpression, Expression
from ruraldesk.definitions.model import Definitions, FormDef, RuleDef
from ruraldesk.store.sql_affected import affected_ids
from ruraldesk.store.sql_expressions import compile_expression
from tests.definitions.expression_forms import town
from tests.definitions.expression_strategies import expressions, form_of, looks_elsewhere
from tests.definitions.town_records import Records
from tests.store.test_expressions_agree import AS_OF
from tests.store.town_book import TABLES, create_town, fill, memory_engine

EXAMPLES = int(os.environ.get("RURALDESK_EXPRESSION_EXAMPLES", "150"))
TOWNS = 4


def with_rule(source: str, table: str = "project") -> Definitions:
    """Return the town with one rule, of one form or of its lines."""
    check = parse_expression(source, form_of(table), town())
    rule = RuleDef(key="r", check=check, message="", message_parts=())

    def ruled(form: FormDef) -> FormDef:
        lines = tuple(map(ruled, form.lines))
        return replace(form, lines=lines, rules=(rule,) if form.table == table else ())

    forms = {key: ruled(form) for key, form in town().items()}
    return Definitions(forms=forms, choices={}, figures={}, groups=())


def ways(source: str, table: str = "project") -> dict[str, set[tuple[str, int]]]:
    """Return what each ledger touches: form and number of hops, 0 for every record of it."""
    found = touched_by(with_rule(source, table))
    return {
        ledger: {(touch.form.key, len(touch.hops)) for touch in touches}
        for ledger, touches in found.items()
    }


@pytest.mark.parametrize(
    ("source", "table", "expected"),
    [
        ("total > 1", "project", {}),
        ("sum(outputs.qty) < total", "project", {}),
        ("paid <= total", "project", {"payment": {("project", 1)}}),
        (
            "count(payment, this == project and amount > 5) < 3",
            "project",
            {"payment": {("project", 1)}},
        ),
        ("count(payment) < 3", "project", {"payment": {("project", 0)}}),
        (
            "count(payment, project == this or amount > 5) < 3",
            "project",
            {"payment": {("project", 0)}},
        ),
        (
            "sum(payment.slips.amount, parent.project == this) < total",
            "project",
            {"payment": {("project", 2)}},
        ),
        (
            "count(project, unit == this.unit and row != this) < 1",
            "project",
            {"project": {("project", 1)}},
        ),
        ("amount <= project.total", "payment", {"project": {("payment", 1)}}),
        (
            "amount <= project.rest",
            "payment",
            {"project": {("payment", 1)}, "payment": {("payment", 2)}},
        ),
        ("unit.area > 1", "project", {"unit": {("project", 1)}}),
        ("qty <= parent.owner.age", "project__outputs", {"person": {("project", 1)}}),
        ("sum(project.total, unit == this) < area", "unit", {"project": {("unit", 1)}}),
        (
            "sum(project.paid, unit == this) < area",
            "unit",
            {"project": {("unit", 1)}, "payment": {("unit", 2)}},
        ),
        (
            "count(payment, month(paid_on) == this.month) < 9",
            "project",
            {"payment": {("project", 1)}},
        ),
        ("payer.age > 18", "project", {"payment": {("project", 1)}, "person": {("project", 1)}}),
    ],
)
def test_the_way_back_is_read_from_what_ties_the_rows(
    source: str, table: str, expected: dict[str, set[tuple[str, int]]]
) -> None:
    assert ways(source, table) == expected


def test_one_whole_ledger_makes_single_ways_needless() -> None:
    assert ways("paid <= total and count(payment) < 9") == {"payment": {("project", 0)}}


def test_the_same_way_is_listed_once() -> None:
    touches = touched_by(with_rule("paid <= total and rest > 0 and share < 100"))

    assert [len(found) for found in touches.values()] == [1]


def test_rules_of_states_and_their_conditions_count_too() -> None:
    project = town()["project"]
    when = parse_expression("count(payment, project == this) > 1", project, town())
    check = parse_expression("total > 1", project, town())
    rule = RuleDef(key="r", check=check, when=when, message="", message_parts=())
    forms = {**town(), "project": replace(project, rules=(rule,))}

    touches = touched_by(Definitions(forms=forms, choices={}, figures={}, groups=()))

    assert set(touches) == {"payment"}


@cache
def built(number: int) -> Connection:
    connection = memory_engine().connect()
    create_town(connection)
    fill(connection, Records(number, extreme=False).all())
    connection.commit()
    return connection


WRITTEN = st.one_of(
    [
        st.tuples(st.just(table), looks_elsewhere(table))
        for table in ("project", "payment", "unit", "person", "project__outputs")
    ]
    + [st.tuples(st.just(table), expressions(table, 3)) for table in ("project", "payment")]
)


@settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(written=WRITTEN, town_=st.integers(0, TOWNS - 1), seed=st.integers(0, 10**6))
def test_whoever_sees_a_change_is_touched_by_it(
    written: tuple[str, str], town_: int, seed: int
) -> None:
    table, source = written
    try:
        expression = parse_expression(source, form_of(table), town())
        definitions = with_rule(f"({source}) != None", table)
    except BadExpression:
        reject()  # too long, or a comparison of a literal with None
    connection = built(town_)
    read = {name.partition(".")[0].partition("__")[0] for name in expression.dependencies}
    ledger = random.Random(seed).choice(sorted(read or town()))
    changed = random_row(connection, ledger, seed)
    about = form_of(table.partition("__")[0])
    touches = touched_by(definitions).get(ledger, ())
    with connection.begin_nested() as savepoint:
        try:
            before = answers(connection, expression, form_of(table))
            touched = reached(connection, touches, changed)
            change(connection, ledger, changed, seed)
            after = answers(connection, expression, form_of(table))
            touched |= reached(connection, touches, changed)
        except OperationalError:
            reject()  # too large a number
        finally:
            savepoint.rollback()
    seen = {key[0] for key in before.keys() & after.keys() if before[key] != after[key]}
    if ledger == about.key:
        seen.discard(changed)  # its own rules are checked in any case
    assert seen <= touched


def random_row(connection: Connection, ledger: str, seed: int) -> int:
    ids = connection.scalars(select(TABLES[ledger].c.id)).all()
    chosen: int = random.Random(seed).choice(ids)
    return chosen


def answers(
    connection: Connection, expression: Expression, form: FormDef
) -> dict[tuple[int, int], Any]:
    """Return the value for each row of a form that is not deleted, by record and line."""
    table, ledger = TABLES[form.table], TABLES[form.parent or form.key]
    column = compile_expression(expression, form, TABLES, as_of=AS_OF)
    query = select(ledger.c.id, table.c.id, column).where(ledger.c.deleted.is_(None))
    if form.parent:
        query = query.where(table.c.parent_id == ledger.c.id)
    return {(record, line): answer for record, line, answer in connection.execute(query)}


def reached(connection: Connection, touches: tuple[Touch, ...], changed: int) -> set[int]:
    queries = [affected_ids(touch, TABLES, [changed], as_of=AS_OF) for touch in touches]
    return {id_ for query in queries for id_ in connection.scalars(query)}


def change(connection: Connection, ledger: str, id_: int, seed: int) -> None:
    """Give a record the values of another one, or put it into the recycle bin, or take it out."""
    choose = random.Random(seed + 1)
    form = town()[ledger]
    for part in (form, *form.lines):
        table = TABLES[part.table]
        mine = table.c.parent_id == id_ if part.parent else table.c.id == id_
        others = connection.execute(select(table)).mappings().all()
        if not others:
            continue
        other = choose.choice(others)
        keys = [one.key for one in part.fields if one.stored and one.key != "code"]
        values = {key: other[key] for key in keys}
        if not part.parent and choose.random() < 0.5:
            values["deleted"] = choose.choice([None, "2023-01-01"])
        connection.execute(update(table).where(mine).values(values))


@pytest.fixture(autouse=True)
def _rolled_back() -> Iterator[None]:
    yield
    for number in range(TOWNS):
        built(number).rollback()

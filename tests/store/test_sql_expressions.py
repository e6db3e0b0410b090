"""Expressions in SQL: through indexes, within SQLite's limits, for records in and out of the book.

That the answers are right, `test_expressions_agree` shows.
"""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, and_, case, func, insert, not_, select
from sqlalchemy.exc import OperationalError

from ruraldesk.definitions.dating import dated_rows_only
from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.exact import NumberTooLarge
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import BadExpression, Expression
from ruraldesk.definitions.model import Record, Value
from ruraldesk.store.book import Book
from ruraldesk.store.sql_compiler import Compiler
from ruraldesk.store.sql_expressions import SqlLedgers, compile_expression, from_sql
from ruraldesk.store.sql_functions import is_too_large
from tests.definitions.expression_forms import town
from tests.definitions.expression_strategies import form_of
from tests.definitions.memory_ledgers import MemoryLedgers
from tests.definitions.test_evaluate import PROJECT, TOWN
from tests.store.town_book import TABLES, create_town, fill, memory_engine

AS_OF = date(2023, 11, 16)


@pytest.fixture
def connection() -> Iterator[Connection]:
    """The tables of the town, still empty."""
    engine = memory_engine()
    with engine.connect() as connection:
        create_town(connection)
        yield connection
    engine.dispose()


@pytest.fixture
def filled(connection: Connection) -> Connection:
    """The town of `test_evaluate` in tables."""
    fill(connection, TOWN.records)
    return connection


def parsed(source: str, table: str = "project") -> Expression:
    return parse_expression(source, form_of(table), town())


def plan(connection: Connection, source: str, table: str = "project") -> str:
    """Return how SQLite finds the rows for an expression, one step a line."""
    form = form_of(table)
    column = compile_expression(parsed(source, table), form, TABLES, as_of=AS_OF)
    query = select(TABLES[form.table].c.id, column)
    compiled = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    return "\n".join(str(step[3]) for step in steps)


@pytest.mark.parametrize(
    ("source", "table", "index"),
    [
        ("paid", "project", "ix_payment__project (project=?)"),
        ("count(payment, kind == 'road' and project == this)", "project", "ix_payment__project"),
        ("latest(payment.kind, project == this)", "project", "ix_payment__project"),
        ("any_of(payment, this == project)", "project", "ix_payment__project"),
        ("all_of(outputs, qty > 1)", "project", "ix_project__outputs__parent_id"),
        ("count(parent.outputs)", "project__outputs", "ix_project__outputs__parent_id"),
        ("count(project, unit == this)", "unit", "ix_project__unit (unit=?)"),
        ("count(project, unit == this.unit and row != this)", "project", "ix_project__unit"),
        # a chain of references is followed backwards, from its end
        ("sum(payment.amount, project.unit == this)", "unit", "ix_project__unit (unit=?)"),
        ("sum(payment.amount, project.unit == this)", "unit", "ix_payment__project (project=?)"),
        ("sum(project.outputs.qty, parent.unit == this)", "unit", "ix_project__unit"),
        ("sum(payment.slips.amount, parent.project == this)", "project", "ix_payment__project"),
        ("count(payment, project == this.project)", "payment", "ix_payment__project"),
    ],
)
def test_aggregates_find_their_rows_through_indexes(
    connection: Connection, source: str, table: str, index: str
) -> None:
    steps = plan(connection, source, table)

    assert index in steps
    aggregates = steps.partition("CORRELATED")[2]
    assert "SCAN" not in aggregates, steps


def test_the_beginning_of_a_code_is_found_through_the_index(connection: Connection) -> None:
    table = TABLES["project"]
    form = town()["project"]
    test = compile_expression(parsed("starts_with(unit, '6105')"), form, TABLES, as_of=AS_OF)
    query = select(table.c.id).where(test)
    text = query.compile(connection.engine, compile_kwargs={"literal_binds": True})

    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()

    assert "ix_project__unit (unit>? AND unit<?)" in str(steps)


def test_the_outer_table_may_have_another_name(filled: Connection) -> None:
    alias = TABLES["project"].alias("p")
    expression = parsed("paid > 100 and unit.name != None")
    test = compile_expression(expression, town()["project"], TABLES, as_of=AS_OF, row=alias)

    assert filled.scalars(select(alias.c.uuid).where(test)).all() == ["canal"]


def test_references_come_back_as_uuids(filled: Connection) -> None:
    expression = parsed("first_of(owner, payer)")
    column = compile_expression(expression, town()["project"], TABLES, as_of=AS_OF)
    table = TABLES["project"]
    answers = filled.scalars(select(column).select_from(table).order_by(table.c.id)).all()

    assert [from_sql(expression, answer) for answer in answers] == ["wang", None]


class TestRecordsInMemory:
    """A record on screen asks the book, whether it was ever saved or not."""

    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("paid", Decimal("649.50")),
            ("count(payment, project == this and payer == this.owner)", 1),
            ("count(payment, amount < this.total / 2)", 4),
            ("sum(payment.amount, paid_on < this.started + this.people)", Decimal("649.50")),
            ("count(payment, payer.unit == this.owner.unit)", 1),
            ("count(payment, amount > this.share)", 3),
            ("count(project, row != this)", 1),
            ("count(payment, kind in this.kinds or not this.open)", 3),
            ("owner.age", 45),
            ("unit.name", "余庄村"),
            ("owner.unit.name", "余庄村"),
            ("count(outputs, qty * 100 > sum(payment.amount, project.unit == 'x'))", 2),
            ("latest(payment.payer, project == this and amount > 100)", "li"),
        ],
    )
    def test_answers_come_from_the_book(
        self, filled: Connection, source: str, expected: Value
    ) -> None:
        for ledgers in (SqlLedgers(filled, TABLES), TOWN):
            assert evaluate(parsed(source), PROJECT, ledgers, as_of=AS_OF) == expected

    def test_what_is_typed_counts_and_not_what_is_stored(self, filled: Connection) -> None:
        typed = Record(values={"owner": "li", "total": Decimal(1), "unit": "610522101201"})
        ledgers = SqlLedgers(filled, TABLES)

        assert evaluate(parsed("owner.name"), typed, ledgers, as_of=AS_OF) == "李"
        assert evaluate(parsed("paid"), typed, ledgers, as_of=AS_OF) == 0
        assert evaluate(parsed("unit.name"), typed, ledgers, as_of=AS_OF) is None  # deleted
        duplicates = parsed("count(project, row != this and unit == this.unit)")
        assert evaluate(duplicates, typed, ledgers, as_of=AS_OF) == 1

    def test_a_question_about_one_record_is_asked_once(self, filled: Connection) -> None:
        ledgers = SqlLedgers(filled, TABLES)
        assert evaluate(parsed("paid"), PROJECT, ledgers, as_of=AS_OF) == Decimal("649.50")
        filled.execute(TABLES["payment"].delete())

        expression = town()["project"].field("paid").expression
        assert expression is not None
        assert evaluate(parsed("paid + 1"), PROJECT, ledgers, as_of=AS_OF) == Decimal("650.50")
        new = Record(id=1, uuid="canal", values=PROJECT.values)
        assert evaluate(parsed("paid + 1"), new, ledgers, as_of=AS_OF) == 1

    def test_lines_reach_the_book_through_their_record(self, filled: Connection) -> None:
        line = PROJECT.lines["outputs"][0]
        expression = parsed(
            "parent.paid + count(payment, project == this.parent)", "project__outputs"
        )
        for ledgers in (SqlLedgers(filled, TABLES), TOWN):
            found = evaluate(expression, line, ledgers, as_of=AS_OF, parent=PROJECT)
            assert found == Decimal("652.50")


class TestTooLargeNumbers:
    """A number that cannot be kept exactly fails the statement, as such."""

    @pytest.mark.parametrize("source", ["total * total", "sum(project, length * 900000, True)"])
    def test_they_are_told_from_other_failures(self, connection: Connection, source: str) -> None:
        base = {"revision": 1, "created": "", "changed": "", "changed_by": ""}
        most = {"total": 10**15 - 1, "length": 10**15 - 1}
        rows = [{"id": id_, "uuid": str(id_), **base, **most} for id_ in range(1, 15)]
        connection.execute(insert(TABLES["project"]), rows)
        column = compile_expression(parsed(source), town()["project"], TABLES, as_of=AS_OF)

        with pytest.raises(OperationalError) as caught:
            connection.execute(select(column).select_from(TABLES["project"])).all()
        assert caught.value.orig is not None
        assert is_too_large(caught.value.orig)

    def test_another_failure_is_none(self, connection: Connection) -> None:
        with pytest.raises(OperationalError) as caught:
            connection.exec_driver_sql("SELECT nothing FROM nowhere")
        assert caught.value.orig is not None
        assert not is_too_large(caught.value.orig)

    def test_an_answer_that_lost_digits_is_refused(self) -> None:
        with pytest.raises(NumberTooLarge):
            from_sql(parsed("total"), 1e19)


@pytest.mark.parametrize("name", ["book", "secret_book"])
def test_every_book_knows_our_functions(name: str, request: pytest.FixtureRequest) -> None:
    book: Book = request.getfixturevalue(name)
    with book.reading() as connection:
        asked = select(func.rd_divide(2, 3, 10**6, 1), func.rd_sex_of("610522197811160011"))
        assert connection.execute(asked).one() == (666667, "male")
        assert connection.scalar(select(func.rd_add(None, 1))) is None


NUMBER_TO_NUMBER = (
    "abs({})",
    "people + abs({})",
    "(1 - {})",
    "round(length*{},3)",
    "2/{}",
    "({} if open else 1)",
    "max(1,{})",
    "sum(project, {}, before == this)",
    "average(project, {}, before == this)",
    "sum(project, this.people, people > {})",
    "latest(project, {}, before == this)",
    "age(date(2023,1,1)+round({}))",
    "days(as_of, as_of+round({}))",
    "length(month(as_of + round({})))",
    "(total + {} + 1)",
    "before.people + {}",
)
TRUTH_TO_TRUTH = (
    "(not {})",
    "((not open) and ({} or open))",
    "(open == {})",
    "any_of(project, before == this and {})",
    "all_of(project, before == this and {})",
    "(open if {} else False)",
    "(({} == None) or open)",
)
NUMBER_TO_TRUTH = ("(1 < {})", "({} in [1,2])", "(1 < {} < 2)")
TRUTH_TO_NUMBER = (
    "(1 if {} else 2)",
    "count(project, before == this and {})",
    "(1 if ('road' if {} else 'water') in kinds else 2)",
    "(1 if min_of(project, stage, {}) >= stage else 0)",
    "(1 if contains('a' if {} else 'b', title) else 2)",
)


def tower(seed: int) -> Expression:
    """Return an expression that is built up at random until it becomes too large."""
    choose = random.Random(seed)
    ways = {
        "number": [(one, "number") for one in NUMBER_TO_NUMBER]
        + [(one, "truth") for one in NUMBER_TO_TRUTH],
        "truth": [(one, "truth") for one in TRUTH_TO_TRUTH]
        + [(one, "number") for one in TRUTH_TO_NUMBER],
    }
    few = {kind: choose.sample(options, 4) + options[-1:] for kind, options in ways.items()}
    source, kind = choose.choice([("paid", "number"), ("done", "truth")])
    last = parsed(source)
    while True:
        pattern, kind = choose.choice(few[kind])
        source = pattern.format(source)
        try:
            last = parsed(source)
        except BadExpression as error:
            if "过" not in str(error):  # too long, too deep: nothing else is wrong with it
                raise
            return last


@pytest.mark.parametrize("seed", range(30))
def test_the_largest_expressions_are_not_too_much_for_sqlite(
    connection: Connection, seed: int
) -> None:
    """Its parser has a stack of 100 places; rules wrap an expression into some more."""
    expression = tower(seed)
    table = TABLES["project"]
    test = compile_expression(expression, town()["project"], TABLES, as_of=AS_OF)
    broken = case((and_(not_(test), table.c.open, table.c.stage == "completed"), 1), else_=0)
    judged = select(table.c.id, broken.label("v0")).where(table.c.deleted.is_(None)).cte("judged")

    assert connection.execute(select(judged).where(judged.c.v0 == 1)).all() == []


class TestFigures:
    """A figure counts what had happened by its date, or within its span."""

    CASES = (
        ("count(payment)", None, 4),  # one has no date
        ("count(payment)", date(2023, 6, 1), 2),
        ("count(payment)", date(2023, 10, 1), 0),
        ("sum(payment.amount, kind == 'road')", None, Decimal("499.00")),
        ("sum(payment.amount, kind == 'road')", date(2023, 6, 1), Decimal("99.00")),
        ("count(payment, kind == 'road') / count(payment)", None, Decimal("0.500000")),
        ("all_of(payment, amount > 8)", None, False),
        ("all_of(payment, amount > 8)", date(2023, 1, 1), True),  # the smallest has no date
        ("any_of(payment, amount < 100)", date(2023, 1, 1), True),
        ("latest(payment.kind)", None, "road"),
        ("count(project.outputs)", date(2023, 1, 1), 1),
        ("count(payment.slips)", None, 0),
        ("count(person)", date(2023, 1, 1), 2),  # nothing dates a person
        ("sum(project, count(payment, project == this))", date(2023, 10, 1), 3),
    )

    @pytest.mark.parametrize(("source", "span_start", "expected"), CASES)
    def test_rows_outside_its_dates_do_not_count(
        self, filled: Connection, source: str, span_start: date | None, expected: Value
    ) -> None:
        written = parse_expression(source, None, town())
        figure = dated_rows_only(written, spanned=span_start is not None)
        column = Compiler(TABLES, AS_OF, span_start).answer(figure.tree, None)

        assert from_sql(figure, filled.scalar(select(column))) == expected

    def test_later_rows_do_not_count_yet(self, filled: Connection) -> None:
        figure = dated_rows_only(parse_expression("count(payment)", None, town()), spanned=False)
        column = Compiler(TABLES, date(2023, 6, 1)).answer(figure.tree, None)

        assert filled.scalar(select(column)) == 2  # one in May, one without a date

    def test_memory_counts_the_same_rows(self) -> None:
        figure = dated_rows_only(parse_expression("count(payment)", None, town()), spanned=False)
        ledgers = MemoryLedgers(TOWN.records)

        assert evaluate(figure, Record(values={}), ledgers, as_of=date(2023, 6, 1)) == 2

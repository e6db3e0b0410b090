"""Large ledgers stay quick: lists come from indexes alone, and rules find rows by indexes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.model import Definitions, Record
from ruraldesk.store import lists, search
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.lists import Filter, ListQuery
from ruraldesk.store.lookups import looked_up
from ruraldesk.store.sql_compiler import Compiler
from tests.definitions.builders import loaded

WELL = """
name = "{name}"
sort = ["-dug_on", "name"]
dated_by = "dug_on"
[[field]]
key = "name"
type = "text"
label = "名称"
[[field]]
key = "dug_on"
type = "date"
label = "日期"
[[field]]
key = "near"
type = "reference"
form = "well"
label = "邻井"
[[rule]]
key = "once"
level = "warn"
check = "count(well, row != this and name == this.name and unit == this.unit) == 0"
message = "重名"
[[rule]]
key = "not_alone"
level = "warn"
check = "any_of(well, near == this)"
message = "无邻"
"""


@pytest.fixture
def definitions(tmp_path: Path) -> Definitions:
    return loaded(tmp_path, ledgers={"well": WELL})


@pytest.fixture
def book(tmp_path: Path, definitions: Definitions) -> Iterator[Book]:
    info = BookInfo(unit="410726104201", name="黄寺村", level="village")
    with Book.create(tmp_path / "井.rdb", definitions, info) as book:
        yield book


def plan(book: Book, query: str) -> str:
    with book.reading() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")
        return "\n".join(str(row.detail) for row in rows)


def listed(book: Book, query: ListQuery) -> str:
    statement = book.lists._sorted("well", query)
    compiled = statement.compile(book.engine, compile_kwargs={"literal_binds": True})
    return plan(book, str(compiled))


def test_what_rules_look_up_by_values_is_known(definitions: Definitions) -> None:
    assert looked_up(definitions) == {"well": frozenset({("name", "unit")})}


def test_a_rule_that_looks_for_the_same_name_uses_its_index(book: Book) -> None:
    query = "SELECT count(*) FROM well WHERE name = 'a' AND unit = '1' AND deleted IS NULL"

    assert "lx_well__name__unit (name=? AND unit=?)" in plan(book, query)


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        ((), "ix_well__sort"),
        ((("name", False),), "lx_well__name__unit"),
        ((("dug_on", True),), "ix_well__dug_on"),
        ((("unit", False),), "ix_well__unit"),
    ],
)
def test_a_ledger_is_listed_from_an_index_alone(
    book: Book, sort: tuple[tuple[str, bool], ...], index: str
) -> None:
    steps = listed(book, ListQuery(sort=sort))

    assert "COVERING INDEX" in steps
    assert "ix_well__deleted" in steps
    if index.startswith("ix"):
        assert index in steps
        assert "TEMP B-TREE" not in steps


@pytest.mark.parametrize(
    ("span_start", "condition", "expected"),
    [
        # nearly all rows are before the day: each would be looked up through the index
        (None, "dug_on <= as_of", "SCAN well"),
        (None, "dug_on < as_of", "SCAN well"),
        (None, "dug_on == None or dug_on <= as_of", "SCAN well"),
        # what is rare is found by it
        (None, "dug_on >= as_of", "ix_well__dug_on (dug_on>?)"),
        (None, "dug_on == as_of", "ix_well__dug_on (dug_on=?)"),
        (None, "near == near and dug_on > as_of", "ix_well__dug_on (dug_on>?)"),
        # a span has both ends
        (
            date(2023, 11, 1),
            "dug_on >= date(2023, 11, 1) and dug_on <= as_of",
            "ix_well__dug_on (dug_on>? AND dug_on<?)",
        ),
    ],
)
def test_a_date_index_is_used_for_the_few_rows_only(
    book: Book, span_start: date | None, condition: str, expected: str
) -> None:
    form = book.definitions.form("well")
    tree = parse_expression(f"count(well, {condition})", form, book.definitions.forms).tree
    column = Compiler(book.tables, date(2023, 11, 16), span_start).sql(tree, None)
    query = select(column).compile(book.engine, compile_kwargs={"literal_binds": True})

    assert expected in plan(book, str(query))


@pytest.fixture
def wells(book: Book) -> Book:
    """Sixty wells dug one after the other: 甲井 and 乙井 in turn."""
    records = (
        Record(
            values={
                "unit": "410726104201",
                "name": f"{'甲乙'[number % 2]}井 No{number}",
                "dug_on": date(2023, 1, 1) + timedelta(days=number),
            }
        )
        for number in range(60)
    )
    book.records.insert_many("well", records)
    return book


def test_what_no_index_answers_is_read_end_to_end_and_then_sorted(wells: Book) -> None:
    wells.search.prepare()
    plan = listed(wells, ListQuery(where=(Filter("name", "contains", "、"),)))

    assert "SCAN well" in plan
    assert "USE TEMP B-TREE FOR ORDER BY" in plan
    assert "ix_well" not in plan


def test_a_span_of_the_day_that_sorts_is_read_in_order(book: Book) -> None:
    span = Filter("dug_on", "between", (date(2023, 1, 5), date(2023, 1, 9)))
    plan = listed(book, ListQuery(where=(span,), sort=(("dug_on", True),)))

    assert "ix_well__dug_on (dug_on>? AND dug_on<?)" in plan
    assert "TEMP B-TREE" not in plan


def test_rare_text_is_looked_up_in_the_search_index(
    wells: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    wells.search.prepare()
    rare = ListQuery(where=(Filter("name", "contains", "no7"),))

    assert "_search" in listed(wells, rare)
    assert len(wells.lists.ids("well", rare)) == 1
    monkeypatch.setattr(search, "_FEW", 0)
    assert "_search" not in listed(wells, rare)
    assert len(wells.lists.ids("well", rare)) == 1


@pytest.mark.parametrize("part", ["井", "甲", "o5", "O5", "井 N", "甲井 No", "9", " ", "丙", "jia"])
def test_the_search_index_leaves_out_no_row_that_holds_the_text(wells: Book, part: str) -> None:
    query = ListQuery(where=(Filter("name", "contains", part),))
    without = wells.lists.ids("well", query)
    wells.search.prepare()

    assert wells.lists.ids("well", query) == without
    names = [wells.records.by_ids("well", [one])[0]["name"] for one in without]
    assert all(part.lower() in str(name).lower() for name in names)
    assert bool(names) == (part not in ("丙", "jia"))


def test_what_is_in_the_recycle_bin_is_found_there_by_its_text(wells: Book) -> None:
    wells.search.prepare()
    one = wells.records.by_ids("well", wells.lists.first_ids("well", ListQuery(), 1))[0]
    wells.records.delete("well", one.uuid, one.revision)
    query = ListQuery(where=(Filter("name", "contains", "No59"),), deleted=True)

    assert list(wells.lists.ids("well", query)) == [one.id]


@pytest.mark.parametrize("near", [0, 7, 5000])
@pytest.mark.parametrize("sort", [(), (("dug_on", False),), (("name", True),)])
def test_the_first_rows_are_the_first_of_all_rows(
    wells: Book, monkeypatch: pytest.MonkeyPatch, near: int, sort: tuple[tuple[str, bool], ...]
) -> None:
    monkeypatch.setattr(lists, "_NEAR", near)
    query = ListQuery(where=(Filter("name", "contains", "甲"),), sort=sort)

    assert len(wells.lists.ids("well", query)) == 30
    assert wells.lists.first_ids("well", query, 3) == wells.lists.ids("well", query)[:3]
    assert wells.lists.first_ids("well", query, 99) == wells.lists.ids("well", query)


PUMP = """
name = "{name}"
[[field]]
key = "name"
type = "text"
label = "名称"
[[field]]
key = "dug_on"
type = "date"
label = "日期"
"""
PUMP_RULE = """
[[rule]]
key = "of_a_well"
level = "warn"
check = "count(well, dug_on == this.dug_on and unit == this.unit) == 1"
message = "没有这口井"
"""


def test_an_old_book_gets_the_indexes_that_new_rules_of_other_ledgers_want(
    tmp_path: Path,
) -> None:
    path, info = tmp_path / "泵.rdb", BookInfo(unit="410726104201", name="黄寺村", level="village")
    old = loaded(tmp_path / "old", ledgers={"well": WELL, "pump": PUMP})
    new = loaded(tmp_path / "new", ledgers={"well": WELL, "pump": PUMP + PUMP_RULE})
    query = "SELECT count(*) FROM well WHERE unit = '1' AND dug_on = '2023-11-01'"
    with Book.create(path, old, info) as book:
        assert "lx_well__dug_on__unit" not in plan(book, query)

    with Book.open(path, new) as book:
        assert "lx_well__dug_on__unit (dug_on=? AND unit=?)" in plan(book, query)

    with Book.open(path, old) as book:  # what no rule wants any more costs nothing
        assert "lx_well__dug_on__unit" not in plan(book, query)
        assert "lx_well__name__unit" in plan(
            book, "SELECT count(*) FROM well WHERE name = 'a' AND unit = '1'"
        )

"""Tables follow from the definitions, and hold what the contract says of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Table, delete, insert
from sqlalchemy.exc import IntegrityError

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.store.book import Book
from ruraldesk.store.tables import Tables
from tests.definitions.every_type import FIELDS
from tests.store.sample_forms import BRIDGE, PERSON, PROJECT, defined, put, rows


def sql_of(book: Book, name: str) -> str:
    with book.reading() as connection:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,))
        return str(found.scalar_one())


def test_a_ledger_has_its_own_columns_then_one_for_each_question(book: Book) -> None:
    assert list(book.tables["project"].c.keys()) == [
        *("id", "uuid", "revision", "created", "changed", "changed_by", "deleted"),
        *("unit", "code", "name", "category", "stage", "total", "proposed_on", "head", "photos"),
    ]


def test_lines_stand_in_a_table_of_their_own_in_order(book: Book) -> None:
    assert list(book.tables["project__outputs"].c.keys()) == [
        *("id", "uuid", "parent_id", "position", "item", "quantity"),
    ]


def test_computed_fields_have_no_column() -> None:
    form = replace(PROJECT, fields=(*PROJECT.fields, FIELDS[FieldType.COMPUTED]))

    assert "computed" not in Tables(defined(form, PERSON))["project"].c


def test_a_table_comes_with_those_that_it_refers_to() -> None:
    tables = Tables(defined(PROJECT, PERSON))

    [head] = tables["project__outputs"].c.parent_id.foreign_keys
    [leads] = tables["person"].c.leads.foreign_keys

    assert head.column.table is leads.column.table is tables["project"]


def test_all_tables_are_named_before_any_is_made() -> None:
    names = list(Tables(defined(PROJECT, PERSON)))

    assert names[-3:] == ["project", "project__outputs", "person"]
    assert "_journal" in names


def test_threads_that_ask_at_once_get_the_same_table() -> None:
    tables = Tables(defined(PROJECT, PERSON))
    together = Barrier(8)

    def ask(name: str) -> Table:
        together.wait()
        return tables[name]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask, ["project", "project__outputs"] * 4))

    assert set(found) == {tables["project"], tables["project__outputs"]}


def test_every_table_is_strict(book: Book) -> None:
    with book.reading() as connection:
        loose = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict "
            "AND name NOT LIKE 'sqlite%'"
        )
        assert loose.all() == []


def test_a_text_in_an_amount_is_refused_by_the_table_itself(book: Book) -> None:
    with pytest.raises(IntegrityError, match="cannot store TEXT"):
        put(book, total="十万")

    assert rows(book) == []


def test_references_and_dates_and_sorting_have_indexes(book: Book) -> None:
    names = {str(index.name) for index in book.tables["project"].indexes}

    assert names == {
        "ix_project__code",
        "ix_project__deleted",
        "ix_project__head",
        "ix_project__proposed_on",
        "ix_project__unit",
        "ux_project__code",
    }
    assert "(parent_id, position)" in sql_of(book, "ix_project__outputs__parent_id")


def test_a_record_that_others_refer_to_cannot_be_removed(book: Book) -> None:
    put(book, "person", uuid="p1", name="张三")
    put(book, head=1)

    with pytest.raises(IntegrityError, match="FOREIGN KEY"), book.writing() as connection:
        connection.execute(delete(book.tables["person"]))

    assert len(rows(book, "person")) == 1


def test_lines_go_with_their_record(book: Book) -> None:
    put(book)
    line = {"uuid": "l1", "parent_id": 1, "position": 1, "item": "桥", "quantity": 3000}
    with book.writing() as connection:
        connection.execute(insert(book.tables["project__outputs"]).values(line))
        connection.execute(delete(book.tables["project"]))

    assert rows(book, "project__outputs") == []


def test_a_unique_answer_is_unique_in_its_unit_and_outside_the_recycle_bin(book: Book) -> None:
    put(book, uuid="1")
    put(book, uuid="2", unit="410726104202")
    put(book, uuid="3", deleted="2023-11-16T09:00:00+08:00")
    put(book, uuid="4", code=None)
    put(book, uuid="5", code=None)

    with pytest.raises(IntegrityError, match="UNIQUE"):
        put(book, uuid="6")

    assert [row["uuid"] for row in rows(book)] == ["1", "2", "3", "4", "5"]


def test_an_identity_is_never_given_twice(book: Book) -> None:
    put(book, uuid=BRIDGE["uuid"], code="W01")

    with pytest.raises(IntegrityError, match="UNIQUE"):
        put(book, uuid=BRIDGE["uuid"], code="W02")


def test_a_form_that_is_not_placed_is_unique_throughout() -> None:
    code = FieldDef(key="code", type=FieldType.DIVISION, label="代码", unique=True)
    unit = replace(PERSON, key="unit", fields=(code,))

    (index,) = (i for i in Tables(defined(unit))["unit"].indexes if i.unique)

    assert [column.name for column in index.columns] == ["code"]

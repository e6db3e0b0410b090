"""The journal: complete, in words, and chained."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import changed_since
from tests.store.sample_forms import rows
from tests.store.village import HUANGSI, WANGLOU, add, line, project, receipt, save, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def test_the_life_of_a_record_in_words(book: Book) -> None:
    head = add(book, "person", name="王䶮")
    made = project(book)
    book.records.save(
        "project",
        Record(
            values={"planned": Decimal("12345.60"), "head": head.uuid, "kind": "water"},
            uuid=made.uuid,
            revision=1,
        ),
        operator="李四",
        reason="批复调整",
    )
    book.records.delete("project", made.uuid, 2, operator="王五")

    deleted, changed, created = book.journal.history("project", made.uuid)

    assert [deleted.words, changed.words, created.words] == ["删除", "修改", "录入"]
    assert [(one.label, one.old, one.new) for one in changed.fields] == [
        ("类别", "道路", "水利"),
        ("负责人", "", "王䶮"),
        ("计划投资", "100,000.00", "12,345.60"),
    ]
    assert (changed.operator, changed.reason, changed.revision) == ("李四", "批复调整", 2)
    assert ("所属单位", "", "黄寺村 410726104201") in [
        (one.label, one.old, one.new) for one in created.fields
    ]
    assert [(one.label, one.new) for one in deleted.fields] == [("位置", "在回收站")]


def test_changes_of_lines_name_row_and_field(book: Book) -> None:
    made = project(book)
    outputs = (
        line(item="路灯", target=Decimal("42.00")),
        line(item="井", target=Decimal("3.00")),
    )
    first = book.records.save("project", replace(made, lines={"outputs": outputs})).record
    lamp, well = first.lines["outputs"]
    more = replace(well, values={**well.values, "done": Decimal("2.00")})
    book.records.save("project", replace(first, lines={"outputs": (more,)}))

    changes = book.journal.history("project", made.uuid)[0].fields

    assert {(one.label, one.old, one.new) for one in changes} == {
        ("工程产出第 1 行", "序号：1；分项：路灯；计划量：42.00", ""),
        ("工程产出第 1 行，完成量", "", "2.00"),
        ("工程产出，顺序", "2", "1"),
    }
    assert lamp.uuid not in {row["uuid"] for row in rows(book, "project__outputs")}


def test_only_what_differs_is_kept(book: Book) -> None:
    made = project(book)
    save(book, "project", made.uuid, content="改")

    entry = rows(book, "_journal")[-1]

    assert entry["before"] == '{"content":null}'
    assert entry["after"] == '{"content":"改"}'
    assert (entry["form"], entry["record"], entry["operator"]) == ("project", made.uuid, "张三")


def test_the_chain_of_a_book_in_use_is_whole(book: Book) -> None:
    made = project(book)
    for number in range(5):
        save(book, "project", made.uuid, content=f"第{number}次")
    book.journal.undo("张三")
    book.records.save_many("project", [Record(values={"unit": WANGLOU, "name": "井"})])

    assert book.journal.verify_chain() is None


@pytest.mark.parametrize("column", ["operator", "time", "after", "before", "record", "reason"])
def test_an_altered_entry_is_found(book: Book, column: str) -> None:
    for name in "一二三":
        project(book, name)
    journal = book.tables["_journal"]
    with book.writing() as connection:
        connection.execute(update(journal).where(journal.c.id == 4).values({column: "改过"}))

    broken = book.journal.verify_chain()

    assert broken is not None
    assert broken.number == 4


def test_a_missing_entry_is_found(book: Book) -> None:
    for name in "一二三":
        project(book, name)
    journal = book.tables["_journal"]
    with book.writing() as connection:
        connection.execute(delete(journal).where(journal.c.id == 3))

    broken = book.journal.verify_chain()

    assert broken is not None
    assert broken.number == 3


def test_an_entry_forged_with_a_fitting_hash_breaks_the_next_one(book: Book) -> None:
    for name in "一二三":
        project(book, name)
    journal = book.tables["_journal"]
    other = rows(book, "_journal")[2]
    with book.writing() as connection:
        forged = {key: other[key] for key in ("operator", "after", "hash")} | {"operator": "李四"}
        connection.execute(update(journal).where(journal.c.id == 4).values(forged))

    broken = book.journal.verify_chain()

    assert broken is not None
    assert broken.number == 4


def test_history_shows_values_that_no_longer_fit(book: Book) -> None:
    made = project(book)
    journal = book.tables["_journal"]
    with book.writing() as connection:
        values = {"before": '{"kind":"bridge"}', "after": '{"kind":"road"}', "action": "change"}
        connection.execute(update(journal).where(journal.c.record == made.uuid).values(values))

    [change, *_] = book.journal.history("project", made.uuid)

    assert [(one.old, one.new) for one in change.fields] == [("bridge", "道路")]


def test_dates_and_yes_no_are_shown_as_on_screen(book: Book) -> None:
    made = project(book)
    save(book, "project", made.uuid, demo=True, proposed_on=date(2023, 3, 1), tags=("road",))

    shown = {one.label: one.new for one in book.journal.history("project", made.uuid)[0].fields}

    assert shown == {"示范": "是", "提出日期": "2023-03-01", "涉及": "道路"}


def test_a_record_without_history_has_none(book: Book) -> None:
    assert book.journal.history("project", "b0000000-0000-4000-8000-00000000000f") == []
    assert HUANGSI in {row["after"][9:21] for row in rows(book, "_journal")[:1]}


def test_what_was_changed_since_an_entry_is_told_by_ledger_each_of_many_too(book: Book) -> None:
    road = project(book)
    head = book.journal.head()
    many = [replace(road, uuid=str(uuid4()), id=0), replace(road, uuid=str(uuid4()), id=0)]
    book.records.insert_many("project", many)
    paid = receipt(book, road, "1.00")

    def since(entry: str) -> dict[str, set[str]] | None:
        with book.reading() as connection:
            return changed_since(connection, book.tables["_journal"], entry)

    assert since(head) == {"project": {one.uuid for one in many}, "receipt": {paid.uuid}}
    assert since(book.journal.head()) == {}
    assert road.uuid in (since("") or {})["project"]
    assert since("no such entry") is None

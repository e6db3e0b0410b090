"""One entry of a record comes back from its history, and obeys the rules like any other change."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry
from ruraldesk.services.entry import FieldChange
from ruraldesk.store.book import Book
from tests.store.village import add, line, project, receipt, save, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as made:
        made.settings["operator"] = "李四"
        made.settings["as_of"] = "2023-11-16"
        yield made


def offered(book: Book, own: Record) -> list[tuple[str, FieldChange]]:
    """Return what can be put back, the newest change first: label with old value, and change."""
    now = entry.load(book, "project", own.uuid)
    return [
        (f"{one.label}={one.old}", one)
        for change in entry.history(book, "project", own.uuid)
        for one in change.fields
        if entry.can_put_back(book, "project", now, one)
    ]


def put_back(book: Book, own: Record, said: str) -> entry.Saved:
    now = entry.load(book, "project", own.uuid)
    return entry.put_back(book, "project", now, dict(offered(book, own))[said])


def test_a_field_comes_back_and_can_be_taken_back(book: Book) -> None:
    own = project(book)
    save(book, "project", own.uuid, name="学校广场", kind="water")
    assert [said for said, _ in offered(book, own)] == ["名称=村内道路硬化", "类别=道路"]
    done = put_back(book, own, "名称=村内道路硬化")
    assert done.record["name"] == "村内道路硬化"
    assert done.record["kind"] == "water"
    assert [said for said, _ in offered(book, own)] == ["名称=学校广场", "类别=道路"]
    entry.undo(book)
    assert book.records.get("project", own.uuid)["name"] == "学校广场"


def test_an_entry_that_was_empty_comes_back_empty(book: Book) -> None:
    own = project(book)
    save(book, "project", own.uuid, content="修路 300 米")
    assert put_back(book, own, "内容=").record["content"] is None


def test_a_reference_comes_back(book: Book) -> None:
    first, second = add(book, "person", name="王建设"), add(book, "person", name="李四")
    own = project(book, head=first.uuid)
    save(book, "project", own.uuid, head=second.uuid)
    assert put_back(book, own, "负责人=王建设").record["head"] == first.uuid


def with_lines(book: Book, own: Record, *lines: Record) -> Record:
    now = book.records.get("project", own.uuid)
    given = Record(values={}, uuid=now.uuid, revision=now.revision, lines={"outputs": lines})
    saved = book.records.save("project", given, operator="张三")
    assert not saved.refused, saved.problems
    return saved.record


def test_a_cell_of_a_line_and_a_deleted_line_come_back(book: Book) -> None:
    own = project(book)
    made = with_lines(book, own, line(item="道路", target=Decimal(300)), line(item="路灯"))
    road, lamp = made.lines["outputs"]
    with_lines(book, own, line(road.uuid, item="道路", target=Decimal(500)), line(lamp.uuid))
    with_lines(book, own, line(lamp.uuid, item="路灯"))

    whole = next(said for said, one in offered(book, own) if one.back and one.back.whole)
    done = put_back(book, own, whole)
    assert [one["item"] for one in done.record.lines["outputs"]] == ["道路", "路灯"]
    assert done.record.lines["outputs"][0].uuid == road.uuid
    assert done.record.lines["outputs"][0]["target"] == Decimal("500.00")
    cell = next(said for said, _ in offered(book, own) if "计划量=300" in said)
    done = put_back(book, own, cell)
    assert done.record.lines["outputs"][0]["target"] == Decimal("300.00")


def test_a_rule_refuses_what_no_longer_fits(book: Book) -> None:
    own = project(book, planned=Decimal(1000))
    save(book, "project", own.uuid, planned=Decimal(5000))
    receipt(book, own, "4000.00")
    refused = put_back(book, own, "计划投资=1,000.00")
    assert refused.refused
    assert "到位" in refused.problems[0].message
    assert book.records.get("project", own.uuid)["planned"] == Decimal("5000.00")


def test_somebody_elses_save_meanwhile_is_not_overwritten(book: Book) -> None:
    own = project(book)
    save(book, "project", own.uuid, name="学校广场")
    now = entry.load(book, "project", own.uuid)
    change = dict(offered(book, own))["名称=村内道路硬化"]
    save(book, "project", own.uuid, kind="water")
    with pytest.raises(entry.StaleRevision):
        entry.put_back(book, "project", now, change)


def test_nothing_is_offered_of_a_deleted_record(book: Book) -> None:
    own = project(book)
    done = save(book, "project", own.uuid, name="学校广场").record
    book.records.delete("project", own.uuid, done.revision, operator="张三")
    assert offered(book, own) == []

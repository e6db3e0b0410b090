"""Taking one's own last acts back, and doing them again."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Stopped
from ruraldesk.store.book import Book
from ruraldesk.store.undo import CannotUndo
from tests.store.village import HUANGSI, add, line, project, receipt, reopened, save, village_book

ME = "张三"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def name_of(book: Book, record: Record) -> object:
    return book.records.get("project", record.uuid)["name"]


def test_a_change_is_taken_back_and_done_again(book: Book) -> None:
    made = project(book, "旧名")
    save(book, "project", made.uuid, name="新名")
    assert book.journal.can_undo(ME) == "修改 项目台账 W01 新名"

    undone = book.journal.undo(ME)

    assert undone is not None
    assert str(undone) == "修改 项目台账 W01 新名"
    assert undone.records == (("project", made.uuid),)
    assert name_of(book, made) == "旧名"
    book.journal.redo(ME)
    assert name_of(book, made) == "新名"


def test_several_levels_back_and_forth(book: Book) -> None:
    made = project(book, "一")
    for name in "二三四":
        save(book, "project", made.uuid, name=name)

    names = []
    for _ in range(3):
        book.journal.undo(ME)
        names.append(name_of(book, made))
    assert names == ["三", "二", "一"]
    for _ in range(2):
        book.journal.redo(ME)
    assert name_of(book, made) == "三"
    book.journal.undo(ME)
    assert name_of(book, made) == "二"


def test_a_new_act_ends_what_could_be_done_again(book: Book) -> None:
    made = project(book, "一")
    save(book, "project", made.uuid, name="二")
    book.journal.undo(ME)

    save(book, "project", made.uuid, content="新的事")

    assert book.journal.can_redo(ME) == ""
    assert book.journal.redo(ME) is None
    book.journal.undo(ME)
    book.journal.undo(ME)  # what was taken back already is passed over
    assert book.records.get("project", made.uuid).deleted


def test_an_entered_record_goes_into_the_recycle_bin(book: Book) -> None:
    made = project(book)

    book.journal.undo(ME)
    assert book.records.get("project", made.uuid).deleted
    assert book.search.find("道路硬化") == []

    book.journal.redo(ME)
    assert not book.records.get("project", made.uuid).deleted
    assert [hit.uuid for hit in book.search.find("道路硬化")] == [made.uuid]


def test_a_deletion_is_taken_back(book: Book) -> None:
    made = project(book)
    book.records.delete("project", made.uuid, made.revision, operator=ME)

    book.journal.undo(ME)

    assert not book.records.get("project", made.uuid).deleted


def test_lines_come_back_as_they_were(book: Book) -> None:
    made = project(book)
    outputs = (
        line(item="路灯", target=Decimal("42.00")),
        line(item="井", target=Decimal("3.00")),
    )
    whole = replace(made, lines={"outputs": outputs})
    before = book.records.save("project", whole, operator=ME).record
    lamp, well = before.lines["outputs"]
    changed = replace(well, values={**well.values, "target": Decimal("5.00")})
    added = line(item="桥", target=Decimal("1.00"))
    after = replace(before, lines={"outputs": (added, changed)})
    book.records.save("project", after, operator=ME)

    book.journal.undo(ME)

    back = book.records.get("project", before.uuid)
    assert [one.values for one in back.lines["outputs"]] == [lamp.values, well.values]
    assert [one.uuid for one in back.lines["outputs"]] == [lamp.uuid, well.uuid]


def test_an_import_is_taken_back_as_one(book: Book) -> None:
    known = project(book, "旧")
    records = [
        replace(known, values={"name": "改"}),
        Record(values={"unit": HUANGSI, "name": "新一", "kind": "road"}),
        Record(values={"unit": HUANGSI, "name": "新二", "kind": "road"}),
    ]
    book.records.save_many("project", records, operator=ME, batch="项目.xlsx")
    assert book.journal.can_undo(ME) == "修改 项目台账 1 条、录入 项目台账 2 条"

    book.journal.undo(ME)

    assert [one["name"] for one in book.records.find("project")] == ["旧"]
    book.journal.redo(ME)
    assert len(book.records.find("project")) == 3


def test_undo_survives_closing_the_program(book: Book) -> None:
    made = project(book, "一")
    save(book, "project", made.uuid, name="二")

    again = reopened(book)

    assert again.journal.undo(ME) is not None
    assert name_of(again, made) == "一"
    again.close()


def test_nobody_takes_back_what_others_did(book: Book) -> None:
    project(book)

    assert book.journal.undo("李四") is None
    assert book.journal.can_undo("李四") == ""


def test_it_is_refused_when_somebody_else_changed_the_record_since(book: Book) -> None:
    made = project(book, "一")
    save(book, "project", made.uuid, name="二")
    save(book, "project", made.uuid, operator="李四", content="补充")

    with pytest.raises(CannotUndo) as caught:
        book.journal.undo(ME)

    assert "李四" in str(caught.value)
    assert name_of(book, made) == "二"
    book.journal.undo("李四")
    book.journal.undo(ME)
    assert name_of(book, made) == "一"


def test_it_is_refused_when_a_rule_would_be_broken(book: Book) -> None:
    made = project(book)
    receipt(book, made, "60000.00")
    add(book, "payment", "李四", project=made.uuid, amount=Decimal("60000.00"))

    with pytest.raises(CannotUndo) as caught:
        book.journal.undo(ME)

    assert "已付 60,000.00 元" in str(caught.value)
    assert caught.value.problems[0].code == "paid_within_received"
    assert len(book.records.find("receipt")) == 1


def test_it_is_refused_when_others_refer_to_what_was_entered(book: Book) -> None:
    head = add(book, "person", name="王满仓")
    project_of_li = save(book, "project", operator="李四", name="桥", head=head.uuid)

    with pytest.raises(CannotUndo) as caught:
        book.journal.undo(ME)

    assert "桥" in str(caught.value)
    assert not project_of_li.refused


def test_many_records_are_refused_for_the_one_that_others_refer_to(book: Book) -> None:
    heads = [Record(values={"name": name, "unit": HUANGSI}) for name in ("王满", "李满", "张满")]
    saved = book.records.save_many("person", heads, operator=ME)
    save(book, "project", operator="李四", name="桥", head=saved.records[1].uuid)

    with pytest.raises(CannotUndo, match="桥"):
        book.journal.undo(ME)

    assert len(book.records.find("person")) == 3


def test_a_deleted_record_does_not_come_back_without_what_it_refers_to(book: Book) -> None:
    made = project(book)
    came = receipt(book, made, "100.00")
    book.records.delete("receipt", came.uuid, came.revision, operator=ME)
    book.records.delete("project", made.uuid, made.revision, operator="李四")

    with pytest.raises(CannotUndo) as caught:
        book.journal.undo(ME)

    assert "回收站" in str(caught.value)
    assert book.records.get("receipt", came.uuid).deleted


def test_undoing_moves_a_state_back(book: Book) -> None:
    made = project(book)
    save(book, "project", made.uuid, stage="building")

    book.journal.undo(ME)

    assert book.records.get("project", made.uuid)["stage"] == "planned"


def test_undo_is_itself_in_the_journal(book: Book) -> None:
    made = project(book, "一")
    save(book, "project", made.uuid, name="二")
    book.journal.undo(ME)

    newest = book.journal.history("project", made.uuid)[0]

    assert (newest.action, newest.words) == ("undo", "撤销")
    assert [(one.label, one.old, one.new) for one in newest.fields] == [("名称", "二", "一")]
    assert book.journal.verify_chain() is None


def test_records_taken_in_bulk_stay(book: Book) -> None:
    book.records.insert_many(
        "project", [Record(values={"unit": HUANGSI, "name": "样例"})], operator=ME
    )

    assert book.journal.undo(ME) is None


@pytest.mark.parametrize("looks", [0, 1, 2])
def test_taking_back_can_be_stopped_and_leaves_nothing_half(book: Book, looks: int) -> None:
    made = project(book, "旧名")
    save(book, "project", made.uuid, name="新名")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > looks

    with pytest.raises(Stopped):
        book.journal.undo(ME, cancelled=cancelled)

    assert name_of(book, made) == "新名"
    assert book.journal.can_undo(ME) == "修改 项目台账 W01 新名"
    assert book.journal.undo(ME, cancelled=lambda: False) is not None
    assert name_of(book, made) == "旧名"

"""Saving and reading records: whole, once, and never half."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.model import Record, Value
from ruraldesk.errors import Level
from ruraldesk.store.book import Book
from ruraldesk.store.records import NoSuchRecord, StaleRevision
from ruraldesk.store.stale import InRecycleBin
from tests.store.sample_forms import rows
from tests.store.village import (
    HUANGSI,
    TODAY,
    TOWN,
    WANGLOU,
    add,
    line,
    project,
    receipt,
    reopened,
    save,
    village_book,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def test_a_saved_record_comes_back_with_its_number_names_and_computed_values(book: Book) -> None:
    head = add(book, "person", name="王䶮")
    saved = project(book, head=head.uuid, proposed_on=date(2023, 3, 1), tags=("water", "road"))

    read = book.records.get("project", saved.uuid)

    assert read == saved
    assert read["code"] == "W01"
    assert read["head"] == head.uuid
    assert read["tags"] == ("water", "road")
    assert read["received"] == Decimal("0.00")
    assert read.names == {"unit": "黄寺村", "head": "王䶮"}
    assert (read.revision, read.changed_by, read.deleted) == (1, "张三", False)


def test_what_a_record_does_not_mention_stays_as_it_is(book: Book) -> None:
    saved = project(book)
    first = save(book, "project", saved.uuid, content="硬化巷道 1860.5 米")

    assert first.record["name"] == "村内道路硬化"
    assert first.record["content"] == "硬化巷道 1860.5 米"
    assert first.record.revision == 2
    assert first.before is not None
    assert first.before["content"] is None

    cleared = save(book, "project", saved.uuid, content=None)
    assert cleared.record["content"] is None


def test_a_refused_record_leaves_nothing_behind(book: Book) -> None:
    entered = Record(values={"unit": HUANGSI, "name": "", "planned": Decimal("-5.00")})

    saved = book.records.save("project", entered, as_of=TODAY)

    assert saved.refused
    assert {problem.field for problem in saved.problems} == {"name", "planned"}
    assert saved.record is entered
    assert rows(book, "project") == []
    assert len(rows(book, "_journal")) == 2  # the two villages


def test_saving_without_a_change_writes_nothing(book: Book) -> None:
    saved = project(book)
    before = len(rows(book, "_journal"))

    again = book.records.save("project", saved, as_of=TODAY)

    assert again.unchanged
    assert again.record.revision == 1
    assert len(rows(book, "_journal")) == before


def test_a_warning_comes_back_with_the_saved_record(book: Book) -> None:
    saved = save(book, "project", name="机井配套")

    assert [(one.code, one.level) for one in saved.problems] == [("has_kind", Level.WARN)]
    assert "“机井配套”" in saved.problems[0].message
    assert book.records.get("project", saved.record.uuid)["name"] == "机井配套"


def test_two_writers_the_second_sees_both_versions(book: Book) -> None:
    saved = project(book)
    mine = replace(saved, values={**saved.values, "content": "我的"})
    save(book, "project", saved.uuid, operator="李四", content="他的")

    with pytest.raises(StaleRevision) as caught:
        book.records.save("project", mine, operator="张三")

    assert caught.value.mine["content"] == "我的"
    assert caught.value.theirs["content"] == "他的"
    assert "李四" in str(caught.value)
    assert book.records.get("project", saved.uuid)["content"] == "他的"


def test_a_record_of_another_book_is_refused(book: Book) -> None:
    stranger = Record(values={"name": "别处的"}, uuid=str(uuid4()), revision=3)

    with pytest.raises(NoSuchRecord):
        book.records.save("project", stranger)
    with pytest.raises(NoSuchRecord):
        book.records.get("project", stranger.uuid)
    assert book.records.peek("project", stranger.uuid) is None


def test_a_uuid_that_came_along_is_kept(book: Book) -> None:
    uuid = str(uuid4())

    saved = book.records.save(
        "project", Record(values={"unit": HUANGSI, "name": "带号的", "kind": "road"}, uuid=uuid)
    )

    assert saved.record.uuid == uuid


@pytest.mark.parametrize(
    "text", ["𠮷𡋾䶮㛃", "完工🎉👷🏽", "全角　空格", "一" * 4000, "a\nb", "%_'\"\\;--"]
)
def test_any_text_survives(book: Book, text: str) -> None:
    saved = project(book, content=text)

    assert reopened(book).records.get("project", saved.uuid)["content"] == text


def test_a_note_beyond_its_length_is_refused_with_both_numbers(book: Book) -> None:
    saved = save(book, "project", name="长", content="长" * 4001)

    assert saved.refused
    assert "4001" in saved.problems[0].message


def test_lines_are_matched_by_uuid_and_renumbered(book: Book) -> None:
    road = line(item="道路硬化", target=Decimal("1860.50"), done=Decimal("100.00"))
    lamp = line(item="路灯", target=Decimal("42.00"))
    made = book.records.save(
        "project",
        Record(
            values={"unit": HUANGSI, "name": "亮化", "kind": "road", "planned": Decimal("1.00")},
            lines={"outputs": (road, lamp)},
        ),
    ).record
    first, second = made.lines["outputs"]
    assert [one["number"] for one in made.lines["outputs"]] == ["1", "2"]
    assert made["done_length"] == Decimal("100.00")

    well = line(item="机井", target=Decimal("3.00"))
    turned = replace(made, lines={"outputs": (well, second)})
    after = book.records.save("project", turned).record

    assert [one["item"] for one in after.lines["outputs"]] == ["机井", "路灯"]
    assert after.lines["outputs"][1].uuid == second.uuid
    assert [row["position"] for row in rows(book, "project__outputs")] == [2, 1]
    assert after.lines["outputs"][0]["number"] == "3"  # the number of the removed line is gone
    assert first.uuid not in {row["uuid"] for row in rows(book, "project__outputs")}


def test_a_line_that_was_removed_can_come_back_with_its_uuid(book: Book) -> None:
    made = project(book)
    with_line = replace(made, lines={"outputs": (line(item="路灯", target=Decimal("42.00")),)})
    made = book.records.save("project", with_line).record
    [lamp] = made.lines["outputs"]
    gone = book.records.save("project", replace(made, lines={"outputs": ()})).record
    assert gone.lines["outputs"] == ()

    back = book.records.save("project", replace(gone, lines={"outputs": (lamp,)})).record

    assert back.lines["outputs"][0].uuid == lamp.uuid
    assert back.lines["outputs"][0]["target"] == Decimal("42.00")


def test_lines_that_are_not_mentioned_stay_and_a_copied_line_becomes_a_new_one(book: Book) -> None:
    made = project(book)
    lamp = line(item="路灯", target=Decimal("42.00"))
    made = book.records.save("project", replace(made, lines={"outputs": (lamp,)})).record

    assert len(save(book, "project", made.uuid, content="改").record.lines["outputs"]) == 1

    copy = Record(values={"unit": HUANGSI, "name": "副本", "kind": "road"}, lines=made.lines)
    saved = book.records.save("project", copy).record
    assert saved.lines["outputs"][0].uuid != made.lines["outputs"][0].uuid
    assert len(book.records.get("project", made.uuid).lines["outputs"]) == 1


def test_serial_numbers_are_never_given_twice(book: Book) -> None:
    first, second = project(book, "一"), project(book, "二")
    assert (first["code"], second["code"]) == ("W01", "W02")

    book.records.delete("project", second.uuid, second.revision)
    assert project(book, "三")["code"] == "W03"

    assert project(book, "自编", code="W10")["code"] == "W10"
    assert project(book, "四")["code"] == "W11"
    assert project(book, "邻村", unit=WANGLOU)["code"] == "W01"


def test_a_refused_record_burns_no_serial_number(book: Book) -> None:
    assert save(book, "project", name="").refused

    assert project(book)["code"] == "W01"


def test_serial_numbers_with_a_year_begin_anew_each_year(book: Book) -> None:
    made = project(book)
    receipt(book, made, "100.00")

    def pay(day: date) -> object:
        paid = add(book, "payment", project=made.uuid, amount=Decimal("1.00"), paid_on=day)
        return paid["number"]

    assert pay(date(2022, 12, 31)) == "2022-0001"
    assert pay(date(2023, 1, 1)) == "2023-0001"
    assert pay(date(2023, 5, 1)) == "2023-0002"


def test_a_number_that_is_taken_is_refused_and_says_by_whom(book: Book) -> None:
    project(book, "一号桥", code="W05")

    saved = save(book, "project", name="二号桥", code="W05")

    assert saved.refused
    assert "W05 一号桥" in saved.problems[0].message
    assert saved.problems[0].code == "unique"


def test_a_unique_value_may_be_used_again_once_its_record_is_deleted(book: Book) -> None:
    first = add(book, "person", name="李一", id_number="410726197803073618")
    assert save(book, "person", name="李二", id_number="410726197803073618").refused

    book.records.delete("person", first.uuid, first.revision)
    second = add(book, "person", name="李二", id_number="410726197803073618")

    back = book.records.restore("person", first.uuid)
    assert back.refused
    assert "李二" in back.problems[0].message
    assert book.records.get("person", first.uuid).deleted
    assert not book.records.get("person", second.uuid).deleted


def test_references_must_lead_somewhere(book: Book) -> None:
    lost = save(book, "receipt", project=str(uuid4()), amount=Decimal("1.00"), received_on=TODAY)
    assert [one.code for one in lost.problems] == ["reference"]
    assert lost.problems[0].field == "project"

    gone = project(book, "已删")
    book.records.delete("project", gone.uuid, gone.revision)
    late = save(book, "receipt", project=gone.uuid, amount=Decimal("1.00"), received_on=TODAY)
    assert late.refused
    assert "已删" in late.problems[0].message


def test_a_unit_that_the_book_does_not_have_is_refused(book: Book) -> None:
    saved = save(book, "project", name="外村", unit="410726999999")

    assert saved.refused
    assert "410726999999" in saved.problems[0].message
    assert not save(book, "project", name="镇里", unit="410726104000", kind="road").refused


def test_states_move_only_along_their_way(book: Book) -> None:
    made = project(book)

    jumped = save(book, "project", made.uuid, stage="done", finished_on=TODAY)
    assert jumped.refused
    assert [one.code for one in jumped.problems] == ["state_move"]

    assert not save(book, "project", made.uuid, stage="building").refused
    needs = save(book, "project", made.uuid, stage="done")
    assert [one.field for one in needs.problems] == ["finished_on"]
    assert not save(book, "project", made.uuid, stage="done", finished_on=TODAY).refused


def test_a_deleted_record_waits_in_the_recycle_bin(book: Book) -> None:
    made = project(book)

    deleted = book.records.delete("project", made.uuid, made.revision, operator="李四")

    assert deleted.record.deleted
    assert deleted.record.revision == 2
    assert book.records.find("project") == []
    assert [one.uuid for one in book.records.find("project", deleted=True)] == [made.uuid]
    with pytest.raises(InRecycleBin):
        book.records.save("project", replace(deleted.record, values={"name": "改"}))

    back = book.records.restore("project", made.uuid, operator="李四")
    assert not back.record.deleted
    assert back.record["name"] == made["name"]


def test_what_others_refer_to_is_not_deleted(book: Book) -> None:
    head = add(book, "person", name="王满仓")
    made = project(book, head=head.uuid)

    refused = book.records.delete("person", head.uuid, head.revision)

    assert refused.refused
    assert "项目台账 W01 村内道路硬化" in refused.problems[0].message
    book.records.delete("project", made.uuid, made.revision)
    assert not book.records.delete("person", head.uuid, head.revision).refused


def test_a_unit_with_records_is_not_deleted(book: Book) -> None:
    project(book)
    [unit] = [one for one in book.records.find("unit") if one["code"] == HUANGSI]

    assert book.records.delete("unit", unit.uuid, unit.revision).refused


def test_deleting_with_a_stale_revision_is_refused(book: Book) -> None:
    made = project(book)
    save(book, "project", made.uuid, content="改")

    with pytest.raises(StaleRevision):
        book.records.delete("project", made.uuid, made.revision)


def test_a_save_is_one_commit(book: Book) -> None:
    made = project(book)
    commits: list[object] = []
    event.listen(book.engine, "commit", commits.append)

    save(book, "project", made.uuid, content="改", planned=Decimal("5.00"))

    assert len(commits) == 1


def test_finding_by_an_expression(book: Book) -> None:
    small = project(book, "小", planned=Decimal("10.00"))
    project(book, "大", planned=Decimal("1000.00"))
    form = book.definitions.form("project")
    condition = parse_expression("planned < 100", form, book.definitions.forms)

    assert [one.uuid for one in book.records.find("project", condition)] == [small.uuid]
    assert len(book.records.find("project", limit=1)) == 1


def test_identities_tell_records_apart(book: Book) -> None:
    known = add(book, "person", name="李满仓", id_number="410726197803073618")
    add(book, "person", name="王二")
    add(book, "person", name="王二")

    def match(**values: str) -> str | None:
        found = book.records.match("person", {"unit": HUANGSI, **values})
        return found.uuid if found else None

    assert match(id_number="410726197803073618", name="李满苍") == known.uuid
    assert match(name="李满仓") == known.uuid
    assert match(name="李满仓", id_number="410726198503121221") is None  # somebody else
    assert match(name="王二") is None  # it cannot be told which
    assert match(name="没有的") is None
    assert book.records.identities("person", ("name",))["李满仓",] == [known.uuid]


def test_what_refers_twice_is_named_once(book: Book) -> None:
    head = add(book, "person", name="王满仓")
    other = add(book, "person", name="李二")
    for name in "一二三四":
        project(book, name, head=head.uuid)
    project(book, "五", head=other.uuid)

    [problem] = book.records.delete("person", head.uuid, head.revision).problems
    assert problem.message.count("项目台账") == 3
    [problem] = book.records.delete("person", other.uuid, other.revision).problems
    assert problem.message.count("项目台账") == 1


def test_saving_can_be_made_ready_beside_the_window(book: Book) -> None:
    made = project(book)
    book = reopened(book)
    book.records.prepare("receipt", TODAY)

    ready = set(book.tables._kept)
    receipt(book, made, "10.00", TODAY)

    assert set(book.tables._kept) == ready


def test_units_come_with_their_names(book: Book) -> None:
    assert book.records.units() == [(TOWN, "王楼镇"), (HUANGSI, "黄寺村"), (WANGLOU, "王楼村")]


def test_pages_are_read_in_the_order_asked_for(book: Book) -> None:
    made = [project(book, name) for name in "一二三"]
    order = [made[2].id, 999_999, made[0].id]

    page = book.records.by_ids("project", order, ("name", "received"))

    assert [(one["name"], one["received"]) for one in page] == [
        ("三", Decimal("0.00")),
        ("一", Decimal("0.00")),
    ]
    assert page[0].values.keys() == {"name", "received"}


def test_all_or_nothing_names_every_bad_row(book: Book) -> None:
    good = Record(values={"unit": HUANGSI, "name": "好", "kind": "road"})
    bad = Record(values={"unit": HUANGSI, "name": "坏", "planned": Decimal("-1.00")})
    worse = Record(values={"unit": HUANGSI, "nmae": "错"})

    saved = book.records.save_many("project", [good, bad, good, worse], operator="张三")

    assert (saved.added, saved.refused) == (0, 2)
    assert {problem.row for problem in saved.problems if problem.level is Level.BLOCK} == {2, 4}
    assert rows(book, "project") == []


def test_skipping_bad_rows_saves_the_rest_and_counts_them(book: Book) -> None:
    known = project(book, "旧")
    records = [
        Record(values={"unit": HUANGSI, "name": "新", "kind": "road"}),
        Record(values={"unit": HUANGSI, "name": "坏", "planned": Decimal("-1.00")}),
        replace(known, values={"name": "改"}),
        Record(values={"unit": HUANGSI, "name": "新二", "kind": "road", "code": "W01"}),
    ]

    saved = book.records.save_many("project", records, skip_bad=True)

    assert (saved.added, saved.changed, saved.unchanged, saved.refused) == (1, 1, 0, 2)
    assert [one["name"] for one in book.records.find("project")] == ["改", "新"]
    assert saved.records[0].uuid
    assert saved.records[1].uuid == ""


def test_skipping_bad_rows_finds_those_that_only_together_break_a_rule(book: Book) -> None:
    made = project(book)
    values: dict[str, Value] = {"unit": HUANGSI, "project": made.uuid, "received_on": TODAY}
    records = [
        Record(values={**values, "amount": Decimal(amount)})
        for amount in ("60000.00", "50000.00", "40000.00")
    ]

    saved = book.records.save_many("receipt", records, skip_bad=True)

    assert (saved.added, saved.refused) == (2, 1)
    assert book.records.get("project", made.uuid)["received"] == Decimal("100000.00")
    assert [problem.row for problem in saved.problems] == [2]


def test_saving_the_same_again_changes_nothing(book: Book) -> None:
    records = [Record(values={"unit": HUANGSI, "name": name, "kind": "road"}) for name in "一二三"]
    first = book.records.save_many("project", records)

    second = book.records.save_many("project", first.records)

    assert (first.added, second.unchanged, second.changed) == (3, 3, 0)


def test_records_of_several_ledgers_are_saved_in_one_act(book: Book) -> None:
    uuid = str(uuid4())
    items = [
        ("person", Record(values={"unit": HUANGSI, "name": "王䶮"}, uuid=uuid)),
        ("project", Record(values={"unit": HUANGSI, "name": "桥", "kind": "road", "head": uuid})),
    ]

    tried = book.records.save_all(items, dry_run=True)
    assert (tried.added, rows(book, "person")) == (2, [])

    saved = book.records.save_all(items, operator="张三", batch="花名册.xlsx")

    assert saved.counts["person"].added == saved.counts["project"].added == 1
    assert book.records.get("project", saved.records[1].uuid).names["head"] == "王䶮"
    assert {row["batch"].partition("#")[0] for row in rows(book, "_journal")[2:]} == {"花名册.xlsx"}


def test_a_group_is_saved_as_a_whole_or_not_at_all(book: Book) -> None:
    def pair(name: str, planned: str) -> list[tuple[str, Record]]:
        uuid = str(uuid4())
        values = {"unit": HUANGSI, "name": name, "kind": "road", "head": uuid}
        return [
            ("person", Record(values={"unit": HUANGSI, "name": name}, uuid=uuid)),
            ("project", Record(values={**values, "planned": Decimal(planned)})),
        ]

    saved = book.records.save_all(
        [*pair("好", "1.00"), *pair("坏", "-1.00")], together=[1, 1, 2, 2], skip_bad=True
    )

    assert (saved.added, saved.refused) == (2, 2)
    assert [row["name"] for row in rows(book, "person")] == ["好"]


def test_what_progress_raises_ends_the_act_without_a_trace(book: Book) -> None:
    def cancel(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        book.records.save_all(
            [("person", Record(values={"unit": HUANGSI, "name": "王"}))], progress=cancel
        )

    assert rows(book, "person") == []


def test_records_in_bulk_are_complete_searchable_and_journaled(book: Book) -> None:
    head = add(book, "person", name="王满仓")
    records = [
        Record(
            values={
                "unit": HUANGSI,
                "code": f"B{number}",
                "name": f"水渠{number}号",
                "planned": Decimal("12.34"),
                "head": head.uuid,
            },
            lines={"outputs": (line(item="水渠", target=Decimal("5.00")),)},
        )
        for number in range(3)
    ]

    assert book.records.insert_many("project", iter(records), operator="样例") == 3

    found = book.records.find("project")
    assert [one["name"] for one in found] == ["水渠0号", "水渠1号", "水渠2号"]
    assert found[0].names["head"] == "王满仓"
    assert found[0].lines["outputs"][0]["target"] == Decimal("5.00")
    assert [hit.name for hit in book.search.find("水渠1号")] == ["B1 水渠1号"]
    assert book.journal.verify_chain() is None
    [birth] = book.journal.history("project", found[0].uuid)
    assert birth.operator == "样例"


def test_reading_works_while_somebody_writes(book: Book) -> None:
    made = project(book)

    with book.writing() as connection:
        table = book.tables["project"]
        connection.execute(table.update().values(name="半途"))
        assert book.records.get("project", made.uuid)["name"] == made["name"]
        connection.rollback()

    with book.reading() as connection:
        assert connection.execute(select(table.c.name)).scalar_one() == made["name"]

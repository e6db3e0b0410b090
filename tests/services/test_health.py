"""A look over the book finds what is wrong in it, says where, and mends what is safe to mend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level, Stopped
from ruraldesk.services import health, health_tasks
from ruraldesk.services.health import Area, Finding, Mending, Report
from ruraldesk.services.health_mending import mend, preview
from ruraldesk.store.book import Book, BookInfo
from tests.definitions.builders import loaded
from tests.store.village import HUANGSI, WANGLOU, add, line, project, receipt, save, village_book

WELL = """
name = "{name}"
[[field]]
key = "name"
type = "text"
label = "井名"
required = true
[[field]]
key = "total"
type = "money"
label = "投资"
unit = "元"
[[field]]
key = "photos"
type = "files"
label = "照片"
[[field]]
key = "keeper"
type = "text"
label = "管护人"
names = "person"
[[lines]]
key = "visits"
title = "巡查"
[[lines.field]]
key = "visited_on"
type = "date"
label = "日期"
[[lines.field]]
key = "visitor"
type = "text"
label = "巡查人"
names = "person"
"""
PERSON = """
name = "{name}"
search = ["name"]
[[field]]
key = "name"
type = "text"
label = "姓名"
required = true
[[field]]
key = "id_number"
type = "person_id"
label = "身份证号"
[[field]]
key = "birth_date"
type = "date"
label = "出生日期"
[[field]]
key = "phone"
type = "phone"
label = "电话"
[import]
identities = [["id_number"], ["name", "unit"]]
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as made:
        made.settings["operator"] = "张三"
        made.settings["as_of"] = "2023-11-16"
        made.backups.make()
        yield made


@pytest.fixture
def wells(tmp_path: Path) -> Iterator[Book]:
    definitions = loaded(tmp_path / "定义", ledgers={"well": WELL, "person": PERSON})
    info = BookInfo(unit=HUANGSI, name="黄寺村", level="village")
    with Book.create(tmp_path / "黄寺 村.rdb", definitions, info) as made:
        made.settings["operator"] = "陈文书"
        yield made


def examined(book: Book) -> Report:
    """Look over a book that has backups beside it and in a second place."""
    return health_tasks.examine(book, elsewhere=book.paths.backups)


def found(book: Book, check: str) -> list[Finding]:
    return [one for one in examined(book).findings if one.check == check]


def put_into_bin(book: Book, form: str, record: Record) -> None:
    """As a merge or another program may leave it: deleted, though others refer to it."""
    with book.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE {form} SET deleted = '2023-11-01' WHERE uuid = ?", (record.uuid,)
        )


def photo(folder: Path, name: str = "桥.txt", content: str = "照片") -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def test_a_sound_book_is_found_sound(book: Book) -> None:
    project(book)
    report = examined(book)
    assert report.findings == ()
    assert report.records == 3  # two units and a project
    assert health.last_report(book) == report


def test_a_reference_into_the_bin_is_mended_by_bringing_its_record_back(book: Book) -> None:
    head = add(book, "person", name="王建设")
    own = project(book, head=head.uuid)
    put_into_bin(book, "person", head)

    [one] = found(book, "reference_deleted")

    assert (one.form, one.record, one.field) == ("project", own.uuid, "head")
    assert one.called == "W01 村内道路硬化"
    assert one.mending is Mending.RESTORE
    assert "王建设" in preview(book, one).after
    mended = mend(book, [one], "核对过")
    assert mended.done == (one,)
    assert mended.backup is not None
    assert mended.backup.is_file()
    assert not book.records.get("person", head.uuid).deleted
    assert found(book, "reference_deleted") == []


def test_a_reference_into_the_bin_goes_to_the_only_living_one_of_its_name(book: Book) -> None:
    head = add(book, "person", name="王建设")
    own = project(book, head=head.uuid)
    put_into_bin(book, "person", head)
    other = add(book, "person", name="王建设", phone="13803801234")
    add(book, "person", name="王建设", unit=WANGLOU)  # of another village

    [one] = found(book, "reference_deleted")
    assert one.mending is Mending.RELINK
    mend(book, [one], "同一人")

    assert book.records.get("project", own.uuid)["head"] == other.uuid
    book.records.restore("person", head.uuid, operator="李四")
    book.journal.undo("张三")
    assert book.records.get("project", own.uuid)["head"] == head.uuid


def test_a_reference_to_nothing_is_told_and_stops_nothing(book: Book) -> None:
    own = project(book, head=add(book, "person", name="王建设").uuid)
    with book.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("DELETE FROM person")
        driver.execute("PRAGMA foreign_keys = ON")

    report = examined(book)

    [one] = [each for each in report.findings if each.check == "reference_nowhere"]
    assert one.record == own.uuid
    assert one.mending is Mending.NOTHING
    assert any(each.check == "database" for each in report.findings)


def test_rules_are_checked_over_the_whole_book(book: Book) -> None:
    own = project(book)
    receipt(book, own, "50000.00")
    with book.writing() as connection:
        connection.exec_driver_sql("UPDATE project SET planned = 100")
    [one] = found(book, "rule.received_within_plan")
    assert (one.area, one.record) == (Area.RULES, own.uuid)


def test_an_amount_with_too_many_zeros_is_doubtful(book: Book) -> None:
    own = project(book, planned=Decimal("900000000.00"))
    for number in range(10):
        receipt(book, own, f"{9000 + number * 200}.00")
    wrong = receipt(book, own, "98000000.00")
    small = receipt(book, own, "9.80")

    doubtful = found(book, "value.amount")

    assert {one.record for one in doubtful} == {wrong.uuid, small.uuid}
    assert all(one.field == "amount" for one in doubtful)


def test_amounts_of_every_size_are_not_doubtful(book: Book) -> None:
    own = project(book, planned=Decimal("900000000.00"))
    for power in range(8):
        for digit in (1, 3):
            receipt(book, own, f"{digit * 10**power}.00")
    assert found(book, "value.amount") == []


def test_days_far_from_now_are_doubtful(book: Book) -> None:
    early = project(book)
    late = project(book, name="学校广场", finished_on=date(2095, 5, 1), kind="water")
    with book.writing() as connection:  # the form refuses it: an old import may have let it in
        connection.exec_driver_sql(
            "UPDATE project SET proposed_on = '1823-05-01' WHERE id = ?", (early.id,)
        )
    assert {one.record for one in found(book, "value.date")} == {early.uuid, late.uuid}


def test_an_age_beyond_110_years_is_doubtful(wells: Book) -> None:
    old = add(wells, "person", name="李寿", id_number="410726190101010012")
    [one] = found(wells, "value.age")
    assert one.record == old.uuid


def test_a_phone_of_ten_people_is_doubtful_once(wells: Book) -> None:
    for number in range(10):
        add(wells, "person", name=f"王{number}", phone="13803801234")
    [one] = found(wells, "value.phone")
    assert "1234" in one.message
    assert "13803801234" not in one.message


def test_the_same_person_twice_is_told(wells: Book) -> None:
    add(wells, "person", name="王建设", id_number="410726197803040015")
    again = add(wells, "person", name="王建设", birth_date=date(1978, 3, 4))
    add(wells, "person", name="王建设", birth_date=date(1980, 3, 4))
    assert [one.record for one in found(wells, "double.person")] == [again.uuid]


def test_projects_called_almost_the_same_are_told_and_phases_are_not(book: Book) -> None:
    for name in ("王楼村道路硬化项目一期", "王楼村道路硬化项目二期", "东街排水工程"):
        project(book, name)
    again = project(book, "王楼村 道路硬化（一期）")
    assert [one.record for one in found(book, "double.name")] == [again.uuid]


def test_a_name_is_linked_to_the_only_person_of_that_name(wells: Book) -> None:
    own = add(wells, "well", name="一号井", keeper="王建设")
    with_line = wells.records.save(
        "well",
        Record(
            values={"unit": HUANGSI, "name": "二号井"},
            lines={"visits": (line(visitor="李四"), line(visitor="王建设"))},
        ),
    ).record
    who = add(wells, "person", name="王建设")

    several = found(wells, "unlinked_name")

    assert {(one.record, one.field) for one in several} == {
        (own.uuid, "keeper"),
        (with_line.uuid, "visits[2].visitor"),
    }
    assert len(mend(wells, several, "").done) == 2
    assert wells.records.get("well", own.uuid)["known_keeper"] == who.uuid
    lines = wells.records.get("well", with_line.uuid).lines["visits"]
    assert [one["known_visitor"] for one in lines] == [None, who.uuid]
    wells.journal.undo("陈文书")  # both were one act
    assert wells.records.get("well", own.uuid)["known_keeper"] is None
    assert len(found(wells, "unlinked_name")) == 2


def test_a_lost_photo_is_taken_out_of_the_backup(wells: Book, tmp_path: Path) -> None:
    name = wells.attachments.add(photo(tmp_path))
    own = add(wells, "well", name="一号井", photos=(name,))
    wells.backups.make()
    file = wells.attachments.path(name)
    file.unlink()

    [one] = found(wells, "file_missing")

    assert (one.record, one.field, one.mending) == (own.uuid, "photos", Mending.RECOVER)
    assert mend(wells, [one], "").done == (one,)
    assert file.read_text(encoding="utf-8") == "照片"
    assert found(wells, "file_missing") == []


def test_a_lost_photo_that_no_backup_has_is_for_a_person(wells: Book, tmp_path: Path) -> None:
    name = wells.attachments.add(photo(tmp_path))
    add(wells, "well", name="一号井", photos=(name,))
    wells.attachments.path(name).unlink()
    [one] = found(wells, "file_missing")
    assert one.mending is Mending.NOTHING


def test_a_photo_whose_bytes_changed_is_put_aside_and_replaced(wells: Book, tmp_path: Path) -> None:
    name = wells.attachments.add(photo(tmp_path))
    add(wells, "well", name="一号井", photos=(name,))
    wells.backups.make()
    file = wells.attachments.path(name)
    file.write_text("别的", encoding="utf-8")
    [one] = found(wells, "file_damaged")

    mend(wells, [one], "")

    assert file.read_text(encoding="utf-8") == "照片"
    kept = list((wells.paths.backups / "set_aside").rglob(f"*{name}"))
    assert [each.read_text(encoding="utf-8") for each in kept] == ["别的"]


def test_a_file_nobody_names_is_put_aside_not_deleted(wells: Book, tmp_path: Path) -> None:
    used = wells.attachments.add(photo(tmp_path, "用.txt", "用"))
    once = wells.attachments.add(photo(tmp_path, "曾.txt", "曾"))
    unused = wells.attachments.add(photo(tmp_path, "废.txt", "废"))
    own = add(wells, "well", name="一号井", photos=(used, once))
    save(wells, "well", own.uuid, photos=(used,))  # the history names the other one
    (wells.paths.attachments / "半.jpg.unfinished").write_bytes(b"x")

    [one] = found(wells, "file_unused")
    assert one.about == unused
    [half] = found(wells, "file_strange")
    mend(wells, [one, half], "")

    assert sorted(wells.attachments.names()) == sorted([used, once])
    kept = {each.name for each in (wells.paths.backups / "set_aside").rglob("*.*")}
    assert kept == {unused, "半.jpg.unfinished"}


def test_a_search_that_lost_records_is_built_anew(book: Book) -> None:
    project(book)
    with book.writing() as connection:
        connection.exec_driver_sql("DELETE FROM _search_documents WHERE text LIKE '%道路%'")
    [one] = found(book, "search")
    assert mend(book, [one], "").done == (one,)
    assert [hit.name for hit in book.search.find("道路")] == ["W01 村内道路硬化"]
    assert found(book, "search") == []


def test_a_page_of_the_file_that_is_damaged_is_found_and_stops_nothing(book: Book) -> None:
    own = project(book, planned=Decimal("900000000.00"))
    for number in range(300):
        money = receipt(book, own, f"{number + 1}.00")
        if number == 150:
            save(book, "receipt", money.uuid, note="这一页要坏" * 200)
    book.close()
    content = bytearray(book.path.read_bytes())
    place = content.find("这一页要坏".encode()) // 4096 * 4096
    content[place : place + 4096] = bytes(4096)
    book.path.write_bytes(bytes(content))

    with Book.open(book.path, book.definitions) as damaged:
        report = health_tasks.examine(damaged)

    assert {Area.DATABASE} <= {one.area for one in report.findings if one.level is Level.BLOCK}
    assert all(one.message for one in report.findings)


def test_an_altered_journal_is_told(book: Book) -> None:
    project(book)
    with book.writing() as connection:
        connection.exec_driver_sql("UPDATE _journal SET operator = '李四' WHERE id = 2")
    [one] = found(book, "journal")
    assert "2" in one.message


def test_drafts_of_long_ago_and_choices_of_nobody_are_told(book: Book) -> None:
    book.drafts.keep("project", "new-1", Record(values={"name": "半"}))
    book.drafts.keep("project", "new-2", Record(values={"name": "新"}))
    with book.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE _drafts SET changed = '2023-01-01T08:00:00+08:00' WHERE key = 'new-1'"
        )
    book.choices.add("kinds", "凉亭")
    used = book.choices.add("kinds", "花园")
    project(book, kind=used.code)
    assert [one.about for one in found(book, "old_draft")] == ["new-1"]
    assert ["凉亭" in one.message for one in found(book, "unused_choice")] == [True]


def test_a_book_without_a_backup_gets_one(wells: Book) -> None:
    add(wells, "well", name="一号井")
    [one] = found(wells, "no_backup")
    assert mend(wells, [one], "").done == (one,)
    assert len(wells.backups.list()) == 1
    assert found(wells, "no_backup") == []


def test_backups_of_one_drive_only_are_told(book: Book, tmp_path: Path) -> None:
    def checks(elsewhere: Path | None) -> list[str]:
        return [one.check for one in health_tasks.examine(book, elsewhere=elsewhere).findings]

    stick = tmp_path / "U盘"
    assert checks(None) == ["no_second_place"]
    assert checks(stick) == ["old_second_backup"]  # it is not in
    book.backups.make(stick)
    assert checks(stick) == []


def test_what_was_accepted_stays_quiet_until_its_value_changes(book: Book) -> None:
    own = project(book, proposed_on=date(2095, 5, 1))
    [one] = found(book, "value.date")
    with pytest.raises(ValueError, match="reason"):
        health.accept(book, one, " ")

    health.accept(book, one, "远期规划")

    report = examined(book)
    assert (report.findings, report.accepted) == ((), 1)
    [kept] = health.accepted(book)
    assert (kept.reason, kept.operator, kept.called) == ("远期规划", "张三", one.called)
    save(book, "project", own.uuid, proposed_on=date(2096, 5, 1))
    assert len(found(book, "value.date")) == 1
    health.withdraw(book, kept.key)
    assert health.accepted(book) == []


def test_a_look_can_be_stopped_and_the_last_one_stays(book: Book) -> None:
    report = examined(book)
    told: list[tuple[int, int]] = []

    def stop_at_third() -> bool:
        return len(told) >= 3

    with pytest.raises(Stopped):
        health_tasks.examine(
            book, progress=lambda done, of, _: told.append((done, of)), cancelled=stop_at_third
        )
    assert told[0][0] == 0
    assert told[0][1] > 3
    assert health.last_report(book) == report


def test_a_report_loses_what_was_done(book: Book) -> None:
    project(book, proposed_on=date(2095, 5, 1))
    report = examined(book)
    [one] = report.findings
    assert health.without(report, [one], accepted=True) == Report(
        time=report.time, findings=(), accepted=1, records=report.records, head=report.head
    )


def test_what_a_rule_refuses_is_left_and_told(book: Book) -> None:
    head = add(book, "person", name="王建设", id_number="410726197803040015")
    own = project(book, head=head.uuid)
    put_into_bin(book, "person", head)
    add(book, "person", name="王建军", id_number="410726197803040015")  # the number was given again
    [one] = found(book, "reference_deleted")
    mended = mend(book, [one], "")
    assert mended.done == ()
    assert mended.refused[0][0] == one
    assert book.records.get("person", head.uuid).deleted
    assert book.records.get("project", own.uuid)["head"] == head.uuid

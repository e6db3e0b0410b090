"""Records from JSON lines: all or nothing, each refusal with its line, matter and remedy."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.errors import Level
from ruraldesk.services.putting import Put, UnknownForm, put
from ruraldesk.services.reading import rows
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, TOWN, WANGLOU, only, town_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def project(**values: Any) -> dict[str, Any]:
    return {"name": "村内道路", "stage": "proposed", **values}


def sent(book: Book, form: str, *objects: object) -> Put:
    """Put objects, given as JSON text or as what JSON holds."""
    return put(book, form, [one if isinstance(one, str) else json.dumps(one) for one in objects])


def test_records_are_saved_with_labels_names_and_exact_amounts(book: Book) -> None:
    done = sent(
        book,
        "project",
        project(unit="黄寺村", category="基础设施", estimate="13282600.55", benefit_people=12),
        project(name="机井", unit=WANGLOU, estimate=0.1, stage="谋划"),
    )
    assert (done.added, done.changed, done.unchanged, done.refused) == (2, 0, 0, False)
    road, well = (book.records.get("project", uuid) for uuid in done.uuids)
    assert (road["unit"], road["category"], road["estimate"]) == (
        HUANGSI, "infrastructure", Decimal("13282600.55"),
    )  # fmt: skip
    assert (well["unit"], well["estimate"]) == (WANGLOU, Decimal("0.10"))


def test_a_record_without_a_unit_belongs_to_the_book(book: Book) -> None:
    sent(book, "project", project())
    assert only(book, "project")["unit"] == TOWN


def test_an_update_keeps_what_it_does_not_name_and_clears_what_is_null(book: Book) -> None:
    [uuid] = sent(
        book, "project", project(place="村东", remark="旧", outputs=[{"item": "机井及配套"}])
    ).uuids
    done = sent(book, "project", {"uuid": uuid, "name": "新名", "remark": None})
    assert (done.added, done.changed) == (0, 1)
    one = only(book, "project")
    assert (one["name"], one["place"], one["remark"]) == ("新名", "村东", None)
    assert len(one.lines["outputs"]) == 1


def test_lines_are_replaced_changed_by_uuid_and_known_again_by_content(book: Book) -> None:
    outputs = [{"item": "道路硬化", "planned_qty": "10"}, {"item": "路灯", "planned_qty": 5}]
    [uuid] = sent(book, "project", project(outputs=outputs)).uuids
    again = sent(book, "project", {"uuid": uuid, "outputs": outputs})
    assert again.unchanged == 1
    first = only(book, "project").lines["outputs"][0]
    sent(book, "project", {"uuid": uuid, "outputs": [{"uuid": first.uuid, "done_qty": "4"}]})
    [left] = only(book, "project").lines["outputs"]
    assert (left.uuid, left["item"], left["done_qty"]) == (
        first.uuid, "road_hardening", Decimal("4.00"),
    )  # fmt: skip


def test_new_lines_begin_with_their_defaults_unless_something_is_given(book: Book) -> None:
    given = [
        {"checked_on": "2023-05-01", "result": "pending"},
        {"checked_on": "2023-06-01", "kind": None, "result": "rework"},
    ]
    [uuid] = sent(book, "project", project(acceptances=given)).uuids
    first, second = only(book, "project").lines["acceptances"]
    assert (first["kind"], first["result"]) == ("completion", "pending")
    assert (second["kind"], second["result"]) == (None, "rework")
    assert sent(book, "project", {"uuid": uuid, "acceptances": given}).unchanged == 1


def test_a_line_that_was_cleared_is_not_filled_again(book: Book) -> None:
    [uuid] = sent(
        book, "project", project(acceptances=[{"checked_on": "2023-05-01", "result": "pending"}])
    ).uuids
    [line] = only(book, "project").lines["acceptances"]
    sent(book, "project", {"uuid": uuid, "acceptances": [{"uuid": line.uuid, "kind": None}]})
    more = [{"uuid": line.uuid}, {"checked_on": "2023-06-01", "result": "pending"}]
    sent(book, "project", {"uuid": uuid, "acceptances": more})
    kept, added = only(book, "project").lines["acceptances"]
    assert (kept["kind"], added["kind"]) == (None, "completion")


def test_what_rows_prints_can_be_put_back_and_changes_nothing(book: Book) -> None:
    sent(book, "project", project(outputs=[{"item": "路灯"}], estimate="5"), project(name="乙"))
    printed = rows(book, "project").rows
    done = sent(book, "project", *printed)
    assert (done.added, done.changed, done.unchanged) == (0, 0, 2)
    assert done.problems == ()


def test_a_stale_revision_is_refused_and_nothing_is_overwritten(book: Book) -> None:
    [uuid] = sent(book, "project", project()).uuids
    seen = rows(book, "project").rows[0]
    sent(book, "project", {"uuid": uuid, "name": "别人改的"})
    done = sent(book, "project", {**seen, "name": "我改的"})
    assert done.refused
    assert done.problems[0].code == "stale_revision"
    assert "第 1 行" in done.problems[0].message
    assert only(book, "project")["name"] == "别人改的"


def test_one_bad_line_keeps_all_out(book: Book) -> None:
    head = book.journal.head()
    done = sent(book, "project", project(), project(name=""), project(estimate="很多"))
    assert done.refused
    assert [problem.row for problem in done.problems] == [3]
    done = sent(book, "project", project(), project(name=""))
    [told] = [problem for problem in done.problems if problem.level is Level.BLOCK]
    assert (told.row, told.field, told.code) == (2, "name", "required")
    assert told.message.startswith("第 2 行：")
    assert book.journal.head() == head
    assert book.records.find("project") == []


def test_references_are_given_by_uuid_code_name_or_both(book: Book) -> None:
    [road] = sent(book, "project", project(code="W01", unit="黄寺村")).uuids
    [source] = sent(book, "funding_source", {"kind": "上级补助", "name": "衔接资金"}).uuids
    for given in (road, road.upper(), "W01", "村内道路", "W01 村内道路"):
        done = sent(book, "allocation", {"source": source, "project": given, "planned": "1"})
        assert not done.refused, done.problems
        [made] = done.uuids
        assert book.records.get("allocation", made)["project"] == road
    done = sent(book, "allocation", {"source": source, "project": "村内道落"})
    assert "是不是" in done.problems[0].message
    done = sent(
        book, "allocation", {"source": source, "project": "3a3fdabd-20b1-4857-bebd-48872a933a07"}
    )
    assert done.problems[0].code == "reference"


def test_records_put_together_may_name_each_other(book: Book) -> None:
    done = sent(
        book,
        "unit",
        {"code": "410726105000", "name": "司寨乡", "level": "town"},
        {"code": "410726105201", "name": "司寨村", "level": "village", "upper": "司寨乡"},
    )
    assert done.added == 2, done.problems


def test_a_name_that_two_records_have_must_be_said_otherwise(book: Book) -> None:
    sent(book, "project", project(code="A1"), project(code="A2"))
    done = sent(book, "allocation", {"source": "x", "project": "村内道路"})
    assert any("2 条记录" in problem.message for problem in done.problems)


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("{", "json", "JSON"),
        ("[]", "json", "花括号"),
        ("5", "json", "花括号"),
        ("null", "json", "花括号"),
        ('"name"', "json", "花括号"),
        ("\ufeff\ufeff{}", "json", "JSON"),
        ('{"name": NaN}', "json", "NaN"),
        ('{"estimate": Infinity}', "json", "Infinity"),
        ('{"name": "a", "name": "b"}', "json", "name"),
        ("[" * 100_000, "json", "嵌套"),
        ('{"outputs": ' + "[" * 5000 + "]" * 5000 + "}", "json", "嵌套"),
        ('{"naem": "a"}', "unknown_field", "name"),
        ('{"deleted": true}', "unknown_field", "deleted"),
        ('{"name": 5}', "value", "5"),
        ('{"name": ["a"]}', "value", "名称"),
        ('{"name": {"a": 1}}', "value", "名称"),
        ('{"name": true}', "value", "true"),
        ('{"name": 1.5}', "value", "1.5"),
        ('{"name": "a\\u0007b"}', "value", "U+0007"),
        ('{"name": "a\\u0000b"}', "value", "U+0000"),
        ('{"name": "a\\ud83d"}', "value", "U+D83D"),
        ('{"name": "a\\u202eb"}', "value", "U+202E"),
        ('{"estimate": "1,000"}', "value", "1,000"),
        ('{"estimate": 1e400}', "value", "E+400"),
        ('{"estimate": 1e99999999999999999999}', "value", "Infinity"),
        ('{"estimate": ' + "9" * 5000 + "}", "value", "999"),
        ('{"estimate": 99999999999999}', "value", "9,999,999,999,999.99"),
        ('{"estimate": 0.001}', "value", "分"),
        ('{"benefit_people": 1.5}', "value", "1.5"),
        ('{"benefit_people": "十二"}', "value", "十二"),
        ('{"benefit_people": true}', "value", "true"),
        ('{"proposed_on": "2023-02-30"}', "value", "2023-02-30"),
        ('{"proposed_on": "1899-12-31"}', "value", "1900"),
        ('{"proposed_on": "2101-01-01"}', "value", "2100"),
        ('{"proposed_on": 20230101}', "value", "20230101"),
        ('{"category": "没有的类"}', "value", "没有的类"),
        ('{"category": 5}', "value", "5"),
        ('{"entry_reasons": {"a": 1}}', "value", "列表"),
        ('{"outputs": {"item": "路灯"}}', "lines", "列表"),
        ('{"outputs": [5]}', "lines", "列表"),
        ('{"outputs": null}', "lines", "列表"),
        ('{"outputs": [{"itme": "路灯"}]}', "unknown_field", "item"),
        ('{"outputs": [{"item": "路灯", "planned_qty": "x"}]}', "value", "x"),
        ('{"uuid": 5}', "uuid", "5"),
        ('{"uuid": "abc"}', "uuid", "abc"),
        ('{"uuid": ["a"]}', "uuid", "UUID"),
        ('{"outputs": [{"uuid": "abc", "item": "路灯"}]}', "uuid", "abc"),
        ('{"revision": "1"}', "value", "1"),
        ('{"revision": -1}', "value", "-1"),
        ('{"unit": "无名村"}', "value", "无名村"),
        ('{"unit": 410726199999}', "reference", "410726199999"),
        ('{"unit": "41072610420"}', "value", "41072610420"),
    ],
)  # fmt: skip
def test_wrong_lines_end_in_a_sentence_with_their_place(
    book: Book, line: str, code: str, word: str
) -> None:
    head = book.journal.head()
    given = line
    if line.startswith('{"') and code in ("value", "reference", "unknown_field", "lines", "uuid"):
        given = '{"stage": "proposed", ' + line[1:]
    done = put(book, "project", ["", given, "  "])
    assert done.refused
    told = {problem.code: problem for problem in done.problems}
    assert code in told, done.problems
    assert told[code].row == 2
    assert told[code].level is Level.BLOCK
    assert told[code].form == "project"
    assert "第 2 行" in told[code].message
    assert word in told[code].message
    assert told[code].message.endswith(("。", "？"))
    assert book.journal.head() == head


def test_an_unknown_ledger_is_refused_naming_the_nearest(book: Book) -> None:
    with pytest.raises(UnknownForm, match="project"):
        put(book, "projects", [])


def test_the_same_record_twice_in_one_put_is_refused(book: Book) -> None:
    [uuid] = sent(book, "project", project()).uuids
    done = sent(book, "project", {"uuid": uuid, "name": "甲"}, {"uuid": uuid, "name": "乙"})
    assert done.refused
    assert [problem.row for problem in done.problems if problem.code == "given_twice"] == [2]


def test_a_record_in_the_recycle_bin_is_not_changed(book: Book) -> None:
    [uuid] = sent(book, "project", project()).uuids
    book.records.delete("project", uuid, 1)
    done = sent(book, "project", {"uuid": uuid, "name": "甲"})
    assert done.refused
    assert "回收站" in done.problems[0].message


def test_a_computed_value_that_differs_is_told_and_not_kept(book: Book) -> None:
    [uuid] = sent(book, "project", project()).uuids
    done = sent(book, "project", {"uuid": uuid, "paid": "500.00"})
    assert done.unchanged == 1
    assert [(problem.code, problem.level) for problem in done.problems] == [
        ("computed", Level.WARN)
    ]


def test_nothing_put_is_nothing_done(book: Book) -> None:
    done = put(book, "project", ["", "   ", "\r\n"])
    assert (done.added, done.changed, done.unchanged, done.refused) == (0, 0, 0, False)

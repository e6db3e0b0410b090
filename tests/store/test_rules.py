"""Rules over lines and ledgers: in the record itself, and in others that look at it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level
from ruraldesk.store.book import Book
from ruraldesk.store.watches import watches_of
from tests.store.village import (
    HUANGSI,
    TODAY,
    add,
    line,
    project,
    receipt,
    save,
    village_book,
    village_definitions,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def pay(book: Book, to: Record, amount: str) -> Record:
    return add(book, "payment", project=to.uuid, amount=Decimal(amount), payee="王䶮")


def test_a_receipt_that_breaks_the_rule_of_its_project_is_refused(book: Book) -> None:
    road = project(book)
    receipt(book, road, "60000.00")

    saved = save(book, "receipt", project=road.uuid, amount=Decimal("50000.00"), received_on=TODAY)

    [problem] = saved.problems
    assert saved.refused
    assert (problem.form, problem.record, problem.code) == (
        "project",
        road.uuid,
        "received_within_plan",
    )
    assert problem.message == (
        "项目台账“W01 村内道路硬化”：到位 110,000.00 元，超过计划 100,000.00 元。"
        "请核对到账，或先调整计划。"
    )
    assert book.records.get("project", road.uuid)["received"] == Decimal("60000.00")


def test_what_a_new_record_breaks_names_no_record_that_could_be_opened(book: Book) -> None:
    road = project(book)
    came = receipt(book, road, "60000.00")

    new = save(book, "project", planned=Decimal("-1.00"))
    old = save(book, "receipt", came.uuid, amount=Decimal("-1.00"))

    assert new.refused
    assert {one.record for one in new.problems if one.form == "project"} == {""}
    assert old.refused
    assert {one.record for one in old.problems if one.form == "receipt"} <= {came.uuid, ""}


def test_deleting_a_receipt_that_payments_rest_on_is_refused(book: Book) -> None:
    road = project(book)
    came = receipt(book, road, "60000.00")
    paid = pay(book, road, "60000.00")

    refused = book.records.delete("receipt", came.uuid, came.revision)

    assert refused.refused
    assert refused.problems[0].code == "paid_within_received"
    assert not book.records.get("receipt", came.uuid).deleted
    book.records.delete("payment", paid.uuid, paid.revision)
    assert not book.records.delete("receipt", came.uuid, came.revision).refused


def test_moving_a_receipt_away_is_judged_where_it_came_from(book: Book) -> None:
    road, well = project(book, "路"), project(book, "井")
    came = receipt(book, road, "60000.00")
    pay(book, road, "60000.00")

    moved = save(book, "receipt", came.uuid, project=well.uuid)

    assert moved.refused
    assert moved.problems[0].record == road.uuid


def test_lowering_the_plan_below_what_came_is_refused(book: Book) -> None:
    road = project(book)
    receipt(book, road, "60000.00")

    lowered = save(book, "project", road.uuid, planned=Decimal("59999.99"))

    assert [one.code for one in lowered.problems if one.level is Level.BLOCK] == [
        "received_within_plan"
    ]
    assert lowered.problems[0].message.startswith("到位 60,000.00 元")
    assert lowered.problems[0].field == "planned"


def test_an_undecided_rule_is_no_problem(book: Book) -> None:
    unplanned = project(book, planned=None)

    assert not save(
        book, "receipt", project=unplanned.uuid, amount=Decimal("1.00"), received_on=TODAY
    ).problems


def test_a_rule_of_lines_names_the_row(book: Book) -> None:
    made = project(book)
    lines = (
        line(item="路灯", target=Decimal("42.00"), done=Decimal("42.00")),
        line(item="井", target=Decimal("3.00"), done=Decimal("4.50")),
    )

    saved = book.records.save("project", replace(made, lines={"outputs": lines}))

    [problem] = saved.problems
    assert (problem.field, problem.level) == ("outputs[2].done", Level.BLOCK)
    assert problem.message == "工程产出第 2 行：完成 4.50，超过计划 3.00。"


def test_the_rules_of_a_state_hold_in_that_state_only(book: Book) -> None:
    early = date(2023, 1, 1)
    made = project(book, proposed_on=TODAY, finished_on=early, stage="building")

    saved = save(book, "project", made.uuid, stage="done")

    assert [one.code for one in saved.problems] == ["finished_after_proposed"]
    assert "2023-01-01" in saved.problems[0].message


def test_warnings_of_other_records_do_not_come_with_a_save(book: Book) -> None:
    quiet = save(book, "project", name="没有类别", planned=Decimal("10.00")).record

    saved = save(book, "receipt", project=quiet.uuid, amount=Decimal("1.00"), received_on=TODAY)

    assert saved.problems == ()


def test_the_check_of_a_ledger_tells_all_problems_and_none_of_deleted_records(book: Book) -> None:
    good = project(book, "好")
    bad = save(book, "project", name="没有类别").record
    gone = save(book, "project", name="删了的").record
    book.records.delete("project", gone.uuid, gone.revision)

    problems = book.records.rules.check_all("project", TODAY)

    assert [(one.record, one.code) for one in problems] == [(bad.uuid, "has_kind")]
    assert good.uuid not in {one.record for one in problems}


def test_the_check_sees_what_got_past_the_rules(book: Book) -> None:
    made = project(book)
    with book.writing() as connection:
        table = book.tables["receipt"]
        row = {
            "uuid": "b0000000-0000-4000-8000-000000000001",
            "revision": 1,
            "created": "",
            "changed": "",
            "changed_by": "",
            "unit": HUANGSI,
            "project": made.id,
            "amount": 99_999_999,
            "received_on": "2023-01-01",
        }
        connection.execute(table.insert().values(row))

    [problem] = book.records.rules.check_all("project", TODAY)

    assert problem.code == "received_within_plan"
    assert "999,999.99" in problem.message


def test_only_blocking_rules_are_watched_and_only_where_they_look() -> None:
    watches = watches_of(village_definitions())

    assert set(watches) == {"receipt", "payment"}
    [watch] = watches["receipt"]
    assert {key for _, key in watch.rules} == {"received_within_plan", "paid_within_received"}


def test_a_change_that_no_rule_reads_asks_no_other_ledger(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = project(book)
    came = receipt(book, road, "60000.00")
    rules = book.records.rules
    asked: list[object] = []
    monkeypatch.setattr(rules, "touched", lambda _, watch, ids, day: asked.append(watch))

    assert not save(book, "receipt", came.uuid, note="县财政").refused
    assert asked == []

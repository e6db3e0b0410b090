"""Plans with their five requirements, stages and targets."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.model import Record
from tests.definitions.memory_ledgers import MemoryLedgers
from tests.forms.office import Office, shipped


def plan(office: Office, **answers: Any) -> Record:
    """Keep the example of the ledger, still being carried out."""
    running = {"status": "issued", "finished_on": None}
    return office.example("plan", **{**running, **answers})


FIVE = ("goal", "lead_leader", "lead_department", "standard", "incentive")


@pytest.mark.parametrize("missing", FIVE)
def test_an_issued_plan_has_its_five_requirements(office: Office, missing: str) -> None:
    lacking = plan(office, **{missing: None})
    assert {one.field for one in office.refusals("plan", lacking)} == {missing}
    assert office.computed("plan", lacking, "complete") is False
    draft = plan(office, status="draft", **{missing: None})
    assert office.refusals("plan", draft) == []


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"ends_on": "2023-02-28"}, "dates_in_order", "block"),
        ({"issued_on": "2023-11-17"}, "issued_not_ahead", "block"),
        ({"status": "finished", "finished_on": "2023-11-17"}, "finished_after_start", "block"),
        ({"item_number": 6}, "items_listed", "inform"),
        ({"kind": "four_batches", "targets": [{"target": "提升"}]}, "villages_have_path", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_plan_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("plan", plan(office, **answers))[rule] == level


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "months"),
    [
        ("2023-06-01", "2023-12-31", 7),  # 活动从6月开始至12月结束 [S002-1]
        ("2023-03-01", "2023-03-31", 1),
        ("2022-12-31", "2023-01-01", 2),
        ("2020-01-01", "2022-12-31", 36),
    ],
)
def test_the_length_counts_the_first_and_the_last_month(
    office: Office, starts_on: str, ends_on: str, months: int
) -> None:
    measured = plan(office, starts_on=starts_on, ends_on=ends_on)
    assert office.computed("plan", measured, "months") == months


def test_stages_follow_each_other_within_the_plan(office: Office) -> None:
    first = {"stage": "制定方案阶段", "stage_from": "2023-06-01", "stage_until": "2023-07-10"}
    second = {"stage": "创建整顿阶段", "stage_from": "2023-07-11", "stage_until": "2023-10-10"}
    staged = plan(office, starts_on="2023-06-01", stages=[first, second])
    assert office.broken("plan", staged).keys() == {"items_listed"}
    assert office.computed("plan", staged, "stage_now") is None
    office.as_of = date(2023, 8, 1)
    assert office.computed("plan", staged, "stage_now") == "创建整顿阶段"
    office.as_of = date(2023, 11, 16)
    overlapping = plan(
        office, starts_on="2023-06-01", stages=[first, {**second, "stage_from": "2023-07-10"}]
    )
    assert office.broken("plan", overlapping)["stages_apart"] == "warn"
    backwards = {**first, "stage_until": "2023-05-31"}
    assert office.broken("plan", plan(office, stages=[backwards]))["stage_dates"] == "block"
    assert office.figure("plan_stages") == 5


def test_lights_tell_what_is_late(office: Office) -> None:
    def light(**answers: Any) -> object:
        return office.computed("plan", plan(office, **answers), "light")

    assert light() == "green"
    assert light(ends_on="2023-12-10") == "yellow"
    assert light(ends_on="2023-11-15") == "red"
    assert light(ends_on="2023-11-15", status="finished", finished_on="2023-11-15") == "green"
    assert light(status="draft") == "grey"


def test_tasks_belong_to_the_plan_they_come_from(office: Office) -> None:
    made = plan(office)
    office.example("task_list")
    assert office.computed("plan", made, "task_count") == 1
    assert office.computed("plan", made, "task_rate") == 100


def test_a_plan_has_all_its_stages_before_the_last_has_begun(office: Office) -> None:
    stages = [
        {"stage": "动员", "stage_from": "2023-10-01", "stage_until": "2023-10-31"},
        {"stage": "验收", "stage_from": "2024-03-01", "stage_until": "2024-03-31"},
    ]
    office.add("plan", status="issued", issued_on="2023-10-01", stages=stages)
    assert office.figure("plan_stages") == 2


@pytest.mark.parametrize(
    ("starts", "ends", "done", "light"),
    [
        ("2023-03-01", "2023-03-31", "2023-03-25", "green"),
        ("2023-03-01", "2023-11-15", None, "red"),
        ("2023-03-01", "2023-11-16", None, "yellow"),
        ("2023-11-17", "2023-12-31", None, "grey"),
    ],
)
def test_a_stage_shows_its_light(
    office: Office, starts: str, ends: str, done: str | None, light: str
) -> None:
    days = {"stage_from": starts, "stage_until": ends, "stage_done_on": done}
    record = plan(office, stages=[{"stage": "整治", **days}])
    lines = next(one for one in shipped().form("plan").lines if one.key == "stages")
    expression = lines.field("stage_light").expression
    assert expression is not None
    ledgers = MemoryLedgers(office.records)
    (stage,) = record.lines["stages"]
    found = evaluate(expression, stage, ledgers, as_of=office.as_of, parent=record)
    assert found == light

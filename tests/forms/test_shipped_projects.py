"""What the project ledger demands at each stage, refuses and warns of."""

from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import READY, Office


def refused_for(office: Office, record: Record, before: Record | None = None) -> set[str]:
    """The fields for which a project cannot be saved."""
    return {problem.field for problem in office.refusals("project", record, before)}


@pytest.mark.parametrize("missing", ["performance_target", "benefit_mechanism"])
@pytest.mark.parametrize("stage", ["approved", "preparing", "planned_start"])
def test_no_approval_without_target_and_mechanism(office: Office, stage: str, missing: str) -> None:
    dates = {
        "approved_on": "2023-02-01",
        "planned_start_on": "2023-03-01",
        "planned_finish_on": "2023-05-01",
    }
    whole = office.add("project", **READY, **dates, stage=stage, unit="410726104201")
    assert refused_for(office, whole) == set()
    answers = {**READY, **dates, "stage": stage, "unit": "410726104201"}
    del answers[missing]
    assert refused_for(office, office.add("project", **answers)) == {missing}


def test_a_project_moves_only_to_a_stage_that_follows(office: Office) -> None:
    unit = {"unit": "410726104201"}
    proposed = office.add("project", **READY, **unit, stage="proposed")
    finished = office.add(
        "project",
        **READY,
        **unit,
        stage="completed",
        finished_on="2023-05-01",
        started_on="2023-01-01",
    )
    assert refused_for(office, finished) == set()  # an old ledger is taken in as it stands
    assert refused_for(office, finished, before=proposed) == {"stage"}


def test_no_acceptance_before_completion(office: Office) -> None:
    accepted = {"stage": "accepted", "unit": "410726104201", "started_on": "2023-03-01"}
    passed = {"result": "passed", "checked_on": "2023-08-02"}
    record = office.add("project", **READY, **accepted, acceptances=[passed])
    assert refused_for(office, record) == {"finished_on"}
    assert "accepted_after_finish" in office.broken("project", record)

    record = office.add(
        "project", **READY, **accepted, finished_on="2023-08-03", acceptances=[passed]
    )
    assert office.broken("project", record)["accepted_after_finish"] == "block"

    record = office.add("project", **READY, **accepted, finished_on="2023-08-02")
    assert refused_for(office, record) == {"acceptances"}

    failed = {"result": "failed", "checked_on": "2023-08-02"}
    record = office.add(
        "project", **READY, **accepted, finished_on="2023-08-01", acceptances=[failed]
    )
    assert office.broken("project", record)["acceptance_passed"] == "block"

    record = office.add(
        "project", **READY, **accepted, finished_on="2023-08-02", acceptances=[passed]
    )
    assert refused_for(office, record) == set()
    assert "block" not in office.broken("project", record).values()


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"planned_start_on": "2023-05-02", "planned_finish_on": "2023-05-01"}, "planned_dates"),
        ({"started_on": "2023-05-02", "finished_on": "2023-05-01"}, "built_dates"),
        ({"benefit_households": 10, "benefit_people": 9}, "people_per_household"),
        ({"benefit_villages": 1, "benefit_relief_villages": 2}, "relief_villages_within"),
        ({"benefit_households": 5, "benefit_relief_households": 6}, "relief_households_within"),
        (
            {"benefit_relief_households": 5, "benefit_monitored_households": 6},
            "monitored_households_within",
        ),
        ({"benefit_people": 5, "benefit_relief_people": 6}, "relief_people_within"),
        ({"year_plans": [{"plan_year": 2023}, {"plan_year": 2023}]}, "plan_year_once"),
        (
            {"contracts": [{"contractor": "甲", "amount": "5", "retention": "6"}]},
            "retention_within_amount",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_contradictions_within_a_project_block(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    record = office.add("project", **READY, stage="proposed", **answers)
    assert office.broken("project", record)[rule] == "block"


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"outputs": [{"item": "wells", "planned_qty": "5", "done_qty": "6"}]}, "done_within_plan"),
        (
            {"outputs": [{"item": "wells", "done_qty": "5", "accepted_qty": "6"}]},
            "accepted_within_done",
        ),
        ({"plan_upper": "60", "plan_self": "30"}, "financing_adds_up"),
        ({"category": None}, "has_category"),
        ({"performance_target": None}, "library_complete"),
        ({"started_on": "2023-05-02"}, "started_needs_stage"),
        ({"progress": [{"percent": "30"}]}, "progress_dated"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_may_be_meant_so_only_warns(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    record = office.add("project", **{**READY, "stage": "proposed", **answers})
    assert office.broken("project", record)[rule] == "warn"
    assert "block" not in office.broken("project", record).values()


def test_progress_that_falls_warns_at_its_line(office: Office) -> None:
    days = {"2023-03-01": "30", "2023-05-01": "25", "2023-04-01": "60"}
    rows = [{"reported_on": day, "percent": percent} for day, percent in days.items()]
    record = office.add("project", **READY, stage="under_construction", progress=rows)
    assert office.broken("project", record)["progress_never_falls"] == "warn"
    assert office.computed("project", record, "physical_progress") == 25
    rising = office.add("project", **READY, stage="under_construction", progress=rows[::2])
    assert "progress_never_falls" not in office.broken("project", rising)


def test_overdue_days_stop_with_the_project(office: Office) -> None:
    def late(**answers: Any) -> Any:
        record = office.add("project", **READY, planned_finish_on="2023-11-06", **answers)
        return office.computed("project", record, "overdue_days")

    assert late(stage="under_construction") == 10
    assert late(stage="completed", finished_on="2023-11-08") == 2
    assert late(stage="completed", finished_on="2023-11-01") == 0
    assert late(stage="cancelled") is None

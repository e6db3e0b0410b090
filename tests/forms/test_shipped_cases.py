"""Cases: nothing ends before it was found, and nothing is typed twice on its way onward."""

from typing import Any

import pytest

from tests.forms.office import Office, shipped

FOUND = "2023-09-11"  # of the dispute's example, which was received on the 12th
BEFORE = "2023-09-10"


def broken(office: Office, form: str, **answers: Any) -> dict[str, str]:
    """Return the rules that the form's example breaks with these answers."""
    return office.broken(form, office.example(form, **answers))


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"closed_on": BEFORE}, "closed_after_reported"),
        ({"closed_on": BEFORE, "status": "doing"}, "closed_after_reported"),
        ({"closed_on": BEFORE, "outcome": "failed"}, "closed_after_reported"),
        ({"reported_on": "2023-10-01"}, "closed_after_reported"),
        ({"closed_on": FOUND}, "closed_after_accepted"),
        ({"closed_on": "2023-11-17"}, "closed_not_ahead"),
        ({"accepted_on": BEFORE}, "accepted_after_reported"),
        ({"promised_on": BEFORE}, "promised_after_reported"),
        ({"referred_on": BEFORE}, "referred_after_reported"),
        ({"referred_court_on": BEFORE}, "referred_court_after_found"),
        ({"agreement_on": BEFORE}, "agreement_in_time"),
        ({"revisited_on": "2023-09-27"}, "revisited_after_closed"),
        ({"mediations": [{"held_on": BEFORE, "mediator": "王䶮"}]}, "mediated_after_found"),
        ({"mediations": [{"held_on": "2023-11-17", "mediator": "王䶮"}]}, "mediated_not_ahead"),
        (
            {"duties": [{"duty": "know", "responsible": "王䶮", "duty_until": BEFORE}]},
            "duty_after_found",
        ),
    ],
)
def test_no_step_of_a_dispute_comes_before_it_was_found(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    assert broken(office, "dispute", **answers)[rule] == "block"


def test_a_dispute_is_closed_with_a_day_a_result_and_what_was_done(office: Office) -> None:
    bare = office.example("dispute", closed_on=None, outcome=None, result=None)
    lacking = {one.field for one in office.refusals("dispute", bare)}
    assert lacking == {"closed_on", "outcome", "result"}


@pytest.mark.parametrize(
    ("form", "answers", "rule"),
    [
        ("dispute", {"referred_on": "2023-09-29"}, "referred_before_closed"),
        ("dispute", {"referred_court_on": "2023-09-29"}, "court_before_closed"),
        ("appeal", {"referred_on": "2023-09-13"}, "referred_before_closed"),
    ],
)
def test_what_is_closed_is_not_handed_on_any_more(
    office: Office, form: str, answers: dict[str, Any], rule: str
) -> None:
    assert rule not in broken(Office(), form)
    assert broken(office, form, **answers)[rule] == "warn"


def test_a_dispute_out_of_an_event_is_found_with_it_and_entered_once(office: Office) -> None:
    event = office.example("grid_event", category="dispute")
    early = office.example("dispute", reported_on="2023-09-08", event=event.uuid)
    assert office.broken("dispute", early)["event_before"] == "block"
    kept = office.add("dispute", reported_on="2023-09-09", event=event.uuid)
    assert "event_before" not in office.broken("dispute", kept)
    assert office.broken("dispute", kept)["event_once"] == "warn"


@pytest.mark.parametrize(
    ("form", "key", "target", "link"),
    [
        ("grid_event", "mediate", "dispute", "event"),
        ("patrol", "report", "grid_event", ""),
        ("appeal", "propose", "project", ""),
    ],
)
def test_what_a_case_becomes_begins_with_what_is_known(
    form: str, key: str, target: str, link: str
) -> None:
    (action,) = (one for one in shipped().form(form).actions if one.key == key)
    assert (action.form, action.link) == (target, link)
    given = {field for field, _ in action.values}
    assert "unit" in given
    assert given <= {field.key for field in shipped().form(target).fields}


def test_an_appeal_means_the_project_that_was_made_of_it(office: Office) -> None:
    (action,) = (one for one in shipped().form("appeal").actions if one.form == "project")
    assert action.sets == "project"
    project = office.add("project", unit="410726104201", name="三组巷道硬化")
    made = office.example("appeal", to_project=False, project=project.uuid)
    assert office.shown("appeal", "to_project") == [made]
    assert office.figure("appeals_to_project") == 1


LATE = "2023-11-17"  # the day after the office's


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("grid_event", "revisited_on"),
        ("appeal", "replied_on"),
        ("supervision_trip", "circular_on"),
        ("supervision_trip", "until"),
        ("training", "until"),
        ("disaster_event", "ended_on"),
        ("reconstruction", "paid_on"),
        ("risk_record", "until_on"),
        ("allocation", "allocated_on"),
        ("receipt", "received_on"),
        ("payment", "paid_on"),
        ("payment", "disclosed_on"),
        ("asset_income", "received_on"),
        ("contribution_in_kind", "contributed_on"),
        ("facility", "met_on"),
        ("project", "declared_on"),
        ("project", "entered_on"),
        ("project", "approved_on"),
        ("project", "started_on"),
        ("project", "finished_on"),
        ("project", "handed_over_on"),
        ("project", "stopped_on"),
    ],
)
def test_what_has_happened_has_no_day_to_come(office: Office, form: str, key: str) -> None:
    rules = [rule for rule in shipped().form(form).rules if rule.key.endswith("_not_ahead")]
    (rule,) = (one for one in rules if one.field == key)
    assert rule.key not in broken(Office(), form)
    assert broken(office, form, **{key: LATE})[rule.key] == "block"


@pytest.mark.parametrize(
    ("lines", "row", "rule"),
    [
        ("progress", {"reported_on": LATE, "percent": "100"}, "progress_not_ahead"),
        ("milestones", {"milestone": "完工", "due_on": LATE, "done_on": LATE}, "done_not_ahead"),
        ("acceptances", {"checked_on": LATE}, "checked_not_ahead"),
        ("procedures", {"step": "party_review", "held_on": LATE}, "held_not_ahead"),
        (
            "contracts",
            {"contractor": "甲", "retention_returned_on": LATE},
            "retention_not_ahead",
        ),
    ],
)
def test_no_row_of_a_project_tells_of_a_day_to_come(
    office: Office, lines: str, row: dict[str, str], rule: str
) -> None:
    assert broken(office, "project", **{lines: [row]})[rule] == "block"


def test_a_stage_that_is_accepted_makes_no_project_accepted(office: Office) -> None:
    stage = {"kind": "stage", "checked_on": "2023-05-04", "result": "passed"}
    building = {"stage": "under_construction", "finished_on": None}
    project = office.example("project", **building, acceptances=[stage])
    assert "accepted_after_finish" not in office.broken("project", project)
    assert office.computed("project", project, "accepted_on") is None
    accepted = office.example("project", acceptances=[stage])
    assert office.broken("project", accepted)["acceptance_passed"] == "block"


@pytest.mark.parametrize(
    ("form", "answers", "rule", "level"),
    [
        ("petition_case", {}, "petition_once", "block"),
        (
            "appeal",
            {"petitioner": None, "reporter": "李满仓", "status": "doing", "closed_on": None},
            "not_twice",
            "warn",
        ),
        ("repair_order", {"household": None, "reporter": "李满仓"}, "not_twice", "warn"),
        ("supervision_assignment", {"until": None}, "once", "block"),
        ("evacuation", {"household": None}, "person_once", "block"),
    ],
)
def test_what_is_entered_twice_is_refused_or_asked(
    office: Office, form: str, answers: dict[str, Any], rule: str, level: str
) -> None:
    again = office.example(form, **answers, uuid="00000000-0000-4000-8000-000000000000")
    assert rule not in office.broken(form, again)
    office.example(form, **answers)
    assert office.broken(form, again)[rule] == level


def test_rows_of_a_project_that_say_the_same_are_asked(office: Office) -> None:
    contract = {"contractor": "甲", "contract_no": "HS-1"}
    output = {"item": "road_hardening", "spec": "宽3.5米"}
    twice = broken(office, "project", contracts=[contract] * 2, outputs=[output] * 2)
    assert (twice["contract_once"], twice["output_once"]) == ("warn", "warn")
    other = [{**output, "output_place": "一组"}, {**output, "output_place": "二组"}]
    assert "output_once" not in broken(Office(), "project", outputs=other)


def test_the_level_of_a_grid_stays_above_those_below_it(office: Office) -> None:
    plain = {"unit": "410726104201", "state": "active", "started_on": "2021-06-01"}
    upper = office.add("grid", code="104201", level="3", **plain)
    office.add("grid", code="104201-1", level="4", upper=upper.uuid, **plain)
    assert "lower_is_lower" not in office.broken("grid", upper)
    lowered = office.add("grid", code="104201-2", level="micro", uuid=upper.uuid, **plain)
    assert office.broken("grid", lowered)["lower_is_lower"] == "block"


def test_a_petition_of_ten_years_is_counted_until_it_is_settled(office: Office) -> None:
    plain = {"unit": "410726104201", "reported_on": "2023-03-02", "status": "doing"}
    office.add("petition_case", first_petition_on="2013-11-16", **plain)
    office.add("petition_case", first_petition_on="2013-11-17", **plain)
    office.example("petition_case")
    assert office.figure("petition_backlog_ten_years") == 1
    assert office.figure("petition_backlog_ten_years_solved") == 1

"""Task forces as a tree, tasks with lights, rectifications up to their close-out, and bulletins."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office, shipped

UNIT = {"unit": "410726104000"}

# The six that 三精准三明确 demands before a problem is handed over.
SIX = {
    "goal": "不反弹",
    "measure": "清运",
    "deadline": "2023-10-31",
    "steps": "先清后管",
    "responsible": "王䶮",
}
DONE = {**SIX, "done_on": "2023-10-20", "result": "已清"}
CLOSED = {**DONE, "checked_by": "周海燕", "closed_on": "2023-10-25", "closed_by": "周海燕"}


def team(office: Office, name: str, **answers: Any) -> Record:
    """Keep a task force that has been there since April 2022."""
    founded = {"kind": "task_force", "status": "active", "founded_on": "2022-04-08"}
    return office.add("work_team", name=name, **{**UNIT, **founded, **answers})


def task(office: Office, **answers: Any) -> Record:
    """Keep a task of the spring."""
    plain = {"name": "环境整治", "starts_on": "2023-03-01", "due_on": "2023-06-30"}
    return office.add("task_list", **{**UNIT, **plain, "responsible": "王䶮", **answers})


def problem(office: Office, **answers: Any) -> Record:
    """Keep a problem of September."""
    plain = {"problem": "坑塘边有垃圾", "found_on": "2023-09-12", "status": "open"}
    return office.add("rectification", **{**UNIT, **plain, **answers})


def refused_for(
    office: Office, form: str, record: Record, before: Record | None = None
) -> set[str]:
    return {one.field for one in office.refusals(form, record, before)}


def test_task_forces_are_those_in_force_below_a_leading_group(office: Office) -> None:
    group = team(office, "领导小组", kind="leading_group").uuid
    for number in range(11):
        team(office, f"专班{number}", upper=group)
    team(office, "已撤销", upper=group, status="dissolved", dissolved_on="2023-05-01")
    team(office, "当天撤销", upper=group, status="dissolved", dissolved_on="2023-11-16")
    team(office, "尚未成立", upper=group, founded_on="2023-11-17")
    team(office, "没有上级")
    team(office, "工作组", upper=group, kind="work_team")
    assert office.figure("task_forces") == 11
    assert office.figure("leading_groups") == 1
    office.as_of = date(2023, 4, 30)
    assert office.figure("task_forces") == 13  # both were still in force then


def test_a_group_stands_above_others_not_above_itself(office: Office) -> None:
    own = team(office, "领导小组", uuid="00000000-0000-4000-8000-00000000000a")
    office.records["work_team"].clear()
    own = team(office, "领导小组", uuid=own.uuid, upper=own.uuid)
    assert office.broken("work_team", own)["not_above_itself"] == "block"
    below = team(office, "专班", upper=team(office, "上级").uuid)
    assert "not_above_itself" not in office.broken("work_team", below)


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        (
            {"status": "dissolved", "dissolved_on": "2022-04-07"},
            "founded_before_dissolved",
            "block",
        ),
        ({"founded_on": None}, "founded_dated", "warn"),
        ({}, "task_force_has_upper", "warn"),
        ({}, "has_leader", "warn"),
        ({"members": [{"role": "head", "until": "2023-11-16"}]}, "has_leader", "warn"),
        ({"members": [{"since": "2023-02-01", "until": "2023-01-31"}]}, "member_dates", "block"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_group_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("work_team", team(office, "专班", **answers))[rule] == level


def test_a_member_is_chosen_from_the_roster_or_named(office: Office) -> None:
    cadre = office.add("cadre", name="王䶮").uuid
    assert refused_for(office, "work_team", team(office, "甲", members=[{"cadre": cadre}])) == {
        "members[1].role"
    }
    nobody = team(office, "乙", members=[{"role": "member"}])
    assert refused_for(office, "work_team", nobody) == {"members[1].member_name"}


@pytest.mark.parametrize(
    ("answers", "light", "overdue"),
    [
        ({"status": "doing"}, "red", 139),
        ({"status": "doing", "due_on": "2023-11-16"}, "yellow", 0),
        ({"status": "not_started", "due_on": "2023-11-26"}, "yellow", 0),
        ({"status": "doing", "due_on": "2023-11-27"}, "green", 0),
        ({"status": "done", "done_on": "2023-07-02"}, "green", 2),
        ({"status": "cancelled"}, "grey", None),
    ],
    ids=["late", "today", "ten_days", "eleven_days", "done_late", "cancelled"],
)
def test_a_task_shows_its_light(
    office: Office, answers: dict[str, Any], light: str, overdue: int | None
) -> None:
    record = task(office, **answers)
    assert office.computed("task_list", record, "light") == light
    assert office.computed("task_list", record, "overdue_days") == overdue


def test_overdue_tasks_are_counted_with_their_task_force(office: Office) -> None:
    force = team(office, "专班")
    for answers in ({"status": "doing"}, {"status": "not_started"}, {"status": "cancelled"}):
        task(office, team=force.uuid, **answers)
    task(office, team=force.uuid, status="done", done_on="2023-08-01")
    assert office.figure("tasks_overdue") == 2
    assert office.computed("work_team", force, "overdue_tasks") == 2
    assert office.computed("work_team", force, "task_count") == 3


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"due_on": "2023-02-28"}, "dates_in_order"),
        ({"status": "done", "done_on": "2023-02-28"}, "done_after_start"),
        ({"status": "done", "done_on": "2023-11-17"}, "done_not_ahead"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_dates_of_a_task_that_cannot_be_block(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    assert office.broken("task_list", task(office, **answers))[rule] == "block"


def test_a_finished_task_says_when(office: Office) -> None:
    assert refused_for(office, "task_list", task(office, status="done")) == {"done_on"}


def test_whether_a_tasks_problems_are_settled_is_told_from_them(office: Office) -> None:
    record = task(office, status="doing")
    assert office.computed("task_list", record, "issues") == "none"
    problem(office, task=record.uuid, status="closed", **CLOSED)
    assert office.computed("task_list", record, "issues") == "settled"
    problem(office, task=record.uuid, **SIX)
    assert office.computed("task_list", record, "issues") == "open"
    assert office.computed("task_list", record, "problem_open") == 1


@pytest.mark.parametrize("missing", SIX)
def test_no_problem_is_handed_over_before_all_six_are_said(office: Office, missing: str) -> None:
    assert refused_for(office, "rectification", problem(office, **SIX)) == set()
    five = {key: value for key, value in SIX.items() if key != missing}
    assert refused_for(office, "rectification", problem(office, **five)) == {missing}
    assert refused_for(office, "rectification", problem(office, status="found")) == set()


def test_a_problem_is_closed_only_after_it_was_settled(office: Office) -> None:
    opened = problem(office, **SIX)
    closed = problem(office, status="closed", **CLOSED)
    assert refused_for(office, "rectification", closed) == set()  # an old ledger is taken in
    assert refused_for(office, "rectification", closed, before=opened) == {"status"}
    early = problem(office, status="closed", **{**CLOSED, "closed_on": "2023-10-19"})
    assert office.broken("rectification", early)["closed_after_done"] == "block"
    unfound = problem(office, status="done", **{**DONE, "done_on": "2023-09-11"})
    assert office.broken("rectification", unfound)["done_after_found"] == "block"
    tomorrow = problem(office, status="done", **{**DONE, "done_on": "2023-11-17"})
    assert office.broken("rectification", tomorrow)["done_not_ahead"] == "block"


def test_no_problem_is_closed_without_evidence(office: Office) -> None:
    closed = problem(office, status="closed", **CLOSED)
    assert office.broken("rectification", closed)["evidence_of_closing"] == "block"
    kept = problem(office, status="closed", **CLOSED, evidence_kept="照片 4 张，存档案盒 12")
    assert "evidence_of_closing" not in office.broken("rectification", kept)


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"found_on": "2023-11-17"}, "found_not_ahead", "block"),
        ({"assigned_on": "2023-11-17"}, "assigned_not_ahead", "block"),
        (
            {"assigned_on": "2023-10-20", "deadline": "2023-10-19"},
            "deadline_after_assigned",
            "block",
        ),
        ({"status": "closed", "closed_on": "2023-11-17"}, "closed_not_ahead", "block"),
        ({"status": "done", "checked_by": "王䶮"}, "checked_by_another", "warn"),
        ({"status": "closed", "rechecked_on": "2023-10-24"}, "rechecked_in_order", "block"),
        ({"source": "weak_branch"}, "weak_branch_named", "warn"),
    ],
)
def test_what_a_problem_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("rectification", problem(office, **{**CLOSED, **answers}))[rule] == level
    assert rule not in office.broken("rectification", problem(office, **CLOSED))


def test_progress_is_told_between_finding_and_today(office: Office) -> None:
    for day, broken in (("2023-09-11", True), ("2023-09-12", False), ("2023-11-17", True)):
        told = problem(office, progress=[{"reported_on": day, "progress_note": "清运"}])
        assert ("progress_in_order" in office.broken("rectification", told)) is broken


def test_the_same_problem_of_a_day_is_recorded_once(office: Office) -> None:
    first = problem(office, **SIX)
    assert "found_once" not in office.broken("rectification", first)
    assert office.broken("rectification", problem(office, **SIX))["found_once"] == "warn"


def test_a_weak_branch_is_put_in_order_until_it_is_no_longer_weak(office: Office) -> None:
    weak = {"unit": "410726104204", "name": "西王楼村党支部", "kind": "branch", "state": "active"}
    branch = office.add("party_branch", **weak, weak=True)
    assert office.broken("party_branch", branch)["weak_has_case"] == "inform"
    case = problem(office, source="weak_branch", branch=branch.uuid, status="closed", **CLOSED)
    assert "weak_has_case" not in office.broken("party_branch", branch)
    assert office.broken("rectification", case)["weak_branch_lifted"] == "warn"
    assert office.broken("rectification", case)["source_of_unit"] == "warn"
    assert office.computed("rectification", case, "used_days") == 38
    assert office.shown("rectification", "weak_branches") == [case]
    strong = office.add("party_branch", **{**weak, "unit": UNIT["unit"]}, weak=False)
    good = problem(office, source="weak_branch", branch=strong.uuid, status="closed", **CLOSED)
    assert not {"weak_branch_lifted", "source_of_unit"} & set(office.broken("rectification", good))


def test_what_hinders_a_project_is_listed(office: Office) -> None:
    problem(office, category="living_env")
    hindered = problem(office, category="earth_supply")
    assert office.shown("rectification", "obstacles") == [hindered]


@pytest.mark.parametrize(
    ("form", "link", "given"),
    [
        ("monitoring_check", "monitoring_check", {"problem", "found_on", "deadline"}),
        ("house", "house", {"problem", "found_on", "deadline"}),
        ("appeal", "appeal", {"problem", "found_on", "deadline"}),
        ("party_branch", "branch", {"source", "contact_leader"}),
        ("task_list", "task", {"team", "responsible"}),
    ],
)
def test_what_is_found_elsewhere_becomes_a_rectification_of_it(
    form: str, link: str, given: set[str]
) -> None:
    (action,) = [one for one in shipped().form(form).actions if one.form == "rectification"]
    assert action.link == link
    assert given <= {field for field, _ in action.values}


def test_whoever_is_responsible_does_not_close_his_own_problem(office: Office) -> None:
    own = problem(office, status="closed", **{**CLOSED, "closed_by": "王䶮"})
    assert office.broken("rectification", own)["two_pairs_of_eyes"] == "warn"


@pytest.mark.parametrize(
    ("answers", "light", "band"),
    [
        ({**SIX, "deadline": "2023-11-15"}, "red", "overdue"),
        ({**SIX, "deadline": "2023-11-16"}, "yellow", "within_10"),
        ({**SIX, "deadline": "2023-11-26"}, "yellow", "within_10"),
        ({**SIX, "deadline": "2023-11-27"}, "yellow", "within_20"),
        ({**SIX, "deadline": "2023-12-07"}, "yellow", "over_20"),
        ({"status": "found"}, "yellow", "open_ended"),
        ({"status": "done", **DONE}, "blue", "settled"),
        ({"status": "closed", **CLOSED}, "blue", "closed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_problem_shows_its_colour_and_band(
    office: Office, answers: dict[str, Any], light: str, band: str
) -> None:
    record = problem(office, **answers)
    assert office.computed("rectification", record, "light") == light
    assert office.computed("rectification", record, "band") == band


def test_problems_are_counted_as_they_stood_on_the_day(office: Office) -> None:
    problem(office, **SIX)
    problem(office, status="doing", **{**SIX, "deadline": "2023-11-30"})
    problem(office, status="done", **DONE)
    problem(office, status="closed", **CLOSED)
    assert office.figure("problems_found") == 4
    assert office.figure("problems_open") == 2
    assert office.figure("problems_settled") == 2
    assert office.figure("problems_overdue") == 1
    assert office.figure("problems_closed_rate") == 25
    office.as_of = date(2023, 10, 1)
    assert office.figure("problems_settled") == 0
    assert office.figure("problems_open") == 4


def bulletin(office: Office, **answers: Any) -> Record:
    """Keep an issue of the bulletin that has been signed."""
    whole = {
        "kind": "bulletin",
        "series": "延津政务快报",
        "issue_no": 52,
        "title": "王楼镇打造宜居乡村",
        "status": "issued",
        "issued_on": "2023-11-16",
        "issuing_office": "延津县人民政府办公室",
        "body": "正文",
        "editor": "郭志远",
        "reviewer": "韩春生",
        "issuer": "梁建华",
    }
    return office.add("bulletin", **{**UNIT, **whole, **answers})


@pytest.mark.parametrize(
    "missing", ["editor", "reviewer", "issuer", "body", "issued_on", "issuing_office"]
)
def test_no_bulletin_is_issued_without_its_three_roles(office: Office, missing: str) -> None:
    assert refused_for(office, "bulletin", bulletin(office)) == set()
    assert refused_for(office, "bulletin", bulletin(office, **{missing: None})) == {missing}


def test_the_last_issue_gives_the_number(office: Office) -> None:
    bulletin(office)
    bulletin(office, issue_no=47, issued_on="2023-10-20")
    bulletin(office, issue_no=53, issued_on="2023-11-17")
    bulletin(office, issue_no=54, status="reviewed", issued_on=None)
    assert office.figure("bulletin_no") == 52


def test_an_issue_number_is_given_once_a_year(office: Office) -> None:
    bulletin(office)
    assert "issue_once" not in office.broken("bulletin", office.records["bulletin"][0])
    again = bulletin(office, issued_on="2023-03-01")
    assert office.broken("bulletin", again)["issue_once"] == "warn"
    last_year = bulletin(office, issued_on="2022-11-16")
    assert "issue_once" not in office.broken("bulletin", last_year)


def test_a_group_has_one_head_and_members(office: Office) -> None:
    head = {"role": "head", "member_name": "赵国强"}
    assert office.broken("work_team", team(office, "甲组"))["has_members"] == "inform"
    twice = team(office, "乙组", members=[head, {**head, "member_name": "王䶮"}])
    assert office.broken("work_team", twice)["one_head"] == "warn"
    followed = [{**head, "until": "2023-03-01"}, {**head, "member_name": "王䶮"}]
    assert "one_head" not in office.broken("work_team", team(office, "丙组", members=followed))
    ahead = team(office, "丁组", status="dissolved", dissolved_on="2023-11-17")
    assert office.broken("work_team", ahead)["dissolved_not_ahead"] == "block"


def test_no_progress_is_told_ahead(office: Office) -> None:
    told = [{"reported_on": "2023-11-17", "progress": "50"}]
    assert office.broken("task_list", task(office, progress=told))["progress_in_order"] == "block"

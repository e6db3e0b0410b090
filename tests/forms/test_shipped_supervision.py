"""Supervision, training, talent and volunteers: what may not be written, and what is counted."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office, shipped

HUANGSI = "410726104201"
WANGLOU = "410726104202"


def trip(office: Office, **answers: Any) -> Record:
    """Keep a trip of two groups to one village."""
    plain = {
        "unit": HUANGSI,
        "trip_on": "2023-11-07",
        "kind": "site",
        "team_name": "督导组",
        "theme": "项目督导",
        "groups": 2,
        "people": 9,
        "findings": [{"village": HUANGSI}],
    }
    return office.add("supervision_trip", **{**plain, **answers})


def test_groups_and_people_of_the_trips_are_summed(office: Office) -> None:
    trip(office)
    trip(office, theme="档案查阅", groups=34, people=70, trip_on="2022-12-30")
    trip(office, theme="以后", trip_on="2023-11-17")
    assert office.figure("supervision_groups") == 36
    assert office.figure("supervision_people") == 79


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"trip_on": "2023-11-17"}, "not_ahead", "block"),
        ({"people": 1}, "people_fill_groups", "block"),
        ({"circular_on": "2023-11-06"}, "circular_after", "block"),
        ({"until": "2023-11-06"}, "until_after", "block"),
        ({"findings": []}, "went_somewhere", "warn"),
        ({"findings": [{"village": HUANGSI, "verdict": "criticised"}]}, "critique_told", "block"),
        (
            {"findings": [{"village": HUANGSI, "problem": "积水", "deadline": "2023-11-06"}]},
            "deadline_after",
            "block",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_trip_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("supervision_trip", trip(office, **answers))[rule] == level


def test_a_problem_found_is_handed_on_to_rectification(office: Office) -> None:
    found = trip(office, findings=[{"village": HUANGSI, "problem": "积水"}])
    assert office.broken("supervision_trip", found)["problems_handed_on"] == "warn"
    taken = office.add(
        "rectification",
        unit=HUANGSI,
        found_on="2023-11-07",
        source="inspection",
        problem="积水",
        status="open",
        trip=found.uuid,
    )
    assert "problems_handed_on" not in office.broken("supervision_trip", found)
    assert office.computed("supervision_trip", found, "open_problems") == 1
    assert "found_on_the_trip" not in office.broken("rectification", taken)
    before = office.add(
        "rectification", found_on="2023-11-06", problem="旧", status="open", trip=found.uuid
    )
    assert office.broken("rectification", before)["found_on_the_trip"] == "warn"


def test_what_was_found_becomes_a_rectification_of_that_trip_or_score() -> None:
    for key, lines, link in (
        ("supervision_trip", "findings", "trip"),
        ("inspection_score", "checks", "inspection"),
    ):
        actions = [one for one in shipped().form(key).actions if one.lines == lines]
        assert [(one.form, one.link) for one in actions] == [("rectification", link)]
        given = {field for one in actions for field, _ in one.values}
        assert {"unit", "found_on", "source", "problem"} <= given


def test_a_village_belongs_to_one_area_at_a_time(office: Office) -> None:
    def area(name: str, *villages: dict[str, str]) -> Record:
        answers = {"unit": HUANGSI, "founded_on": "2022-04-10", "cycle": "monthly"}
        return office.add("supervision_area", name=name, villages=list(villages), **answers)

    moved = area("第一片区", {"village": HUANGSI, "until": "2023-05-01"}, {"village": WANGLOU})
    kept = area("第二片区", {"village": HUANGSI, "since": "2023-05-01"})
    assert "one_area" not in office.broken("supervision_area", kept)
    twice = area("第三片区", {"village": WANGLOU})
    assert office.broken("supervision_area", twice)["one_area"] == "warn"
    assert office.computed("supervision_area", moved, "village_count") == 1
    assert office.computed("supervision_area", moved, "next_trip_on") == date(2022, 5, 10)
    trip(office, area=moved.uuid, trip_on="2023-10-31")
    assert office.computed("supervision_area", moved, "next_trip_on") == date(2023, 11, 30)


def charge(office: Office, level: str, name: str, **answers: Any) -> Record:
    plain = {"unit": HUANGSI, "level": level, "person_name": name, "since": "2022-04-10"}
    return office.add("supervision_assignment", **{**plain, **answers})


def test_a_village_is_fully_in_charge_when_all_four_levels_are(office: Office) -> None:
    office.add("unit", code=HUANGSI, name="黄寺村", level="village")
    for level in ("county", "town", "village"):
        charge(office, level, level)
    charge(office, "department", "旧", department="县局", until="2023-01-01")
    assert office.figure("villages_fully_assigned") == 0
    charge(office, "department", "新", department="县局", since="2023-01-01")
    assert office.figure("villages_fully_assigned") == 1
    assert office.figure("assignments_in_force") == 4


def test_a_department_in_charge_is_named_and_nobody_twice(office: Office) -> None:
    nameless = charge(office, "department", "张三")
    assert office.broken("supervision_assignment", nameless)["department_told"] == "block"
    charge(office, "town", "李四")
    again = charge(office, "town", "李四")
    assert office.broken("supervision_assignment", again)["once"] == "block"
    ahead = charge(
        office, "village", "王五", visits=[{"visited_on": "2023-11-17", "content": "走访"}]
    )
    assert office.broken("supervision_assignment", ahead)["visit_not_ahead"] == "block"


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"kind": "order", "due": None}, "order_has_due"),
        ({"due": "2023-11-09"}, "due_after"),
        ({"answered_on": "2023-11-09"}, "answered_after"),
        ({"kind": "accountability", "basis": None}, "accountability_has_basis"),
        ({"held_on": "2023-11-17", "due": None}, "not_ahead"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_talk_or_order_is_complete_and_in_order(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    record = office.example("interview_record", **answers)
    assert office.broken("interview_record", record)[rule] == "block"


def test_sessions_and_attendance_of_trainings_are_summed(office: Office) -> None:
    def training(theme: str, sessions: int, attendance: int, **answers: Any) -> Record:
        plain = {"unit": HUANGSI, "held_on": "2023-10-18", "kind": "skill", "manner": "onsite"}
        told = {"theme": theme, "sessions": sessions, "attendance": attendance}
        return office.add("training", **{**plain, **told, **answers})

    training("指导", 30, 5000)
    training("果树", 20, 3000, held_on="2022-10-18")
    training("以后", 1, 1, held_on="2023-12-01")
    assert office.figure("training_sessions") == 50
    assert office.figure("training_attendance") == 8000
    few = training("少", 2, 1)
    assert office.broken("training", few)["sessions_within"] == "block"
    names = [{"attendant_name": "甲"}, {"attendant_name": "甲"}, {"attendant_name": "乙"}]
    named = training("名单", 1, 2, attendants=names)
    assert {"once", "list_within"} <= set(office.broken("training", named))


def test_talent_counts_from_recognition_until_leaving(office: Office) -> None:
    def talent(name: str, certified: str, **answers: Any) -> Record:
        plain = {"unit": HUANGSI, "kind": "field_scholar", "speciality": "果树", "name": name}
        return office.add("talent", certified_on=certified, **{**plain, **answers})

    kept = talent("甲", "2022-03-10", services=[{"served_on": "2023-05-01", "content": "剪枝"}])
    talent("乙", "2022-03-10", left_on="2023-01-01", left_reason="外出")
    assert office.figure("talents") == 1
    assert office.computed("talent", kept, "service_count") == 1
    assert office.broken("talent", talent("甲", "2022-05-01"))["once"] == "block"
    craftsman = talent("丙", "2022-03-10", kind="craftsman")
    assert office.broken("talent", craftsman)["craftsman_has_certificate"] == "warn"
    early = talent("丁", "2022-03-10", left_on="2022-01-01")
    assert office.broken("talent", early)["left_after"] == "block"


def test_an_activity_belongs_to_a_team_that_existed(office: Office) -> None:
    team = office.add(
        "volunteer_team",
        unit=HUANGSI,
        name="先锋服务队",
        kind="pioneer",
        leader_name="甲",
        founded_on="2023-07-01",
        cycle="monthly",
        members=[{"member_name": "甲"}, {"member_name": "乙", "until": "2023-08-01"}],
    )

    def activity(day: str, **answers: Any) -> Record:
        plain = {"unit": HUANGSI, "kind": "volunteering", "theme": "敬老", "team": team.uuid}
        counts = {"sessions": 1, "people": 120, "volunteers": 18, "hours": "2.5"}
        return office.add("activity", held_on=day, **{**plain, **counts, **answers})

    assert office.broken("activity", activity("2023-06-30"))["team_in_force"] == "block"
    assert office.broken("activity", activity("2023-11-17"))["not_ahead"] == "block"
    good = activity("2023-10-23")
    assert set(office.broken("activity", good)) == {"has_photo"}
    assert office.computed("activity", good, "volunteer_hours") == 45
    assert office.computed("volunteer_team", team, "member_count") == 1
    assert office.computed("volunteer_team", team, "next_activity_on") == date(2023, 11, 23)
    nobody = activity("2023-10-24", volunteers=0)
    assert office.broken("activity", nobody)["volunteers_told"] == "warn"
    assert office.figure("volunteers") == 1
    assert office.figure("volunteer_team_kinds") == 1

"""Order and service: patrols, disputes, petitions, appeals, windows, duties, upkeep, risk marks."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

VILLAGE = {"unit": "410726104201"}


def wrong(office: Office, form: str, **answers: Any) -> dict[str, str]:
    """Return the rules that the form's example breaks with these answers."""
    return office.broken(form, office.example(form, **answers))


LATE = "2023-12-01"  # after the day of the office
WRONG = [
    ("grid_worker", {"until": "2022-03-01"}, "until_after_since", "block"),
    ("patrol", {"patrolled_on": LATE}, "not_ahead", "block"),
    ("patrol", {"from_time": "10:00", "until_time": "09:30"}, "times_in_order", "block"),
    ("patrol", {"nothing_found": True}, "nothing_or_problems", "block"),
    ("rental_registration", {"ended_on": "2023-04-09"}, "ended_after_registered", "block"),
    ("rental_registration", {"ended_on": "2023-10-01"}, "ended_without_tenants", "block"),
    ("risk_record", {"until_on": "2022-10-27"}, "until_after_from", "block"),
    ("dispute", {"closed_on": "2023-09-10", "mediations": []}, "closed_after_reported", "block"),
    ("dispute", {"reported_on": LATE}, "reported_not_ahead", "block"),
    ("dispute", {"agreement_on": "2023-10-01"}, "agreement_in_time", "block"),
    ("dispute", {"outcome": "failed"}, "agreement_of_success", "warn"),
    ("dispute", {"parties": []}, "two_parties", "warn"),
    ("dispute", {"court_case_no": None}, "court_number", "warn"),
    ("dispute", {"channel": "joint", "department": None}, "joint_led", "warn"),
    ("dispute", {"status": "doing"}, "five_duties", "warn"),
    ("dispute", {"status": "doing"}, "closed_is_closed", "warn"),
    ("dispute", {"category": None}, "category_said", "warn"),
    ("dispute_screening", {"nil_report": True}, "nil_means_nothing", "block"),
    ("dispute_screening", {"found": 0, "fresh": 0, "solved": 0}, "nothing_means_nil", "block"),
    ("dispute_screening", {"fresh": 3}, "fresh_within", "block"),
    ("dispute_screening", {"solved": 3}, "solved_within", "block"),
    ("dispute_screening", {"screened_on": LATE}, "screened_not_ahead", "block"),
    ("petition_case", {"closed_on": "2011-01-01"}, "closed_after_first", "block"),
    ("petition_case", {"first_petition_on": "2023-03-03"}, "registered_after_first", "block"),
    ("appeal", {"replied_on": "2023-09-04"}, "replied_after_reported", "block"),
    ("appeal", {"explained_on": "2023-09-04"}, "explained_after_reported", "block"),
    ("appeal", {"explained_on": LATE}, "explained_after_reported", "block"),
    ("appeal", {"explained_on": "2023-09-06"}, "explained_after_referred", "warn"),
    ("service_case", {"told_on": "2023-10-16"}, "told_after_reported", "block"),
    ("service_case", {"accepted_on": "2023-10-16"}, "accepted_after_reported", "block"),
    ("service_case", {"handling_mode": "at_once"}, "at_once_is_today", "warn"),
    ("duty_roster", {"duty_on": "2023-11-15"}, "tuesday_is_tuesday", "warn"),
    ("duty_roster", {"duty_on": LATE}, "present_not_ahead", "block"),
    ("service_team", {"ended_on": "2021-05-09"}, "ended_after_founded", "block"),
    ("hotline", {"until": "2021-05-09"}, "until_after_since", "block"),
    ("repair_order", {"dispatched_on": "2023-10-22"}, "dispatched_after_reported", "block"),
    ("repair_order", {"closed_on": "2023-10-22"}, "closed_after_dispatched", "block"),
]


@pytest.mark.parametrize(("form", "answers", "rule", "level"), WRONG)
def test_what_contradicts_itself_is_refused_or_asked(
    office: Office, form: str, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert rule not in wrong(Office(), form)
    assert wrong(office, form, **answers)[rule] == level


def test_a_session_lies_between_the_finding_and_the_end_of_a_dispute(office: Office) -> None:
    for day, rule in (
        ("2023-09-10", "mediated_after_found"),
        ("2023-09-29", "mediated_before_closed"),
    ):
        session = {"held_on": day, "mediator": "王䶮"}
        assert wrong(office, "dispute", mediations=[session])[rule] == "block"


def test_each_of_the_five_duties_is_given_once(office: Office) -> None:
    duty = {"duty": "know", "responsible": "王䶮"}
    twice = office.example("dispute", duties=[duty, duty])
    assert {one.code for one in office.refusals("dispute", twice)} == {"unique"}


def dispute(office: Office, **answers: Any) -> Record:
    """Keep a dispute of October."""
    plain = {"reported_on": "2023-10-09", "category": "neighbour", "status": "registered"}
    return office.add("dispute", **{**VILLAGE, **plain, **answers})


SETTLED = {"status": "closed", "closed_on": "2023-11-14", "outcome": "success"}


def test_settled_disputes_are_told_by_channel_and_success(office: Office) -> None:
    dispute(office)
    dispute(office, **SETTLED)
    dispute(office, **SETTLED, channel="pre_litigation")
    dispute(office, **{**SETTLED, "outcome": "failed"}, channel="pre_litigation")
    dispute(office, **{**SETTLED, "closed_on": "2023-11-17"}, channel="joint")
    assert office.figure("disputes") == 5
    assert office.figure("disputes_handled") == 3
    assert office.figure("disputes_settled") == 2
    assert office.figure("pre_litigation_settled") == 1
    assert office.figure("disputes_joint") == 1
    assert office.figure("disputes_open") == 2
    assert office.figure("disputes_rate") == 40


def test_a_unit_screens_once_a_week_and_its_report_agrees_with_the_ledger(office: Office) -> None:
    first = office.example("dispute_screening")
    assert office.broken("dispute_screening", first)["fresh_as_booked"] == "warn"
    dispute(office, reported_on="2023-09-11")
    assert "fresh_as_booked" not in office.broken("dispute_screening", first)
    again = office.add(
        "dispute_screening", **VILLAGE, screened_on="2023-09-17", found=0, fresh=0, solved=0
    )
    assert office.broken("dispute_screening", again)["once_a_week"] == "block"
    other = office.add("dispute_screening", unit="410726104202", screened_on="2023-09-17", found=1)
    assert "once_a_week" not in office.broken("dispute_screening", other)
    office.as_of = date(2023, 9, 17)
    assert office.figure("screening_parties") == 4
    assert office.computed("dispute_screening", again, "week") == date(2023, 9, 11)


def test_a_backlog_is_counted_in_full_years_until_it_is_settled(office: Office) -> None:
    solved = office.example("petition_case")
    assert office.computed("petition_case", solved, "backlog_years") == 12
    office.add("petition_case", **VILLAGE, first_petition_on="2013-11-16", status="doing")
    office.add("petition_case", **VILLAGE, first_petition_on="2013-11-17", status="doing")
    assert office.figure("petition_oldest_solved") == 12
    assert office.figure("petition_backlog") == 0  # not yet registered by a day
    assert len(office.shown("petition_case", "over_ten")) == 1
    assert len(office.shown("petition_case", "backlog")) == 2


def test_what_cannot_be_done_is_explained_on_a_day(office: Office) -> None:
    bare = office.example("appeal", explained_on=None, explanation=None)
    assert {one.field for one in office.refusals("appeal", bare)} == {"explained_on", "explanation"}
    office.example("appeal", to_project=False, project=None, status="doing", closed_on=None)
    assert office.figure("appeals_to_project") == 1
    assert office.figure("appeals_open") == 1


SOMEBODY = "00000000-0000-4000-9000-000000000001"
ELSE = "00000000-0000-4000-9000-000000000002"


def risk(office: Office, start: str, end: str | None, **answers: Any) -> Record:
    plain = {
        "person": SOMEBODY,
        "colour": "red",
        "origin": "郑州",
        "from_on": start,
        "until_on": end,
    }
    return office.add("risk_record", **{**VILLAGE, **plain, **answers})


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2022-11-01", "2022-11-08", False),  # from the day the first ended
        ("2022-10-31", None, True),
        ("2022-10-01", "2022-10-20", False),
        ("2022-10-01", "2022-10-21", True),
        ("2022-10-01", None, True),
    ],
)
def test_a_person_has_one_colour_at_a_time(
    office: Office, start: str, end: str | None, refused: bool
) -> None:
    risk(office, "2022-10-20", "2022-11-01")
    risk(office, "2022-10-20", None, person=ELSE)
    second = risk(office, start, end, colour="blue")
    assert ("one_colour_at_a_time" in office.broken("risk_record", second)) is refused


def test_a_cadre_sits_in_one_place_at_a_time(office: Office) -> None:
    duty = {**VILLAGE, "cadre": SOMEBODY, "duty_on": "2023-11-14", "kind": "tuesday"}
    office.add("duty_roster", **duty, shift="day", present=True)
    morning = office.add("duty_roster", **duty, shift="morning")
    night = office.add("duty_roster", **duty, shift="night")
    assert office.broken("duty_roster", morning)["once_a_shift"] == "block"
    assert "once_a_shift" not in office.broken("duty_roster", night)
    assert office.computed("duty_roster", night, "weekday") == "tue"
    assert office.figure("tuesday_sittings") == 1
    assert office.figure("duty_presence") == 100


def test_a_monthly_count_is_compared_with_the_cases_registered_singly(office: Office) -> None:
    place = office.add("facility", **VILLAGE, kind="service_center").uuid
    case = {**VILLAGE, "facility": place, "persons": 1, "status": "registered"}
    for day in ("2023-09-01", "2023-09-30", "2023-10-01"):
        office.add("service_case", **case, kind="handle", reported_on=day)
    office.add("service_case", **{**case, "persons": 3}, kind="consult", reported_on="2023-09-05")
    period = {"facility": place, "year": 2023, "month_number": 9}
    month = office.add("service_count", **VILLAGE, **period, cases=1, consultations=3)
    broken = office.broken("service_count", month)
    assert broken["cases_as_registered"] == "warn"
    assert "consultations_as_registered" not in broken
    assert office.computed("service_count", month, "registered_cases") == 2


def test_teams_and_lines_are_counted_by_kind_while_in_service(office: Office) -> None:
    for number, kind in enumerate(("repair", "pump", "complaint", "pump", "service")):
        office.add(
            "hotline", **VILLAGE, kind=kind, number=f"0373-551230{number}", since="2021-05-10"
        )
    office.add("hotline", **VILLAGE, kind="repair", since="2020-01-01", until="2021-01-01")
    for kind in ("repair", "haul", "reuse", "other"):
        office.add("service_team", **VILLAGE, kind=kind, founded_on="2021-05-10")
    assert office.figure("service_hotlines") == 3
    assert office.figure("service_teams") == 3


def test_patrol_problems_are_open_until_handled_or_their_event_is_closed(office: Office) -> None:
    event = {**VILLAGE, "reported_on": "2023-11-01", "content": "路灯不亮"}
    done = office.add("grid_event", **event, status="closed", closed_on="2023-11-03").uuid
    open_one = office.add("grid_event", **event, status="doing").uuid
    found = [
        {"problem": "甲", "handled": True},
        {"problem": "乙", "event": done},
        {"problem": "丙", "event": open_one},
        {"problem": "丁"},
    ]
    patrol = office.add(
        "patrol", **VILLAGE, patrolled_on="2023-11-01", kind="daily", problems=found
    )
    assert office.computed("patrol", patrol, "open_problems") == 2
    assert office.figure("patrol_problems_open") == 2
    assert office.broken("patrol", patrol)["reported_or_handled"] == "warn"


def test_a_group_of_ten_lists_its_households_and_covers_the_village(office: Office) -> None:
    homes = [office.add("household", **VILLAGE, reported_members=4).uuid for _ in range(3)]
    group = {**VILLAGE, "level": "household_group", "state": "active", "leader": "王䶮"}

    def made(code: str, *listed: str) -> Record:
        lines = [{"household": one} for one in listed]
        return office.add("grid", **group, code=code, name=code, member_households=lines)

    first = made("一组", *homes[:2])
    assert office.computed("grid", first, "listed_people") == 8
    assert office.figure("grid_coverage") == 67
    second = made("二组", homes[1])
    assert office.broken("grid", second)["household_in_one_group"] == "warn"
    made("三组", homes[2])
    assert office.figure("grid_coverage") == 100
    assert office.figure("household_groups") == 3


def test_a_tree_of_grids_has_no_circle(office: Office) -> None:
    """An upper grid is of a higher level all the way up, so that none lies below itself."""
    chain: list[Record] = []
    for level in ("3", "4", "micro", "household_group"):
        upper = {"upper": chain[-1].uuid} if chain else {}
        grid = office.add("grid", **VILLAGE, code=level, name=level, level=level, **upper)
        assert "upper_is_higher" not in office.broken("grid", grid)
        chain.append(grid)
    for level in ("3", "4", "micro"):
        below = office.add("grid", **VILLAGE, level=level, upper=chain[2].uuid)
        assert office.broken("grid", below)["upper_is_higher"] == "block"


def test_a_grid_worker_holds_a_post_once_at_a_time(office: Office) -> None:
    post = {**VILLAGE, "person": SOMEBODY, "grid": ELSE, "role": "worker"}
    office.add("grid_worker", **post, since="2022-01-01", until="2023-01-01")
    again = office.add("grid_worker", **post, since="2023-01-01")
    assert "once_a_post" not in office.broken("grid_worker", again)
    twice = office.add("grid_worker", **post, since="2022-06-01", until="2022-07-01")
    assert office.broken("grid_worker", twice)["once_a_post"] == "block"
    assert office.figure("grid_workers") == 1

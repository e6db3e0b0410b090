"""Grids as a tree, and their events from report to the visit afterwards."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office


def grid(office: Office, code: str, level: str = "3", **answers: Any) -> Record:
    """Keep a grid of the first village, begun in 2021."""
    plain = {"unit": "410726104201", "name": f"{code}网格", "state": "active", "leader": "王䶮"}
    since = {"started_on": "2021-06-01"}
    return office.add("grid", code=code, level=level, **{**plain, **since, **answers})


def test_grids_of_each_level_are_counted_while_in_use(office: Office) -> None:
    for village in range(35):
        code = f"104{201 + village}"
        upper = grid(office, code, unit=f"410726{code}", mechanism="party_branch").uuid
        for number in range(4 if village < 14 else 5):
            grid(office, f"{code}-{number}", "4", unit=f"410726{code}", upper=upper)
    disabled = {"state": "disabled", "ended_on": "2023-01-01"}
    grid(office, "旧3", **disabled)
    grid(office, "旧4", "4", **disabled)
    grid(office, "新4", "4", started_on="2023-11-17")
    grid(office, "微", "micro")
    assert office.figure("grids_level_3") == 35
    assert office.figure("grids_level_4") == 161
    office.as_of = date(2022, 12, 31)
    assert office.figure("grids_level_4") == 162


def test_a_grid_of_level_four_lies_in_one_of_level_three(office: Office) -> None:
    village = grid(office, "104201")
    missing = grid(office, "104201-1", "4")
    assert {one.field for one in office.refusals("grid", missing)} == {"upper"}
    four = grid(office, "104201-2", "4", upper=village.uuid)
    assert office.broken("grid", four) == {}
    below_itself = grid(office, "104201-3", "4", upper=four.uuid)
    assert office.broken("grid", below_itself)["upper_is_higher"] == "block"
    elsewhere = grid(office, "104202-1", "4", unit="410726104202", upper=village.uuid)
    assert office.broken("grid", elsewhere)["upper_in_the_same_place"] == "warn"
    assert office.computed("grid", village, "lower_count") == 2


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"people": 10, "households": 11}, "people_per_household", "block"),
        ({"people": 10, "party_members": 11}, "members_within", "block"),
        ({"state": "disabled", "ended_on": "2021-05-31"}, "dates_in_order", "block"),
        ({"leader": None}, "has_leader", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_grid_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("grid", grid(office, "104201", **answers))[rule] == level


def test_the_leader_is_chosen_from_the_roster_or_named(office: Office) -> None:
    cadre = office.add("cadre", name="李满仓").uuid
    chosen = grid(office, "104201", leader_cadre=cadre, leader=None)
    assert office.computed("grid", chosen, "leader_name") == "李满仓"
    assert office.computed("grid", grid(office, "104202"), "leader_name") == "王䶮"


def event(office: Office, **answers: Any) -> Record:
    """Keep an event reported in October."""
    plain = {
        "unit": "410726104201",
        "reported_on": "2023-10-09",
        "source": "safe_xinxiang_app",
        "category": "livelihood",
        "content": "路灯不亮",
        "status": "registered",
    }
    return office.add("grid_event", **{**plain, **answers})


CLOSED = {"status": "closed", "closed_on": "2023-10-13", "result": "已修复", "handler": "王䶮"}


def test_events_are_open_until_closed_or_explained(office: Office) -> None:
    event(office)
    event(office, status="doing")
    event(office, **CLOSED)
    event(office, **{**CLOSED, "status": "explained"}, source="patrol")
    event(office, reported_on="2023-11-17")
    assert office.figure("grid_events") == 4
    assert office.figure("grid_events_app") == 3
    assert office.figure("grid_events_open") == 2
    assert office.figure("grid_events_rate") == 50
    office.as_of = date(2023, 10, 12)
    assert office.figure("grid_events_open") == 4


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({**CLOSED, "closed_on": "2023-10-08"}, "closed_after_reported"),
        ({**CLOSED, "accepted_on": "2023-10-14"}, "closed_after_reported"),
        ({**CLOSED, "closed_on": "2023-11-17"}, "closed_not_ahead"),
        ({**CLOSED, "revisited_on": "2023-10-12"}, "revisited_after_closed"),
        ({"accepted_on": "2023-10-08"}, "accepted_after_reported"),
        ({"promised_on": "2023-10-08"}, "promised_after_reported"),
        ({"reported_on": "2023-11-17"}, "reported_not_ahead"),
    ],
)
def test_no_event_ends_before_it_began(office: Office, answers: dict[str, Any], rule: str) -> None:
    assert office.broken("grid_event", event(office, **answers))[rule] == "block"


def test_an_event_is_closed_with_its_day_and_result(office: Office) -> None:
    bare = event(office, status="closed")
    assert {one.field for one in office.refusals("grid_event", bare)} == {"closed_on", "result"}
    referred = event(office, status="referred")
    assert {one.field for one in office.refusals("grid_event", referred)} == {"referred_to"}


def test_a_closed_event_is_only_taken_up_again(office: Office) -> None:
    closed = event(office, **CLOSED)
    again = event(office, status="doing")
    assert office.refusals("grid_event", again, before=closed) == []
    new = event(office)
    assert [one.code for one in office.refusals("grid_event", new, before=closed)] == ["state_move"]

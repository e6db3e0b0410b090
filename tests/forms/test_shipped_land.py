"""Houses, homesteads, settlements, hollow villages, plans of villages, and land."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office, household, shipped

VILLAGE = "410726104201"


def house(office: Office, **answers: Any) -> Record:
    """Keep a bungalow in which its household lives."""
    plain = {
        "unit": VILLAGE,
        "address": f"一组{len(office.records['house']) + 1}号",
        "owner_note": "集体",
        "height": "bungalow",
        "storeys": 1,
        "use_state": "lived_in",
    }
    return office.add("house", **{**plain, **answers})


DANGER = {"found_on": "2023-10-12", "danger": "檐口开裂"}
CLEARED = {**DANGER, "cleared_on": "2023-10-18", "disposal": "已加固"}


@pytest.mark.parametrize(
    ("answers", "safe"),
    [
        ({}, None),
        ({"grade": "a"}, True),
        ({"grade": "b"}, True),
        ({"grade": "c"}, False),
        ({"grade": "d", "appraised_on": "2023-04-18", "renovated_on": "2023-11-08"}, True),
        ({"grade": "d", "appraised_on": "2023-11-09", "renovated_on": "2023-11-08"}, False),
        ({"grade": "a", "dangers": [DANGER]}, False),
        ({"grade": "a", "dangers": [CLEARED]}, True),
        ({"grade": "a", "dangers": [{**CLEARED, "cleared_on": "2023-11-17"}]}, False),
    ],
)
def test_a_house_is_safe_by_grade_renovation_and_cleared_dangers(
    office: Office, answers: dict[str, Any], safe: bool | None
) -> None:
    assert office.computed("house", house(office, **answers), "is_safe") is safe


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"owner_note": None}, "owner_known", "block"),
        ({"height": "low", "storeys": 4}, "low_within_three", "warn"),
        ({"storeys": 2}, "bungalow_has_one", "warn"),
        ({"height": "multi", "storeys": 3}, "multi_above_three", "warn"),
        ({"built_year": 2024}, "built_before_now", "block"),
        ({"appraised_on": "2023-11-17"}, "appraised_not_ahead", "block"),
        ({"renovated_on": "2023-11-17", "renovation": "repair"}, "renovated_not_ahead", "block"),
        ({"renovated_on": "2023-11-08"}, "renovated_how", "block"),
        ({"grade": "d"}, "danger_not_lived_in", "warn"),
        (
            {"use_state": "idle", "idle_since": "2020-01-01", "reused_on": "2019-12-31"},
            "reused_after_idle",
            "block",
        ),
        ({"dangers": [{**CLEARED, "cleared_on": "2023-10-11"}]}, "cleared_after_found", "block"),
        ({"dangers": [{**CLEARED, "disposal": None}]}, "disposal_told", "block"),
        ({"dangers": [{**DANGER, "found_on": "2023-11-17"}]}, "found_not_ahead", "block"),
    ],
)
def test_what_a_house_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("house", house(office, **answers))[rule] == level


def test_low_income_households_live_safely_or_it_is_said(office: Office) -> None:
    poor = household(office, "甲", kinds=["low_income"])
    aided = household(office, "乙", kinds=["minimum_living"])
    plain = household(office, "丙", kinds=["ordinary"])
    watched = household(office, "丁", kinds=["ordinary"])
    office.add(
        "monitoring_household",
        unit=VILLAGE,
        household=watched,
        kind="fringe",
        identified_on="2023-01-05",
        status="helping",
    )
    bad = house(office, household=poor, grade="c")
    assert office.broken("house", bad) == {"low_income_is_safe": "warn"}
    unknown = house(office, household=aided)
    assert office.broken("house", unknown) == {"low_income_is_appraised": "warn"}
    office.records["house"].remove(unknown)
    house(office, household=aided, grade="a")
    house(office, household=watched, grade="b")
    house(office, household=plain, grade="d")
    house(office, household=poor, grade="d", use_state="demolished")
    assert office.figure("houses_low_income") == 3
    assert round(float(str(office.figure("houses_low_income_rate"))), 2) == 66.67
    assert office.figure("houses_unsafe") == 2


def test_renovated_and_idle_houses_are_counted(office: Office) -> None:
    for _ in range(3):
        house(office, renovation_year=2023)
    house(office, renovation="repair", renovated_on="2023-11-08", compensation="12000")
    house(office, renovation="repair", renovated_on="2022-11-08")
    house(office, use_state="idle")
    house(office, use_state="abandoned", reuse="garden", reused_on="2023-01-01")
    assert office.figure("houses_renovation_planned") == 3
    assert office.figure("houses_renovated_year") == 1
    assert office.figure("house_compensation") == 12000
    assert office.figure("houses_idle") == 1
    assert office.figure("houses_reused") == 1


STEPS = [
    {"item": item, "done_on": "2022-03-20"}
    for item in ("planning", "structure", "craftsmen", "guidance", "acceptance")
]
ACCEPTED = {
    "status": "accepted",
    "applied_on": "2022-02-21",
    "village_reviewed_on": "2022-03-02",
    "approved_on": "2022-03-18",
    "permit_no": "乡字第1号",
    "zone": "concentrated",
    "staked_on": "2022-03-22",
    "started_on": "2022-03-28",
    "accepted_on": "2022-10-20",
    "steps": STEPS,
}


def homestead(office: Office, owner: str, **answers: Any) -> Record:
    """Keep a homestead in use since before."""
    plain = {
        "unit": VILLAGE,
        "household": owner,
        "build_kind": "existing",
        "site": "一组",
        "area": "160",
        "status": "existing",
    }
    return office.add("homestead", **{**plain, **answers})


NEW = {"build_kind": "new"}


def test_a_household_has_one_homestead_in_use(office: Office) -> None:
    owner = household(office)
    old = homestead(office, owner)
    assert office.broken("homestead", old) == {}
    applied = homestead(office, owner, status="applied", applied_on="2023-10-01", **NEW)
    assert office.broken("homestead", applied) == {"second_homestead": "warn"}
    second = homestead(office, owner, **{**ACCEPTED, **NEW})
    assert office.broken("homestead", second)["one_homestead"] == "block"
    assert office.figure("homestead_most") == 2
    office.records["homestead"] = [applied, second]
    homestead(office, owner, status="returned", returned_on="2022-10-01")
    assert "one_homestead" not in office.broken("homestead", second)
    assert office.figure("homestead_most") == 1


def test_a_household_applies_for_one_homestead_at_a_time(office: Office) -> None:
    owner = household(office)
    homestead(office, owner, status="approved", **NEW)
    again = homestead(office, owner, status="applied", applied_on="2023-10-01", **NEW)
    assert office.broken("homestead", again)["one_application"] == "block"


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"village_reviewed_on": "2022-02-20"}, "review_after_application", "block"),
        ({"approved_on": "2022-03-01"}, "approval_after_review", "block"),
        ({"staked_on": "2022-03-17"}, "staked_after_approval", "block"),
        ({"started_on": "2022-03-21"}, "started_after_approval", "block"),
        ({"accepted_on": "2022-03-27"}, "accepted_after_start", "block"),
        ({"accepted_on": "2023-11-17"}, "accepted_not_ahead", "block"),
        ({"area_limit": "134"}, "area_within_limit", "block"),
        ({"zone": "forbidden"}, "not_in_forbidden_zone", "block"),
        ({"zone": "restricted"}, "restricted_zone", "warn"),
        ({"steps": STEPS[:4]}, "five_systems_done", "block"),
        (
            {"patrols": [{"patrolled_on": "2022-05-10", "fault": "超出红线"}]},
            "faults_put_right",
            "block",
        ),
        (
            {"steps": [{"item": "planning", "done_on": "2022-03-29"}, *STEPS[1:]]},
            "design_before_building",
            "warn",
        ),
    ],
)
def test_nobody_builds_before_it_is_approved_nor_is_accepted_before_it_is_built(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    made = homestead(office, household(office), **{**ACCEPTED, **NEW, **answers})
    assert office.broken("homestead", made)[rule] == level


def test_a_homestead_without_permit_or_zone_is_not_approved(office: Office) -> None:
    bare = {**NEW, "status": "approved", "applied_on": "2023-10-01"}
    made = homestead(office, household(office), village_reviewed_on="2023-10-09", **bare)
    assert {one.field for one in office.refusals("homestead", made)} == {
        *("approved_on", "permit_no", "zone")
    }


def test_the_five_systems_of_building_are_counted(office: Office) -> None:
    homestead(office, household(office), **{**ACCEPTED, **NEW})
    assert office.figure("building_systems") == 5
    assert office.figure("homesteads_in_use") == 1


def settlement(office: Office, *places: dict[str, Any], **answers: Any) -> Record:
    """Keep a new village being built."""
    plain = {
        "unit": VILLAGE,
        "name": "农民新村",
        "kind": "new_village",
        "status": "building",
        "capacity": 110,
        "started_on": "2021-09-01",
    }
    return office.add("housing_project", places=list(places), **{**plain, **answers})


def test_no_more_are_placed_than_there_is_room_for_and_each_once(office: Office) -> None:
    one, two = household(office, "甲"), household(office, "乙")
    moved = {"household": one, "house_no": "101", "moved_in_on": "2023-07-02"}
    full = settlement(office, moved, {"household": two, "house_no": "102"}, capacity=1)
    assert office.broken("housing_project", full) == {"within_capacity": "block"}
    assert office.figure("settlement_placed") == 2
    assert office.figure("settlement_moved_in") == 1
    other = settlement(office, {"household": two, "house_no": "1"}, name="二期")
    assert office.broken("housing_project", other) == {"placed_once": "block"}
    assert office.figure("settlement_capacity") == 111


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"finished_on": "2021-08-31"}, "dates_in_order"),
        ({"finished_on": "2023-11-17"}, "finished_not_ahead"),
        ({"status": "planned"}, "nobody_before_building"),
    ],
)
def test_what_a_settlement_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    place = {"household": household(office), "house_no": "101", "moved_in_on": "2023-07-02"}
    made = settlement(office, place, **answers)
    assert office.broken("housing_project", made)[rule] == "block"


def hollow(office: Office, **answers: Any) -> Record:
    """Keep a village with a fifth of its houses empty."""
    plain = {
        "unit": VILLAGE,
        "surveyed_on": "2022-03-20",
        "houses": 320,
        "vacant": 64,
        "mode": "upgrade",
        "target_year": 2023,
        "status": "listed",
    }
    return office.add("hollow_village", **{**plain, **answers})


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"vacant": 321}, "vacant_within", "block"),
        ({"mode": "move"}, "low_rate_is_upgraded", "warn"),
        ({"vacant": 96}, "high_rate", "inform"),
        ({"status": "done", "done_on": "2022-03-19"}, "done_after_survey", "block"),
        ({"status": "done", "done_on": "2023-11-17"}, "done_not_ahead", "block"),
        ({"done_on": "2023-10-15"}, "done_has_state", "block"),
    ],
)
def test_what_a_hollow_village_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("hollow_village", hollow(office, **answers))[rule] == level


def test_villages_below_thirty_percent_are_counted_by_their_rate(office: Office) -> None:
    for number in range(16):
        hollow(office, unit=f"4107261042{number:02}")
    hollow(office, unit="410726104230", vacant=96, mode="move")
    assert "village_once" not in office.broken("hollow_village", hollow(office, target_year=2024))
    assert office.figure("hollow_upgraded") == 17
    assert office.figure("hollow_upgraded_most") == 20
    again = hollow(office)
    assert office.broken("hollow_village", again) == {"village_once": "block"}


def plan(office: Office, **answers: Any) -> Record:
    """Keep a plan approved in November and not published."""
    plain = {
        "unit": VILLAGE,
        "name": "黄寺村村庄规划",
        "kind": "village",
        "status": "approved",
        "approver": "县政府",
        "approved_on": "2023-10-09",
    }
    return office.add("village_plan", **{**plain, **answers})


def test_a_plan_is_published_within_twenty_workdays_of_its_approval(office: Office) -> None:
    made = plan(office)
    assert office.computed("village_plan", made, "publish_by") == date(2023, 11, 6)
    assert office.broken("village_plan", made) == {"published_in_time": "warn"}
    assert office.figure("plans_late") == 1
    assert [one.uuid for one in office.shown("village_plan", "unpublished")] == [made.uuid]
    office.as_of = date(2023, 11, 6)
    assert office.broken("village_plan", made) == {}
    office.as_of = date(2023, 11, 16)
    both = {"status": "published", "channels": ["wall", "web"]}
    in_time = plan(office, name="二", published_on="2023-11-06", **both)
    assert office.broken("village_plan", in_time) == {}
    late = plan(office, name="三", published_on="2023-11-07", **both)
    assert office.broken("village_plan", late) == {"published_in_time": "warn"}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"published_on": "2023-10-08"}, "published_after_approved", "block"),
        ({"approved_on": None, "published_on": "2023-10-08"}, "published_only_approved", "block"),
        ({"approved_on": "2023-11-17"}, "approved_not_ahead", "block"),
        ({"submitted_on": "2023-10-10"}, "approved_after_submitted", "block"),
        ({"published_on": "2023-11-01", "channels": ["wall"]}, "on_wall_and_web", "warn"),
    ],
)
def test_what_a_plan_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("village_plan", plan(office, **answers))[rule] == level


def test_villages_with_an_approved_plan_are_a_share_of_all(office: Office) -> None:
    for number in range(4):
        office.add("unit", code=f"41072610420{number}", name=f"{number}村", level="village")
    plan(office)
    plan(office, unit="410726104202", status="compiling", approved_on=None)
    assert office.figure("plan_coverage") == 25


def parcel(office: Office, **answers: Any) -> Record:
    """Keep land that was acquired for a new village."""
    plain = {
        "unit": VILLAGE,
        "name": "新村用地",
        "kind": "acquired",
        "status": "planned",
        "area": "97",
        "measure": "mu",
    }
    return office.add("land_parcel", **{**plain, **answers})


def test_mu_and_square_metres_are_never_added_up(office: Office) -> None:
    parcel(office)
    parcel(office, area="2800", measure="sqm")
    parcel(office, kind="reserve")
    assert office.figure("land_acquired_mu") == 97
    assert office.figure("land_acquired_sqm") == 2800


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"acquired_on": "2023-11-17"}, "acquired_not_ahead", "block"),
        ({"acquired_on": "2021-06-20"}, "planned_not_acquired", "block"),
        ({"compensated_on": "2021-08-10"}, "compensated_after", "block"),
        ({"status": "used", "acquired_on": "2021-06-20"}, "paid_before_use", "warn"),
        ({"kind": "illegal", "status": "acquired"}, "illegal_is_ended", "warn"),
    ],
)
def test_what_a_parcel_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("land_parcel", parcel(office, **answers))[rule] == level


SIGNED = {
    "status": "signed",
    "signed_on": "2022-09-18",
    "filed_on": "2022-09-26",
    "transfer_from": "2022-10-01",
    "transfer_until": "2027-09-30",
    "rent": "1000",
}


def transfer(office: Office, **answers: Any) -> Record:
    """Keep land that the village is to transfer to a cooperative."""
    plain = {
        "unit": VILLAGE,
        "way": "lease",
        "giver_collective": "黄寺村一组",
        "receiver_name": "丰收合作社",
        "area": "300",
        "use": "vegetable",
        "status": "planned",
    }
    return office.add("land_transfer", **{**plain, **answers})


def test_a_transfer_never_outlasts_the_contract_of_the_household(office: Office) -> None:
    given = {**SIGNED, "giver_household": household(office), "giver_collective": None}
    assert office.broken("land_transfer", transfer(office, **given)) == {
        "household_contract_known": "warn"
    }
    whole = transfer(office, **given, contract_until="2027-09-30")
    assert office.broken("land_transfer", whole) == {}
    over = transfer(office, **given, contract_until="2027-09-29")
    assert office.broken("land_transfer", over) == {"within_household_contract": "block"}
    assert office.computed("land_transfer", over, "giver") == "李满仓"


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"giver_collective": None}, "giver_known"),
        ({**SIGNED, "receiver_name": None}, "receiver_known"),
        ({**SIGNED, "transfer_until": "2022-10-01"}, "term_in_order"),
        ({**SIGNED, "signed_on": "2023-11-17"}, "signed_not_ahead"),
        ({"signed_on": "2023-11-01"}, "planned_not_signed"),
        ({**SIGNED, "ended_on": "2023-10-31"}, "ended_has_state"),
        ({**SIGNED, "status": "ended", "ended_on": "2022-09-30"}, "ended_after_from"),
        ({**SIGNED, "filed_on": "2022-09-17"}, "filed_after_signed"),
    ],
)
def test_what_a_transfer_contradicts_is_refused(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    assert office.broken("land_transfer", transfer(office, **answers))[rule] == "block"


def test_land_goes_to_a_household_that_the_book_knows(office: Office) -> None:
    home = household(office)
    known = transfer(office, receiver_name=None, receiver_household=home)
    assert office.broken("land_transfer", known) == {}
    assert office.computed("land_transfer", known, "receiver") == "李满仓"
    both = transfer(office, receiver_household=home)
    assert office.broken("land_transfer", both) == {"one_receiver": "block"}
    answers = {"giver_collective": None, "receiver_name": None}
    itself = transfer(office, **answers, giver_household=home, receiver_household=home)
    assert office.broken("land_transfer", itself)["receiver_is_another"] == "block"


def test_what_is_transferred_is_held_against_the_task(office: Office) -> None:
    transfer(office)
    land = parcel(office)
    transfer(office, area="200", parcel=land.uuid, **SIGNED)
    transfer(office, area="50", status="cancelled")
    assert office.figure("land_transfer_task") == 500
    assert office.figure("land_transferred") == 200
    assert office.figure("land_transfer_rate") == 40
    assert office.figure("land_transfer_rent") == 200000
    assert office.broken("land_parcel", land) == {"transferred_within": "warn"}
    office.as_of = date(2027, 10, 1)
    assert office.figure("land_transferred") == 0


def test_every_printed_list_of_houses_hides_where_they_stand() -> None:
    address = shipped().form("house").field("address")
    assert address.private
    for layout in shipped().form("house").prints:
        shown = {column.field for column in layout.columns}
        assert layout.kind == "card" or layout.masked or "address" not in shown

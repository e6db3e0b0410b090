"""Collective assets, projects of investment, and the rooms of a party centre."""

from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

VILLAGE = "410726104201"


def asset(office: Office, **answers: Any) -> Record:
    """Keep trees of the village, let out since 2020."""
    plain = {
        "unit": VILLAGE,
        "name": "杨树林",
        "kind": "forest",
        "ownership": "village",
        "acquired_on": "2010-03-12",
        "state": "revived",
        "way": "contracted",
        "revived_on": "2020-01-01",
        "tenant_name": "李满仓",
        "contract_from": "2020-01-01",
        "contract_until": "2029-12-31",
        "yearly_rent": "120000",
    }
    return office.add("collective_asset", **{**plain, **answers})


INCOME = {"year": 2023, "due": "120000", "received": "120000", "received_on": "2023-01-20"}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"contract_until": "2020-01-01"}, "contract_in_order", "block"),
        ({"contract_until": "2023-11-15"}, "lease_current", "warn"),
        ({"way": "let", "contract_until": "2040-01-02"}, "term_limit", "warn"),
        ({"tenant_name": None}, "tenant_known", "warn"),
        ({"revived_on": "2023-11-17"}, "revived_not_ahead", "block"),
        ({"incomes": [INCOME, INCOME]}, "income_once", "block"),
        ({"incomes": [{**INCOME, "shared": "120001"}]}, "shared_within", "block"),
        ({"incomes": [{**INCOME, "received_on": "2023-11-17"}]}, "received_not_ahead", "block"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_collective_asset_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("collective_asset", asset(office, **answers))[rule] == level


def test_a_revived_asset_tells_how_and_since_when(office: Office) -> None:
    bare = asset(office, way=None, revived_on=None)
    lacking = office.refusals("collective_asset", bare)
    assert {one.field for one in lacking} == {"way", "revived_on"}


def test_income_of_an_asset_is_kept_in_one_ledger_only(office: Office) -> None:
    wood = asset(office, incomes=[INCOME])
    asset(office, kind="building", name="厂房", incomes=[INCOME])
    income = {
        "unit": VILLAGE,
        "collective_asset": wood.uuid,
        "asset": "杨树林",
        "income_received": "5000",
        "received_on": "2022-06-01",
    }
    office.add("asset_income", income_year=2022, **income)
    twice = office.add("asset_income", income_year=2023, **income)
    assert office.broken("asset_income", twice)["not_in_the_assets_lines"] == "block"
    assert office.broken("collective_asset", wood)["not_twice"] == "block"
    office.records["asset_income"].remove(twice)
    assert "not_twice" not in office.broken("collective_asset", wood)
    assert office.figure("green_bank_income") == 120000
    assert office.computed("collective_asset", wood, "income_total") == 125000


def investment(office: Office, **answers: Any) -> Record:
    """Keep a project of investment found in 2022."""
    plain = {
        "unit": VILLAGE,
        "name": f"项目{len(office.records['investment_project'])}",
        "kind": "new",
        "investor": "集团",
        "amount": "10000000",
        "stage": "lead",
        "follower": "陈文书",
        "lead_on": "2022-09-05",
    }
    return office.add("investment_project", **{**plain, **answers})


ACTIVITY = {"leader_other": "赵国强", "acted_on": "2023-11-02", "activity": "go_out"}
HOURS = {"hours": "5", "day_hours": "8"}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"talks_on": "2022-09-04"}, "talks_after_lead", "block"),
        ({"talks_on": "2022-10-02", "signed_on": "2022-10-01"}, "signed_after_talks", "block"),
        ({"signed_on": "2023-11-17"}, "nothing_ahead", "block"),
        ({"stage": "settled", "settled_on": "2023-03-01"}, "settled_has_enterprise", "warn"),
        ({"activities": [{**ACTIVITY, "hours": "9", "day_hours": "8"}]}, "hours_within", "block"),
        ({"activities": [{**ACTIVITY, **HOURS, "leader_other": None}]}, "one_leader", "block"),
        (
            {"activities": [{**ACTIVITY, **HOURS, "acted_on": "2023-11-17"}]},
            "acted_not_ahead",
            "block",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_project_of_investment_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("investment_project", investment(office, **answers))[rule] == level


def test_a_project_moves_step_by_step_with_its_days(office: Office) -> None:
    lead = investment(office)
    jump = investment(office, stage="producing", produced_on="2023-08-20")
    said = office.refusals("investment_project", jump, before=lead)
    assert [one.code for one in said] == ["state_move"]
    bare = office.refusals("investment_project", investment(office, stage="signed"))
    assert {one.field for one in bare} == {"signed_on"}
    upgrade = office.refusals("investment_project", investment(office, kind="upgrade"))
    assert {one.field for one in upgrade} == {"upgrade_content"}


def test_projects_are_counted_by_their_stage(office: Office) -> None:
    investment(office, activities=[{**ACTIVITY, **HOURS}])
    investment(office, stage="follow_up")
    investment(office, stage="follow_up", lead_on="2023-11-17")
    investment(office, stage="signed", signed_on="2023-01-05")
    ended = {"ended_on": "2023-06-01", "end_reason": "资金不到位"}
    investment(office, stage="ended", signed_on="2023-01-05", **ended)
    assert office.figure("investment_projects_talking") == 3
    assert office.figure("investment_projects_followed") == 1
    assert office.figure("investment_projects_signed") == 1
    assert office.figure("investment_projects_amount") == 10_000_000
    assert float(str(office.figure("leaders_share"))) == 62.5


def test_a_party_centre_has_a_hall_and_five_rooms(office: Office) -> None:
    kinds = "service_hall member_room meeting_room mediation_room reading_room archive_room"
    halls = [{"hall_kind": kind, "hall_state": "in_use"} for kind in kinds.split()]
    plain = {"unit": VILLAGE, "kind": "party_centre", "state": "built", "built_on": "2021-01-01"}
    whole = office.add("facility", name="黄寺中心", halls=halls, **plain)
    assert "halls_complete" not in office.broken("facility", whole)
    halls[5] = {"hall_kind": "archive_room", "hall_state": "diverted"}
    short = office.add("facility", name="王楼中心", halls=halls, **plain)
    assert office.broken("facility", short)["halls_complete"] == "inform"
    assert office.figure("centres_complete") == 1

"""Targets as plans word them: at least, at most, a range, a yearly increase, the last year."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

TOWN = "410726104000"
VILLAGE = "410726104201"


@pytest.fixture
def office() -> Office:
    """An office in 2021 with a rate of which more is better."""
    office = Office(date(2021, 11, 30))
    for code, level in ((TOWN, "town"), (VILLAGE, "village")):
        office.add("unit", code=code, name=f"单位{level}", level=level)
    rate(office, "粪污综合利用率")
    return office


def rate(office: Office, name: str, direction: str = "higher_better") -> Record:
    return office.add(
        "indicator",
        unit=TOWN,
        name=name,
        kind="pollution",
        measure="%",
        direction=direction,
        is_ratio=True,
        numerator_name="利用量",
        denominator_name="产生量",
    )


def target(office: Office, year: int, reached: str, which: int = 0, **answers: Any) -> Record:
    told = {
        "unit": TOWN,
        "indicator": office.records["indicator"][which].uuid,
        "year": year,
        "period": "year",
        "target": reached,
        "bound": "reach",
    }
    return office.add("indicator_target", **{**told, **answers})


def test_this_years_floor_and_the_last_years_target_are_told_apart(office: Office) -> None:
    target(office, 2021, "81", bound="at_least")
    target(office, 2022, "82", bound="at_least", yearly_increase="1", increase_until="2")
    target(office, 2025, "90")
    assert office.figure("target_rates_floor") == 81
    assert office.figure("target_rates_final") == 90
    assert office.figure("target_rates_increase") == 1
    assert office.figure("target_rates") is None
    office.as_of = date(2025, 6, 30)
    assert office.figure("target_rates") == 90
    assert office.figure("target_rates_final") is None


def test_only_the_latest_year_of_an_indicator_is_its_last(office: Office) -> None:
    nearer, later = target(office, 2023, "85"), target(office, 2025, "90")
    assert office.computed("indicator_target", nearer, "is_final") is False
    assert office.computed("indicator_target", later, "is_final") is True
    assert office.figure("target_rates_final") == 90


def test_a_villages_share_of_the_towns_target_does_not_count_again(office: Office) -> None:
    office.add("indicator", unit=TOWN, name="改造户厕", kind="other", measure="座", is_ratio=False)
    village = target(office, 2021, "300", 1, unit=VILLAGE)
    assert office.figure("target_works") == 300
    target(office, 2021, "4611", 1)
    assert office.computed("indicator_target", village, "is_top") is False
    assert office.figure("target_works") == 4611


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"target_until": "81"}, "until_above", "block"),
        ({"yearly_increase": "2", "increase_until": "1"}, "increase_until_above", "block"),
        ({"bound": "at_most"}, "bound_fits", "warn"),
    ],
)
def test_a_target_that_contradicts_itself_is_found(
    office: Office, answers: dict[str, str], rule: str, level: str
) -> None:
    made = target(office, 2021, "81", **answers)
    assert office.broken("indicator_target", made) == {rule: level}


def test_what_is_to_be_zero_has_no_other_bound(office: Office) -> None:
    rate(office, "越级上访率", direction="zero_target")
    made = target(office, 2021, "0", 1, bound="at_least")
    assert office.broken("indicator_target", made)["zero_reached"] == "block"
    exact = target(office, 2022, "0", 1)
    assert office.broken("indicator_target", exact) == {}


def test_the_requirements_of_a_plan_are_counted(office: Office) -> None:
    told = {
        "unit": TOWN,
        "kind": "implementation",
        "name": "新农村建设方案",
        "year": 2021,
        "starts_on": "2021-03-01",
        "ends_on": "2025-12-31",
        "goal": "完成任务",
        "lead_leader": "赵国强",
        "standard": "通过验收",
        "incentive": "以奖代补",
        "status": "draft",
    }
    partly = office.add("plan", **told)
    assert office.computed("plan", partly, "requirement_count") == 4  # no department to the leader
    assert office.computed("plan", partly, "complete") is False
    whole = office.add("plan", **{**told, "lead_department": "农业办"})
    assert office.computed("plan", whole, "complete") is True


def test_a_county_may_give_less_time_to_publish_a_plan(office: Office) -> None:
    told = {
        "unit": VILLAGE,
        "name": "村庄规划",
        "kind": "village",
        "status": "approved",
        "approver": "县政府",
        "approved_on": "2021-11-01",
    }
    usual = office.add("village_plan", **told)
    quick = office.add("village_plan", **{**told, "name": "新规划", "publish_days": 10})
    assert office.computed("village_plan", usual, "publish_by") == date(2021, 11, 29)
    assert office.computed("village_plan", quick, "publish_by") == date(2021, 11, 15)
    assert office.figure("plan_publish_days") == Decimal(20)

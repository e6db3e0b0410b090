"""Values that can hardly be true are asked about, never refused: a zero too many, a wrong unit."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

VILLAGE = "410726104201"


@pytest.fixture
def office() -> Office:
    """An office whose village has 700 households, 2,600 people and 3,000 mu."""
    office = Office(as_of=date(2023, 11, 16))
    profile = {"year": 2021, "household_count": 700, "population": 2600, "cultivated": "3000"}
    office.add("unit", code=VILLAGE, name="黄寺村", level="village", profiles=[profile])
    return office


def doubts(office: Office, form: str, record: Record, rule: str) -> str:
    """Return the level at which the rule speaks, or "silent"."""
    return office.broken(form, record).get(rule, "silent")


def loss(office: Office, **answers: Any) -> Record:
    """Keep a report of losses by the village."""
    given = {
        "unit": VILLAGE,
        "verified_on": "2021-07-26",
        "people": 425,
        "houses_damaged": 13,
        "crop_failed_area": "182368.69",
        "livestock_dead": 1000,
        "direct_loss": "1633000",
    }
    return office.example("disaster_loss", **{**given, **answers})


@pytest.mark.parametrize(
    ("ditch", "level"), [("999", "silent"), ("1000", "warn"), ("12000", "warn")]
)
def test_a_ditch_ten_times_as_long_as_the_road_is_asked_about(
    office: Office, ditch: str, level: str
) -> None:
    office.example("road", unit=VILLAGE, length="100", hardened="100")
    work = office.example("env_work", unit=VILLAGE, item="drain_ditch", quantity=ditch)
    assert doubts(office, "env_work", work, "ditch_beside_road") == level


def test_a_ditch_where_no_road_is_known_is_nothing_strange(office: Office) -> None:
    work = office.example("env_work", unit=VILLAGE, item="drain_ditch", quantity="1200")
    assert doubts(office, "env_work", work, "ditch_beside_road") == "silent"


@pytest.mark.parametrize(("ditch", "level"), [("11990", "silent"), ("12000", "warn")])
def test_a_projects_ditch_is_held_against_its_road(office: Office, ditch: str, level: str) -> None:
    outputs = [
        {"item": "hamlet_road", "planned_qty": "1300", "done_qty": "1200"},
        {"item": "drain_ditch", "done_qty": ditch},
    ]
    project = office.example("project", outputs=outputs)
    assert doubts(office, "project", project, "ditch_beside_road") == level


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"people": 2601}, "people_within"),
        ({"houses_damaged": 2801}, "houses_within"),
        ({"crop_area": "4002001", "crop_failed_area": "100"}, "crops_within"),
    ],
)
def test_losses_beyond_what_the_village_has_are_asked_about(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    assert doubts(office, "disaster_loss", loss(office), rule) == "silent"
    assert doubts(office, "disaster_loss", loss(office, **answers), rule) == "warn"


@pytest.mark.parametrize(("amount", "level"), [("163299999", "silent"), ("163300000", "warn")])
def test_a_loss_a_hundred_times_the_last_report_is_asked_about(
    office: Office, amount: str, level: str
) -> None:
    loss(office, verified_on="2021-07-22")
    later = loss(office, direct_loss=amount)
    assert doubts(office, "disaster_loss", later, "loss_jumps") == level


@pytest.mark.parametrize(
    ("actual", "level"),
    [("600", "silent"), ("600.01", "warn"), ("10", "silent"), ("9.99", "warn")],
)
def test_growth_above_500_percent_or_a_fall_to_a_tenth_is_asked_about(
    office: Office, actual: str, level: str
) -> None:
    indicator = office.add("indicator", name="工业增加值", kind="economy", measure="万元")
    common = {"unit": VILLAGE, "indicator": indicator.uuid, "period": "year"}
    office.add("indicator_value", year=2021, actual="100", **common)
    value = office.add("indicator_value", year=2022, actual=actual, **common)
    assert doubts(office, "indicator_value", value, "jumps") == level


@pytest.mark.parametrize(
    ("floor", "storeys", "level"),
    [("334", 2, "silent"), ("334.01", 2, "warn"), ("400", 3, "silent")],
)
def test_a_house_larger_than_its_plot_allows_is_asked_about(
    office: Office, floor: str, storeys: int, level: str
) -> None:
    plot = office.example("homestead", area="167", storeys=storeys, floor_area=floor)
    assert doubts(office, "homestead", plot, "floor_within_site") == level
    house = office.example(
        "house", household=plot["household"], area=floor, storeys=storeys, height="low"
    )
    assert doubts(office, "house", house, "area_within_site") == level


@pytest.mark.parametrize(
    ("form", "field", "rule", "earlier", "later"),
    [
        ("waste_log", "tonnes", "tonnes_jump", {"logged_on": "2023-01-05"}, {}),
        (
            "enterprise_tax",
            "local_amount",
            "amount_jumps",
            {"year": 2022, "month_number": 3},
            {"year": 2022, "month_number": 4},
        ),
        (
            "asset_income",
            "income_received",
            "income_jumps",
            {"income_year": 2021},
            {"income_year": 2022},
        ),
    ],
)
def test_a_quantity_a_hundred_times_the_largest_before_is_asked_about(
    office: Office,
    form: str,
    field: str,
    rule: str,
    earlier: dict[str, Any],
    later: dict[str, Any],
) -> None:
    office.example(form, uuid="00000000-0000-4000-8000-00000000aaaa", **{**earlier, field: "3"})
    usual = office.example(form, **{**later, field: "299.99"})
    assert doubts(office, form, usual, rule) == "silent"
    office.records[form].remove(usual)
    jump = office.example(form, **{**later, field: "300"})
    assert doubts(office, form, jump, rule) == "warn"


def test_after_nothing_any_quantity_may_come(office: Office) -> None:
    loss(office, verified_on="2021-07-22", direct_loss="0")
    assert doubts(office, "disaster_loss", loss(office), "loss_jumps") == "silent"


def test_a_years_income_a_hundred_times_the_years_before_is_asked_about(office: Office) -> None:
    incomes = [{"year": year, "received": amount} for year, amount in YEARS]
    asset = office.example("collective_asset", incomes=incomes)
    assert doubts(office, "collective_asset", asset, "income_jumps") == "warn"
    modest = office.example("collective_asset", incomes=incomes[:2])
    assert doubts(office, "collective_asset", modest, "income_jumps") == "silent"


YEARS = ((2020, "78500"), (2021, "83400"), (2022, "8340000"))

"""A county report: shares, people and bodies counted once, works by measure, money by village."""

from datetime import date
from decimal import Decimal

import pytest

from tests.forms.office import Office, worded

COUNTY = "410726000000"
VILLAGES = [f"4107261042{number:02}" for number in range(1, 5)]


@pytest.fixture
def county(office: Office) -> Office:
    """A county of four villages, of which the first three are to be models, the third next year."""
    for number, code in enumerate(VILLAGES):
        office.add(
            "unit",
            code=code,
            name=f"村{number}",
            level="village",
            hamlet_count=3,
            is_demo=number < 3,
            demo_year=2023 if number < 2 else 2024,
            profiles=[
                {
                    "year": 2022,
                    "household_count": 100,
                    "cultivated": "1000",
                    "income_collective": f"{60000 + number * 50000}.00",
                }
            ],
        )
    return office


def test_a_leader_who_answers_for_two_villages_is_one_person(office: Office) -> None:
    for village, name, until in (
        (VILLAGES[0], "韩立", None),
        (VILLAGES[1], "韩立", None),
        (VILLAGES[2], "周启明", "2022-12-31"),
    ):
        office.add(
            "supervision_assignment",
            unit=village,
            level="county",
            person_name=name,
            department="县委办",
            since="2021-06-01",
            until=until,
        )
    assert office.figure("assignment_people") == 1
    assert office.figure("assignment_departments") == 1
    assert office.figure("assigned_villages") == 2


def test_bodies_of_a_leading_group_count_by_its_present_members(office: Office) -> None:
    office.add(
        "work_team",
        kind="leading_group",
        status="active",
        founded_on="2021-05-10",
        members=[
            {"role": "head", "organisation": "县委", "since": "2021-05-10"},
            {"role": "member", "organisation": "县委", "since": "2021-05-10"},
            {"role": "member", "organisation": "县财政局", "since": "2021-05-10"},
            {"role": "member", "organisation": "县档案局", "until": "2022-05-01"},
        ],
    )
    assert office.figure("team_member_units") == 2
    assert office.figure("team_members") == 3


def test_what_failed_or_is_under_way_lowers_the_share_accepted(office: Office) -> None:
    begun = {
        "kind": "demo_village",
        "level": "provincial",
        "year": 2022,
        "started_on": "2022-01-05",
    }
    passed = {"status": "accepted", "accepted_on": "2022-12-18", "conclusion": "passed"}
    for _ in range(2):
        office.add("demonstration", **begun, **passed, grade="excellent")
    office.add("demonstration", **begun, status="creating")
    office.add(
        "demonstration", **begun, status="failed", accepted_on="2022-12-18", conclusion="failed"
    )
    office.add("demonstration", **begun, status="revoked")
    assert office.figure("demonstrations_passed_rate") == 50


def test_a_contest_of_the_city_keeps_the_place_announced(county: Office) -> None:
    entries = [{"entry_unit": VILLAGES[0], "score": "95", "given_rank": 2}]
    county.add("contest", held_on="2023-05-20", name="比武", level="municipal", entries=entries)
    assert county.figure("contest_best_rank") == 2
    assert worded("contest_best_rank", "2") == "第二名"


def test_cooperatives_led_by_branches_are_measured_against_the_villages(county: Office) -> None:
    led = {"branch_led": True, "led_since": "2021-03-01", "founded_on": "2021-03-01"}
    year = {"year": 2022, "dividend_on": "2022-12-20", "collective_share": "30000.00"}
    county.add(
        "cooperative",
        unit=VILLAGES[0],
        **led,
        member_households=40,
        years=[{**year, "dividend_total": "40000.00", "paid_households": 40}],
    )
    county.add(
        "cooperative",
        unit=VILLAGES[2],
        **led,
        member_households=60,
        years=[{**year, "dividend_total": "20000.00", "paid_households": 10}],
    )
    county.add("cooperative", unit=VILLAGES[3], founded_on="2021-03-01", member_households=7)
    assert county.figure("cooperatives_led_coverage") == 50
    assert county.figure("cooperatives_led_demo_coverage") == 50
    assert county.figure("cooperatives_led_members") == 100
    assert county.figure("cooperatives_dividend_each") == 1200
    assert county.figure("cooperatives_collective_share") == 60000
    assert worded("cooperatives_collective_share", "4364000") == "436.4万元"


def test_villages_are_counted_by_their_collective_income(county: Office) -> None:
    assert county.figure("villages_income_5") == 4
    assert county.figure("villages_income_10") == 3
    assert county.figure("villages_income_20") == 1
    assert county.figure("collective_income_total") == 540000
    assert county.figure("collective_income_average") == 135000
    assert county.figure("natural_hamlets") == 12


def test_works_are_summed_by_their_measure_and_year(office: Office) -> None:
    works = {
        "hamlet_road": ("1200", "2023-05-01"),
        "fence": ("300", "2022-05-01"),
        "wall_painting": ("80", "2023-05-01"),
        "haystack": ("12", "2023-05-01"),
        "garbage_clearing": ("9.5", "2023-11-17"),  # after the day
    }
    for item, (quantity, day) in works.items():
        office.add("env_work", unit=VILLAGES[0], item=item, quantity=quantity, done_on=day)
    office.add(
        "env_work",
        unit=VILLAGES[1],
        item="other",
        other_item="清理牛栏",
        own_measure="处",
        quantity="5",
        done_on="2023-05-01",
    )
    assert office.figure("env_lengths") == 1500
    assert office.figure("env_lengths_this_year") == 1200
    assert office.figure("env_areas") == 80
    assert office.figure("env_places") == 17
    assert office.figure("env_weights") == 0
    assert office.figure("env_item_villages") == 2


def test_money_is_told_by_the_year_and_by_the_village(office: Office) -> None:
    fund = office.add("funding_source", kind="county_annual_fund", issued_by="县财政局").uuid
    share = office.add("allocation", source=fund, matter="村庄清洁", planned="900").uuid
    for village, day, amount in (
        (VILLAGES[0], "2021-02-20", "100"),
        (VILLAGES[1], "2022-02-20", "80"),
        (VILLAGES[1], "2022-05-20", "40"),
        (COUNTY, "2022-05-20", "60"),
        (VILLAGES[2], "2023-11-17", "7000"),  # after the day
    ):
        office.add("receipt", unit=village, allocation=share, received_on=day, amount=amount)
    office.add("unit", code=VILLAGES[0], name="甲", level="village")
    office.add("unit", code=VILLAGES[1], name="乙", level="village")
    assert office.figure("received_per_year") == 140
    assert office.figure("received_per_village") == 110


def test_the_raised_count_when_they_are_raised(office: Office) -> None:
    nurtured = {"kind": "double_innovation", "certified_on": "2022-01-01"}
    office.add("talent", **nurtured, direction="village_cadre", raised_on="2023-03-28")
    office.add("talent", **nurtured, direction="party_member", raised_on="2023-11-17")
    office.add("talent", **nurtured, direction="party_member")
    assert office.figure("talents_raised") == 1


def test_waste_a_day_is_of_the_days_that_have_a_record(county: Office) -> None:
    for village, day, tonnes in (
        (VILLAGES[0], "2023-07-01", "3"),
        (VILLAGES[1], "2023-07-01", "4"),
        (VILLAGES[0], "2023-07-02", "2"),
        (VILLAGES[0], "2022-07-02", "90"),
    ):
        county.add("waste_log", unit=village, stage="village_collect", logged_on=day, tonnes=tonnes)
    assert county.figure("waste_daily") == Decimal("4.5")
    assert county.figure("waste_coverage") == 50


def test_reports_in_the_press_count_by_the_level_of_the_medium(office: Office) -> None:
    for channel, level, times in (("media", "provincial", 3), ("media", "county", 9)):
        office.add(
            "publicity_log", channel=channel, media_level=level, times=times, spread_on="2023-03-01"
        )
    office.add("publicity_log", channel="banner", times=40, spread_on="2023-03-01")
    assert office.figure("publicity_media") == 12
    assert office.figure("publicity_media_provincial_up") == 3
    assert office.figure("publicity_banners") == 40


def test_indicators_that_towns_report_are_told_in_their_measure(county: Office) -> None:
    def indicator(name: str, measure: str) -> str:
        return county.add(
            "indicator", unit=COUNTY, name=name, measure=measure, direction="higher_better"
        ).uuid

    yards, share = indicator("参与农户", "户"), indicator("自来水普及率", "%")
    for one, year, period, actual in (
        (yards, 2023, "m06", "23400"),
        (yards, 2023, "m09", "23900"),
        (yards, 2022, "year", "1"),
        (share, 2023, "m06", "96.8"),
    ):
        county.add(
            "indicator_value", unit=COUNTY, indicator=one, year=year, period=period, actual=actual
        )
    assert county.figure("indicator_latest_households") == 23900
    assert county.figure("indicator_latest_share") == Decimal("96.8")
    money = indicator("创建投入", "万元")
    for period, target in (("year", "20000"), ("h2", "8000")):
        county.add(
            "indicator_target",
            unit=COUNTY,
            indicator=money,
            year=2023,
            period=period,
            target=target,
            bound="reach",
        )
    assert county.figure("target_money") == 200_000_000
    assert county.figure("target_money_periods") == 80_000_000
    assert worded("target_money_periods", "80000000") == "8000万元"


def test_land_transferred_is_a_share_of_the_cultivated(county: Office) -> None:
    county.add(
        "land_transfer",
        unit=VILLAGES[0],
        area="1500",
        status="signed",
        transfer_from="2023-01-01",
        transfer_until="2030-12-31",
    )
    assert county.figure("land_transfer_share") == Decimal("37.5")


def test_a_leading_enterprise_counts_by_its_level(office: Office) -> None:
    office.add("enterprise", name="甲", leading_level="provincial")
    office.add("enterprise", name="乙", leading_level="county")
    office.add("enterprise", name="丙")
    office.add("enterprise", name="丁", leading_level="national", ended_on="2022-01-01")
    assert office.figure("leading_enterprises") == 2
    assert office.figure("leading_enterprises_municipal_up") == 1


def test_a_year_that_is_reported_besides_its_months_counts_once(office: Office) -> None:
    yards = office.add("indicator", name="参与农户", measure="户", direction="higher_better").uuid
    money = office.add("indicator", name="税收", measure="万元", direction="higher_better").uuid
    for period, so_far in (("m10", "1800"), ("m11", "1900"), ("m12", "2000"), ("year", "2000")):
        for one in (yards, money):
            office.add(
                "indicator_value",
                unit=COUNTY,
                indicator=one,
                year=2022,
                period=period,
                actual="100",
                cumulative=so_far,
            )
    office.as_of = date(2022, 12, 31)
    assert office.figure("indicator_latest_households") == 2000
    assert office.figure("indicator_money_cumulative") == 20_000_000
    office.as_of = date(2022, 12, 30)
    assert office.figure("indicator_latest_households") == 1900


def test_projects_begun_are_a_share_of_those_not_given_up(office: Office) -> None:
    office.add("project", stage="under_construction", started_on="2023-03-01", estimate="200000000")
    office.add("project", stage="approved", approved_on="2023-03-01", estimate="90000000")
    office.add("project", stage="cancelled", approved_on="2023-03-01", estimate="300000000")
    for invest, done in (("400", "100"), ("100", "90")):
        line = {"plan_year": 2023, "invest": invest, "invest_done": done}
        office.add("project", stage="proposed", proposed_on="2023-11-17", year_plans=[line])
    assert office.figure("projects_begun_rate") == 50
    assert office.figure("projects_large") == 1
    assert office.figure("year_investment_rate") == 38


def test_cases_and_beds_of_villages_count_apart_from_those_of_the_centre(office: Office) -> None:
    for kind in ("service_station", "service_center"):
        place = office.add("facility", kind=kind, state="built", built_on="2020-01-01").uuid
        office.add(
            "service_count", facility=place, year=2023, month_number=5, consultations=1, cases=30
        )
    office.add("facility", kind="elder_station", state="built", built_on="2020-01-01", beds=20)
    office.add("facility", kind="elder_station", state="building", beds=99)
    assert office.figure("station_cases_this_year") == 30
    assert office.figure("facility_beds") == 20


def test_dangers_of_houses_are_cleared_or_not(office: Office) -> None:
    cleared = {"found_on": "2023-03-01", "cleared_on": "2023-04-01"}
    office.add("house", dangers=[cleared, {"found_on": "2023-03-01"}])
    assert office.figure("house_dangers_cleared_rate") == 50


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("publicity_loudspeaker_roughly", "21340", "2万多次"),
        ("publicity_loudspeaker_roughly", "357", "357次"),
        ("points_redeemed_roughly", "3139000", "300多万分"),
        ("training_attendance_roughly", "8120", "8000多人次"),
        ("road_repaired", "24000", "24公里"),
        ("courtyard_gain", "2260.37", "约2260元"),
    ],
)
def test_a_figure_is_worded_as_a_report_has_it(key: str, value: str, said: str) -> None:
    assert worded(key, value) == said

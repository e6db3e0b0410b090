"""Monitored households, checks of their needs, and subsidies for those who may have them."""

from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office, household, shipped

VILLAGE = "410726104201"


MEASURE = {"kind": "job", "content": "公益性岗位", "since": "2022-04-01", "amount": "800"}
REMOVED = {
    "status": "removed",
    "removed_on": "2023-10-31",
    "removal_reason": "收入稳定",
    "measures": [MEASURE],
}


def monitored(office: Office, house: str, **answers: Any) -> Record:
    """Keep a household identified in March 2022."""
    plain = {
        "unit": VILLAGE,
        "household": house,
        "kind": "unstable",
        "identified_on": "2022-03-10",
        "risks": ["illness"],
        "status": "identified",
        "transition_years": 5,
        "responsible": "王䶮",
    }
    return office.add("monitoring_household", **{**plain, **answers})


MET = dict.fromkeys(("food", "clothes", "education", "medical", "housing", "water"), True)


def check(office: Office, house: str | None, **answers: Any) -> Record:
    """Keep a check of October at which every need was met."""
    plain = {"unit": VILLAGE, "check_kind": "needs", "checked_on": "2023-10-12", "checker": "王䶮"}
    return office.add("monitoring_check", household=house, **{**plain, **MET, **answers})


def test_a_risk_is_removed_only_after_a_measure_and_a_check(office: Office) -> None:
    house = household(office)
    bare = monitored(office, house, **{**REMOVED, "measures": []})
    assert {"removal_has_measure", "removal_has_check"} <= set(office.broken(*of(bare)))
    office.records["monitoring_household"].clear()
    told = monitored(office, house, **REMOVED)
    assert office.broken(*of(told)) == {"removal_has_check": "block"}
    check(office, house, checked_on="2022-03-01")
    assert office.broken(*of(told)) == {"removal_has_check": "block"}
    check(office, house)
    assert office.broken(*of(told)) == {}
    check(office, house, checked_on="2023-10-20", water=False, problem="水压不足")
    assert office.broken(*of(told))["removal_leaves_nothing"] == "block"


def of(record: Record) -> tuple[str, Record]:
    return "monitoring_household", record


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"identified_on": "2023-11-17"}, "identified_not_ahead", "block"),
        ({**REMOVED, "removed_on": "2022-03-10"}, "removed_after_identified", "block"),
        ({**REMOVED, "removed_on": "2023-11-17"}, "removed_not_ahead", "block"),
        ({"removed_on": "2023-10-31"}, "removed_has_state", "block"),
        ({"relieved_on": "2022-04-01"}, "relieved_before", "block"),
        ({"income": "7000", "income_line": "7000"}, "income_below_line", "warn"),
        ({"responsible": None}, "has_responsible", "warn"),
        ({"unit": "410726104202"}, "household_of_unit", "warn"),
        (
            {"measures": [{**MEASURE, "since": "2022-03-01"}]},
            "measure_after_identified",
            "warn",
        ),
        (
            {**REMOVED, "measures": [{**MEASURE, "since": "2023-11-01"}]},
            "measure_before_removed",
            "warn",
        ),
    ],
)
def test_what_a_monitored_household_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken(*of(monitored(office, household(office), **answers)))[rule] == level


def test_a_household_is_watched_for_what_a_check_of_itself_found_before(office: Office) -> None:
    house, other = household(office, "甲"), household(office, "乙")
    found = {"housing": False, "problem": "檐口开裂", "checked_on": "2022-03-10"}
    checked = check(office, house, **found).uuid
    assert office.broken(*of(monitored(office, house, monitoring_check=checked))) == {}
    elsewhere = monitored(office, other, monitoring_check=checked)
    assert office.broken(*of(elsewhere)) == {"check_of_household": "block"}
    early = monitored(office, house, monitoring_check=checked, identified_on="2022-03-09")
    assert office.broken(*of(early))["check_before_identified"] == "block"


def test_a_household_is_watched_once_at_a_time(office: Office) -> None:
    house = household(office)
    monitored(office, house, **REMOVED)
    again = monitored(office, house, identified_on="2023-11-02")
    assert "watched_once" not in office.broken(*of(again))
    assert "watched_once" in office.broken(*of(monitored(office, house)))


def test_households_count_from_identification_to_removal(office: Office) -> None:
    monitored(office, household(office, "甲"), **REMOVED)
    monitored(office, household(office, "乙", reported_members=3))
    monitored(office, household(office, "丙", reported_members=2), kind="fringe")
    monitored(office, household(office, "丁"), kind="low_income")
    monitored(office, household(office, "戊"), identified_on="2023-11-17")
    assert office.figure("monitored_households") == 2
    assert office.figure("monitored_people") == 5
    assert office.figure("monitored_identified") == 3
    assert office.figure("monitored_removal_rate") == Decimal("33.333333")
    assert office.figure("low_income_households") == 1
    assert office.figure("monitored_unhelped") == 3
    assert office.figure("transition_years") == 5
    assert office.figure("monitored_help_money") == 800


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, "none"),
        ({"water": False, "problem": "水压不足"}, "open"),
        ({"problem": "房前积水"}, "open"),
        ({"water": False, "problem": "水压不足", "rectified_on": "2023-11-01"}, "settled"),
        ({"water": False, "problem": "水压不足", "rectified_on": "2023-11-17"}, "open"),
    ],
)
def test_what_a_check_found_is_open_until_it_is_mended(
    office: Office, answers: dict[str, Any], state: str
) -> None:
    made = check(office, household(office), **answers)
    assert office.computed("monitoring_check", made, "mend_state") == state
    assert bool(office.shown("monitoring_check", "open")) is (state == "open")


def test_a_need_that_is_not_met_is_told_and_stays_open_until_remedied(office: Office) -> None:
    house = household(office)
    assert office.broken("monitoring_check", check(office, house)) == {}
    silent = check(office, house, checked_on="2023-10-13", water=False, housing=False)
    assert office.broken("monitoring_check", silent)["unmet_is_told"] == "block"
    assert office.computed("monitoring_check", silent, "open_items") == 2
    remedied = {"problem": "渗水", "remedy": "加固", "rectified_on": "2023-11-16"}
    done = check(office, house, checked_on="2023-10-14", housing=False, **remedied)
    assert office.computed("monitoring_check", done, "unmet") == 1
    assert office.computed("monitoring_check", done, "open_items") == 0
    assert office.figure("needs_items") == 5
    assert office.figure("needs_open") == 2
    assert office.figure("needs_checks") == 3


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"checked_on": "2023-11-17"}, "checked_not_ahead", "block"),
        ({"rectified_on": "2023-10-11"}, "rectified_after_checked", "block"),
        ({"rectified_on": "2023-11-17"}, "rectified_not_ahead", "block"),
        ({"rectify_by": "2023-10-11"}, "limit_after_checked", "block"),
        ({"rectified_on": "2023-10-13"}, "nothing_to_remedy", "warn"),
        ({"water": False, "problem": "停水"}, "unmet_has_limit", "warn"),
    ],
)
def test_what_a_check_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    made = check(office, household(office), **answers)
    assert office.broken("monitoring_check", made)[rule] == level


def test_the_four_keeps_are_checked_of_a_unit_without_a_household(office: Office) -> None:
    keeps = dict.fromkeys(("keep_duty", "keep_policy", "keep_help"), True)
    asked = {**dict.fromkeys(MET), **keeps, "check_kind": "keeps"}
    lacking = check(office, None, **asked)
    assert {one.field for one in office.refusals("monitoring_check", lacking)} == {
        "keep_supervision"
    }
    told = {"keep_supervision": False, "problem": "半年没有督查"}
    kept = check(office, None, **{**asked, **told})
    assert office.refusals("monitoring_check", kept) == []
    assert office.figure("keeps_open") == 1
    assert office.figure("needs_open") == 0


def test_safe_housing_is_held_against_the_ledger_of_houses(office: Office) -> None:
    house = household(office)
    plain = {"unit": VILLAGE, "address": "一组12号", "height": "bungalow", "use_state": "lived_in"}
    office.add("house", household=house, grade="d", appraised_on="2023-04-18", **plain)
    assert office.broken("monitoring_check", check(office, house)) == {
        "housing_as_the_ledger": "warn"
    }
    watched = monitored(office, house)
    assert office.computed("monitoring_household", watched, "house_unsafe") is True


def scheme(office: Office, **answers: Any) -> str:
    """Keep the subsidy for those of seventy and above."""
    plain = {
        "unit": VILLAGE,
        "name": "70岁以上老人补助",
        "kind": "elder",
        "holder": "person",
        "measure": "person_month",
        "standard": "30",
        "min_age": 70,
        "effective_on": "2023-01-01",
    }
    return office.add("subsidy_scheme", **{**plain, **answers}).uuid


def old(office: Office, born: str | None = "1950-03-01", **answers: Any) -> str:
    """Keep a person born on that day."""
    plain = {"unit": VILLAGE, "name": "刘翠兰", "birth_date": born}
    return office.add("person", **{**plain, **answers}).uuid


def paid(office: Office, of_scheme: str, *payees: dict[str, Any], **answers: Any) -> Record:
    """Keep the payment for the third quarter."""
    plain = {
        "unit": VILLAGE,
        "scheme": of_scheme,
        "period": "2023年第三季度",
        "status": "draft",
        "period_from": "2023-07-01",
        "period_until": "2023-09-30",
    }
    rows = [{"quantity": "3", **one} for one in payees]
    return office.add("subsidy_payment", payees=rows, **{**plain, **answers})


def said(office: Office, record: Record) -> dict[str, str]:
    return office.broken("subsidy_payment", record)


@pytest.mark.parametrize(
    ("born", "refused"),
    [("1953-09-30", False), ("1953-10-01", True), ("1950-01-01", False)],
)
def test_nobody_is_paid_before_the_age_is_reached_on_the_last_day_of_the_period(
    office: Office, born: str, refused: bool
) -> None:
    made = paid(office, scheme(office), {"person": old(office, born)})
    assert ("old_enough" in said(office, made)) is refused


def test_an_unknown_age_is_no_age(office: Office) -> None:
    made = paid(office, scheme(office), {"person": old(office, None)})
    assert said(office, made) == {"age_known": "block"}


def test_nobody_is_paid_twice_for_a_period_of_a_scheme(office: Office) -> None:
    of_scheme, person = scheme(office), old(office)
    twice = paid(office, of_scheme, {"person": person}, {"person": person})
    assert said(office, twice)["person_once"] == "block"
    office.records["subsidy_payment"].clear()
    paid(office, of_scheme, {"person": person})
    later = {"period_from": "2023-10-01", "period_until": "2023-10-31"}
    assert said(office, paid(office, of_scheme, {"person": person}, **later)) == {}
    other = paid(office, scheme(office, name="高龄补贴"), {"person": person})
    assert "person_paid_before" not in said(office, other)
    overlapping = {"period_from": "2023-09-01", "period_until": "2023-09-30"}
    again = paid(office, of_scheme, {"person": person}, **overlapping)
    assert said(office, again) == {"person_paid_before": "block"}


def test_the_amount_of_the_list_is_quantity_by_standard(office: Office) -> None:
    of_scheme = scheme(office)
    wrong = paid(office, of_scheme, {"person": old(office), "given_amount": "80"})
    assert said(office, wrong) == {"amount_agrees": "block"}
    right = paid(office, scheme(office), {"person": old(office), "given_amount": "90"})
    assert said(office, right) == {}
    assert office.computed("subsidy_payment", right, "total") == 90


def test_a_subsidy_by_area_is_paid_to_households_once_and_within_its_limit(office: Office) -> None:
    plain = {"holder": "household", "measure": "mu", "standard": "1000", "min_age": None}
    of_scheme = scheme(office, kind="courtyard", quantity_limit="0.5", **plain)
    house = household(office, bank_card="6217000000000001234")
    made = paid(office, of_scheme, {"household": house, "quantity": "0.35"})
    assert said(office, made) == {}
    assert office.computed("subsidy_payment", made, "total") == 350
    assert office.computed("subsidy_payment", made, "without_card") == 0
    more = paid(office, of_scheme, {"household": house, "quantity": "0.6"})
    assert said(office, more) == {"within_limit": "block", "household_paid_before": "block"}
    assert "household_named" in said(office, paid(office, of_scheme, {"person": old(office)}))


def test_the_dead_are_not_paid(office: Office) -> None:
    gone = {"until": "2023-05-01", "until_reason": "died"}
    dead = paid(office, scheme(office), {"person": old(office, **gone)})
    assert said(office, dead) == {"not_dead": "block"}
    moved = {**gone, "until_reason": "moved"}
    away = paid(office, scheme(office), {"person": old(office, **moved)})
    assert said(office, away) == {"still_here": "warn"}


def test_a_payee_of_another_village_may_be_a_namesake(office: Office) -> None:
    office.add("unit", code=VILLAGE, name="黄寺村", level="village")
    theirs = paid(office, scheme(office), {"person": old(office, unit="410726104202")})
    assert said(office, theirs) == {"payee_here": "warn"}
    ours = paid(office, scheme(office), {"person": old(office)})
    assert said(office, ours) == {}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"period_until": "2023-06-30"}, "period_in_order", "block"),
        ({"period_from": "2022-10-01", "period_until": "2022-12-31"}, "scheme_has_begun", "block"),
        ({"notice_from": "2023-10-09", "notice_until": "2023-10-08"}, "notice_dates", "block"),
        ({"status": "sent", "notice_until": "2023-11-16"}, "notice_is_over", "block"),
        ({"notice_from": "2023-10-09", "notice_until": "2023-10-12"}, "notice_long_enough", "warn"),
        (
            {"status": "paid", "notice_until": "2023-10-15", "paid_on": "2023-10-14"},
            "paid_after_notice",
            "block",
        ),
        ({"status": "paid", "paid_on": "2023-11-17"}, "paid_not_ahead", "block"),
        ({"paid_on": "2023-10-20"}, "paid_has_state", "block"),
        ({"status": "sent"}, "all_have_cards", "block"),
    ],
)
def test_what_a_payment_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    made = paid(office, scheme(office), {"person": old(office)}, **answers)
    assert said(office, made)[rule] == level


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"max_age": 60}, "ages_in_order"),
        ({"ended_on": "2022-12-31"}, "dates_in_order"),
        ({"holder": "household"}, "age_is_of_a_person"),
    ],
)
def test_a_scheme_that_nobody_could_meet_is_refused(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    scheme(office, **answers)
    assert office.broken("subsidy_scheme", office.records["subsidy_scheme"][0])[rule] == "block"


def test_figures_of_subsidies_count_what_was_paid(office: Office) -> None:
    of_scheme = scheme(office)
    done = {"status": "paid", "paid_on": "2023-10-20", "notice_until": "2023-10-15"}
    paid(office, of_scheme, {"person": old(office)}, {"person": old(office)}, **done)
    paid(office, of_scheme, {"person": old(office)}, period="待发")
    assert office.figure("subsidy_paid_year") == 180
    assert office.figure("subsidy_payees_year") == 2
    assert office.figure("subsidy_elder_age") == 70


def test_the_bank_gets_the_numbers_whole_and_the_board_gets_them_masked() -> None:
    prints = {one.key: one for one in shipped().form("subsidy_payment").prints}
    payees = shipped().form("subsidy_payment").line("payees")
    assert not prints["bank_list"].masked
    assert prints["notice_list"].masked
    assert payees.field("card").private
    assert payees.field("id_number").private
    assert "card" not in {column.field for column in prints["notice_list"].columns}

"""Villagers' lives as a report counts them: help, kinds of households, accidents, brands."""

from decimal import Decimal

from tests.forms.office import Office, household

UNIT = {"unit": "410726104201"}


def test_help_counts_from_the_day_it_began_and_a_household_once(office: Office) -> None:
    watched = {**UNIT, "identified_on": "2022-03-10", "kind": "unstable"}
    post = {"kind": "post", "content": "公益岗", "since": "2023-03-01", "amount": "800.00"}
    credit = {"kind": "finance", "content": "贷款", "since": "2022-05-01", "amount": "50000.00"}
    later = {"kind": "post", "content": "公益岗", "since": "2023-12-01", "amount": "800.00"}
    first, second = household(office), household(office, "王秀英")
    office.add("monitoring_household", **watched, household=first, measures=[post, credit, post])
    office.add("monitoring_household", **watched, household=second, measures=[later])
    assert office.figure("help_measures") == 3
    assert office.figure("helped_households") == 1
    assert office.figure("help_money_this_year") == Decimal("1600.00")


def test_a_household_of_two_kinds_counts_in_both(office: Office) -> None:
    household(office, "李满仓", kinds=["relieved", "party"])
    household(office, "王秀英", kinds=["relieved", "minimum_living"])
    household(office, "孙长河", kinds=["relieved"], until="2023-01-05")
    assert office.figure("relieved_households") == 2
    assert office.figure("party_households") == 1
    assert office.figure("households_minimum_living") == 1


def test_those_of_whom_insurance_is_unknown_are_left_out(office: Office) -> None:
    for insured in (True, True, True, False, None):
        office.add("person", **UNIT, name="某", medical_insured=insured)
    assert office.figure("medical_insured_share") == 75


def test_accidents_of_the_year_are_those_reported_until_the_month(office: Office) -> None:
    months = (("2022-12", 4, 1), ("2023-03", 1, 2), ("2023-11", 2, 0), ("2023-12", 8, 8))
    for month, accidents, cases in months:
        given = {"zero_month": month, "subject": "village", "petitions": 0}
        office.add("safety_zero", **UNIT, **given, accidents=accidents, cases=cases)
    assert office.figure("accidents_this_year") == 3
    assert office.figure("criminal_cases_this_year") == 2


def test_new_operators_are_cooperatives_farms_and_leading_enterprises(office: Office) -> None:
    office.add("cooperative", **UNIT, name="红利丰", founded_on="2019-01-01")
    office.add("cooperative", **UNIT, name="旧社", founded_on="2012-01-01", ended_on="2020-01-01")
    base = {**UNIT, "founded_on": "2020-01-01", "state": "running", "brand": "红利丰"}
    office.add("industry_base", **base, kinds=["family_farm"], product="番茄")
    office.add("industry_base", **base, kinds=["speciality"], product="甜瓜")
    office.add("enterprise", **UNIT, name="面粉厂", leading_level="municipal")
    office.add("enterprise", **UNIT, name="小厂")
    assert office.figure("new_operators") == 3
    assert office.figure("farm_brands") == 1

"""Facilities, yearly averages over whole years, teachers, enrolment and doctors."""

from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

UNIT = {"unit": "410726104000"}


def facility(office: Office, kind: str, name: str = "", **answers: Any) -> Record:
    """Keep a facility that was finished in 2020."""
    plain = {"kind": kind, "name": name or kind, "state": "built", "built_on": "2020-05-01"}
    return office.add("facility", **{**UNIT, **plain, **answers})


def count(office: Office, place: Record, year: int, **answers: Any) -> Record:
    plain = {"facility": place.uuid, "year": year, "consultations": 0, "cases": 0}
    return office.add("service_count", **{**UNIT, **plain, **answers})


def test_the_yearly_average_is_of_whole_years_only(office: Office) -> None:
    centre = facility(office, "service_center")
    for year, consultations, cases in (
        (2020, 5310, 1462),
        (2021, 5640, 1530),
        (2022, 5850, 1602),
    ):
        count(office, centre, year, consultations=consultations, cases=cases)
    for month in range(1, 11):
        count(office, centre, 2023, month_number=month, consultations=480, cases=130)
    station = facility(office, "service_station")
    count(office, station, 2022, consultations=900, cases=900)
    assert office.figure("service_consultations_yearly") == 5600
    assert office.figure("service_cases_yearly") == Decimal("1531.333333")
    assert office.figure("service_cases_this_year") == 1300


@pytest.mark.parametrize(("months", "whole"), [(range(1, 13), True), (range(1, 12), False)])
def test_a_year_by_months_is_whole_with_all_twelve(
    office: Office, months: range, whole: bool
) -> None:
    centre = facility(office, "service_center")
    for month in months:
        record = count(office, centre, 2022, month_number=month, consultations=100)
        assert office.broken("service_count", record) == {}
    expected = 100 * len(months) if whole else None
    assert office.figure("service_consultations_yearly") == expected


@pytest.mark.parametrize(
    ("first", "second", "rule", "level"),
    [
        ({}, {}, "once_a_period", "block"),
        ({"month_number": 1}, {"month_number": 1}, "once_a_period", "block"),
        ({}, {"month_number": 1}, "month_or_year", "block"),
        ({}, {"month_number": 2, "closed_cases": 1}, "closed_within", "block"),
        (
            {"month_number": 1, "consultations": 100},
            {"month_number": 2, "consultations": 501},
            "like_the_others",
            "warn",
        ),
    ],
    ids=["year_twice", "month_twice", "both", "closed_more", "one_digit_more"],
)
def test_counts_that_cannot_be_are_said(
    office: Office, first: dict[str, Any], second: dict[str, Any], rule: str, level: str
) -> None:
    centre = facility(office, "service_center")
    count(office, centre, 2022, **first)
    record = count(office, centre, 2022, **second)
    assert office.broken("service_count", record)[rule] == level


def test_windows_count_while_they_are_open(office: Office) -> None:
    rows = [{"window_kind": kind} for kind in ("civil_affairs", "social_security", "disabled")]
    rows += [
        {"window_kind": "veterans", "mode": "one_stop", "opened_on": "2023-11-16"},
        {"window_kind": "comprehensive", "closed_on": "2023-11-16"},
    ]
    facility(office, "service_center", site_area="300", windows=rows)
    facility(office, "service_center", "旧址", site_area="120", state="closed", windows=rows)
    facility(office, "service_station", site_area="80", windows=rows)
    assert office.figure("service_windows") == 4
    assert office.figure("one_stop_windows") == 1
    assert office.figure("service_center_area") == 300


def test_new_boarding_schools_are_those_that_were_built(office: Office) -> None:
    new = {"boarding": True, "work": "new_build"}
    facility(office, "school", "黄寺小学", **new)
    facility(office, "school", "吴杏庄小学", **new)
    facility(office, "school", "在建", **{**new, "state": "building"})
    facility(office, "school", "走读", work="new_build", boarding=False)
    facility(office, "school", "改建", boarding=True, work="upgrade")
    facility(office, "school", "明年建成", **{**new, "built_on": "2024-08-01"})
    facility(office, "kindergarten", "幼儿园", **new)
    assert office.figure("boarding_schools_new") == 2


def teach(office: Office, school: Record, education: str, **answers: Any) -> Record:
    plain = {"name": "教师", "school": school.uuid, "education": education}
    return office.add("teacher", **{**UNIT, **plain, "hired_on": "2015-09-01", **answers})


def test_the_share_of_graduates_is_of_teachers_in_post(office: Office) -> None:
    school = facility(office, "school")
    for number in range(133):
        education = "bachelor" if number < 80 else "postgraduate" if number < 82 else "college"
        teach(office, school, education)
    teach(office, school, "bachelor", left_on="2023-11-16", left_reason="transferred")
    teach(office, school, "bachelor", hired_on="2023-11-17")
    assert office.figure("teachers") == 133
    assert office.figure("teachers_bachelor_share") == Decimal("61.654135")  # printed 61.65%


@pytest.mark.parametrize(
    ("school_age", "enrolled", "rate"),
    [(498, 498, 100), (498, 497, 99), (1000, 996, 99), (1000, 500, 50), (0, 0, None)],
)
def test_all_is_said_only_of_all(
    office: Office, school_age: int, enrolled: int, rate: int | None
) -> None:
    office.add(
        "enrolment",
        **UNIT,
        school_year=2023,
        stage="primary",
        counted_on="2023-09-10",
        school_age=school_age,
        enrolled=enrolled,
    )
    assert office.figure("enrolment_rate") == rate


def test_the_newest_count_of_each_stage_gives_the_rate(office: Office) -> None:
    def counted(day: str, stage: str, enrolled: int) -> Record:
        people = {"school_age": 100, "enrolled": enrolled}
        plain = {"school_year": int(day[:4]), "stage": stage, "counted_on": day}
        return office.add("enrolment", **UNIT, **plain, **people)

    counted("2022-09-10", "primary", 90)
    counted("2023-09-10", "primary", 100)
    counted("2023-09-10", "junior", 100)
    counted("2023-11-17", "junior", 50)
    assert office.figure("enrolment_rate") == 100
    more = counted("2023-09-11", "junior", 101)
    assert office.broken("enrolment", more)["enrolled_within"] == "block"


def test_clinics_are_rated_by_clinics_not_by_villages(office: Office) -> None:
    for number in range(32):
        facility(office, "clinic", f"{number}号", standard_met=True)
    assert office.figure("village_clinics") == 32
    assert office.figure("village_clinic_rate") == 100
    facility(office, "clinic", "停用", state="closed", closed_on="2023-01-01")
    assert office.figure("village_clinic_rate") == 100
    facility(office, "clinic", "未验收")  # nobody said that it meets the standard
    assert office.figure("village_clinic_rate") == 97
    for number in range(300):
        facility(office, "clinic", f"又{number}号", standard_met=True)
    assert office.figure("village_clinic_rate") == 99  # 99.7, and not all


def test_the_health_centre_is_told_in_its_own_units(office: Office) -> None:
    facility(office, "health_centre", land_mu="10", floor_area="5400", standard_met=True)
    assert office.figure("health_centres_standard") == 1
    assert office.figure("health_centre_land") == 10
    assert office.figure("health_centre_floor") == 5400
    assert office.figure("health_centre_rate") == 100
    facility(office, "health_centre", "分院", standard_met=False)
    assert office.figure("health_centre_rate") == 50


def doctor(office: Office, place: Record, **answers: Any) -> Record:
    plain = {"name": "医师", "facility": place.uuid, "post_kind": "doctor"}
    return office.add("health_staff", **{**UNIT, **plain, "hired_on": "2015-09-01", **answers})


def test_licence_title_and_speciality_are_three_counts_of_one_staff(office: Office) -> None:
    centre = facility(office, "health_centre")
    clinic = facility(office, "clinic")
    for number in range(16):  # twelve licensed (three of them attending), ten general
        doctor(
            office,
            centre,
            licence="licensed" if number < 12 else "assistant",
            post_title="attending" if number < 3 else "resident",
            speciality="general" if 5 <= number < 15 else "clinical",
        )
    whole = {"licence": "licensed", "post_title": "attending", "speciality": "general"}
    doctor(office, centre, **whole, left_on="2023-03-01", left_reason="retired")
    doctor(office, clinic, **whole)
    assert office.figure("doctors_licensed") == 12
    assert office.figure("doctors_attending") == 3
    assert office.figure("doctors_general") == 10


@pytest.mark.parametrize(
    ("form", "answers", "rule", "level"),
    [
        ("teacher", {"id_number": "410726198506154029", "sex": "male"}, "sex_agrees", "block"),
        ("teacher", {"left_on": "2015-08-31"}, "post_dates", "block"),
        ("teacher", {}, "works_in_school", "warn"),
        ("health_staff", {"left_on": "2015-08-31"}, "post_dates", "block"),
        ("health_staff", {}, "doctor_has_licence", "warn"),
        (
            "health_staff",
            {"licence": "assistant", "post_title": "attending"},
            "title_needs_licence",
            "warn",
        ),
    ],
)
def test_what_staff_contradict_is_said(
    office: Office, form: str, answers: dict[str, Any], rule: str, level: str
) -> None:
    centre = facility(office, "health_centre")
    made = (
        teach(office, centre, "bachelor", **answers)
        if form == "teacher"
        else doctor(office, centre, **answers)
    )
    assert office.broken(form, made)[rule] == level


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"state": "closed", "closed_on": "2020-04-30"}, "built_before_closed", "block"),
        ({"built_on": "2023-11-17"}, "built_not_ahead", "warn"),
        ({"built_on": None}, "built_dated", "warn"),
        ({}, "standard_told", "warn"),
        ({"joint": True, "serves": [{"village": "410726104201"}]}, "joint_serves_several", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_facility_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("facility", facility(office, "clinic", **answers))[rule] == level

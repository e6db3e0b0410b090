"""What a village's clerk gets wrong: persons, households, activities, attendance, teams."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.asking import asked_of
from ruraldesk.definitions.model import Record
from tests.definitions.memory_ledgers import MemoryLedgers
from tests.forms.office import VILLAGE, Office, shipped

OTHER = "410726104202"
ID = "410726196305120018"


def person(office: Office, name: str = "李满仓", **answers: Any) -> Record:
    return office.add("person", **{"unit": VILLAGE, "name": name, **answers})


def asked(office: Office, form: str, record: Record) -> frozenset[str]:
    ledgers = MemoryLedgers(office.records)
    return asked_of(shipped().form(form), record, ledgers=ledgers, as_of=office.as_of).visible


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, {"sex", "birth_date"}),
        ({"id_number": ID}, set()),
        ({"id_number": ID, "sex": "male", "birth_date": "1963-05-12"}, set()),
        ({"id_number": ID, "sex": "female"}, {"sex"}),
        ({"id_number": ID, "birth_date": "1963-05-21"}, {"birth_date"}),
    ],
)
def test_what_the_id_number_tells_is_asked_only_where_it_disagrees(
    office: Office, answers: dict[str, Any], shown: set[str]
) -> None:
    assert asked(office, "person", person(office, **answers)) & {"sex", "birth_date"} == shown


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"birth_date": "2023-11-17"}, "birth_not_ahead", "block"),
        ({"since": "2023-11-17"}, "since_not_ahead", "block"),
        ({"since": "1963-05-11", "id_number": ID}, "since_after_birth", "warn"),
    ],
)
def test_the_days_of_a_person_are_in_order(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("person", person(office, **answers))[rule] == level
    assert rule not in office.broken("person", person(office, "王秀英", since="1998-05-01"))


def test_two_of_a_name_are_told_apart_by_birth_or_number(office: Office) -> None:
    person(office, birth_date="1963-05-12")
    for answers in ({"birth_date": "1990-01-01"}, {"id_number": ID}, {"unit": OTHER}):
        assert "same_name" not in office.broken("person", person(office, **answers))
    assert office.broken("person", person(office))["same_name"] == "warn"


def test_a_household_has_the_head_it_names(office: Office) -> None:
    head = person(office).uuid
    wife = person(office, "王秀英").uuid
    gone = person(office, "孙长河", until="2023-01-05", until_reason="died").uuid

    def broken(*members: tuple[str, str], **answers: Any) -> dict[str, str]:
        lines = [{"person": who, "relation": what} for who, what in members]
        plain = {"unit": VILLAGE, "head": head, "members": lines}
        return office.broken("household", office.add("household", **{**plain, **answers}))

    assert "head_is_the_head" not in broken((head, "head"), (wife, "spouse"))
    assert broken((wife, "head"))["head_is_the_head"] == "warn"
    assert broken(head=gone)["head_present"] == "warn"
    assert "head_present" not in broken(head=gone, until="2023-01-06", since="1998-05-01")
    assert broken((head, "head"), reported_members=4)["members_as_reported"] == "inform"
    assert "members_as_reported" not in broken((head, "head"), reported_members=1)
    assert "members_as_reported" not in broken(reported_members=4)  # not entered one by one


def test_a_household_belongs_to_a_village(office: Office) -> None:
    for code, level in ((VILLAGE, "village"), ("410726104000", "town")):
        office.add("unit", code=code, name=code, level=level)
    for unit, broken in ((VILLAGE, False), ("410726104000", True)):
        record = office.add("household", unit=unit, head=person(office).uuid)
        assert ("household_of_village" in office.broken("household", record)) is broken


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"volunteers": 12, "hours": None}, "hours_told", "warn"),
        ({"hours": "40"}, "hours_of_a_day", "warn"),
        ({}, "has_photo", "inform"),
    ],
)
def test_what_an_activity_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    plain = {"unit": VILLAGE, "held_on": "2023-11-01", "kind": "volunteering", "theme": "清理坑塘"}
    told = {"sessions": 1, "people": 30, "volunteers": 12, "hours": "3"}
    record = office.add("activity", **{**plain, **told, **answers})
    assert office.broken("activity", record)[rule] == level


def test_no_photo_is_asked_of_what_was_long_ago(office: Office) -> None:
    old = office.add("activity", unit=VILLAGE, held_on="2023-10-01", people=30, sessions=1)
    assert "has_photo" not in office.broken("activity", old)


def test_attendance_is_of_a_month_that_has_begun_and_of_ones_own_cadres(office: Office) -> None:
    here = office.add("cadre", unit=VILLAGE, name="王䶮").uuid
    there = office.add("cadre", unit=OTHER, name="宋喆").uuid

    def broken(cadre: str, month: str, due: str = "22") -> dict[str, str]:
        days = {"due_days": due, "present_days": due, "unit": VILLAGE}
        record = office.add("attendance", cadre=cadre, attended_month=month, **days)
        return office.broken("attendance", record)

    assert broken(here, "2023-11") == {}
    assert broken(here, "2023-12")["month_not_ahead"] == "block"
    assert broken(there, "2023-10")["cadre_of_unit"] == "warn"
    assert broken(here, "2023-10", "20")["due_as_others"] == "inform"


def test_last_months_attendance_is_what_the_view_shows(office: Office) -> None:
    cadre = office.add("cadre", unit=VILLAGE, name="王䶮").uuid
    months = ("2023-09", "2023-10", "2023-11")
    made = [office.add("attendance", cadre=cadre, attended_month=month) for month in months]
    assert office.shown("attendance", "last_month") == [made[1]]
    office.as_of = date(2023, 10, 31)
    assert office.shown("attendance", "last_month") == [made[0]]


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ([{"role": "captain"}, {"role": "captain"}], "one_captain"),
        ([{"role": "member", "since": "2021-06-30"}], "member_after_founded"),
    ],
)
def test_what_a_team_of_volunteers_contradicts_is_said(
    office: Office, members: list[dict[str, Any]], rule: str
) -> None:
    plain = {"unit": VILLAGE, "name": "先锋队", "kind": "pioneer", "founded_on": "2021-07-01"}
    team = office.add("volunteer_team", **plain, members=members)
    assert office.broken("volunteer_team", team)[rule] == "warn"
    good = office.add("volunteer_team", **plain, members=[{"role": "captain"}])
    assert rule not in office.broken("volunteer_team", good)


def test_a_team_is_entered_once_it_was_founded(office: Office) -> None:
    ahead = office.add("volunteer_team", unit=VILLAGE, name="先锋队", founded_on="2023-11-17")
    assert office.broken("volunteer_team", ahead)["founded_not_ahead"] == "block"

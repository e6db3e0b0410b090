"""What the ledgers of cadres and units refuse and warn of; every example against all rules."""

from datetime import date
from typing import Any

import pytest

from tests.forms.office import Office, shipped

ID = "410726197903120418"  # a man born on 12 March 1979


@pytest.mark.parametrize("form", shipped().forms)
def test_an_example_breaks_no_rule_that_blocks(office: Office, form: str) -> None:
    for key in shipped().forms:
        office.example(key)
    record = office.records[form][0]
    assert {
        key: level for key, level in office.broken(form, record).items() if level == "block"
    } == {}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"birth_date": "1979-03-13"}, "birth_agrees", "block"),
        ({"birth_date": "1979-04-12"}, "birth_agrees", "block"),
        ({"birth_date": "1979-04-01"}, "birth_agrees", "block"),
        ({"birth_date": "1979-03-01"}, "birth_only_by_month", "inform"),
        ({"sex": "female"}, "sex_agrees", "block"),
    ],
)
def test_what_contradicts_the_id_number_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    cadre = office.add("cadre", name="王䶮", id_number=ID, **answers)
    found = office.broken("cadre", cadre)
    assert found[rule] == level
    assert [key for key in found if key.startswith(("birth_", "sex_"))] == [rule]


def test_the_id_number_answers_for_sex_and_birth(office: Office) -> None:
    cadre = office.add("cadre", name="王䶮", id_number=ID, unit="410726104201")
    assert office.refusals("cadre", cadre) == []
    assert office.computed("cadre", cadre, "gender") == "male"
    assert office.computed("cadre", cadre, "born_on") == date(1979, 3, 12)
    assert office.computed("cadre", cadre, "age") == 44
    nothing = office.add("cadre", name="李四", unit="410726104201")
    assert {problem.field for problem in office.refusals("cadre", nothing)} == {"sex"}


def posts(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"level": "village", "post": "director", "is_main": True, **row} for row in rows]


@pytest.mark.parametrize(
    ("rows", "rule", "level"),
    [
        ([{"started_on": "2021-03-15", "ended_on": "2021-03-14"}], "term_dates", "block"),
        (
            [{"started_on": "2018-04-01"}, {"started_on": "2021-03-15"}],
            "terms_apart",
            "warn",
        ),
        ([{"started_on": "1997-03-11"}], "adult_when_appointed", "warn"),
        ([{}], "has_start", "warn"),
        ([{"post": "secretary", "started_on": "2021-03-15"}], "secretary_is_member", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_appointments_that_cannot_be_are_said(
    office: Office, rows: list[dict[str, Any]], rule: str, level: str
) -> None:
    answers = {"political_status": "masses", "appointments": posts(*rows)}
    cadre = office.add("cadre", name="王䶮", id_number=ID, **answers)
    assert office.broken("cadre", cadre)[rule] == level


def test_terms_that_follow_each_other_are_fine(office: Office) -> None:
    rows = posts(
        {"started_on": "2018-04-20", "ended_on": "2021-03-15", "end_reason": "term_ended"},
        {"started_on": "2021-03-15"},
        {"post": "secretary", "started_on": "2021-03-15", "is_main": False},
    )
    member = {"political_status": "party_member", "joined_party_on": "2005-06-28"}
    cadre = office.add(
        "cadre", name="王䶮", id_number=ID, education="college", appointments=rows, **member
    )
    assert office.broken("cadre", cadre) == {}
    assert office.computed("cadre", cadre, "current_post") == "director"
    assert office.computed("cadre", cadre, "current_start") == date(2021, 3, 15)
    assert office.computed("cadre", cadre, "is_dual") is True
    assert office.computed("cadre", cadre, "party_years") == 18
    assert office.computed("cadre", cadre, "post_years") == 2


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        (
            {"political_status": "party_member", "joined_party_on": "1997-03-11"},
            "adult_when_joined",
        ),
        ({"political_status": "party_member"}, "member_has_date"),
        ({"political_status": "masses", "joined_party_on": "2005-06-28"}, "only_members_joined"),
        ({"political_status": "probationary", "joined_party_on": "2021-11-15"}, "probation_over"),
        (
            {
                "political_status": "party_member",
                "joined_party_on": "2005-06-28",
                "full_member_on": "2006-06-27",
            },
            "full_member_after_a_year",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_party_dates_that_cannot_be_warn(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    cadre = office.add("cadre", name="王䶮", id_number=ID, **answers)
    assert office.broken("cadre", cadre)[rule] == "warn"


def test_a_probation_of_exactly_two_years_may_still_be_lengthened(office: Office) -> None:
    answers = {"political_status": "probationary", "joined_party_on": "2021-11-16"}
    cadre = office.add("cadre", name="王䶮", id_number=ID, **answers)
    assert "probation_over" not in office.broken("cadre", cadre)


def test_status_tells_removal_from_leaving(office: Office) -> None:
    def status(**end: Any) -> Any:
        cadre = office.add(
            "cadre", name="王䶮", appointments=posts({"started_on": "2018-04-20", **end})
        )
        return office.computed("cadre", cadre, "status")

    assert status() == "in_office"
    assert status(ended_on="2021-03-15", end_reason="term_ended") == "left_office"
    assert status(ended_on="2021-03-15", end_reason="removed") == "removed"


def test_profiles_of_a_village_must_agree_with_themselves(office: Office) -> None:
    wrong = {"year": 2023, "household_count": 320, "population": 319}
    village = office.add(
        "unit", code="410726104201", name="黄寺村", level="village", profiles=[wrong]
    )
    assert office.broken("unit", village)["people_per_household"] == "block"


def test_the_newest_profile_up_to_the_day_counts(office: Office) -> None:
    years = {2022: 1246, 2023: 1251, 2024: 1300}
    rows = [{"year": year, "population": people} for year, people in years.items()]
    village = office.add("unit", code="410726104201", name="黄寺村", level="village", profiles=rows)
    assert office.computed("unit", village, "people") == 1251
    assert office.computed("unit", village, "profile_year") == 2023


def test_a_unit_lies_below_its_upper_one(office: Office) -> None:
    town = office.add("unit", code="410726104000", name="王楼镇", level="town")
    village = office.add(
        "unit", code="410726104201", name="黄寺村", level="village", upper=town.uuid
    )
    assert "level_below_upper" not in office.broken("unit", village)
    swapped = office.add(
        "unit", code="410726000000", name="延津县", level="county", upper=town.uuid
    )
    assert office.broken("unit", swapped)["level_below_upper"] == "block"


def test_the_code_of_a_unit_begins_like_that_of_its_upper_one(office: Office) -> None:
    county = office.add("unit", code="410726000000", name="延津县", level="county")
    town = office.add("unit", code="410726104000", name="王楼镇", level="town", upper=county.uuid)
    for code, wrong in (("410726104201", set()), ("410726105201", {"code_within_town"})):
        village = office.add("unit", code=code, name="黄寺村", level="village", upper=town.uuid)
        assert {key for key in office.broken("unit", village) if "within" in key} == wrong
    stray = office.add("unit", code="410727101000", name="别镇", level="town", upper=county.uuid)
    assert office.broken("unit", stray)["code_within_county"] == "warn"


def test_a_person_entered_twice_in_a_household_is_not_called_by_a_uuid(office: Office) -> None:
    person = office.add("person", name="李满仓").uuid
    twice = [{"person": person, "relation": "head"}, {"person": person, "relation": "son"}]
    told = office.refusals("household", office.add("household", head=person, members=twice))
    assert any("与另一行选的是同一个" in one.message for one in told)
    assert not any(person in one.message for one in told)


KNOWN = {
    "name": "王䶮",
    "id_number": ID,
    "phone": "13803735678",
    "education": "college",
    "political_status": "party_member",
    "unit": "410726104201",
}
ROSTERS = pytest.mark.parametrize("form", ["cadre", "teacher", "health_staff"])


def told_of_the_master(office: Office, form: str, **answers: Any) -> dict[str, str]:
    """Return the doubts about somebody on a roster whom the ledger of persons knows as well."""
    person = office.add("person", **KNOWN)
    one = office.add(form, person=person.uuid, **answers)
    found = office.broken(form, one)
    return {key: level for key, level in found.items() if key.endswith("_as_person")}


@ROSTERS
def test_what_the_roster_and_the_master_both_say_agrees(office: Office, form: str) -> None:
    same = {key: KNOWN[key] for key in ("name", "id_number", "phone", "education")}
    assert told_of_the_master(office, form, **same) == {}
    assert told_of_the_master(office, form, name="王䶮", birth_date="1979-03-01") == {}


@ROSTERS
@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"name": "王龑"}, "name_as_person"),
        ({"name": "王䶮", "phone": "13803730000"}, "phone_as_person"),
        ({"name": "王䶮", "education": "senior"}, "education_as_person"),
        ({"name": "王䶮", "birth_date": "1979-04-12"}, "born_as_person"),
        ({"name": "王䶮", "sex": "female"}, "gender_as_person"),
    ],
)
def test_where_roster_and_master_differ_is_doubted(
    office: Office, form: str, answers: dict[str, Any], rule: str
) -> None:
    assert told_of_the_master(office, form, **answers) == {rule: "warn"}


@ROSTERS
def test_another_number_than_the_persons_is_doubted(office: Office, form: str) -> None:
    other = told_of_the_master(office, form, name="王䶮", id_number="410726196305120018")
    assert other["id_as_person"] == "warn"


@ROSTERS
def test_who_is_in_the_master_is_to_be_chosen(office: Office, form: str) -> None:
    office.add("person", **KNOWN)
    one = office.add(form, name="王䶮", id_number=ID)
    assert office.broken(form, one)["person_known"] == "inform"
    stranger = office.add(form, name="李四", id_number="410726196305120018")
    assert "person_known" not in office.broken(form, stranger)


@pytest.mark.parametrize("roster", ["cadre", "teacher", "health_staff"])
def test_a_roster_asks_nothing_that_the_person_tells(roster: str) -> None:
    form, people = shipped().form(roster), shipped().form("person")
    own = {"unit", "since", "until", "remark", "papers", "photo"}  # of the entry, not of the person
    told = {
        one.key
        for one in form.asked()
        if one.stored and one.key not in own and (same := people.find(one.key)) and same.stored
    }
    assert told <= {key for key, _ in form.field("person").fills}

"""The sample book holds what the bulletin says: divisions and cadres (K000-01 to K000-10)."""

from collections import Counter
from datetime import date

import pytest

from ruraldesk.definitions.identity import birth_of, parent_code, person_id_fault, sex_of
from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from tests.services.looking import (
    DAY,
    TOWN,
    day,
    figure,
    lines,
    number,
    rows,
    text,
    traced,
    wording,
)

IN_OFFICE = "in_village_office"
SENIOR_HIGH_UP = {"senior", "vocational", "college", "bachelor", "postgraduate"}


@pytest.fixture(scope="module")
def in_office(sample_book: Book) -> list[Record]:
    return rows(sample_book, "cadre", IN_OFFICE)


@pytest.fixture(scope="module")
def villages(sample_book: Book) -> list[Record]:
    return rows(sample_book, "unit", 'level == "village"')


def age(cadre: Record, on: date = DAY) -> int:
    """Full years, counted here and not by the program."""
    born = day(cadre, "born_on")
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


# ---------------------------------------------------------------- whose book it is


def test_the_book_is_the_towns_as_of_the_day_of_the_bulletin(sample_book: Book) -> None:
    info = sample_book.info
    assert (info.unit, info.name, info.level, info.parent) == (
        TOWN,
        "王楼镇",
        "town",
        "410726000000",
    )
    settings = sample_book.settings
    assert settings["as_of"] == DAY.isoformat()
    assert settings["operator"] == "陈文书"
    assert all(settings[f"signer.{role}"] for role in ("单位负责人", "审核人", "填表人"))


def test_k000_01_the_town_stands_in_its_county_city_and_province(sample_book: Book) -> None:
    units = {text(unit, "code"): unit for unit in rows(sample_book, "unit")}
    by_uuid = {unit.uuid: unit for unit in units.values()}
    above = []
    unit: Record | None = units[TOWN]
    while unit is not None:
        above.append((unit["code"], unit["name"], unit["level"]))
        unit = by_uuid.get(str(unit["upper"]))
    assert above == [
        ("410726104000", "王楼镇", "town"),
        ("410726000000", "延津县", "county"),
        ("410700000000", "新乡市", "city"),
        ("410000000000", "河南省", "province"),
    ]


def test_k000_02_the_town_has_35_villages_the_two_of_the_bulletin_among_them(
    sample_book: Book, villages: list[Record]
) -> None:
    names = {text(village, "name") for village in villages}
    assert len(villages) == len(names) == 35
    assert {"黄寺村", "吴杏庄村"} <= names
    assert {parent_code(text(village, "code")) for village in villages} == {TOWN}
    assert figure(sample_book, "village_population") == 28325
    assert figure(sample_book, "village_cultivated") == 48715


def test_every_village_has_a_profile_of_two_years_that_can_be(villages: list[Record]) -> None:
    for village in villages:
        assert [profile["year"] for profile in village.lines["profiles"]] == [2021, 2022]
    for village, profile in lines(villages, "profiles"):
        people, households = number(profile, "population"), number(profile, "household_count")
        assert 2 < people / households < 6, village["name"]
        assert number(profile, "party_member_count") < people / 10


# ---------------------------------------------------------------- cadres


def test_k000_04_174_village_cadres_are_in_office(
    sample_book: Book, in_office: list[Record]
) -> None:
    assert len(in_office) == 174
    assert len({text(cadre, "id_number") for cadre in in_office}) == 174
    assert figure(sample_book, "cadre_total") == 174


def test_k000_05_132_of_them_went_to_senior_high_school_at_least(
    sample_book: Book, in_office: list[Record]
) -> None:
    assert sum(cadre["education"] in SENIOR_HIGH_UP for cadre in in_office) == 132
    assert figure(sample_book, "cadre_senior_high_up") == 132
    assert wording(sample_book, "cadre_senior_high_share") == "75.86%"


def test_k000_06_88_of_them_are_under_45_and_nobody_is_45(
    sample_book: Book, in_office: list[Record]
) -> None:
    ages = [age(cadre) for cadre in in_office]
    assert sum(years < 45 for years in ages) == 88
    assert 45 not in ages
    assert not any(
        date(1977, 11, 17) <= day(cadre, "born_on") <= date(1978, 11, 16) for cadre in in_office
    )
    assert figure(sample_book, "cadre_under_45") == 88
    assert figure(sample_book, "cadre_45_or_under") == 88
    assert wording(sample_book, "cadre_under_45_share") == "50.57%"


def test_k000_07_at_least_nine_left_office_of_mixed_age_and_education(sample_book: Book) -> None:
    left = [
        cadre
        for cadre in rows(sample_book, "cadre", "not in_office")
        if all(day(line, "started_on") <= DAY for line in cadre.lines["appointments"])
    ]
    assert len(left) >= 9
    kinds = Counter((age(cadre) < 45, cadre["education"] in SENIOR_HIGH_UP) for cadre in left)
    assert min(kinds[True, True], kinds[False, True], kinds[False, False]) >= 2
    assert len({line["end_reason"] for _, line in lines(left, "appointments")}) >= 4


def test_k000_07_who_leaves_on_the_day_is_out_and_who_comes_on_the_day_is_in(
    sample_book: Book, in_office: list[Record]
) -> None:
    today = {
        text(cadre, "name"): cadre
        for cadre, line in lines(rows(sample_book, "cadre"), "appointments")
        if DAY in (line["started_on"], line["ended_on"])
    }
    counted = {cadre.uuid for cadre in in_office}
    assert sorted(cadre.uuid in counted for cadre in today.values()) == [False, True]
    assert figure(sample_book, "cadre_total", date(2023, 11, 15)) == 174


def test_k000_07_appointments_after_the_day_and_departures_after_it_change_nothing(
    sample_book: Book, in_office: list[Record]
) -> None:
    later = [
        cadre
        for cadre in rows(sample_book, "cadre")
        if all(day(line, "started_on") > DAY for line in cadre.lines["appointments"])
    ]
    assert later
    assert not {cadre.uuid for cadre in later} & {cadre.uuid for cadre in in_office}
    leaving = [
        line
        for _, line in lines(in_office, "appointments")
        if line["in_force"] and line["ended_on"] is not None
    ]
    assert [day(line, "ended_on") > DAY for line in leaving] == [True]


def test_k000_07_at_least_five_cadres_are_the_towns_and_not_counted(
    sample_book: Book, in_office: list[Record]
) -> None:
    town = [cadre for cadre in rows(sample_book, "cadre", "in_office") if cadre["unit"] == TOWN]
    levels = Counter(text(line, "level") for _, line in lines(town, "appointments"))
    assert levels["town"] >= 5
    assert levels["village"] == 0
    assert not {cadre.uuid for cadre in town} & {cadre.uuid for cadre in in_office}


def test_k000_07_a_person_with_two_posts_counts_once(
    sample_book: Book, in_office: list[Record]
) -> None:
    posts = Counter(
        cadre.uuid for cadre, line in lines(in_office, "appointments") if line["in_force"]
    )
    assert sum(posts.values()) > 174
    both = {"branch_member", "committee_member"}
    crossed = [
        cadre
        for cadre in in_office
        if both <= {line["post"] for line in cadre.lines["appointments"] if line["in_force"]}
    ]
    assert len(crossed) >= 10
    assert all(cadre["is_cross"] for cadre in crossed)
    assert figure(sample_book, "cadre_dual") == 33
    assert len(traced(sample_book, "cadre_total")) == 174


def test_k000_07_a_cadre_in_the_recycle_bin_counts_no_more(sample_book: Book) -> None:
    deleted = sample_book.records.find("cadre", deleted=True)
    assert [cadre["name"] for cadre in deleted] == ["王建设"]


def test_k000_08_ten_villages_have_four_sixteen_five_and_nine_six(in_office: list[Record]) -> None:
    sizes = Counter(Counter(text(cadre, "unit") for cadre in in_office).values())
    assert sizes == {4: 10, 5: 16, 6: 9}


def test_k000_09_education_by_age_is_the_table(in_office: list[Record]) -> None:
    group = {"postgraduate": "bachelor"}
    table = Counter(
        (group.get(text(cadre, "education"), text(cadre, "education")), age(cadre) < 45)
        for cadre in in_office
    )
    expected = {
        "bachelor": (14, 3),
        "college": (30, 11),
        "vocational": (13, 9),
        "senior": (23, 29),
        "junior": (8, 29),
        "primary": (0, 5),
    }
    assert {key: (table[key, True], table[key, False]) for key in expected} == expected
    assert sum(table.values()) == 174


def test_k000_10_the_main_posts_are_the_table(in_office: list[Record]) -> None:
    posts = Counter(text(cadre, "current_post") for cadre in in_office)
    members = posts.pop("branch_member") + posts.pop("both_member")
    assert members == 62
    assert posts == {
        "dual": 33,
        "secretary": 2,
        "director": 2,
        "deputy_secretary": 30,
        "deputy_director": 18,
        "committee_member": 27,
    }
    assert sum(bool(cadre["is_dual"]) for cadre in in_office) == 33


def test_k000_10_every_village_has_a_woman_in_office(
    sample_book: Book, in_office: list[Record], villages: list[Record]
) -> None:
    women = [cadre for cadre in in_office if cadre["gender"] == "female"]
    assert len(women) >= 35
    assert {cadre["unit"] for cadre in women} == {village["code"] for village in villages}
    assert figure(sample_book, "villages_without_woman") == 0


def test_every_village_is_led_by_party_members(in_office: list[Record]) -> None:
    leaders = [c for c in in_office if c["current_post"] in ("dual", "secretary")]
    assert len({leader["unit"] for leader in leaders}) == 35
    assert {leader["political_status"] for leader in leaders} == {"party_member"}


# ---------------------------------------------------------------- persons that can be


def test_citizen_numbers_are_right_and_agree_with_birth_and_sex(sample_book: Book) -> None:
    cadres = rows(sample_book, "cadre")
    numbers = [text(cadre, "id_number") for cadre in cadres]
    assert len(set(numbers)) == len(numbers)
    for cadre, id_number in zip(cadres, numbers, strict=True):
        assert person_id_fault(id_number, DAY) is None
        assert id_number.startswith("410726")
        assert birth_of(id_number) == cadre["birth_date"]
        assert sex_of(id_number) == cadre["sex"]


def test_phones_belong_to_nobody(sample_book: Book) -> None:
    phones = {text(cadre, "phone") for cadre in rows(sample_book, "cadre")}
    phones |= {text(unit, "phone") for unit in rows(sample_book, "unit", "phone != None")}
    phones |= {
        text(contract, "contractor_phone")
        for _, contract in lines(rows(sample_book, "project"), "contracts")
    }
    assert {phone[:7] for phone in phones} == {"1990000"}


def test_lives_are_in_order(sample_book: Book) -> None:
    for cadre in rows(sample_book, "cadre"):
        assert age(cadre, min(day(a, "started_on") for a in cadre.lines["appointments"])) >= 18
        if cadre["joined_party_on"] is not None:
            assert age(cadre, day(cadre, "joined_party_on")) >= 18
            assert day(cadre, "joined_party_on") < DAY
        for study in cadre.lines["studies"]:
            assert age(cadre, day(study, "graduated_on")) >= 12
        for career in cadre.lines["careers"]:
            assert day(career, "career_from") < day(career, "career_until", DAY) <= DAY


def test_cadres_were_assessed_trained_and_some_rewarded(in_office: list[Record]) -> None:
    for year in (2021, 2022):
        assessed = [a for _, a in lines(in_office, "assessments") if a["assessment_year"] == year]
        assert len(assessed) > 150
        assert len({one["grade"] for one in assessed}) >= 3
    trained = sum(bool(cadre.lines["trainings"]) for cadre in in_office)
    assert trained > 100
    rewards = Counter(text(reward, "reward_kind") for _, reward in lines(in_office, "rewards"))
    assert rewards["commendation"] >= 20
    assert rewards.total() > rewards["commendation"]


def test_some_names_have_characters_that_few_fonts_know(sample_book: Book) -> None:
    names = {text(cadre, "name") for cadre in rows(sample_book, "cadre")}
    assert {"王䶮", "李𡋾"} <= names
    assert sum(any(ord(char) > 0x20000 for char in name) for name in names) >= 3
    assert len({name[0] for name in names}) > 30


def test_attendance_of_october_is_kept_of_all_who_served_it(sample_book: Book) -> None:
    kept = {text(one, "cadre") for one in rows(sample_book, "attendance")}
    first, last = (
        {cadre.uuid for cadre in rows(sample_book, "cadre", IN_OFFICE, on=on)}
        for on in (date(2023, 10, 1), date(2023, 11, 1))
    )
    assert kept == first & last

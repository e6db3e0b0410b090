"""Party work: one roll for each member, a year of probation, and no star without evidence."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.asking import asked_of
from ruraldesk.definitions.model import Record
from tests.definitions.memory_ledgers import MemoryLedgers
from tests.forms.office import Office, household, shipped


def branch(office: Office, name: str = "黄寺村党支部", **answers: Any) -> Record:
    """Keep a branch in force."""
    plain = {"unit": "410726104201", "kind": "branch", "state": "active"}
    return office.add("party_branch", name=name, **{**plain, **answers})


def person(office: Office, name: str, **answers: Any) -> str:
    return office.add("person", name=name, **{"birth_date": "1970-05-01", **answers}).uuid


def member(office: Office, of: Record, name: str = "李满仓", **answers: Any) -> Record:
    """Keep a full member of twenty years."""
    plain = {"kind": "full", "joined_on": "2003-06-20", "branch": of.uuid}
    who = answers.pop("person", None) or person(office, name)
    return office.add("party_member", person=who, **{**plain, **answers})


NEW = {"kind": "probationary", "joined_on": "2023-06-20"}


def test_members_are_counted_by_kind_and_day(office: Office) -> None:
    whole = branch(office, "黄寺村党总支", kind="general_branch")
    one = branch(office, upper=whole.uuid)
    joint = branch(office, "瓜菜产业联合党支部", kind="industry_joint")
    for number in range(19):
        member(office, one, f"党员{number}", joint_branch=joint.uuid if number < 5 else None)
    member(office, one, "预备甲", **NEW)
    member(office, one, "预备乙", **NEW, mobile=True, mobile_place="新乡")
    member(office, one, "转出", left_on="2023-01-01", left_reason="transferred")
    assert office.figure("party_members") == 21
    assert office.figure("party_members_full") == 19
    assert office.figure("party_members_probationary") == 2
    assert office.figure("party_members_mobile") == 1
    assert office.figure("joint_branches") == 1
    counts = ("member_count", "full_count", "probationary_count", "mobile_count")
    assert [office.computed("party_branch", one, key) for key in counts] == [21, 19, 2, 1]
    assert office.computed("party_branch", whole, "member_count") == 21
    assert office.computed("party_branch", joint, "member_count") == 5
    office.as_of = date(2022, 12, 31)
    assert office.figure("party_members") == 20


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"full_on": "2004-06-19"}, "full_after_a_year"),
        ({"full_on": "2023-11-17"}, "full_not_ahead"),
        ({"joined_on": "2023-11-17"}, "joined_not_ahead"),
        ({"joined_on": "1988-04-30"}, "adult_when_joined"),
        ({"left_on": "2003-06-19", "left_reason": "died"}, "left_after_joined"),
    ],
)
def test_the_days_of_a_member_are_in_order(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    assert office.broken("party_member", member(office, branch(office), **answers))[rule] == "block"


def test_a_person_stands_on_one_roll(office: Office) -> None:
    here, there = branch(office), branch(office, "王楼村党支部", unit="410726104202")
    who = person(office, "李满仓")
    first = member(office, here, person=who, full_on="2004-06-20")
    assert "person_once" not in office.broken("party_member", first)
    second = member(office, there, person=who)
    assert office.broken("party_member", second)["person_once"] == "block"


def test_a_probation_lasts_a_year_and_years_count_from_its_end(office: Office) -> None:
    here = branch(office)
    new = member(office, here, "预备", **NEW)
    assert office.computed("party_member", new, "full_due") == date(2024, 6, 20)
    old = member(office, here, full_on="2004-06-20")
    assert office.computed("party_member", old, "party_years") == 19


def test_a_branch_has_one_secretary_and_is_not_above_itself(office: Office) -> None:
    cadre = office.add("cadre", name="王䶮").uuid
    both = branch(office, secretary_cadre=cadre, secretary=person(office, "李满仓"))
    assert office.broken("party_branch", both)["one_secretary"] == "block"
    twice = branch(office)
    assert office.broken("party_branch", twice)["name_once"] == "block"
    own = "00000000-0000-4000-8000-00000000abcd"
    circle = branch(office, "自己", uuid=own, upper=own)
    assert office.broken("party_branch", circle)["not_its_own_upper"] == "block"


def contact(office: Office, *visits: dict[str, Any], **answers: Any) -> Record:
    """Keep a member's link with a household, and its visits."""
    household = office.add("household", head=person(office, "孙桂芳")).uuid
    who = answers.pop("member", None) or member(office, branch(office)).uuid
    plain = {"kind": "contact", "since": "2023-03-01", "household": household, "member": who}
    return office.add("household_contact", **{**plain, **answers}, visits=visits)


SOLVED = {"appeal": "排水沟堵塞", "outcome": "solved", "settled_on": "2023-04-11"}


def test_appeals_of_visits_are_open_until_answered(office: Office) -> None:
    asked = {"visited_on": "2023-05-06", "appeal": "路灯不亮", "outcome": "open"}
    link = contact(office, {"visited_on": "2023-04-06", **SOLVED}, asked)
    assert office.computed("household_contact", link, "open_appeals") == 1
    assert office.computed("household_contact", link, "last_visit_on") == date(2023, 5, 6)
    assert office.figure("contact_appeals") == 2
    assert office.figure("contact_appeals_settled_rate") == 50
    assert office.shown("household_contact", "not_visited") == [link]


@pytest.mark.parametrize(
    ("visit", "rule"),
    [
        ({"visited_on": "2023-04-12", **SOLVED}, "settled_after_visit"),
        ({"visited_on": "2023-02-28"}, "visit_within"),
        ({"visited_on": "2023-11-17"}, "visit_not_ahead"),
    ],
)
def test_a_visit_lies_within_its_link(office: Office, visit: dict[str, Any], rule: str) -> None:
    assert office.broken("household_contact", contact(office, visit))[rule] == "block"


def test_a_link_has_one_at_each_end(office: Office) -> None:
    cadre = office.add("cadre", name="王䶮").uuid
    two = contact(office, cadre=cadre)
    assert office.broken("household_contact", two)["one_contact"] == "block"
    both = contact(office, person=person(office, "学生"))
    assert office.broken("household_contact", both)["one_target"] == "block"
    nobody = contact(office, household=None)
    assert office.broken("household_contact", nobody)["has_target"] == "block"


def letter(office: Office, **answers: Any) -> Record:
    plain = {"kind": "integrity", "letter_year": 2023, "signed_on": "2023-01-16", "duties": "尽责"}
    return office.add("responsibility_letter", **{**plain, "status": "signed", **answers})


def test_every_cadre_in_office_signs_for_integrity(office: Office) -> None:
    post = [{"post": "dual", "started_on": "2021-01-01"}]
    cadres = [office.add("cadre", name=name, appointments=post).uuid for name in "甲乙丙丁"]
    for cadre in cadres[:3]:
        letter(office, cadre=cadre)
    letter(office, cadre=cadres[3], letter_year=2022, signed_on="2022-01-16")
    assert office.figure("integrity_signed_rate") == 75
    letter(office, cadre=cadres[3])
    assert office.figure("integrity_signed_rate") == 100


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"promised_until": "2023-01-15"}, "promised_after_signed"),
        ({"status": "fulfilled", "fulfilled_on": "2023-01-15"}, "fulfilled_after_signed"),
        ({"status": "fulfilled", "fulfilled_on": "2023-11-17"}, "fulfilled_not_ahead"),
        ({"signed_on": "2023-11-17"}, "signed_not_ahead"),
    ],
)
def test_nothing_is_kept_before_it_was_promised(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    cadre = office.add("cadre", name="王䶮").uuid
    signed = letter(office, cadre=cadre, **answers)
    assert office.broken("responsibility_letter", signed)[rule] == "block"


def test_a_fulfilled_promise_needs_its_day(office: Office) -> None:
    cadre = office.add("cadre", name="王䶮").uuid
    bare = letter(office, unit="410726104201", cadre=cadre, status="fulfilled")
    assert {one.field for one in office.refusals("responsibility_letter", bare)} == {"fulfilled_on"}


def appraisal(office: Office, **answers: Any) -> Record:
    plain = {"appraisal_year": 2022, "held_on": "2023-01-12", "problems": [{"problem": "少"}]}
    who = {"branch": branch(office).uuid, "secretary": office.add("cadre", name="王䶮").uuid}
    return office.add("party_appraisal", **{**plain, **who, **answers})


def test_votes_are_counted_and_the_five_are_five(office: Office) -> None:
    votes = {"votes_good": 38, "votes_fairly": 2, "attendees": 40}
    held = appraisal(office, **votes, score="94", grade="good")
    assert office.computed("party_appraisal", held, "votes") == 40
    assert office.computed("party_appraisal", held, "good_rate") == 95
    assert office.computed("party_appraisal", held, "ranking") == 1
    assert office.broken("party_appraisal", held) == {}
    many = appraisal(office, votes_good=41, attendees=40)
    assert office.broken("party_appraisal", many)["votes_within"] == "block"
    six = [{"item": f"第{number}好", "met": True} for number in range(6)]
    assert office.broken("party_appraisal", appraisal(office, five_good=six))["at_most_five"]
    assert office.figure("five_good_items") == 6


STARS = ("branch", "industry", "ecology", "safety", "civility")


def stars(office: Office, of: Record, decided: int = 5, **answers: Any) -> Record:
    """Keep a decided period of a branch with so many stars."""
    plain = {"star_year": 2023, "period": "third_quarter", "rated_on": "2023-09-28"}
    days = {"reviewed_on": "2023-10-08", "decided_on": "2023-10-20", "decider": "镇党委"}
    lines = [
        {
            "star": star,
            "self_rated": True,
            "first_review": True,
            "decided": True,
            "evidence": "档案",
        }
        if number < decided
        else {"star": star, "self_rated": True, "first_review": False, "decided": False}
        for number, star in enumerate(STARS)
    ]
    said = {**plain, **days, "status": "decided", "stars": lines, **answers}
    return office.add("branch_star", branch=of.uuid, **said)


def test_a_star_without_evidence_is_refused(office: Office) -> None:
    one = {"star": "industry", "first_review": True, "decided": True}
    bare = stars(office, branch(office), stars=[one])
    assert office.broken("branch_star", bare)["star_has_evidence"] == "block"
    filed = {**one, "star_files": ["大棚.jpg"]}
    shown = stars(office, branch(office, "王楼村党支部"), stars=[filed])
    assert "star_has_evidence" not in office.broken("branch_star", shown)
    unseen = {**filed, "first_review": False}
    skipped = stars(office, branch(office, "东屯村党支部"), stars=[unseen])
    assert office.broken("branch_star", skipped)["star_was_reviewed"] == "block"


@pytest.mark.parametrize("status", ["working", "reviewed"])
def test_no_star_is_given_before_the_decision(office: Office, status: str) -> None:
    given = {"star": "industry", "first_review": True, "decided": True, "evidence": "验收单"}
    early = stars(office, branch(office), status=status, stars=[given])
    assert office.broken("branch_star", early)["no_star_before_decision"] == "block"
    undecided = {**given, "decided": False}
    late = stars(office, branch(office, "王楼村党支部"), status=status, stars=[undecided])
    assert "no_star_before_decision" not in office.broken("branch_star", late)


def test_branches_are_compared_with_others_and_with_before(office: Office) -> None:
    here, there = branch(office), branch(office, "王楼村党支部")
    tasks = [{"star": "industry", "task": "大棚", "done_on": "2023-08-20", "score": "18"}]
    earlier = {"period": "second_quarter", "rated_on": "2023-06-28"}
    stars(office, here, 3, **earlier, reviewed_on="2023-07-01", decided_on="2023-07-05")
    now = stars(office, here, 5, tasks=tasks)
    other = stars(office, there, 5)
    assert office.computed("branch_star", now, "star_change") == 2
    assert office.computed("branch_star", now, "score_change") == 18
    assert office.computed("branch_star", now, "ranking") == 1
    assert office.computed("branch_star", other, "ranking") == 2
    assert office.computed("branch_star", other, "star_change") is None
    assert office.figure("five_star_branches") == 2
    assert office.figure("star_kinds") == 5
    assert office.figure("star_tasks_done_rate") == 100
    again = stars(office, here)
    assert office.broken("branch_star", again)["period_once"] == "block"


def test_a_weak_branch_is_no_strong_one(office: Office) -> None:
    weak = stars(office, branch(office, weak=True))
    assert office.broken("branch_star", weak)["weak_gets_no_star"] == "warn"


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"mobile": True}, "mobile_says_since", "warn"),
        ({"mobile": True, "mobile_since": "2023-11-17"}, "mobile_not_ahead", "block"),
        ({"kind": "probationary", "joined_on": "2022-11-15"}, "probation_over", "inform"),
        ({"unit": "410726104202"}, "branch_of_unit", "warn"),
    ],
)
def test_what_a_members_roll_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    for code in ("410726104201", "410726104202"):
        office.add("unit", code=code, name=code, level="village")
    here = {"unit": "410726104201"}
    one = branch(office)
    assert office.broken("party_member", member(office, one, **{**here, **answers}))[rule] == level
    fine = {**here, "mobile": True, "mobile_since": "2023-02-10", "mobile_place": "新乡"}
    assert rule not in office.broken("party_member", member(office, one, "王秀英", **fine))


def test_a_member_keeps_in_touch_with_others_of_the_village(office: Office) -> None:
    here = "410726104201"
    who = person(office, "李满仓", unit=here)
    own = household(office, "王秀英", members=[{"person": who, "relation": "spouse"}])
    there = office.add("household", unit="410726104202", head=who).uuid
    one = member(office, branch(office), person=who, unit=here).uuid

    def broken(**answers: Any) -> dict[str, str]:
        plain = {"unit": here, "kind": "contact", "member": one, "since": "2023-03-01"}
        record = office.add("household_contact", **{**plain, **answers})
        return office.broken("household_contact", record)

    assert broken(household=own)["not_ones_own"] == "warn"
    assert broken(household=there)["household_here"] == "warn"
    assert broken(household=household(office, "陈守义"), since="2023-11-17") == {
        "since_not_ahead": "warn"
    }


def test_a_promise_has_a_limit_and_is_published_after_signing(office: Office) -> None:
    signed = {"kind": "promise", "letter_year": 2023, "signed_on": "2023-01-16", "promise": "修路"}

    def broken(**answers: Any) -> dict[str, str]:
        record = office.add("responsibility_letter", **signed, **answers)
        return office.broken("responsibility_letter", record)

    assert broken()["promise_has_limit"] == "warn"
    until = {"promised_until": "2023-10-31"}
    assert broken(**until, disclosed_on="2023-01-15")["disclosed_in_order"] == "block"
    assert broken(**until, disclosed_on="2023-11-17")["disclosed_in_order"] == "block"
    assert broken(**until, disclosed_on="2023-01-20") == {}


def test_a_better_grade_has_no_lower_score(office: Office) -> None:
    of = branch(office, unit="410726104201").uuid
    made = []
    for number, (score, grade) in enumerate(
        (("88", "fairly_good"), ("84", "good"), ("90", "good"))
    ):
        who = office.add("cadre", unit=f"41072610420{number + 1}", name=f"书记{number}").uuid
        plain = {"appraisal_year": 2022, "held_on": "2023-01-12", "branch": of, "secretary": who}
        made.append(office.add("party_appraisal", **plain, score=score, grade=grade))
    broken = [office.broken("party_appraisal", one) for one in made]
    assert ["grades_as_scores" in one for one in broken] == [False, True, False]
    assert ["branch_here" in one for one in broken] == [False, True, True]


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"reviewed_on": "2023-11-17"}, "reviewed_not_ahead", "block"),
        ({"rated_on": "2022-12-31"}, "rated_in_the_year", "warn"),
        ({"unit": "410726104202"}, "branch_here", "warn"),
    ],
)
def test_what_a_star_year_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    for code in ("410726104201", "410726104202"):
        office.add("unit", code=code, name=code, level="village")
    plain = {"unit": "410726104201", "branch": branch(office).uuid, "star_year": 2023}
    rated = {"period": "third_quarter", "rated_on": "2023-09-28", "status": "working"}
    record = office.add("branch_star", **{**plain, **rated, **answers})
    assert office.broken("branch_star", record)[rule] == level
    assert rule not in office.broken("branch_star", office.add("branch_star", **{**plain, **rated}))


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("contact", {"household"}),
        ("assistance", {"household", "person", "partner"}),
        ("schooling", {"household", "person"}),
        ("joint", {"partner"}),
        ("grid", set()),
    ],
)
def test_whom_a_contact_is_with_is_asked_by_its_kind(
    office: Office, kind: str, asked: set[str]
) -> None:
    record = office.add("household_contact", kind=kind, since="2023-03-01")
    form, ledgers = shipped().form("household_contact"), MemoryLedgers(office.records)
    found = asked_of(form, record, ledgers=ledgers, as_of=office.as_of)
    assert found.visible & {"household", "person", "partner"} == asked
    assert ("grid" in found.required) is (kind == "grid")
    stays = office.add("household_contact", kind=kind, partner="供电公司", since="2023-03-01")
    found = asked_of(form, stays, ledgers=ledgers, as_of=office.as_of)
    assert "partner" in found.visible  # what was entered can always be taken away


def test_a_member_may_look_after_a_grid(office: Office) -> None:
    grid = office.add("grid", unit="410726104201", name="第一网格").uuid
    one = member(office, branch(office)).uuid
    plain = {"unit": "410726104201", "kind": "grid", "member": one, "since": "2023-03-01"}
    record = office.add("household_contact", **plain, grid=grid)
    assert office.computed("household_contact", record, "target_name") == "第一网格"
    assert office.broken("household_contact", record) == {}
    assert office.shown("household_contact", "grids") == [record]

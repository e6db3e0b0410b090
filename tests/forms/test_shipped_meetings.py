"""Meetings with their votes, decisions step by step, village bodies and covenants."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

VILLAGE = "410726104201"


def meeting(office: Office, **answers: Any) -> Record:
    """Keep a meeting of delegates that had its quorum."""
    plain = {
        "unit": VILLAGE,
        "kind": "delegates_meeting",
        "title": "讨论道路硬化",
        "status": "held",
        "held_on": "2023-10-15",
        "due_present": 36,
        "present": 30,
        "chair": "刘志强",
        "summary": "同意",
    }
    return office.add("meeting", **{**plain, **answers})


def test_a_meeting_that_was_held_as_it_should_be_breaks_nothing(office: Office) -> None:
    assert office.broken("meeting", meeting(office)) == {}
    assert office.refusals("meeting", meeting(office)) == []


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"present": 37}, "present_within_due", "block"),
        ({"held_on": "2023-11-17"}, "held_not_ahead", "block"),
        ({"present": 23}, "quorum_delegates", "warn"),
        ({"kind": "villagers_meeting", "present": 18}, "quorum_half", "warn"),
        ({"kind": "council_meeting"}, "convener_named", "warn"),
        ({"summary": None}, "recorded", "warn"),
        ({"kind": "party_lecture", "summary": None}, "studied", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_meeting_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("meeting", meeting(office, **answers))[rule] == level


def test_two_thirds_of_the_delegates_are_enough(office: Office) -> None:
    assert office.broken("meeting", meeting(office, present=24)) == {}


def test_a_meeting_to_come_needs_no_record(office: Office) -> None:
    planned = {"status": "planned", "held_on": "2023-12-01", "present": None, "summary": None}
    ahead = meeting(office, **planned)
    assert office.broken("meeting", ahead) == {}
    assert office.refusals("meeting", ahead) == []


@pytest.mark.parametrize(
    ("topic", "rule", "level"),
    [
        ({"in_favour": 25, "against": 5, "abstained": 1}, "votes_within", "block"),
        ({"in_favour": 15}, "adopted", "warn"),
        ({"deadline": "2023-10-14"}, "deadline_after", "block"),
        ({"deadline": "2023-10-31"}, "topic_responsible", "warn"),
        ({"done_on": "2023-11-17"}, "done_after", "block"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_votes_and_dates_of_a_topic_are_tried(
    office: Office, topic: dict[str, Any], rule: str, level: str
) -> None:
    held = meeting(office, topics=[{"topic": "道路硬化", **topic}])
    assert office.broken("meeting", held)[rule] == level


def test_nobody_attends_twice(office: Office) -> None:
    names = [{"attendant_name": "刘翠兰", "attended": "present"}] * 2
    assert office.broken("meeting", meeting(office, attendants=names))["once_only"] == "warn"


STEPS = (
    ("branch_proposal", "2023-03-02"),
    ("committees_discussion", "2023-03-06"),
    ("party_review", "2023-03-10"),
    ("villagers_resolution", "2023-03-15"),
    ("resolution_disclosed", "2023-03-16"),
    ("result_disclosed", "2023-09-20"),
)


def steps(*wanted: int, **answers: Any) -> list[dict[str, Any]]:
    """Return the steps with these numbers; the answers go into the last one."""
    found: list[dict[str, Any]] = []
    for number in wanted:
        code, day = STEPS[number - 1]
        voting = number <= 4
        votes = {"due_present": 36, "present": 30, "in_favour": 29, "against": 1, "abstained": 0}
        notice = {"notice_until": f"{day[:8]}28"}
        found.append({"step": code, "held_on": day, **(votes if voting else notice)})
    found[-1].update(answers)
    return found


def decision(office: Office, rows: list[dict[str, Any]], **answers: Any) -> Record:
    """Keep a decision by four discussions and two disclosures, with these steps."""
    plain = {
        "unit": VILLAGE,
        "title": "村内巷道硬化",
        "kind": "four_two",
        "proposed_on": "2023-03-01",
        "notice_least": 7,
        "status": "doing",
    }
    return office.add("resolution", **{**plain, **answers}, steps=rows)


def test_six_steps_in_their_order_complete_a_decision(office: Office) -> None:
    done = decision(office, steps(1, 2, 3, 4, 5, 6), status="completed")
    assert office.broken("resolution", done) == {}
    assert office.refusals("resolution", done) == []
    assert office.computed("resolution", done, "next_step") is None
    assert office.figure("decisions_disclosed") == 1
    assert office.figure("decisions_disclosed_rate") == 100


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (steps(1, 2, 4), "none_skipped"),
        (steps(2), "none_skipped"),
        (steps(1, 2, 2), "step_once"),
        (steps(1, 2, held_on="2023-03-01"), "dates_in_order"),
        (steps(1, held_on="2023-02-28"), "step_after_proposal"),
        (steps(1, 2, 3, 4, 5, 6, held_on="2023-12-01"), "step_not_ahead"),
        (steps(1, present=37), "present_within"),
        (steps(1, in_favour=30), "votes_within"),
        (steps(1, 2, 3, 4, 5, notice_until="2023-03-15"), "notice_dates"),
        (steps(1, 2, 3, 4, 5, 6, step="council_vote"), "step_fits"),
        (steps(1, 2, 3, 4, 5, 6) + steps(6, step="council_vote"), "six_at_most"),
    ],
)
def test_steps_out_of_order_skipped_doubled_or_beyond_the_sixth_are_refused(
    office: Office, rows: list[dict[str, Any]], rule: str
) -> None:
    assert office.broken("resolution", decision(office, rows))[rule] == "block"


def test_a_step_registered_twice_is_not_taken_for_one_that_is_missing(office: Office) -> None:
    seventh = steps(1, 2, 3, 4, 5, 6) + steps(4)
    broken = office.broken("resolution", decision(office, seventh))
    assert broken == {"six_at_most": "block", "step_once": "block"}


def test_too_few_votes_or_too_short_a_notice_is_said(office: Office) -> None:
    few = decision(office, steps(1, in_favour=15), title="一")
    assert office.broken("resolution", few) == {"majority": "warn"}
    absent = decision(office, steps(1, 2, 3, 4, present=23, in_favour=20, against=0), title="二")
    assert office.broken("resolution", absent) == {"quorum": "warn"}
    short = decision(office, steps(1, 2, 3, 4, 5, notice_until="2023-03-21"), title="三")
    assert office.broken("resolution", short) == {"notice_long_enough": "warn"}


def test_a_decision_is_not_completed_before_its_result_is_disclosed(office: Office) -> None:
    early = decision(office, steps(1, 2, 3, 4, 5), status="completed")
    assert office.broken("resolution", early) == {"all_steps": "block"}
    assert office.computed("resolution", decision(office, steps(1, 2)), "next_step") == (
        "party_review"
    )


def test_a_council_votes_once_and_then_discloses(office: Office) -> None:
    council = office.example("council").uuid
    by_council = {"kind": "council", "council": council}
    vote = steps(4, step="council_vote")
    assert office.broken("resolution", decision(office, vote + steps(5), **by_council)) == {}
    unvoted = decision(office, steps(5), **by_council)
    assert office.broken("resolution", unvoted)["vote_before_notice"] == "block"
    foreign = decision(office, steps(1), **by_council)
    assert office.broken("resolution", foreign)["step_fits"] == "block"


def test_money_and_labour_stay_within_their_limits(office: Office) -> None:
    raised = {"kind": "one_matter", "payers": 800, "money_each": "20", "money_limit": "20"}
    within = decision(office, steps(4), **raised)
    assert office.broken("resolution", within) == {}
    assert office.figure("money_raised_by_one_matter") == 16000
    dear = decision(office, steps(4), **{**raised, "money_each": "20.01"})
    assert office.broken("resolution", dear)["money_within_limit"] == "block"
    unknown = decision(office, steps(4), **{**raised, "money_limit": None})
    assert office.broken("resolution", unknown)["limit_told"] == "warn"
    hard = decision(office, steps(4), kind="one_matter", labour_each="6", labour_limit="5")
    assert office.broken("resolution", hard)["labour_within_limit"] == "block"


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"money_each": "20", "payers": None}, "payers_for_money", "warn"),
        ({"labour_each": "2", "labourers": None}, "labourers_for_labour", "warn"),
        ({"town_approved_on": "2023-03-14"}, "approved_after_vote", "block"),
        ({"town_approved_on": "2023-11-17"}, "approved_not_ahead", "block"),
    ],
)
def test_what_is_raised_is_told_whole_and_approved_after_the_vote(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    raising = decision(office, steps(4), kind="one_matter", **answers)
    assert office.broken("resolution", raising)[rule] == level


def test_a_vote_without_its_count_is_asked_for(office: Office) -> None:
    uncounted = decision(office, steps(1, in_favour=None))
    assert office.broken("resolution", uncounted) == {"votes_told": "warn"}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"term_until": "2021-05-20"}, "term_dates", "block"),
        ({"founded_on": "2023-11-17"}, "founded_not_ahead", "block"),
        ({"term_until": "2023-11-15"}, "term_over", "warn"),
        ({"kind": "mediation"}, "mediators", "warn"),
        ({"kind": "supervision"}, "supervisors", "warn"),
        ({"members": []}, "has_head", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_village_body_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    office.example("cadre")
    office.example("person")
    assert office.broken("council", office.example("council", **answers))[rule] == level


def test_members_of_a_body_count_while_in_office(office: Office) -> None:
    office.example("cadre")
    office.example("person")
    body = office.example("council")
    assert office.computed("council", body, "member_count") == 2
    office.as_of = date(2023, 4, 30)
    assert office.computed("council", body, "member_count") == 2
    office.as_of = date(2021, 5, 19)
    assert office.computed("council", body, "member_count") == 0


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"passed_on": "2022-02-28"}, "passed_after_draft", "block"),
        ({"in_favour": 31}, "favour_within", "block"),
        ({"in_favour": 15}, "majority", "warn"),
        ({"notice_from": "2022-04-09"}, "notice_after_vote", "block"),
        ({"notice_until": "2022-04-10"}, "notice_dates", "block"),
        ({"filed_on": "2022-04-09"}, "filed_after_vote", "block"),
        ({"repealed_on": "2022-04-19"}, "repealed_after", "block"),
        ({"status": "in_force", "filed_on": None}, "filed", "warn"),
        ({"filed_on": "2023-11-17"}, "filed_not_ahead", "block"),
        ({"status": "notice", "notice_from": "2023-11-17"}, "notice_not_ahead", "warn"),
        ({"status": "in_force", "effective_on": "2022-04-17"}, "in_force_after_notice", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_covenant_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("covenant", office.example("covenant", **answers))[rule] == level


def test_one_version_of_a_covenant_is_in_force(office: Office) -> None:
    office.example("covenant", uuid="00000000-0000-4000-8000-00000000000a", status="in_force")
    second = office.example("covenant", status="in_force", version_label="2023年修订")
    assert office.broken("covenant", second) == {"one_in_force": "warn"}


def test_a_vote_held_in_a_meeting_is_counted_there(office: Office) -> None:
    held = meeting(office).uuid
    covenant = office.example("covenant", meeting=held, present=None, due_present=None)
    assert office.computed("covenant", covenant, "came") == 30


def test_meetings_are_counted_by_what_was_held_this_year(office: Office) -> None:
    first = meeting(office, present=27)
    meeting(office, kind="coordination", held_on="2023-11-01", due_present=None)
    meeting(office, kind="coordination", status="planned", held_on="2023-12-01")
    assert office.figure("coordination_this_quarter") == 1
    assert office.computed("meeting", first, "attendance_rate") == 75


def test_a_topic_whose_time_has_not_run_out_is_a_topic_all_the_same(office: Office) -> None:
    topics = [
        {"topic": "修路", "deadline": "2024-06-30"},
        {"topic": "装灯", "done_on": "2023-10-20"},
    ]
    office.add("meeting", status="held", held_on="2023-10-08", topics=topics)
    assert office.figure("meeting_topics_this_year") == 2
    assert office.figure("meeting_topics_done_this_year") == 1

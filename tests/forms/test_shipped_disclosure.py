"""What must be disclosed and when, objections and their answers, publicity, documents."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.documents.headings import Matcher
from ruraldesk.store.reminders import due_things
from tests.forms.office import Office, shipped
from tests.services.office import add, town_book

VILLAGE = "410726104201"


def disclosure(office: Office, **answers: Any) -> Record:
    """Keep a disclosure of a village plan, approved on a Sunday in October."""
    plain = {
        "unit": VILLAGE,
        "kind": "plan",
        "title": "村庄规划",
        "approved_on": "2023-10-08",
        "published_on": "2023-10-20",
        "channels": ["wall", "web"],
        "long_term": True,
        "status": "published",
    }
    return office.add("disclosure", **{**plain, **answers})


def test_a_plan_is_to_be_disclosed_within_20_workdays(office: Office) -> None:
    known = disclosure(office)
    due = office.computed("disclosure", known, "due_on")
    assert due == date(2023, 11, 3)
    assert office.computed("disclosure", known, "days_late") == 0
    assert office.broken("disclosure", known) == {"photo": "inform"}
    late = disclosure(office, published_on="2023-11-06", title="另一规划")
    assert office.broken("disclosure", late)["in_time"] == "warn"
    assert office.computed("disclosure", late, "days_late") == 3
    assert office.figure("disclosures_in_time_rate") == 50


def test_a_plan_without_its_approval_is_refused(office: Office) -> None:
    unknown = disclosure(office, approved_on=None)
    assert {one.field for one in office.refusals("disclosure", unknown)} == {"approved_on"}


def test_what_waits_too_long_is_late_until_it_is_disclosed(office: Office) -> None:
    waiting = disclosure(office, status="pending", published_on=None)
    assert office.broken("disclosure", waiting) == {"still_in_time": "warn"}
    assert office.computed("disclosure", waiting, "days_late") == 13
    assert office.figure("disclosures_overdue") == 1
    assert office.shown("disclosure", "late") == [waiting]
    office.as_of = date(2023, 11, 3)
    assert office.broken("disclosure", waiting) == {}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"published_on": "2023-11-17"}, "published_not_ahead", "block"),
        ({"published_on": "2023-10-07"}, "published_after_approval", "block"),
        ({"approved_on": "2023-11-17"}, "approved_not_ahead", "block"),
        ({"notice_until": "2023-10-19"}, "notice_dates", "block"),
        ({"channels": ["wall"]}, "wall_and_web", "warn"),
        ({"channels": None, "kind": "party"}, "channel_named", "warn"),
        (
            {
                "status": "archived",
                "objections": [{"raised_on": "2023-10-21", "matter": "数字不对"}],
            },
            "answered_before_filed",
            "block",
        ),
        ({"objections": [{"raised_on": "2023-10-19", "matter": "不对"}]}, "raised_after", "block"),
        (
            {"objections": [{"raised_on": "2023-11-17", "matter": "早"}]},
            "raised_not_ahead",
            "block",
        ),
        (
            {"objections": [{"raised_on": "2023-10-21", "matter": "问", "answer": "答"}]},
            "answer_dated",
            "warn",
        ),
        ({"long_term": False}, "notice_end_told", "warn"),
        ({"status": "pending"}, "pending_not_published", "block"),
        ({"status": "archived", "notice_until": "2023-11-20"}, "filed_after_notice", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_disclosure_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("disclosure", disclosure(office, **answers))[rule] == level


def test_an_answer_does_not_come_before_its_objection(office: Office) -> None:
    raised = {"raised_on": "2023-10-25", "matter": "面积不对", "answer": "已更正"}
    early = disclosure(office, objections=[{**raised, "answered_on": "2023-10-24"}])
    assert office.broken("disclosure", early)["answered_after"] == "block"
    ahead = disclosure(office, objections=[{**raised, "answered_on": "2023-11-17"}])
    assert office.broken("disclosure", ahead)["answered_not_ahead"] == "block"


def test_a_decision_is_disclosed_after_it_was_taken(office: Office) -> None:
    decision = office.example("resolution").uuid
    early = disclosure(office, kind="village", published_on="2023-03-14", resolution=decision)
    assert office.broken("disclosure", early)["resolved_before"] == "block"
    after = disclosure(office, kind="village", published_on="2023-03-15", resolution=decision)
    assert "resolved_before" not in office.broken("disclosure", after)


def test_only_villages_that_keep_these_ledgers_are_reminded(tmp_path: Path) -> None:
    end_of_year = date(2023, 12, 25)
    with town_book(tmp_path) as book:
        assert [one for one in due_things(book, end_of_year) if one.owed_by] == []

        told = {"kind": "finance", "title": "收支", "published_on": date(2023, 8, 1)}
        add(book, "disclosure", **told, status="published", long_term=True)
        held = {"kind": "theme_day", "title": "主题党日", "held_on": date(2023, 8, 1)}
        add(book, "meeting", **held, status="held", present=19, chair="刘志强", summary="学习")

        owed = [one for one in due_things(book, end_of_year) if one.owed_by]
        assert {one.owed_by for one in owed} == {"黄寺村"}
        assert Counter(one.form for one in owed) == {"disclosure": 3, "meeting": 4}


def item(office: Office, **answers: Any) -> Record:
    """Keep a matter to be disclosed by the 20th of each quarter's first month."""
    return office.example("disclosure_item", **answers)


@pytest.mark.parametrize(
    ("cycle", "day_limit", "due"),
    [
        ("monthly", None, date(2023, 11, 30)),
        ("monthly", 10, date(2023, 11, 10)),
        ("quarterly", 20, date(2023, 10, 20)),
        ("quarterly", None, date(2023, 12, 31)),
        ("half_yearly", None, date(2023, 12, 31)),
        ("yearly", 31, date(2023, 1, 31)),
        ("at_once", None, None),
    ],
)
def test_each_cycle_has_its_day(
    office: Office, cycle: str, day_limit: int | None, due: date | None
) -> None:
    known = item(office, cycle=cycle, day_limit=day_limit)
    assert office.computed("disclosure_item", known, "period_due") == due


def test_a_matter_is_late_until_this_period_is_disclosed(office: Office) -> None:
    known = item(office)
    office.example("disclosure")  # of the quarter before
    assert office.computed("disclosure_item", known, "is_late") is True
    assert office.figure("disclosure_items_late") == 1
    office.add(
        "disclosure",
        unit=VILLAGE,
        item=known.uuid,
        kind="finance",
        title="第三季度收支",
        published_on="2023-10-18",
        status="published",
    )
    assert office.computed("disclosure_item", known, "is_late") is False
    assert office.computed("disclosure_item", known, "times") == 2


def test_finance_is_disclosed_every_quarter_at_least(office: Office) -> None:
    assert office.broken("disclosure_item", item(office, cycle="yearly")) == {
        "finance_quarterly": "warn"
    }
    beyond = item(office, cycle="monthly", day_limit=32)
    assert office.broken("disclosure_item", beyond)["day_in_cycle"] == "block"


def test_a_notice_shorter_than_its_list_says_is_told(office: Office) -> None:
    known = item(office).uuid
    short = disclosure(
        office, kind="finance", item=known, long_term=False, notice_until="2023-10-25"
    )
    assert office.broken("disclosure", short)["notice_long_enough"] == "warn"


def test_publicity_is_summed_by_channel(office: Office) -> None:
    spread = {"unit": VILLAGE, "spread_on": "2023-10-16", "theme": "防火"}
    first = office.add("publicity_log", **spread, channel="loudspeaker", times=30)
    office.add("publicity_log", **spread, channel="banner", times=5)
    ahead = office.add(
        "publicity_log", **{**spread, "spread_on": "2023-11-17"}, channel="loudspeaker", times=1
    )
    assert office.figure("publicity_loudspeaker") == 30
    assert office.figure("publicity_times") == 35
    assert office.broken("publicity_log", first) == {}
    assert office.broken("publicity_log", ahead)["spread_not_ahead"] == "block"
    assert office.computed("publicity_log", first, "times_unit") == "次"


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"issued_on": "2023-11-17"}, "issued_not_ahead", "block"),
        ({"received_on": "2023-05-05"}, "received_after", "block"),
        ({"valid_until": "2023-05-31"}, "valid_after", "block"),
        ({"valid_until": "2023-11-15"}, "expired", "warn"),
        ({"papers": None}, "attached", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_document_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("document", office.example("document", **answers))[rule] == level


def test_a_replaced_document_is_no_longer_in_effect(office: Office) -> None:
    old = office.add("document", title="旧标准", status="in_force", issued_on="2020-01-01")
    new = office.example("document", replaces=old.uuid, papers=["a.pdf"])
    assert office.broken("document", new) == {"replaced_marked": "warn"}
    own = "00000000-0000-4000-8000-00000000000b"
    itself = office.example("document", uuid=own, replaces=own, doc_no="二")
    assert office.broken("document", itself)["not_itself"] == "block"


# What offices print over their columns (columns 4), and what that must mean.
HEADINGS = {
    "disclosure": {
        "公开事项": "title",
        "公示开始": "published_on",
        "公示结束": "notice_until",
        "公示地点": "place",
        "到期状态": "status",
        "备注": "remark",
    },
    "disclosure_item": {
        "公开事项": "name",
        "公开依据": "basis",
        "公开时限": "cycle",
        "公开主体": "publisher",
        "公开渠道": "channels",
        "公开层级": "at_level",
    },
    "meeting": {
        "会议时间": "held_on",
        "会议类型": "kind",
        "主题": "title",
        "主持人": "chair",
        "应到": "due_present",
        "实到": "present",
        "会议内容": "summary",
        "议题": "topics.topic",
        "赞成票": "topics.in_favour",
        "责任人": "topics.responsible",
    },
}


@pytest.mark.parametrize("key", HEADINGS)
def test_the_columns_of_offices_find_their_fields(key: str) -> None:
    matcher = Matcher(shipped().form(key), shipped().forms)
    found = {one.heading: one.field for one in matcher.match([("", w) for w in HEADINGS[key]])}
    assert found == HEADINGS[key]


def test_a_press_conference_is_no_issue_of_the_bulletin(office: Office) -> None:
    issued = {"status": "issued", "title": "乡村振兴", "body": "正文"}
    office.add("bulletin", **issued, series="快报", issue_no=51, issued_on="2023-11-02")
    office.add(
        "bulletin", **issued, series="快报", kind="bulletin", issue_no=52, issued_on="2023-11-10"
    )
    office.add(
        "bulletin", **issued, series="专场", kind="press", issue_no=3, issued_on="2023-11-12"
    )
    office.add(
        "bulletin", **issued, series="专场", kind="press", issue_no=9, issued_on="2022-11-12"
    )
    assert office.figure("bulletin_no") == 52
    assert office.figure("press_conferences_this_year") == 1


def test_a_press_conference_names_its_spokesperson_and_ends_its_data_before(office: Office) -> None:
    release = office.example("bulletin", data_until="2023-10-25")
    assert office.broken("bulletin", release) == {"data_before_issue": "warn"}
    unnamed = office.example("bulletin", uuid=str(uuid4()), issue_no=48)
    unnamed = replace(unnamed, values={**unnamed.values, "spokesperson": None})
    assert [one.field for one in office.refusals("bulletin", unnamed)] == ["spokesperson"]

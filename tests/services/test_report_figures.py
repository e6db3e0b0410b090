"""What a town's press report and its report on governance count, asked of a real book.

Each ledger holds rows beside those told: of another year, after the day, or in another state.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.services.books import create_book
from ruraldesk.services.figures import as_json, figures
from ruraldesk.services.putting import put
from ruraldesk.store.book import Book

TOWN, MAOQIAO, SUNLOU, LIHE = ("411329105000", "411329105201", "411329105202", "411329105203")
NAMES = {MAOQIAO: "毛桥村", SUNLOU: "孙楼村", LIHE: "溧河村"}
STARS = ("branch", "industry", "ecology", "safety", "civility")
DAY = date(2023, 9, 19)
Rows = list[dict[str, Any]]


def branches() -> Rows:
    kept = {"kind": "branch", "founded_on": "1990-01-01"}
    joint = [{"name": name, "joined_on": "2021-03-01"} for name in ("凯达合作社", "孙楼村")]
    return [
        {"unit": MAOQIAO, "name": "毛桥村党支部", **kept, "weak": False}
        | {"weak_since": "2022-11-20", "weak_until": "2023-02-20"},
        {"unit": SUNLOU, "name": "孙楼村党支部", **kept, "weak": True, "weak_since": "2022-11-20"},
        {"unit": LIHE, "name": "溧河村党支部", **kept},
        {"unit": SUNLOU, "name": "孙楼瓜菜产业联合党支部", "kind": "industry_joint"}
        | {"founded_on": "2021-03-01", "member_units": joint},
    ]


def stars() -> Rows:
    def rated(count: int) -> Rows:
        return [{"star": star, "self_rated": n < count} for n, star in enumerate(STARS)]

    def decided(count: int) -> Rows:
        given = [n < count for n in range(len(STARS))]
        return [
            {"star": star, "self_rated": yes, "first_review": yes, "decided": yes, "evidence": "表"}
            for star, yes in zip(STARS, given, strict=True)
        ]

    days = {"status": "decided", "reviewed_on": "2022-12-10", "decided_on": "2022-12-28"}
    told = [
        {"unit": unit, "branch": f"{NAMES[unit]}党支部", "star_year": 2022, "period": "annual"}
        | {"rated_on": "2022-12-01", "decider": "镇党委", "stars": decided(count), **days}
        for unit, count in ((MAOQIAO, 3), (SUNLOU, 2), (LIHE, 4))
    ]
    tasks = [
        {"star": "industry", "task": f"任务{n}", "until_on": "2023-11-30", "done_on": done}
        for n, done in enumerate(("2023-07-01", "2023-08-01", "2023-10-15", None))
    ]
    this_year = {"branch": "毛桥村党支部", "star_year": 2023, "period": "second_quarter"}
    return [
        *told,
        {"unit": MAOQIAO, **this_year, "rated_on": "2023-06-30", "status": "working"}
        | {"tasks": tasks, "stars": rated(5)},
    ]


def contests() -> Rows:
    def held(day: str, scores: dict[str, str]) -> dict[str, Any]:
        entries = [
            {"entry_unit": unit, "entrant": f"{NAMES[unit]}党支部", "score": score}
            for unit, score in scores.items()
        ]
        given = {"name": "支部横向比", "kind": "across", "level": "town", "full_score": "100.00"}
        return {"unit": TOWN, "held_on": day, **given, "entries": entries}

    return [
        held("2023-04-05", {MAOQIAO: "60.00", SUNLOU: "95.00", LIHE: "90.00"}),
        held("2023-07-05", {MAOQIAO: "93.00", SUNLOU: "95.00", LIHE: "90.00"}),
    ]


def investments() -> Rows:
    given = {"unit": TOWN, "kind": "new", "investor": "客商", "follower": "招商办"}
    introduced = {"stage": "introduced", "talks_on": "2023-02-05", "substantive_on": "2023-03-05"}
    going = {"leader_other": "镇党委书记", "hours": "4.0", "day_hours": "8.0"}
    activities = [
        {**going, "activity": "go_out", "acted_on": "2023-03-02"},
        {**going, "activity": "receive", "acted_on": "2023-04-02", "guests": 3},
        {**going, "activity": "receive", "acted_on": "2023-05-02", "guests": 4},
    ]
    return [
        {**given, "name": "面粉厂", **introduced, "lead_on": "2023-01-05", "amount": "320000000.00"}
        | {"signed_on": "2023-06-01", "activities": activities},
        {**given, "name": "冷库", **introduced, "lead_on": "2023-01-08", "amount": "60000000.00"}
        | {"signed_on": "2023-07-01"},
        {**given, "name": "饲料厂", "stage": "substantive_negotiation", "lead_on": "2023-05-05"}
        | {"amount": "1000000.00", "talks_on": "2023-06-05", "substantive_on": "2023-07-05"},
        {**given, "name": "鞋厂", "stage": "lead", "lead_on": "2023-05-09", "amount": "1000000.00"},
        {**given, "name": "旧事", "stage": "lead", "lead_on": "2022-05-09", "amount": "1000000.00"},
    ]


def indicators() -> tuple[Rows, Rows, Rows]:
    common = {"kind": "tax", "measure": "万元", "direction": "higher_better"}
    values: Rows = [
        {"year": 2022, "period": "m08", "cumulative": "1092.80", "actual": "140.00"},
        {"year": 2023, "period": "m07", "cumulative": "1100.00", "actual": "150.00"},
        {"year": 2023, "period": "m08", "cumulative": "1260.00", "actual": "160.00"}
        | {"rank_given": 3, "rank_scope": "全县"},
    ]
    return (
        [{"unit": TOWN, "name": "税收", **common}],
        [{"unit": TOWN, "indicator": "税收", "year": 2023, "period": "year", "target": "1600.00"}],
        [{"unit": TOWN, "indicator": "税收", **one} for one in values],
    )


def disputes() -> Rows:
    given = {"unit": MAOQIAO, "category": "land", "level": "simple", "source": "screening"}
    parties = [
        {"party_name": "甲", "side": "applicant"},
        {"party_name": "乙", "side": "respondent"},
    ]
    closed = {"status": "closed", "channel": "joint", "handler": "司法所", "result": "达成协议"}
    days = [
        ("2022-03-01", "2022-03-08"),
        ("2022-05-01", "2022-05-08"),
        ("2022-08-01", "2022-08-08"),
    ]
    days += [("2022-12-25", "2023-01-04"), ("2023-04-01", "2023-04-05")]
    rows = [
        {**given, "reported_on": found, "content": f"纠纷{n}", **closed, "parties": parties}
        | {"closed_on": end, "outcome": "failed" if n == 3 else "success"}
        for n, (found, end) in enumerate(days)
    ]
    return [
        *rows,
        {**given, "reported_on": "2023-06-01", "content": "未结", "channel": "village"}
        | {"status": "doing", "parties": parties},
    ]


def patrols() -> Rows:
    given = {"unit": MAOQIAO, "leader_name": "队长", "route": "村内"}
    found = {"item": "work_safety", "disposal": "已处置"}
    dangers = [
        {**found, "problem": "电线老化", "handled": True},
        {**found, "problem": "通道堵塞", "handled": False},
    ]
    return [
        {**given, "patrolled_on": "2023-05-01", "kind": "six_prevent", "problems": dangers},
        {**given, "patrolled_on": "2023-06-01", "kind": "daily", "problems": dangers[:1]},
        {**given, "patrolled_on": "2023-06-02", "kind": "visit", "households": 12}
        | {"nothing_found": True},
        {**given, "patrolled_on": "2022-06-02", "kind": "visit", "households": 40}
        | {"nothing_found": True},
    ]


def covenants() -> Rows:
    doings = [
        {"done_on": day, "doing": "红事简办", "saved": saved}
        for day, saved in (
            ("2022-10-02", "9000.00"),
            ("2023-05-02", "12000.00"),
            ("2023-08-02", "6500.00"),
        )
    ]
    passed = {"drafted_on": "2022-01-01", "passed_on": "2022-03-10", "effective_on": "2022-04-01"}
    votes = {"due_present": 30, "present": 28, "in_favour": 28}
    return [
        {"unit": MAOQIAO, "kind": "covenant", "name": "毛桥村村规民约", "status": "in_force"}
        | {**passed, **votes, "notice_from": "2022-03-11", "notice_until": "2022-03-20"}
        | {"articles": [{"article_no": 1, "article": "红白事从简。"}], "doings": doings}
    ]


def meetings() -> Rows:
    given = {"unit": MAOQIAO, "kind": "delegates_meeting", "status": "held", "chair": "主任"}
    held = {"recorder": "文书", "due_present": 30, "present": 28, "summary": "议事。"}
    topic = {"decision": "同意", "responsible": "主任", "deadline": "2023-12-31"}
    topics = [
        {**topic, "topic": "修路", "done_on": "2023-06-20", "outcome": "已办"},
        {**topic, "topic": "装灯"},
    ]
    return [
        {**given, **held, "held_on": "2023-05-01", "title": "五星创建推进会", "topics": topics},
        {**given, **held, "held_on": "2023-06-01", "title": "五星创建推进会"},
        {**given, **held, "held_on": "2022-06-01", "title": "五星创建推进会", "topics": topics},
    ]


def sales() -> Rows:
    def contract(buyer: str, until: str, deliveries: Rows) -> dict[str, Any]:
        goods = [{"goods": "瓜菜", "quantity": "500.000", "measure": "吨", "price": "2000.00"}]
        dates = {"held_on": "2022-02-01", "sale_from": "2022-02-01", "sale_until": until}
        return {"unit": SUNLOU, "kind": "supply", "title": f"供{buyer}", **dates} | {
            "contract_no": buyer,
            "state": "performing",
            "seller_name": "凯达合作社",
            "buyer_name": buyer,
            "goods": goods,
            "deliveries": deliveries,
        }

    def sent(day: str, quantity: str, measure: str) -> dict[str, Any]:
        return {"delivered_on": day, "delivered": "瓜菜", "paid_amount": "1000.00"} | {
            "delivered_quantity": quantity,
            "delivered_measure": measure,
        }

    return [
        contract("郑州万邦", "2024-02-01", [sent("2023-08-01", "341.000", "吨")]),
        contract("北京新发地", "2024-02-01", [sent("2023-08-02", "9000.000", "公斤")]),
        contract("旧商", "2023-02-01", [sent("2022-08-02", "70.000", "吨")]),
    ]


def all_rows() -> Iterator[tuple[str, Rows]]:
    """Yield the ledgers in the order in which a clerk enters them."""
    yield "unit", [{"code": TOWN, "name": "溧河铺镇", "level": "town"}]
    yield "unit", [{"code": code, "name": name, "level": "village"} for code, name in NAMES.items()]
    yield "party_branch", branches()
    yield "branch_star", stars()
    yield "contest", contests()
    yield "investment_project", investments()
    yield from zip(("indicator", "indicator_target", "indicator_value"), indicators(), strict=True)
    yield "dispute", disputes()
    yield "patrol", patrols()
    yield "covenant", covenants()
    yield "meeting", meetings()
    yield "sales_partner", sales()
    yield (
        "env_work",
        [
            {"unit": MAOQIAO, "kind": "other", "item": "warning_sign", "quantity": "62.00"}
            | {"done_on": "2023-06-20", "place": "坑塘"}
        ],
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The town's book with the rows of both reports."""
    path = tmp_path_factory.mktemp("通稿") / "溧河铺镇.rdb"
    with create_book(path, unit=TOWN, name="溧河铺镇", level="town", parent="411329000000") as made:
        for form, rows in all_rows():
            told = put(made, form, [json.dumps(row, ensure_ascii=False) for row in rows])
            assert not told.refused, (form, [one.message for one in told.problems])
        yield made


TOLD = [
    ("star_tasks", "", "", "4", "4项"),
    ("star_tasks_done", "", "", "2", "2项"),
    ("star_branches", "stars", "3", "1", "1个"),
    ("star_branches_three_up_share", "", "", "66.666667", "66.7%"),
    ("star_applications", "stars_applied", "5", "1", "1个"),
    ("weak_identified", "", "", "2", "2个"),
    ("weak_branches", "", "", "1", "1个"),
    ("weak_lifted", "", "", "1", "1个"),
    ("weak_months", "name", "毛桥村党支部", "3", "3个月"),
    ("joint_branch_units", "", "", "2", "2家"),
    ("contest_rank", "entrant", "毛桥村党支部", "2", "第二名"),
    ("investment_leads_this_year", "", "", "4", "4条"),
    ("investment_projects_negotiating", "", "", "1", "1个"),
    ("investment_projects_signed_this_year", "", "", "2", "2个"),
    ("investment_amount_signed_this_year", "", "", "380000000", "3.8亿元"),
    ("investment_projects_large_this_year", "", "", "1", "1个"),
    ("investment_activities_this_year", "activity", "外出招商", "1", "1次"),
    ("investment_receptions_this_year", "", "", "2", "2批次"),
    ("investment_guests_this_year", "", "", "7", "7人次"),
    ("leaders_share_this_year", "", "", "50", "50%"),
    ("indicator_cumulative_growth", "indicator", "税收", "15.3", "15.3%"),
    ("indicator_year_progress", "indicator", "税收", "78.75", "78.8%"),
    ("indicator_latest_rank", "indicator", "税收", "3", "第三名"),
    ("disputes_handled_this_year", "", "", "2", "2起"),
    ("disputes_success_rate_this_year", "", "", "50", "50%"),
    ("disputes_joint_this_year", "", "", "1", "1起"),
    ("disputes_fall", "", "", "33.333333", "33.3%"),
    ("disputes_days", "", "", "4", "4天"),
    ("patrol_dangers_this_year", "kind", "六防六促排查", "2", "2处"),
    ("patrol_dangers_settled_this_year", "kind", "六防六促排查", "1", "1处"),
    ("patrol_households_this_year", "", "", "12", "12户次"),
    ("covenant_doings_this_year", "", "", "2", "2场"),
    ("covenant_saved_this_year", "", "", "18500", "1.85万元"),
    ("covenant_rate", "", "", "33.333333", "33.3%"),
    ("meetings_by_title", "title", "五星创建推进会", "2", "2次"),
    ("meeting_topics_this_year", "", "", "2", "2件"),
    ("meeting_topics_done_this_year", "", "", "1", "1件"),
    ("sales_buyers", "kind", "供销合作", "2", "2家"),
    ("sales_tonnes_this_year", "", "", "350", "350吨"),
    ("env_warning_signs", "", "", "62", "62块"),
]


@pytest.mark.parametrize(
    ("key", "by", "part", "value", "words"), TOLD, ids=[one[0] for one in TOLD]
)
def test_a_report_s_number_comes_out_of_the_ledgers(
    book: Book, key: str, by: str, part: str, value: str, words: str
) -> None:
    (result,) = figures(book, DAY, [key], by or None)
    told = as_json(result)
    if by:
        (told,) = [one for one in told["by"] if one["label"] == part]
    assert Decimal(told["value"]) == Decimal(value)
    assert words in (told["text"], *told["wordings"])


def test_a_branch_climbs_from_quarter_to_quarter(book: Book) -> None:
    (spring,) = figures(book, date(2023, 4, 30), ["contest_rank"], "entrant")
    assert {one.label: one.text for one in spring.by}["毛桥村党支部"] == "第三名"


def test_a_branch_was_weak_until_the_day_on_which_that_was_lifted(book: Book) -> None:
    (before,) = figures(book, date(2023, 1, 31), ["weak_branches"])
    assert before.value == 2


def test_more_disputes_than_last_year_are_no_fall(book: Book) -> None:
    (result,) = figures(book, date(2023, 4, 2), ["disputes_fall"])
    assert result.value == 0
    (result,) = figures(book, date(2022, 12, 31), ["disputes_fall"])
    assert result.value is None

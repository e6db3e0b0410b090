"""The scoring engine (scheme, round, score), titles, declarations and honours."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.definitions.model import Record, Value
from tests.forms.office import Office

UNIT = {"unit": "410726104000"}
ITEMS = (
    {"code": "1", "item": "垃圾清运", "full": "40", "method": "by_occurrence", "step": "0.5"},
    {"code": "2", "item": "杂物堆放", "full": "30", "method": "by_occurrence", "step": "1"},
    {"code": "3", "item": "保洁管护", "full": "30", "method": "judged"},
)


class Tours:
    """A monthly scheme, and the villages' scores of a round."""

    def __init__(self, office: Office, **scheme: Any) -> None:
        plain = {
            "name": "人居环境整治考评办法",
            "kind": "tour",
            "subject": "village",
            "frequency": "monthly",
            "full_score": "100",
            "tie_rule": "shared",
            "notice_days": 5,
            "effective_from": "2023-02-01",
            "items": ITEMS,
        }
        self.office = office
        self.scheme = office.add("evaluation_scheme", **{**UNIT, **plain, **scheme})
        self.round = self.hold("2023-09", "2023-09-12")

    def hold(self, month: str, day: str, **answers: Any) -> Record:
        rounds = {"round_month": month, "held_on": day, "status": "scoring"}
        return self.office.add(
            "inspection_round", **{**UNIT, **rounds, "scheme": self.scheme.uuid, **answers}
        )

    def score(self, village: int, *marks: dict[str, Any], **answers: Any) -> Record:
        return self.office.add(
            "inspection_score",
            **{
                "round": self.round.uuid,
                "unit": f"410726104{village}",
                "marks": [{"reason": "垃圾", **mark} for mark in marks],
                **answers,
            },
        )

    def ranks(self, records: Sequence[Record]) -> list[Value]:
        return [self.office.computed("inspection_score", one, "ranking") for one in records]


@pytest.fixture
def tours(office: Office) -> Tours:
    """A scheme and its round of September."""
    return Tours(office)


def test_a_total_is_the_full_score_less_deductions_and_plus_additions(tours: Tours) -> None:
    record = tours.score(
        201,
        {"code": "1", "points": "1.50"},
        {"code": "2", "kind": "deduction", "points": "3"},
        {"kind": "bonus", "points": "0.5"},
    )
    assert tours.office.computed("inspection_score", record, "total") == 96
    assert tours.office.computed("inspection_score", record, "mark_count") == 2
    bare = tours.score(202, given_score="88.25")
    assert tours.office.computed("inspection_score", bare, "total") == Decimal("88.25")


def test_equal_totals_share_a_rank_and_the_next_follows_after_them(tours: Tours) -> None:
    totals = ["98", "95", "95", "90"]
    records = [tours.score(201 + place, given_score=total) for place, total in enumerate(totals)]
    assert tours.ranks(records) == [1, 2, 2, 4]
    other = tours.hold("2023-10", "2023-10-12")
    alone = tours.score(201, given_score="60", round=other.uuid)
    assert tours.ranks([alone]) == [1]


def test_fewer_deductions_go_first_where_the_scheme_says_so(office: Office) -> None:
    tours = Tours(office, tie_rule="fewer_marks")
    three = tours.score(201, *[{"code": "1", "points": "1"}] * 3)
    one = tours.score(202, {"code": "1", "points": "3"})
    worse = tours.score(203, {"code": "1", "points": "3.5"})
    assert tours.ranks([three, one, worse]) == [2, 1, 3]


def test_thirty_five_villages_are_ranked_from_one_on(tours: Tours) -> None:
    records = [tours.score(201 + place, {"code": "1", "points": str(place)}) for place in range(35)]
    assert tours.ranks(records) == list(range(1, 36))
    assert tours.office.computed("inspection_round", tours.round, "participants") == 35


def test_items_that_do_not_make_the_full_score_block(office: Office) -> None:
    scheme = Tours(office, full_score="99").scheme
    assert office.broken("evaluation_scheme", scheme)["items_make_full"] == "block"
    fine = Tours(office).scheme
    assert "items_make_full" not in office.broken("evaluation_scheme", fine)


@pytest.mark.parametrize(
    ("marks", "rule", "level"),
    [
        ([{"code": "9", "points": "1"}], "code_known", "block"),
        ([{"code": "2", "points": "20"}, {"code": "2", "points": "10.01"}], "within_item", "block"),
        ([{"code": "1", "occurrences": 4, "points": "1"}], "as_the_standard_says", "warn"),
    ],
    ids=["unknown_item", "more_than_the_item", "not_by_the_standard"],
)
def test_deductions_keep_to_the_scheme(
    tours: Tours, marks: list[dict[str, Any]], rule: str, level: str
) -> None:
    assert tours.office.broken("inspection_score", tours.score(201, *marks))[rule] == level


def test_deductions_by_the_standard_are_fine(tours: Tours) -> None:
    record = tours.score(
        201,
        {"code": "1", "occurrences": 3, "points": "1.5"},
        {"code": "2", "occurrences": 31, "points": "30"},  # 扣完为止
        {"kind": "bonus", "points": "1"},
    )
    assert tours.office.broken("inspection_score", record) == {}


def test_an_item_costs_no_more_than_the_scheme_allows(office: Office) -> None:
    tours = Tours(office, items=[{**ITEMS[0], "cap": "2", "evidence_needed": True}, *ITEMS[1:]])
    capped = tours.score(201, {"code": "1", "occurrences": 9, "points": "2", "photos": ["1.jpg"]})
    assert office.broken("inspection_score", capped) == {}
    more = tours.score(202, {"code": "1", "occurrences": 9, "points": "4.5"})
    assert office.broken("inspection_score", more) == {
        "within_item": "block",
        "as_the_standard_says": "warn",
        "photo_of_the_item": "warn",
    }


def test_the_last_are_counted_from_the_other_end(tours: Tours) -> None:
    totals = ["98", "95", "90", "90"]
    records = [tours.score(201 + place, given_score=total) for place, total in enumerate(totals)]
    last = [tours.office.computed("inspection_score", one, "ranking_from_last") for one in records]
    assert last == [4, 3, 1, 1]
    assert tours.office.shown("inspection_score", "worst") == records[1:]


def test_where_villages_are_scored_the_town_itself_is_asked_about(tours: Tours) -> None:
    for code, level in (("410726104000", "town"), ("410726104201", "village")):
        tours.office.add("unit", code=code, name=code, level=level)
    town, village = tours.score(0, unit="410726104000"), tours.score(201)
    assert tours.office.broken("inspection_score", town)["village_is_one"] == "warn"
    assert "village_is_one" not in tours.office.broken("inspection_score", village)


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"scored_on": "2023-11-17"}, "scored_not_ahead"),
        ({"given_score": "100.01"}, "total_within_full"),
        ({"paid_on": "2023-09-11"}, "paid_after_tour"),
        ({"paid_on": "2023-11-17"}, "paid_not_ahead"),
        ({"incentive_kind": "reward", "incentive_form": "money"}, "money_has_amount"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_scores_and_payments_that_cannot_be_block(
    tours: Tours, answers: dict[str, Any], rule: str
) -> None:
    record = tours.score(201, **answers)
    assert tours.office.broken("inspection_score", record)[rule] == "block"


def test_a_village_is_scored_once_and_in_one_way(tours: Tours) -> None:
    tours.score(201)
    again = tours.score(201)
    assert tours.office.broken("inspection_score", again)["once_a_round"] == "block"
    both = tours.score(202, {"code": "1", "points": "1"}, given_score="99")
    assert tours.office.broken("inspection_score", both)["total_or_marks"] == "block"


def test_the_grade_is_the_best_whose_line_is_reached(office: Office) -> None:
    lines = [{"grade": "excellent", "from_score": "90"}, {"grade": "good", "from_score": "80"}]
    tours = Tours(office, grades=lines)
    grades = [
        office.computed("inspection_score", tours.score(201 + n, given_score=total), "grade")
        for n, total in enumerate(["90", "89.99", "80", "79"])
    ]
    assert grades == ["excellent", "good", "good", None]
    swapped = [{"grade": "excellent", "from_score": "80"}, {"grade": "good", "from_score": "90"}]
    wrong = Tours(office, grades=swapped).scheme
    assert office.broken("evaluation_scheme", wrong)["grade_above_worse"] == "block"


def test_a_scheme_has_one_round_a_month(tours: Tours) -> None:
    tours.hold("2023-10", "2023-10-12")
    assert tours.office.figure("tours_per_month") == 1
    again = tours.hold("2023-10", "2023-10-26")
    assert tours.office.broken("inspection_round", again)["once_a_month"] == "block"
    quarterly = Tours(tours.office, frequency="quarterly")
    assert quarterly.round["round_month"] == "2023-09"
    tours.office.records["inspection_round"].remove(again)
    assert tours.office.figure("tours_per_month") == 1  # quarterly tours are not monthly ones
    assert tours.office.figure("tours_planned") == 1


def test_the_next_round_of_a_monthly_scheme_is_due_a_month_later(tours: Tours) -> None:
    def due() -> Value:
        return tours.office.computed("evaluation_scheme", tours.scheme, "next_round_on")

    assert due() == date(2023, 10, 12)
    tours.hold("2023-11", "2023-11-20")  # planned, not held yet
    assert due() == date(2023, 10, 12)


def test_a_round_counts_the_villages_of_its_town(tours: Tours) -> None:
    town = tours.office.add("unit", code=UNIT["unit"], name="王楼镇", level="town")
    for code in ("410726104201", "410726104202"):
        tours.office.add("unit", code=code, name=code, level="village", upper=town.uuid)
    tours.score(201)
    final = tours.hold("2023-10", "2023-10-12", status="final")
    assert tours.office.broken("inspection_round", final)["somebody_scored"] == "warn"
    tours.score(201, round=final.uuid)
    assert tours.office.broken("inspection_round", final)["everybody_scored"] == "warn"
    tours.score(202, round=final.uuid)
    assert tours.office.broken("inspection_round", final) == {}


def test_paid_rewards_and_penalties_are_summed(tours: Tours) -> None:
    paid = {"incentive_kind": "reward", "incentive_form": "money", "incentive_amount": "2000"}
    tours.score(201, **paid, paid_on="2023-10-08")
    tours.score(202, **paid)
    tours.score(203, incentive_kind="penalty", incentive_form="criticised", paid_on="2023-10-08")
    assert tours.office.figure("incentives_paid") == 2000
    assert tours.office.figure("incentives_unpaid") == 1


def selection(office: Office, **answers: Any) -> Record:
    """Keep a selection that has been put up and closed."""
    plain = {
        "name": "好媳妇评选",
        "title_kind": "good_daughter_in_law",
        "year": 2023,
        "opened_on": "2023-02-15",
        "reviewed_on": "2023-02-27",
        "notice_from": "2023-02-28",
        "notice_until": "2023-03-06",
        "announced_on": "2023-03-08",
        "status": "awarded",
    }
    return office.add("evaluation_round", **{**UNIT, **plain, **answers})


def test_titles_are_told_apart(office: Office) -> None:
    for kind in ("star_household", "good_daughter_in_law", "good_parents_in_law"):
        selection(office, title_kind=kind)
    selection(office, title_kind="star_household", year=2022)
    selection(office, title_kind="clean_household", status="cancelled")
    selection(office, title_kind="green_family", opened_on="2023-11-17")
    assert office.figure("title_kinds") == 3


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"notice_until": "2023-02-27"}, "notice_dates", "block"),
        ({"notice_from": "2023-02-26"}, "notice_after_review", "block"),
        ({"announced_on": "2023-03-05"}, "announced_after_notice", "block"),
        ({"notice_until": "2023-03-03"}, "notice_long_enough", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_selection_is_reviewed_then_put_up_then_announced(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert rule not in office.broken("evaluation_round", selection(office))
    assert office.broken("evaluation_round", selection(office, **answers))[rule] == level


def holder(office: Office, round_: Record, **answers: Any) -> Record:
    """Keep somebody who was proposed and got the title."""
    plain = {"holder_kind": "person", "holder": "孙桂芳", "status": "awarded", "reason": "孝老"}
    given = {"unit": "410726104201", "awarded_on": "2023-03-08", **plain, **answers}
    return office.add("evaluation_title", round=round_.uuid, **given)


def test_no_title_is_given_before_its_notice_has_ended(office: Office) -> None:
    round_ = selection(office)
    early = holder(office, round_, awarded_on="2023-03-05")
    assert office.broken("evaluation_title", early)["awarded_after_notice"] == "block"
    again = holder(office, round_)
    assert office.broken("evaluation_title", again)["once_a_round"] == "block"


def test_a_title_holds_until_it_expires_or_is_taken_away(office: Office) -> None:
    round_ = selection(office)
    holder(office, round_, holder="甲")
    holder(office, round_, holder="乙", valid_until="2023-11-15")
    holder(office, round_, holder="丙", valid_until="2023-11-16")
    revoked = {"status": "revoked", "revoke_reason": "邻里纠纷"}
    holder(office, round_, holder="丁", **revoked, revoked_on="2023-11-16")
    holder(office, round_, holder="戊", status="shortlisted", awarded_on=None)
    assert office.figure("titles_valid") == 2
    assert office.figure("titles_revoked") == 1
    assert office.computed("evaluation_round", round_, "winners") == 4


def test_no_star_is_given_without_evidence(office: Office) -> None:
    round_ = selection(office, title_kind="ten_star_household")
    star = {"star_name": "勤劳致富星", "met": True}
    bare = holder(office, round_, holder="甲", stars=1, star_items=[star])
    assert office.broken("evaluation_title", bare)["star_with_evidence"] == "block"
    told = [{**star, "basis": "带动六户种植"}, {"star_name": "清洁卫生星", "met": False}]
    fine = holder(office, round_, holder="乙", stars=1, star_items=told)
    assert office.broken("evaluation_title", fine) == {}
    more = holder(office, round_, holder="丙", stars=2, star_items=told)
    assert office.broken("evaluation_title", more)["stars_as_items"] == "block"
    without = holder(office, round_, holder="丁", stars=9, reason=None)
    assert office.broken("evaluation_title", without)["stars_with_evidence"] == "block"


STEPS = (
    {"step": "county_declared", "done_on": "2023-03-20"},
    {"step": "city_recommended", "done_on": "2023-05-16"},
    {"step": "province_reviewed", "done_on": "2023-08-24"},
    {"step": "public_notice", "done_on": "2023-09-11", "until_on": "2023-09-17"},
    {"step": "confirmed", "done_on": "2023-09-25"},
)


def declaration(office: Office, steps: Sequence[dict[str, str]], **answers: Any) -> Record:
    """Keep the declaration of a demonstration township."""
    plain = {
        "name": "河南省乡村建设示范乡镇创建单位",
        "kind": "demo_town",
        "level": "provincial",
        "year": 2023,
        "opened_on": "2023-02-10",
        "basis_no": "豫农组发〔2022〕2号",
        "status": "confirmed",
        "batch": 1,
    }
    return office.add("declaration", **{**UNIT, **plain, "steps": steps, **answers})


def test_the_five_steps_lead_to_the_first_batch(office: Office) -> None:
    record = declaration(office, STEPS)
    broken = office.broken("declaration", record)
    assert {key for key, level in broken.items() if level != "inform"} == set()
    assert office.computed("declaration", record, "current_step") == "confirmed"
    assert office.computed("declaration", record, "confirmed_on") == date(2023, 9, 25)
    assert office.figure("demo_town_batch") == 1
    office.as_of = date(2023, 9, 1)
    assert office.computed("declaration", record, "current_step") == "province_reviewed"
    assert office.figure("demo_town_batch") is None


@pytest.mark.parametrize("place", range(4))
def test_a_step_is_not_taken_before_the_one_before_it(office: Office, place: int) -> None:
    steps = [dict(step) for step in STEPS]
    steps[place + 1]["done_on"] = "2023-03-19"
    record = declaration(office, steps)
    assert office.broken("declaration", record)["steps_in_order"] == "block"


@pytest.mark.parametrize("place", range(4))
def test_a_province_confirms_nothing_that_skipped_a_step(office: Office, place: int) -> None:
    steps = [step for number, step in enumerate(STEPS) if number != place]
    record = declaration(office, steps)
    assert office.broken("declaration", record)["all_five_steps"] == "block"
    county = declaration(office, steps, level="county")
    assert "all_five_steps" not in office.broken("declaration", county)


def test_nothing_is_confirmed_during_its_notice_or_without_a_date(office: Office) -> None:
    steps = [*STEPS[:4], {"step": "confirmed", "done_on": "2023-09-16"}]
    record = declaration(office, steps)
    assert office.broken("declaration", record)["after_notice"] == "block"
    unsaid = declaration(office, STEPS[:4])
    assert office.broken("declaration", unsaid)["confirmed_dated"] == "block"


def test_honours_count_while_they_hold(office: Office) -> None:
    def honour(title: str, **answers: Any) -> None:
        plain = {"level": "provincial", "awarded_on": "2020-12-01"}
        office.add("honour", title=title, **{**UNIT, **plain, **answers})

    honour("河南省文明村镇")
    honour("河南省乡村建设示范乡镇创建单位", awarded_on="2023-09-25")
    honour("到期", valid_until="2023-11-15")
    honour("撤销", revoked_on="2022-01-01", revoke_reason="复核未通过")
    honour("尚未授予", awarded_on="2023-11-17")
    assert office.figure("honours_valid") == 2
    assert len(office.shown("honour", "ended")) == 2

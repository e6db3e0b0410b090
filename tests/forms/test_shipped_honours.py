"""Criteria, 三零, incentives, demonstrations, contests and case stories: rules and figures."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services.follow_ups import begin, follow_ups
from tests.forms.office import Office
from tests.forms.test_shipped_points import kept
from tests.services.office import HUANGSI, TOWN, WANGLOU, town_book


def criteria(office: Office, count: int = 3, name: str = "三有创建标准") -> Record:
    """Keep a round of a scheme whose items are met or not, one point each."""
    items = [
        {"code": str(number), "item": f"第{number}有", "full": "1", "method": "met"}
        for number in range(1, count + 1)
    ]
    scheme = office.add(
        "evaluation_scheme",
        unit=HUANGSI,
        kind="criteria",
        name=name,
        subject="village",
        effective_from="2023-01-01",
        full_score=str(count),
        items=items,
    )
    assert office.broken("evaluation_scheme", scheme) == {}
    return office.add(
        "inspection_round",
        unit=HUANGSI,
        scheme=scheme.uuid,
        round_month="2023-09",
        held_on="2023-09-12",
        status="final",
    )


def score(office: Office, held: Record, *met: bool, **answers: Any) -> Record:
    checks = [
        {"criterion": str(number), "met": one, "points": "1", "found": "核查"}
        for number, one in enumerate(met, 1)
    ]
    plain = {"unit": HUANGSI, "round": held.uuid, "checks": checks}
    return office.add("inspection_score", **{**plain, **answers})


def test_a_criterion_that_is_not_met_costs_its_points(office: Office) -> None:
    held = criteria(office)
    all_met = score(office, held, True, True, True)
    assert office.broken("inspection_score", all_met) == {}
    assert office.computed("inspection_score", all_met, "total") == 3
    assert office.computed("inspection_score", all_met, "all_met") is True
    two = score(office, held, True, False, True, unit=WANGLOU)
    assert office.computed("inspection_score", two, "total") == 2
    assert office.computed("inspection_score", two, "unmet_count") == 1
    assert office.computed("inspection_score", two, "all_met") is False
    assert office.computed("inspection_score", two, "ranking") == 2
    assert office.computed("inspection_round", held, "reached_count") == 1
    assert office.figure("criteria_items") == 3
    assert office.figure("criteria_met") == 5
    assert office.figure("criteria_reached") == 1


def test_only_criteria_of_the_scheme_are_checked_each_once_and_all(office: Office) -> None:
    held = criteria(office)
    part = score(office, held, True, True)
    assert office.broken("inspection_score", part)["all_checked"] == "warn"
    assert office.computed("inspection_score", part, "all_met") is False
    unknown = {"criterion": "9", "met": True, "points": "1"}
    wrong = score(office, held, unit=WANGLOU, checks=[unknown])
    assert office.broken("inspection_score", wrong)["criterion_known"] == "block"
    first = {"criterion": "1", "met": True, "points": "1"}
    twice = score(office, held, unit="410726104203", checks=[first, first])
    assert office.broken("inspection_score", twice)["criterion_once"] == "block"
    dear = score(office, held, unit="410726104204", checks=[{**first, "points": "2"}])
    assert office.broken("inspection_score", dear)["points_of_the_item"] == "block"
    both = score(office, held, True, unit="410726104205", given_score="3")
    assert office.broken("inspection_score", both)["total_or_checks"] == "block"
    bare = score(office, held, unit="410726104206", checks=[{**first, "met": False}])
    assert office.broken("inspection_score", bare)["unmet_explained"] == "warn"


def test_the_five_beauties_of_a_courtyard_are_counted(office: Office) -> None:
    criteria(office, 5, "美丽庭院“五美”标准")
    criteria(office, 15, "九有六无")
    assert office.figure("courtyard_criteria") == 5
    assert office.figure("criteria_items") == 20


def zero(office: Office, month: str, **answers: Any) -> Record:
    plain = {"unit": HUANGSI, "zero_month": month, "subject": "organisation"}
    counts = {"petitions": 0, "accidents": 0, "cases": 0, "subject_name": "派出所"}
    return office.add("safety_zero", **{**plain, **counts, **answers})


def test_three_zeros_are_reached_when_nothing_happened(office: Office) -> None:
    zero(office, "2022-12")
    zero(office, "2023-09")
    failed = zero(office, "2023-10", petitions=1)
    now = zero(office, "2023-11")
    assert office.computed("safety_zero", failed, "reached") is False
    assert office.broken("safety_zero", failed)["explained"] == "warn"
    assert office.computed("safety_zero", now, "months_reached") == 2
    assert office.broken("safety_zero", now) == {}
    assert office.figure("zero_reached") == 1
    assert office.broken("safety_zero", zero(office, "2023-12"))["not_ahead"] == "block"
    assert office.broken("safety_zero", zero(office, "2023-11"))["once"] == "block"


def incentive(office: Office, **answers: Any) -> Record:
    """Keep a reward of the example's scheme, whose first three ranks get 2000 yuan."""
    if not office.records["evaluation_scheme"]:
        office.example("evaluation_scheme")
        office.example("inspection_round")
    return office.example("incentive_payment", **{"household": None, **answers})


def test_an_amount_is_compared_with_the_standard_of_its_rank(office: Office) -> None:
    paid = incentive(office)
    assert office.computed("incentive_payment", paid, "standard") == 2000
    assert "as_the_scheme_says" not in office.broken("incentive_payment", paid)
    more = incentive(office, amount="2500.00", rank=2)
    assert office.broken("incentive_payment", more)["as_the_scheme_says"] == "warn"
    fourth = incentive(office, rank=4)
    assert office.computed("incentive_payment", fourth, "standard") is None
    assert "as_the_scheme_says" not in office.broken("incentive_payment", fourth)


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"paid_on": "2023-10-07"}, "paid_after"),
        ({"paid_on": "2023-11-17"}, "paid_not_ahead"),
        ({"decided_on": "2023-11-17"}, "decided_not_ahead"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_incentive_is_paid_after_it_was_decided(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    record = incentive(office, **answers)
    assert office.broken("incentive_payment", record)[rule] == "block"


def test_a_rank_is_compared_with_the_scores_of_its_round(office: Office) -> None:
    incentive(office)
    second = office.example("inspection_score", incentive_kind=None)
    best = {"unit": "410726104202", "marks": [], "checks": [], "given_score": "100"}
    office.add("inspection_score", round=str(second["round"]), **best)
    unnamed = incentive(office, score=second.uuid)
    unnamed = replace(unnamed, values={**unnamed.values, "rank": None})
    assert office.computed("incentive_payment", unnamed, "ranking") == 2
    assert office.broken("incentive_payment", unnamed)["rank_told"] == "warn"
    first = incentive(office, score=second.uuid, rank=1)
    assert office.broken("incentive_payment", first)["rank_as_scored"] == "warn"


def test_a_reward_begun_from_a_score_has_its_rank(tmp_path: Path) -> None:
    with town_book(tmp_path) as book:
        scheme = {
            "name": "办法",
            "kind": "tour",
            "subject": "village",
            "frequency": "monthly",
            "tie_rule": "shared",
            "effective_from": "2023-02-01",
            "full_score": "100",
        }
        items = [{"code": "1", "item": "清运", "full": "100"}]
        kept_scheme = kept(book, "evaluation_scheme", **scheme, unit=TOWN, items=items)
        tour = {"round_month": "2023-10", "held_on": "2023-10-17", "scheme": kept_scheme.uuid}
        round_ = kept(book, "inspection_round", **tour, unit=TOWN, status="scoring").uuid
        kept(book, "inspection_score", round=round_, unit=HUANGSI, given_score="98")
        second = kept(book, "inspection_score", round=round_, unit=WANGLOU, given_score="95")

        offered = follow_ups(book, "inspection_score", second)
        step = next(one for one in offered if one.action.key == "reward")
        begun = begin(book, "inspection_score", second, step)

        assert (begun["rank"], begun["unit"]) == (2, WANGLOU)
        assert (begun["round"], begun["scheme"], begun["score"]) == (
            round_,
            kept_scheme.uuid,
            second.uuid,
        )


def test_what_the_score_sheet_paid_is_not_entered_again(office: Office) -> None:
    sheet = office.example("inspection_score")
    again = incentive(office, score=sheet.uuid)
    assert office.broken("incentive_payment", again)["not_on_the_sheet"] == "block"


def demonstration(office: Office, **answers: Any) -> Record:
    return office.example("demonstration", **{"standard": None, "declaration": None, **answers})


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"conclusion": "failed"}, "named_when_passed"),
        ({"accepted_on": "2022-02-28"}, "accepted_after"),
        ({"named_on": "2023-06-19"}, "named_after"),
        ({"named_on": "2023-11-17"}, "named_not_ahead"),
        ({"valid_until": "2023-07-31"}, "valid_after"),
        ({"status": "revoked", "revoked_on": "2023-07-31"}, "revoked_after"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_demonstration_is_accepted_named_and_revoked_in_order(
    office: Office, answers: dict[str, Any], rule: str
) -> None:
    record = demonstration(office, **answers)
    assert office.broken("demonstration", record)[rule] == "block"


def test_a_name_holds_until_it_expires_or_is_revoked(office: Office) -> None:
    office.add("unit", code=HUANGSI, name="黄寺村", level="village")
    village = {"kind": "beautiful_village", "area_name": None}
    demonstration(office, **village)
    demonstration(office, **village, unit=WANGLOU, valid_until="2023-11-15")
    revoked = {"status": "revoked", "revoked_on": "2023-11-01", "revoke_reason": "反弹"}
    demonstration(office, **village, unit="410726104203", **revoked)
    demonstration(office, **village, unit="410726104204", status="creating")
    assert office.figure("beautiful_villages") == 1
    assert office.figure("demonstrations_open") == 1
    again = demonstration(office, **village, uuid="00000000-0000-4000-8000-00000000000a")
    assert office.broken("demonstration", again)["once"] == "block"


def test_entries_of_a_contest_are_ranked_and_equal_ones_share_a_rank(office: Office) -> None:
    def entry(name: str, points: str, **more: str) -> dict[str, str]:
        return {"entry_unit": HUANGSI, "entrant": name, "score": points, **more}

    fair = office.example(
        "contest", entries=[entry("甲", "90", prize="first"), entry("乙", "90"), entry("丙", "80")]
    )
    assert office.broken("contest", fair) == {}
    assert office.computed("contest", fair, "best_score") == 90
    assert office.computed("contest", fair, "prize_count") == 1
    unfair = office.example(
        "contest", entries=[entry("甲", "90", prize="third"), entry("乙", "80", prize="first")]
    )
    assert office.broken("contest", unfair)["prize_by_score"] == "warn"
    over = office.example("contest", entries=[entry("甲", "101"), entry("甲", "80")])
    assert {"score_within", "once"} <= set(office.broken("contest", over))
    along = office.example("contest", kind="along", entries=[entry("甲", "90")])
    assert office.broken("contest", along)["along_has_previous"] == "warn"


def test_a_case_story_is_adopted_after_it_was_submitted(office: Office) -> None:
    story = office.example("case_story")
    assert set(office.broken("case_story", story)) == {"has_file"}
    assert office.figure("case_stories_adopted") == 1
    early = office.example("case_story", title="另一篇", adopted_on="2023-05-09")
    assert office.broken("case_story", early)["adopted_after"] == "block"
    later = office.example("case_story", title="第三篇", submitted_on="2023-11-17")
    assert office.broken("case_story", later)["not_ahead"] == "block"

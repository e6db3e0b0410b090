"""Indicators with targets and values: growth, completion, surplus and rank are computed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

TOWN = "410726104000"


@pytest.fixture
def office() -> Office:
    """An office at the end of 2021, with the taxes of a town as an indicator."""
    office = Office(date(2021, 12, 31))
    indicator(office)
    return office


def indicator(office: Office, **answers: Any) -> Record:
    plain = {
        "name": "税收",
        "kind": "tax",
        "measure": "万元",
        "direction": "higher_better",
        "is_ratio": False,
    }
    return office.add("indicator", **{**plain, **answers})


def taxes(office: Office) -> str:
    return office.records["indicator"][0].uuid


def target(office: Office, **answers: Any) -> Record:
    plain = {"unit": TOWN, "indicator": taxes(office), "year": 2021, "period": "year"}
    return office.add("indicator_target", **{**plain, "target": "885", **answers})


def value(office: Office, **answers: Any) -> Record:
    plain = {"unit": TOWN, "indicator": taxes(office), "year": 2021, "period": "year"}
    return office.add("indicator_value", **{**plain, "actual": "1334", **answers})


def test_taxes_of_the_source_document_come_out_as_it_says(office: Office) -> None:
    """累计完成税收1334万元，占任务数885万元的150.7%，超收449万元 [S001]."""
    target(office)
    done = value(office, rank_given=1)
    assert office.computed("indicator_value", done, "completion_rate") == Decimal("150.7")
    assert office.computed("indicator_value", done, "over_target") == 449
    assert office.computed("indicator_value", done, "met") is True
    assert office.computed("indicator_value", done, "ranking") == 1
    assert office.figure("indicator_money_year") == 13340000
    assert office.figure("indicator_money_year_target") == 8850000
    assert office.figure("indicator_money_year_over") == 4490000
    assert round(Decimal(str(office.figure("indicator_year_completion"))), 1) == Decimal("150.7")
    assert office.figure("indicator_year_rank") == 1
    assert office.figure("taxes_year") == 13340000
    assert office.figure("taxes_year_target") == 8850000
    assert office.figure("taxes_year_over") == 4490000
    assert office.figure("taxes_year_rank") == 1
    assert office.broken("indicator_value", done) == {}


def test_the_year_that_has_ended_is_told_until_the_next_one_ends(office: Office) -> None:
    value(office)
    office.as_of = date(2022, 12, 30)
    assert office.figure("indicator_money_year") == 13340000
    office.as_of = date(2022, 12, 31)
    assert office.figure("indicator_money_year") == 0


def test_growth_compares_with_the_record_of_the_year_before(office: Office) -> None:
    value(office, year=2020, actual="1000")
    grown = value(office, actual="1202")
    assert office.computed("indicator_value", grown, "growth") == Decimal("20.2")
    assert office.figure("indicator_year_growth") == Decimal("20.2")
    given = value(office, year=2019, actual="1078", prev_given="1000")
    assert office.computed("indicator_value", given, "growth") == Decimal("7.8")
    assert office.broken("indicator_value", value(office, prev_given="900"))["previous_agrees"] == (
        "warn"
    )


def test_a_part_of_the_year_is_set_against_the_target_of_the_year(office: Office) -> None:
    known = target(office, target="1000")
    part = value(office, period="m09", actual="60", cumulative="750")
    assert office.computed("indicator_value", part, "completion_rate") == 75
    assert office.computed("indicator_target", known, "actual") == 750
    assert office.computed("indicator_target", known, "gap") == 250
    assert office.figure("indicator_money_cumulative") == 7500000
    target(office, period="m09", target="50")
    assert office.computed("indicator_value", part, "completion_rate") == 120


def test_a_rate_is_computed_from_its_counts(office: Office) -> None:
    rate = indicator(office, name="参合率", measure="%", is_ratio=True).uuid
    told = value(office, indicator=rate, actual=None, numerator="1764", denominator="1800")
    assert office.computed("indicator_value", told, "settled") == 98
    assert office.figure("indicator_rate_year") == 98
    assert office.broken("indicator_value", told) == {}
    beyond = value(
        office, indicator=rate, actual=None, numerator="1801", denominator="1800", period="h1"
    )
    assert office.broken("indicator_value", beyond)["part_of_whole"] == "warn"
    nothing = value(
        office, indicator=rate, actual=None, numerator="0", denominator="0", period="h2"
    )
    assert office.broken("indicator_value", nothing)["denominator_not_zero"] == "block"
    assert {
        one.field for one in office.refusals("indicator_value", value(office, actual=None))
    } == {"actual"}


def test_units_of_the_same_level_are_ranked(office: Office) -> None:
    villages = [f"4107261042{number:02}" for number in (1, 2, 3)]
    for code in villages:
        office.add("unit", code=code, name=code, level="village")
    office.add("unit", code=TOWN, name="王楼镇", level="town")
    made = [
        value(office, unit=code, actual=amount)
        for code, amount in zip(villages, ("300", "500", "300"), strict=True)
    ]
    assert office.figure("indicator_money_year") == 11000000
    of_town = value(office)
    assert office.figure("indicator_money_year") == 13340000  # the town's, villages not again
    ranks = [office.computed("indicator_value", one, "ranking") for one in made]
    assert ranks == [2, 1, 2]
    assert office.computed("indicator_value", of_town, "ranking") is None


def test_units_are_ranked_by_their_share_of_the_target_and_by_growth(office: Office) -> None:
    """A small village that did more than it was told stands before a large one that did not."""
    villages = [f"41072610420{number}" for number in range(1, 5)]
    for code in (TOWN, *villages):
        level = "town" if code == TOWN else "village"
        office.add("unit", code=code, name=code, level=level)
    done = []
    for code, asked, brought, before in zip(
        villages,
        ("100", "10", "50", None),
        ("90", "11", "55", "700"),
        ("60", None, "50", "350"),
        strict=True,
    ):
        if asked:
            target(office, unit=code, target=asked)
        done.append(value(office, unit=code, actual=brought, prev_given=before))
    target(office, target="1000")
    town = value(office, actual="2000", prev_given="1000")
    ranks = [office.computed("indicator_value", one, "rate_rank") for one in done]
    assert ranks == [3, 1, 1, None]  # 110% twice; without a target there is no rank
    ranks = [office.computed("indicator_value", one, "growth_rank") for one in done]
    assert ranks == [2, None, 3, 1]
    assert office.computed("indicator_value", town, "rate_rank") is None  # alone at its level


def test_the_villages_share_the_whole_target_of_their_town(office: Office) -> None:
    for code, level in ((TOWN, "town"), ("410726104201", "village"), ("410726104202", "village")):
        office.add("unit", code=code, name=code, level=level)
    whole = target(office, target="100")
    assert "spread_over_villages" not in office.broken("indicator_target", whole)
    target(office, unit="410726104201", target="60")
    assert office.broken("indicator_target", whole)["spread_over_villages"] == "inform"
    target(office, unit="410726104202", target="40")
    assert "spread_over_villages" not in office.broken("indicator_target", whole)


def test_less_is_better_where_the_indicator_says_so(office: Office) -> None:
    accidents = indicator(office, name="事故", measure="起", direction="zero_target").uuid
    target(office, indicator=accidents, target="0")
    none = value(office, indicator=accidents, actual="0")
    assert office.computed("indicator_value", none, "met") is True
    assert office.broken("indicator_value", none) == {}
    some = value(office, indicator=accidents, actual="2", period="q4")
    assert office.broken("indicator_value", some)["zero_kept"] == "warn"
    wrong = target(office, indicator=accidents, period="q4", target="1")
    assert office.broken("indicator_target", wrong)["zero_is_zero"] == "block"


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"year": 2022, "period": "m01"}, "period_over", "block"),
        ({"cumulative": "1333"}, "cumulative_holds", "warn"),
        ({"prev_given": "133"}, "jumps", "warn"),
        ({"reported_on": "2022-01-01"}, "reported_not_ahead", "block"),
        ({"reported_on": "2021-12-31"}, "reported_after_period", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_value_contradicts_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("indicator_value", value(office, **answers))[rule] == level


def test_one_value_and_one_target_for_a_period(office: Office) -> None:
    value(office)
    assert office.broken("indicator_value", value(office))["value_once"] == "block"
    target(office)
    assert office.broken("indicator_target", target(office))["target_once"] == "block"
    early = target(office, year=2022, target="900", yearly_increase="20")
    assert office.broken("indicator_target", early)["grows_as_told"] == "warn"


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("year", date(2021, 12, 31)),
        ("h1", date(2021, 6, 30)),
        ("q3", date(2021, 9, 30)),
        ("m02", date(2021, 2, 28)),
        ("m11", date(2021, 11, 30)),
    ],
)
def test_each_period_has_its_last_day(office: Office, period: str, end: date) -> None:
    one = value(office, period=period)
    assert office.computed("indicator_value", one, "period_end") == end


def test_a_rate_is_told_in_percent(office: Office) -> None:
    rate = indicator(office, name="覆盖率", measure="户", is_ratio=True)
    assert office.broken("indicator", rate)["ratio_is_percent"] == "block"


@pytest.mark.parametrize(
    ("period", "cumulative", "lagging"),
    [("h1", "438", True), ("h1", "440", False), ("m10", "700", True), ("year", "800", False)],
)
def test_a_part_of_the_year_lags_where_less_was_done_than_time_has_passed(
    office: Office, period: str, cumulative: str, lagging: bool
) -> None:
    target(office)
    done = value(office, period=period, actual="1", cumulative=cumulative)
    assert office.computed("indicator_value", done, "lagging") is lagging
    assert office.shown("indicator_value", "behind") == (
        [done] if period != "h1" or lagging else []
    )

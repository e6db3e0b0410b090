"""余, 多, 约, shares and enumerations come out as official texts write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.numbers import (
    Wording,
    about,
    counted,
    enumeration,
    over,
    phrase,
    plain,
    share,
)
from ruraldesk.texts.units import UnitMismatch

POSITIVE = st.decimals(min_value="0.0001", max_value=10**13, places=4)
POWERS = st.integers(min_value=-3, max_value=9).map(lambda power: Decimal(1).scaleb(power))


def last_digit_weight(printed: Decimal) -> Decimal:
    """The weight of the last digit that is not zero: what a reader takes 余 and 约 to mean."""
    exponent = printed.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


@pytest.mark.parametrize(
    ("value", "unit", "wording", "place", "shown", "expected"),
    [
        # Every wording of the source documents.
        ("13282600.00", "元", "over", "100", "万元", "1300余万元"),
        ("13345", "米", "over", "100", "", "13300余米"),
        ("36128", "米", "over", "100", "", "36100余米"),
        ("206", "眼", "over", "100", "", "200余眼"),
        ("3668", "米", "about", "10", "", "约3670米"),
        ("8937", "米", "over", "100", "", "8900余米"),
        ("1531.3", "件", "over", "100", "", "1500余件"),
        ("13245.5", "亩", "over", "0.1", "万亩", "1.3万余亩"),
        ("24310", "次", "over_spoken", "1", "万次", "2万多次"),
        ("3060000", "分", "over_spoken", "100", "万分", "300多万分"),
        ("217", "户", "over_spoken", "100", "", "200多户"),
        ("812", "人", "over_spoken", "100", "", "800多人"),
        ("4120", "元", "over_spoken", "1000", "", "4000多元"),
        ("487000000", "元", "about", "0.1", "亿元", "约4.9亿元"),
        ("13", "座", "exact", None, "", "13座"),
        ("174", "名", "exact", None, "", "174名"),
        ("1330000.00", "元", "exact", None, "万元", "133万元"),
        ("5766000000", "元", "exact", None, "亿元", "57.66亿元"),
        ("231000000", "元", "exact", None, "亿元", "2.31亿元"),
        ("159600", "棵", "exact", None, "万棵", "15.96万棵"),
        ("5471060.83", "平方米", "exact", None, "", "5471060.83平方米"),
        # 余 after a digit that is not 0 stands behind the unit it would otherwise split.
        ("5.3", "亩", "over", "1", "", "5亩余"),
        ("52300", "元", "over", "1", "万元", "5万余元"),
        ("36128", "米", "over", "0.1", "公里", "36.1公里余"),
        # Less than one of the larger unit: the next smaller one says more.
        ("16330000", "元", "about", "0.1", "亿元", "1633万元"),
        ("5123", "元", "over", "100", "万元", "5100余元"),
        ("420", "元", "about", "0.1", "亿元", "420元"),
        ("5000", "元", "exact", None, "万元", "0.5万元"),
        ("-16337000", "元", "about", "1", "亿元", "约-1634万元"),
        # Exact at the place: no 余, no 约.
        ("13300", "米", "over", "100", "", "13300米"),
        ("13000000", "元", "over", "100", "万元", "1300万元"),
        ("3670", "米", "about", "10", "", "3670米"),
        ("0", "处", "over", "100", "", "0处"),
        ("0", "处", "about", "100", "", "0处"),
    ],
)
def test_a_number_is_worded_as_offices_do(
    value: str, unit: str, wording: Wording, place: str | None, shown: str, expected: str
) -> None:
    step = Decimal(place) if place else None

    assert phrase(Decimal(value), unit, wording, step, shown) == expected


def test_a_fraction_of_a_fen_above_the_round_amount_is_still_more() -> None:
    assert phrase(Decimal("13000000.01"), "元", "over", Decimal(100), "万元") == "1300余万元"


def test_a_fixed_number_of_decimals_is_kept() -> None:
    assert phrase(Decimal(1330000), "元", display_unit="万元", places=2) == "133.00万元"


@pytest.mark.parametrize(
    ("value", "cut", "rounded"),
    [
        ("57", "50余", "约60"),  # a value below the place is worded at its own first digit
        ("7", "7", "7"),
        ("0.45", "0.4余", "约0.5"),
        ("99.5", "90余", "约100"),
        ("-13345", "-13300余", "约-13300"),
        ("13045", "13000余", "约13000"),
    ],
)
def test_hundreds_of_odd_values(value: str, cut: str, rounded: str) -> None:
    assert over(Decimal(value), Decimal(100)) == cut
    assert about(Decimal(value), Decimal(100)) == rounded


@given(POSITIVE, POWERS)
def test_over_claims_no_more_than_the_truth(value: Decimal, place: Decimal) -> None:
    worded = over(value, place)
    printed = Decimal(worded.removesuffix("余"))

    if worded.endswith("余"):
        assert printed < value < printed + last_digit_weight(printed)
    else:
        assert printed == value


@given(POSITIVE, POWERS)
def test_about_is_off_by_half_a_step_at_most(value: Decimal, place: Decimal) -> None:
    worded = about(value, place)
    printed = Decimal(worded.removeprefix("约"))

    assert abs(printed - value) * 2 <= last_digit_weight(printed)
    assert worded.startswith("约") == (printed != value)


@pytest.mark.parametrize("place", ["0", "-100", "50", "0.3"])
def test_a_place_is_a_power_of_ten(place: str) -> None:
    with pytest.raises(ValueError, match="power of ten"):
        over(Decimal(1234), Decimal(place))


@pytest.mark.parametrize("wording", ["over", "over_spoken", "about"])
def test_a_wording_that_needs_a_place_says_so(wording: Wording) -> None:
    with pytest.raises(ValueError, match="needs a place"):
        phrase(Decimal(1234), "米", wording)


def test_square_metres_are_never_printed_as_mu() -> None:
    with pytest.raises(UnitMismatch):
        phrase(Decimal("5471060.83"), "平方米", display_unit="亩")


@pytest.mark.parametrize(
    ("part", "whole", "places", "expected"),
    [
        ("82", "133", 2, "61.65%"),
        ("1334", "885", 1, "150.7%"),
        ("3", "5", 0, "60%"),
        ("32", "32", 0, "100%"),
        ("32", "32", 2, "100.00%"),
        ("0", "32", 1, "0.0%"),
        ("99.996", "100", 2, "99.99%"),
        ("100.004", "100", 2, "100.01%"),
        ("0.001", "100", 2, "0.01%"),
        ("-0.001", "100", 2, "-0.01%"),
        ("1", "8", 1, "12.5%"),
        ("1", "8", 0, "13%"),
        ("-1", "8", 0, "-13%"),
        ("-8", "8", 0, "-100%"),
        ("5", "0", 1, "—"),
        ("0", "0", 1, "—"),
    ],
)
def test_a_share_is_printed_in_percent(part: str, whole: str, places: int, expected: str) -> None:
    assert share(Decimal(part), Decimal(whole), places) == expected


@given(
    st.integers(min_value=-(10**12), max_value=10**12),
    st.integers(min_value=1, max_value=10**12),
    st.integers(min_value=0, max_value=4),
)
def test_all_and_none_are_said_only_where_true(part: int, whole: int, places: int) -> None:
    worded = share(Decimal(part), Decimal(whole), places)
    printed = Decimal(worded.removesuffix("%"))

    assert worded == f"{plain(printed, places)}%"
    assert (printed == 100) == (part == whole)
    assert (printed == 0) == (part == 0)
    step = Decimal(1).scaleb(-places)
    assert abs(printed * whole - part * 100) <= step * whole


def test_the_last_part_is_joined_with_ji() -> None:
    assert enumeration([]) == ""
    assert enumeration(["甲"]) == "甲"
    assert enumeration(["甲", "乙"]) == "甲及乙"
    assert enumeration(("甲", "乙", "丙")) == "甲、乙及丙"


def test_categories_with_nothing_in_them_are_left_out() -> None:
    counts = {
        "产业项目": 4,
        "基础设施项目": 6,
        "农业发展项目": 3,
        "生态项目": 0,
        "文化传承项目": 1,
        "乡村振兴项目": 2,
        "组织建设项目": 1,
    }

    assert counted([(label, Decimal(count), "个") for label, count in counts.items()]) == (
        "产业项目4个、基础设施项目6个、农业发展项目3个、文化传承项目1个、乡村振兴项目2个及组织建设项目1个"
    )
    assert counted([("甲", Decimal(0), "个")]) == ""

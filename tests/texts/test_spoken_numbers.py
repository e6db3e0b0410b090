"""Numbers as documents say them in words: 十几万元, 两所, 第一名, 每周1次, 90%以上, 不少于5万元."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.numbers import Bound, Wording, bounded, phrase, ranged
from ruraldesk.texts.numerals import chinese_integer, counting_word, read_numeral

SMALL = st.integers(min_value=0, max_value=99)
AMOUNTS = st.decimals(min_value="0.01", max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("value", "unit", "wording", "shown", "expected"),
    [
        ("126800", "元", "some", "万元", "十几万元"),
        ("100000.01", "元", "some", "万元", "十几万元"),
        ("199999.99", "元", "some", "万元", "十几万元"),
        ("100000", "元", "some", "万元", "10万元"),
        ("200000", "元", "some", "万元", "20万元"),
        ("37", "户", "some", "", "三十几户"),
        ("8", "户", "some", "", "8户"),
        ("85000", "元", "some", "万元", "8万多元"),
        ("1264000", "元", "some", "万元", "100多万元"),
        ("0", "元", "some", "万元", "0万元"),
        ("0.5", "元", "some", "", "0.5元"),
        ("2", "所", "spelled", "", "两所"),
        ("4", "方", "spelled", "", "四方"),
        ("10", "条", "spelled", "", "十条"),
        ("11", "条", "spelled", "", "11条"),
        ("0", "所", "spelled", "", "0所"),
        ("-2", "所", "spelled", "", "-2所"),
        ("2.5", "级", "spelled", "", "2.5级"),
        ("1", "名", "ordinal", "", "第一名"),
        ("2", "批", "ordinal", "", "第二批"),
        ("120", "名", "ordinal", "", "第120名"),
        ("0", "名", "ordinal", "", "第0名"),
        ("1", "次/周", "per", "", "每周1次"),
        ("0.5", "次/月", "per", "", "每月0.5次"),
    ],
)
def test_a_number_is_said_as_documents_say_it(
    value: str, unit: str, wording: Wording, shown: str, expected: str
) -> None:
    assert phrase(Decimal(value), unit, wording, None, shown) == expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("", "5万元"),
        ("at_least", "5万元以上"),
        ("at_most", "5万元以下"),
        ("no_less", "不少于5万元"),
    ],
)
def test_a_limit_says_on_which_side_it_is_open(bound: Bound, expected: str) -> None:
    assert bounded(phrase(Decimal(50_000), "元", display_unit="万元"), bound) == expected


def test_a_range_says_its_unit_once() -> None:
    assert ranged("1户", "2户", "户") == "1—2户"
    assert ranged("1个百分点", "1.5个百分点", "个百分点") == "1—1.5个百分点"


@given(SMALL)
def test_a_numeral_is_read_back(number: int) -> None:
    assert read_numeral(chinese_integer(number)) == number
    assert read_numeral(counting_word(number)) == number


@given(AMOUNTS)
def test_ji_is_said_only_strictly_between_two_tens(amount: Decimal) -> None:
    said = phrase(amount, "元", "some")
    if "几" in said:
        tens = read_numeral(said.removesuffix("几元"))
        assert tens is not None
        assert tens < amount < tens + 10
    else:
        shown = Decimal(said.replace("元", "").replace("多", ""))
        assert shown <= amount
        assert ("多" in said) == (shown != amount)


@given(st.decimals(min_value="0", max_value="200", places=6), st.integers(0, 4))
def test_100_percent_is_said_only_of_all(value: Decimal, places: int) -> None:
    said = Decimal(phrase(value, "%", places=places).removesuffix("%"))
    assert (said == 100) == (value == 100)
    assert abs(said - value) <= Decimal(1).scaleb(-places)

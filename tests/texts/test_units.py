"""Units are converted by powers of ten only."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.units import BASE_UNITS, UnitMismatch, convert, split_prefix


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("36128", "米", "公里", "36.128"),
        ("0.64", "平方公里", "平方米", "640000"),
        ("1.3", "万亩", "亩", "13000"),
        ("1", "亿元", "万元", "10000"),
        ("5", "眼", "眼", "5"),
        ("15000", "", "万", "1.5"),
        ("1", "万公里", "米", "10000000"),
    ],
)
def test_a_quantity_is_shown_in_a_larger_unit(
    value: str, source: str, target: str, expected: str
) -> None:
    assert convert(Decimal(value), source, target) == Decimal(expected)


def test_no_base_unit_becomes_another() -> None:
    for source, target in permutations(BASE_UNITS, 2):
        with pytest.raises(UnitMismatch):
            convert(Decimal(1), source, target)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.sampled_from(["元", "万元", "亿元"]),
    st.sampled_from(["元", "万元", "亿元"]),
)
def test_there_and_back_again_is_exact(value: Decimal, source: str, target: str) -> None:
    assert convert(convert(value, source, target), target, source) == value


def test_the_counting_word_is_split_off() -> None:
    assert [split_prefix(unit) for unit in ("万元", "亿", "元", "")] == [
        ("万", "元"),
        ("亿", ""),
        ("", "元"),
        ("", ""),
    ]

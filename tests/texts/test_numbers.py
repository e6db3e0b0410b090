"""Numbers are rounded, grouped and read exactly; what cannot be read surely is refused."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.numbers import (
    NotANumber,
    group,
    half_up,
    in_unit,
    parse_number,
    plain,
    to_base,
)
from ruraldesk.texts.units import UnitMismatch

PLACES = st.integers(min_value=0, max_value=6)
NUMBERS = st.decimals(min_value=-(10**16), max_value=10**16, places=6)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("1188.855", 2, "1,188.86"),
        ("1188.8549", 2, "1,188.85"),
        ("-2.5", 0, "-3"),
        ("0.5", 0, "1"),
        ("-0.004", 2, "0.00"),
        ("1E+6", 0, "1,000,000"),
        ("999.995", 2, "1,000.00"),
        ("5471060.83", 2, "5,471,060.83"),
    ],
)
def test_numbers_are_rounded_half_up_and_grouped(value: str, places: int, expected: str) -> None:
    assert group(Decimal(value), places) == expected
    assert plain(Decimal(value), places) == expected.replace(",", "")


def test_a_number_longer_than_the_context_stays_exact() -> None:
    long = Decimal("123456789012345678901234567890.125")

    with localcontext() as context:
        context.prec = 5
        assert plain(long, 3) == "123456789012345678901234567890.125"
        assert in_unit(long, "万元") == Decimal("12345678901234567890123456.7890125")


@given(NUMBERS, PLACES)
def test_rounding_moves_a_number_by_half_a_step_at_most(value: Decimal, places: int) -> None:
    assert abs(half_up(value, places) - value) * 2 <= Decimal(1).scaleb(-places)


@given(NUMBERS, PLACES)
def test_what_is_printed_is_read_back(value: Decimal, places: int) -> None:
    rounded = half_up(value, places)

    assert parse_number(group(value, places)) == rounded
    assert parse_number(plain(value, places)) == rounded


@given(NUMBERS, st.sampled_from(["元", "万元", "亿元"]))
def test_money_returns_unchanged_from_every_unit(value: Decimal, unit: str) -> None:
    assert to_base(in_unit(value, unit), unit) == value


def test_money_in_a_larger_unit_is_written_without_an_exponent() -> None:
    assert str(in_unit(Decimal("13282600.00"), "万元")) == "1328.260000"
    assert str(to_base(Decimal("1.5"), "亿元")) == "150000000"


def test_money_is_not_shown_in_acres() -> None:
    with pytest.raises(UnitMismatch, match="亩"):
        in_unit(Decimal(1), "亩")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("１２３", "123"),
        ("１，２３４．５０", "1234.50"),
        ("1,234,567.89", "1234567.89"),
        ("1, 234", "1234"),
        ("1 234 567", "1234567"),
        (" 　12\u00a0", "12"),
        ("\u200b7\u200b", "7"),
        (".5", "0.5"),
        ("1。5", "1.5"),
        ("+3", "3"),
        ("-5", "-5"),
        ("－5", "-5"),
        ("−5", "-5"),
        ("-￥5", "-5"),
        ("¥-5", "-5"),
        ("￥1,188.86元", "1188.86"),
        ("人民币 1500元整", "1500"),
        ("1.5万", "15000"),
        ("1.5 万元", "15000"),
        ("57.66亿元", "5766000000"),
        ("0.00001万元", "0.1"),
        ("一百二十三", "123"),
        ("三百万元", "3000000"),
        ("壹佰元整", "100"),
        ("一点五万", "15000"),
        ("负五", "-5"),
        ("二〇二三", "2023"),
    ],
)
def test_a_typed_number_is_read(text: str, expected: str) -> None:
    number = parse_number(text)

    assert number == Decimal(expected)
    assert "E" not in str(number)
    assert not (number == 0 and number.is_signed() and text != "-0")


NOTHING = ["", " ", "None", "nan", "NaN", "inf", "-", "—", "/", "无", "万", "元", "￥", "."]
BROKEN = [
    "1.5.2",
    "5.",
    "1,5",
    "1,23,456",
    "12 34",
    "1,234,5",
    "1e5",
    "0x10",
    "1\n2",
    "1,234 567.8.9",
]
SIGNS = ["--5", "- -5", "-￥-5", "-负五", "-五", "(5)"]
MORE_THAN_A_NUMBER = ["5%", "12人", "1300余", "约5", "1.5万亿", "5千"]
STRANGE = ["٣", "٣٤", "²", "½", "①", "\ud800", "1\ud8002", "9" * 61, "亿" * 5000, "1" * 5000]
READ_IN_TWO_WAYS = ["一百二", "三五", "一万五"]


@pytest.mark.parametrize(
    "text", NOTHING + BROKEN + SIGNS + MORE_THAN_A_NUMBER + STRANGE + READ_IN_TWO_WAYS
)
def test_what_is_no_sure_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber) as caught:
        parse_number(text)

    assert caught.value.text == text


def test_the_refusal_quotes_the_text_and_shows_how_to_write_it() -> None:
    with pytest.raises(NotANumber, match=r"“1\.5\.2”.*请写成 1234\.50"):
        parse_number("1.5.2")


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    try:
        number = parse_number(text)
    except NotANumber:
        return
    assert number.is_finite()

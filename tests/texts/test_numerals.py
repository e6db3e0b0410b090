"""Chinese numerals are read only where they are sure, and vouchers written as the rules ask."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.texts.numbers import parse_number, upper_amount
from ruraldesk.texts.numerals import chinese_integer, read_numeral


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [
        # The examples of 《支付结算办法》附一; where it allows two ways, the one we write.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("-0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角"),
        ("10", "壹拾元整"),
        ("13282600.00", "壹仟叁佰贰拾捌万贰仟陆佰元整"),
        ("100000000", "壹亿元整"),
        ("200000050", "贰亿零伍拾元整"),
        ("10010001", "壹仟零壹万零壹元整"),
        ("1000000000001", "壹万亿零壹元整"),
        ("-1300", "负壹仟叁佰元整"),
        (
            "9999999999999999.99",
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_a_voucher_amount_is_written_in_capitals(yuan: str, expected: str) -> None:
    assert upper_amount(Decimal(yuan)) == expected


@pytest.mark.parametrize("yuan", ["0.001", "1.005", "1E+16", "12345678901234567890.12"])
def test_a_voucher_amount_is_never_rounded_or_cut(yuan: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        upper_amount(Decimal(yuan))


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_whole_amounts_in_capitals_are_read_back(yuan: int) -> None:
    assert parse_number(upper_amount(Decimal(yuan))) == yuan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            ("零", "0"),
            ("〇", "0"),
            ("十", "10"),
            ("十五", "15"),
            ("二十", "20"),
            ("一百零五", "105"),
        ),
        *(("一百一十", "110"), ("一千零五十", "1050"), ("两百", "200"), ("三万五千", "35000")),
        *(("二十万零三", "200003"), ("一亿零五百", "100000500"), ("一亿二千万", "120000000")),
        *(("一万亿", "1000000000000"), ("壹萬貳仟", "12000"), ("二〇二三", "2023"), ("二零", "20")),
        *(("零点五", "0.5"), ("一点五万", "15000"), ("二点零五亿", "205000000"), ("负三", "-3")),
    ],
)
def test_numerals_are_read(text: str, expected: str) -> None:
    assert read_numeral(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", "负", "点", "一点", "点五", "万", "亿", "零万", "一百零", "十十", "百", "一百百"),
        *(
            "一百二",
            "一千三",
            "一万五",
            "一亿五",
            "三五",
            "五十一十",
            "一亿亿",
            "一万万",
            "一点五百",
        ),
        *("一点五万亿", "人", "12"),
    ],
)
def test_numerals_that_are_broken_or_read_in_two_ways_are_not(text: str) -> None:
    assert read_numeral(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (12, "十二"),
        (105, "一百零五"),
        (110, "一百一十"),
        (10010, "一万零一十"),
    ],
)
def test_whole_numbers_are_written_in_everyday_numerals(number: int, text: str) -> None:
    assert chinese_integer(number) == text


@pytest.mark.parametrize("number", [-1, 10**16])
def test_numbers_that_numerals_do_not_reach_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="numerals"):
        chinese_integer(number)

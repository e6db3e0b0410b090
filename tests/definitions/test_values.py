from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.definitions.fitting import FITTING
from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import (
    EDIT_TEXTS,
    FORMATTERS,
    PARSERS,
    BadValue,
    edit_text,
    join_list,
    parse,
    shown_unit,
    split_list,
    text_of,
)
from tests.definitions.every_type import FIELDS, STORED, values_of

UUID = "0b0c5e1c-9a34-4ec5-8a3c-0f8f6c1f7a11"
ALL = pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.key)
ALL_STORED = pytest.mark.parametrize("field", STORED, ids=lambda field: field.key)


def money(shown_in: str) -> FieldDef:
    return FieldDef(
        key="money", type=FieldType.MONEY, label="金额", unit="元", places=2, shown_in=shown_in
    )


@pytest.mark.parametrize("known", [PARSERS, FORMATTERS, EDIT_TEXTS, FITTING])
def test_every_field_type_is_known(known: dict[FieldType, object]) -> None:
    assert known.keys() == set(FieldType)


@ALL_STORED
@given(data=st.data())
def test_what_the_editor_starts_with_is_read_as_the_same_value(
    field: FieldDef, data: st.DataObject
) -> None:
    value = data.draw(values_of(field))
    assert parse(field, edit_text(field, value)) == value


@ALL
@given(data=st.data())
def test_every_value_has_a_text_and_nothing_has_none(field: FieldDef, data: st.DataObject) -> None:
    value = data.draw(values_of(field))
    assert bool(text_of(field, value)) == (value is not None)


@ALL_STORED
@given(text=st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(field: FieldDef, text: str) -> None:
    try:
        value = parse(field, text)
    except BadValue as refused:
        said = str(refused)
    else:
        said = ""
        assert parse(field, edit_text(field, value)) == value
    assert said == "" or said.endswith(("。", "？", "”", "）"))


@ALL
@pytest.mark.parametrize("blank", ["", "  ", "\t\n", "　", "\u200b"])
def test_blank_text_is_nothing(field: FieldDef, blank: str) -> None:
    assert parse(field, blank) is None


READ: list[tuple[FieldType, str, Value]] = [
    (FieldType.TEXT, " 王楼　村 ", "王楼 村"),
    (FieldType.TEXT, "第一行\n第二行", "第一行 第二行"),
    (FieldType.NOTE, "第一行\r\n第二行", "第一行\n第二行"),
    (FieldType.INTEGER, "1,234", 1234),
    (FieldType.INTEGER, "１２３人", 123),
    (FieldType.INTEGER, "1.2万", 12000),
    (FieldType.INTEGER, "一百二十三", 123),
    (FieldType.INTEGER, "12.0", 12),
    (FieldType.INTEGER, "-3", -3),
    (FieldType.DECIMAL, "3.5米", Decimal("3.500")),
    (FieldType.DECIMAL, "36,100", Decimal("36100.000")),
    (FieldType.PERCENT, "61.65%", Decimal("61.65")),
    (FieldType.PERCENT, "６１．６５％", Decimal("61.65")),
    (FieldType.PERCENT, "61.65", Decimal("61.65")),
    (FieldType.PERCENT, "百分之六十", Decimal("60.00")),
    (FieldType.DATE, "2023年11月16日", date(2023, 11, 16)),
    (FieldType.DATE, "2023.11.16", date(2023, 11, 16)),
    (FieldType.DATE, "45246", date(2023, 11, 16)),
    (FieldType.MONTH, "2023年11月", "2023-11"),
    (FieldType.YEAR, "2023年", 2023),
    (FieldType.CHOICE, "在建", "under_construction"),
    (FieldType.CHOICE, "建设中", "under_construction"),
    (FieldType.CHOICE, "under_construction", "under_construction"),
    (FieldType.CHOICE, "中专、职高技校", "vocational"),
    (FieldType.CHOICES, "谋划、在建", ("proposed", "under_construction")),
    (FieldType.CHOICES, "在建；谋划;在建", ("under_construction", "proposed")),
    (FieldType.CHOICES, "谋划 施工,验收", ("proposed", "under_construction", "accepted")),
    (FieldType.CHOICES, "中专、职高 技校", ("vocational",)),
    (FieldType.CHOICES, "、", None),
    (FieldType.REFERENCE, UUID.upper(), UUID),
    (FieldType.PERSON_ID, "110105 19491231 002x", "11010519491231002X"),
    (FieldType.PERSON_ID, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
    (FieldType.PHONE, "+86 138 0013 8000", "13800138000"),
    (FieldType.PHONE, "138-0013-8000", "13800138000"),
    (FieldType.PHONE, "（0373）5512345", "0373-5512345"),
    (FieldType.PHONE, "0373—5512345", "0373-5512345"),
    (FieldType.CREDIT_CODE, "9111 0000 6000 3734 1l", "91110000600037341L"),
    (FieldType.DIVISION, "410726 104 201", "410726104201"),
    (FieldType.SERIAL, "W01", "W01"),
]


@pytest.mark.parametrize(("kind", "text", "value"), READ)
def test_what_clerks_type_is_understood(kind: FieldType, text: str, value: Value) -> None:
    assert parse(FIELDS[kind], text) == value


@pytest.mark.parametrize("word", ["是", "√", "有", "Y", "ｙ", "1", "Yes", "TRUE"])
def test_many_words_say_yes(word: str) -> None:
    assert parse(FIELDS[FieldType.YES_NO], word) is True


@pytest.mark.parametrize("word", ["否", "×", "无", "N", "0", "no", "没有"])
def test_many_words_say_no(word: str) -> None:
    assert parse(FIELDS[FieldType.YES_NO], word) is False


REFUSED: list[tuple[FieldType, str, str]] = [
    (FieldType.INTEGER, "3.5", "整数"),
    (FieldType.INTEGER, "十来个", "不是有效的数字"),
    (FieldType.INTEGER, "12米", "人"),
    (FieldType.INTEGER, "1000000000001", "1,000,000,000,000"),
    (FieldType.DECIMAL, "1.2345", "3"),
    (FieldType.DECIMAL, "1000000000000", "1,000,000,000,000"),
    (FieldType.DECIMAL, "1e5", "不是有效的数字"),
    (FieldType.DECIMAL, "nan", "不是有效的数字"),
    (FieldType.MONEY, "0.0000001", "分"),
    (FieldType.MONEY, "10000000000000元", "9,999,999,999,999.99"),
    (FieldType.MONEY, "约500", "万元"),
    (FieldType.MONEY, "￥500", "万元"),
    (FieldType.PERCENT, "61.655%", "2"),
    (FieldType.PERCENT, "一半", "61.65%"),
    (FieldType.DATE, "2023-02-30", "2023-11-16"),
    (FieldType.DATE, "23-1-2", "2023-11-16"),
    (FieldType.DATE, "1899-12-31", "1900"),
    (FieldType.DATE, "2101-01-01", "2100"),
    (FieldType.MONTH, "2023-13", "2023-11"),
    (FieldType.MONTH, "2150-01", "2100"),
    (FieldType.YEAR, "23", "2023"),
    (FieldType.YEAR, "1850", "1900"),
    (FieldType.YES_NO, "也许", "是"),
    (FieldType.CHOICE, "在建中", "在建"),
    (FieldType.CHOICES, "谋划、盖楼、拆楼", "盖楼、拆楼"),
    (FieldType.REFERENCE, "王楼道路硬化", "选择"),
    (FieldType.PERSON_ID, "110105194912310021", "最后一位"),
    (FieldType.PHONE, "12345678901", "13800138000"),
    (FieldType.CREDIT_CODE, "123", "18"),
    (FieldType.DIVISION, "王楼村", "12"),
    (FieldType.COMPUTED, "12", "自动计算"),
]


@pytest.mark.parametrize(("kind", "text", "said"), REFUSED)
def test_what_cannot_be_read_is_refused_with_what_is_expected(
    kind: FieldType, text: str, said: str
) -> None:
    with pytest.raises(BadValue) as refused:
        parse(FIELDS[kind], text)
    assert said in str(refused.value)


def test_a_refusal_never_repeats_a_page_of_pasted_text() -> None:
    for field in STORED:
        if field.type in (FieldType.TEXT, FieldType.NOTE, FieldType.SERIAL, FieldType.FILES):
            continue
        with pytest.raises(BadValue) as refused:
            parse(field, "甲" * 100_000)
        assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("shown_in", "text", "yuan"),
    [
        ("元", "1234.5", "1234.50"),
        ("元", "1.5万", "15000.00"),
        ("元", "￥1,234.50", "1234.50"),
        ("万元", "1328.26", "13282600.00"),
        ("万元", "1328.260001", "13282600.01"),
        ("万元", "1.5万元", "15000.00"),
        ("万元", "15000元", "15000.00"),
        ("万元", "1.5万", "15000.00"),
        ("万元", "壹万伍仟元整", "15000.00"),
        ("万元", "-0.01", "-100.00"),
        ("亿元", "1.2", "120000000.00"),
        ("亿元", "500万元", "5000000.00"),
    ],
)
def test_money_is_read_in_the_unit_it_is_shown_in_unless_a_unit_is_said(
    shown_in: str, text: str, yuan: str
) -> None:
    value = parse(money(shown_in), text)
    assert value == Decimal(yuan)
    assert str(value) == yuan


@pytest.mark.parametrize("text", ["1328.2600001", "0.001元", "1.23456万元"])
def test_money_finer_than_a_fen_is_refused_never_rounded(text: str) -> None:
    with pytest.raises(BadValue, match="分"):
        parse(money("万元"), text.replace("1.23456", "1.2345678"))


@pytest.mark.parametrize(
    ("shown_in", "yuan", "text"),
    [
        ("元", "13282600.00", "13,282,600.00"),
        ("万元", "13282600.00", "1,328.26"),
        ("万元", "50000.00", "5.00"),
        ("万元", "123456.78", "12.345678"),
        ("亿元", "13282600.00", "0.132826"),
        ("万元", "-100.00", "-0.01"),
        ("万元", "0.00", "0.00"),
    ],
)
def test_money_is_shown_exactly_in_its_unit(shown_in: str, yuan: str, text: str) -> None:
    assert text_of(money(shown_in), Decimal(yuan)) == text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (FieldType.INTEGER, 13300, "13,300"),
        (FieldType.YEAR, 2023, "2023"),
        (FieldType.DECIMAL, Decimal("3.5"), "3.500"),
        (FieldType.PERCENT, Decimal("61.65"), "61.65%"),
        (FieldType.DATE, date(2023, 1, 2), "2023-01-02"),
        (FieldType.YES_NO, False, "否"),
        (FieldType.CHOICE, "under_construction", "在建"),
        (FieldType.CHOICE, "gone", "gone"),
        (FieldType.CHOICES, ("proposed", "accepted"), "谋划、竣工验收"),
        (FieldType.FILES, ("甲.jpg", "乙.jpg"), "甲.jpg、乙.jpg"),
        (FieldType.COMPUTED, Decimal("1.005"), "1.01"),
    ],
)
def test_values_are_shown_as_offices_write_them(kind: FieldType, value: Value, text: str) -> None:
    assert text_of(FIELDS[kind], value) == text


def test_references_show_the_name_that_was_found() -> None:
    assert text_of(FIELDS[FieldType.REFERENCE], UUID, "道路硬化") == "道路硬化"
    assert text_of(FIELDS[FieldType.DIVISION], "410726104201", "王楼村") == "王楼村"
    assert text_of(FIELDS[FieldType.DIVISION], "410726104201") == "410726104201"


def test_the_unit_shown_is_the_one_money_is_typed_in() -> None:
    assert shown_unit(money("万元")) == "万元"
    assert shown_unit(FIELDS[FieldType.DECIMAL]) == "米"


@given(st.lists(st.text(min_size=1), max_size=5).map(tuple))
def test_lists_survive_being_one_text(parts: tuple[str, ...]) -> None:
    assert split_list(join_list(parts)) == parts

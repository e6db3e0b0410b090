import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.plain import (
    FROM_PLAIN,
    TO_PLAIN,
    from_plain,
    to_plain,
)
from ruraldesk.definitions.values import BadValue
from tests.definitions.every_type import FIELDS, values_of

ALL = pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.key)


@pytest.mark.parametrize("known", [FROM_PLAIN, TO_PLAIN])
def test_every_field_type_is_known(known: dict[FieldType, object]) -> None:
    assert known.keys() == set(FieldType)


@ALL
@given(data=st.data())
def test_json_and_back_changes_nothing(field: FieldDef, data: st.DataObject) -> None:
    value = data.draw(values_of(field))
    plain = json.loads(json.dumps(to_plain(field, value)))
    again = from_plain(field, plain)
    assert again == value
    assert type(again) is type(value)
    assert str(again) == str(value)  # the decimals too


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@ALL
@given(plain=ANYTHING)
def test_any_json_is_a_value_or_refused_with_a_sentence(field: FieldDef, plain: object) -> None:
    try:
        value = from_plain(field, plain)
    except BadValue as refused:
        said = str(refused)
    else:
        said = ""
        assert from_plain(field, to_plain(field, value)) == value
    assert said == "" or said.endswith(("。", "？", "”", "）"))


@pytest.mark.parametrize(
    ("kind", "value", "plain"),
    [
        (FieldType.MONEY, Decimal("13282600.00"), "13282600.00"),
        (FieldType.MONEY, Decimal("0.10"), "0.10"),
        (FieldType.DECIMAL, Decimal("3.500"), "3.500"),
        (FieldType.DATE, date(2023, 11, 16), "2023-11-16"),
        (FieldType.YES_NO, True, True),
        (FieldType.INTEGER, 12, 12),
        (FieldType.CHOICES, ("proposed", "accepted"), ["proposed", "accepted"]),
        (FieldType.CHOICE, "proposed", "proposed"),
        (FieldType.TEXT, None, None),
    ],
)
def test_plain_data_is_exact(kind: FieldType, value: Value, plain: object) -> None:
    assert to_plain(FIELDS[kind], value) == plain
    assert from_plain(FIELDS[kind], plain) == value


@pytest.mark.parametrize(
    ("kind", "plain", "value"),
    [
        (FieldType.CHOICE, "在建", "under_construction"),
        (FieldType.CHOICE, "施工", "under_construction"),
        (FieldType.CHOICES, ["谋划", "谋划"], ("proposed",)),
        (FieldType.CHOICES, "谋划、在建", ("proposed", "under_construction")),
        (FieldType.MONEY, 500, Decimal("500.00")),
        (FieldType.MONEY, 0.1, Decimal("0.10")),
        (FieldType.INTEGER, "12", 12),
        (FieldType.INTEGER, 12.0, 12),
        (FieldType.DIVISION, 410726104201, "410726104201"),
        (FieldType.YES_NO, "是", True),
        (FieldType.YES_NO, 0, False),
        (FieldType.TEXT, "", None),
        (FieldType.TEXT, "  ", None),
        (FieldType.CHOICES, [], None),
    ],
)
def test_what_scripts_write_is_understood(kind: FieldType, plain: object, value: Value) -> None:
    assert from_plain(FIELDS[kind], plain) == value


@pytest.mark.parametrize(
    ("kind", "plain", "said"),
    [
        (FieldType.MONEY, "1.234", "分"),
        (FieldType.MONEY, "1,234.00", "1234.50"),
        (FieldType.MONEY, "1e400", "1234.50"),
        (FieldType.MONEY, float("nan"), "1234.50"),
        (FieldType.MONEY, True, "1234.50"),
        (FieldType.MONEY, "99999999999999.99", "9,999,999,999,999.99"),
        (FieldType.INTEGER, 1.5, "整数"),
        (FieldType.INTEGER, True, "整数"),
        (FieldType.DATE, "2023-2-30", "2023-11-16"),
        (FieldType.DATE, 45246, "2023-11-16"),
        (FieldType.MONTH, "2023-13", "2023-11"),
        (FieldType.CHOICE, "盖楼", "谋划"),
        (FieldType.CHOICE, ["在建"], "一项"),
        (FieldType.CHOICES, {"a": 1}, "列表"),
        (FieldType.TEXT, 12, "文字"),
        (FieldType.TEXT, ["a"], "文字"),
        (FieldType.FILES, "a.jpg", "列表"),
        (FieldType.FILES, ["a\x00.jpg"], "文件"),
        (FieldType.YES_NO, "也许", "是"),
        (FieldType.REFERENCE, "某项目", "选择"),
    ],
)
def test_wrong_plain_data_is_refused_with_what_is_expected(
    kind: FieldType, plain: object, said: str
) -> None:
    with pytest.raises(BadValue) as refused:
        from_plain(FIELDS[kind], plain)
    assert said in str(refused.value)

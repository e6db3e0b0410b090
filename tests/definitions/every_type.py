"""One field of every type, and strategies for their values up to the extremes.

Each medium (text, plain data, SQL, Excel, PDF, editors) is tried with all of them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from ruraldesk.definitions.fitting import LARGEST_DECIMAL, LARGEST_INTEGER, LARGEST_MONEY
from ruraldesk.definitions.model import Choice, ChoiceList, FieldDef, FieldType, Value
from ruraldesk.texts.clean import clean_text

STAGES = ChoiceList(
    key="stage",
    title="项目阶段",
    items=(
        Choice(code="proposed", label="谋划", aliases=("谋划中",)),
        Choice(code="under_construction", label="在建", aliases=("建设中", "施工")),
        Choice(code="accepted", label="竣工验收", aliases=("验收",)),
        Choice(code="vocational", label="中专、职高 技校"),  # holds the separators of lists
        Choice(code="cancelled", label="取消", retired=True),
    ),
)

FIELDS: Mapping[FieldType, FieldDef] = {
    FieldType.TEXT: FieldDef(key="text", type=FieldType.TEXT, label="名称"),
    FieldType.NOTE: FieldDef(key="note", type=FieldType.NOTE, label="备注", max_length=4000),
    FieldType.INTEGER: FieldDef(key="integer", type=FieldType.INTEGER, label="人数", unit="人"),
    FieldType.DECIMAL: FieldDef(
        key="decimal", type=FieldType.DECIMAL, label="长度", unit="米", places=3
    ),
    FieldType.MONEY: FieldDef(
        key="money", type=FieldType.MONEY, label="金额", unit="元", shown_in="万元", places=2
    ),
    FieldType.PERCENT: FieldDef(key="percent", type=FieldType.PERCENT, label="进度", places=2),
    FieldType.DATE: FieldDef(key="date", type=FieldType.DATE, label="日期"),
    FieldType.MONTH: FieldDef(key="month", type=FieldType.MONTH, label="月份"),
    FieldType.YEAR: FieldDef(key="year", type=FieldType.YEAR, label="年度"),
    FieldType.YES_NO: FieldDef(key="yes_no", type=FieldType.YES_NO, label="是否公示"),
    FieldType.CHOICE: FieldDef(key="choice", type=FieldType.CHOICE, label="阶段", choices=STAGES),
    FieldType.CHOICES: FieldDef(
        key="choices", type=FieldType.CHOICES, label="阶段（多选）", choices=STAGES
    ),
    FieldType.REFERENCE: FieldDef(
        key="reference", type=FieldType.REFERENCE, label="项目", form="project"
    ),
    FieldType.PERSON_ID: FieldDef(key="person_id", type=FieldType.PERSON_ID, label="身份证号"),
    FieldType.PHONE: FieldDef(key="phone", type=FieldType.PHONE, label="电话"),
    FieldType.CREDIT_CODE: FieldDef(
        key="credit_code", type=FieldType.CREDIT_CODE, label="统一社会信用代码"
    ),
    FieldType.DIVISION: FieldDef(key="division", type=FieldType.DIVISION, label="所属单位"),
    FieldType.FILES: FieldDef(key="files", type=FieldType.FILES, label="附件"),
    FieldType.SERIAL: FieldDef(
        key="serial", type=FieldType.SERIAL, label="编号", serial="{year}-{number:04}"
    ),
    FieldType.COMPUTED: FieldDef(
        key="computed",
        type=FieldType.COMPUTED,
        label="人均",
        result=FieldType.DECIMAL,
        places=2,
    ),
}

STORED = tuple(one for one in FIELDS.values() if one.stored)

_DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
_FILE_NAMES = st.text(st.characters(exclude_categories=["C"]), max_size=30).filter(
    lambda name: name.strip() and clean_text(name)
)


def values_of(field: FieldDef) -> st.SearchStrategy[Value]:
    """Return a strategy of the values that `field` can hold; None among them."""
    return st.none() | filled_values_of(field)


def filled_values_of(field: FieldDef) -> st.SearchStrategy[Value]:
    """Return a strategy of the values that `field` can hold, without None."""
    return _STRATEGIES[field.shape](field)


def _decimals(field: FieldDef, largest: Decimal) -> st.SearchStrategy[Decimal]:
    scaled = int(largest.scaleb(field.places))
    return st.integers(-scaled, scaled).map(lambda n: Decimal(n).scaleb(-field.places))


def _texts(*, multiline: bool) -> st.SearchStrategy[str]:
    return st.text(max_size=60).map(lambda t: clean_text(t, multiline=multiline)).filter(bool)


def _person_id(birth: date, place: int, order: int) -> str:
    number = f"{place:06}{birth:%Y%m%d}{order:03}"
    digit: str = ric.calc_check_digit(number + "0")
    return number + digit


def _credit_code(body: str) -> str:
    digit: str = uscc.calc_check_digit(body)
    return body + digit


_CODES = st.sampled_from(STAGES.codes())
_STRATEGIES: Mapping[FieldType, Callable[[FieldDef], st.SearchStrategy[Value]]] = {
    FieldType.TEXT: lambda field: _texts(multiline=False),
    FieldType.NOTE: lambda field: _texts(multiline=True),
    FieldType.INTEGER: lambda field: st.integers(-LARGEST_INTEGER, LARGEST_INTEGER),
    FieldType.DECIMAL: lambda field: _decimals(
        field, LARGEST_DECIMAL - Decimal(1).scaleb(-field.places)
    ),
    FieldType.MONEY: lambda field: _decimals(field, LARGEST_MONEY),
    FieldType.PERCENT: lambda field: _decimals(
        field, LARGEST_DECIMAL - Decimal(1).scaleb(-field.places)
    ),
    FieldType.DATE: lambda field: _DAYS,
    FieldType.MONTH: lambda field: _DAYS.map(lambda day: f"{day:%Y-%m}"),
    FieldType.YEAR: lambda field: st.integers(1900, 2100),
    FieldType.YES_NO: lambda field: st.booleans(),
    FieldType.CHOICE: lambda field: _CODES,
    FieldType.CHOICES: lambda field: st.lists(_CODES, min_size=1, unique=True).map(tuple),
    FieldType.REFERENCE: lambda field: st.uuids().map(str),
    FieldType.PERSON_ID: lambda field: st.builds(
        _person_id,
        st.dates(date(1900, 1, 1), date(2023, 12, 31)),
        st.integers(110000, 659999),
        st.integers(0, 999),
    ),
    FieldType.PHONE: lambda field: (
        st.from_regex("1[3-9][0-9]{9}", fullmatch=True)
        | st.from_regex("0[1-9][0-9]{2}-[2-9][0-9]{6}", fullmatch=True)
    ),
    FieldType.CREDIT_CODE: lambda field: st.from_regex(
        "(9[123]|N[12]|5[1239]|1[1239])[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True
    ).map(_credit_code),
    FieldType.DIVISION: lambda field: st.from_regex("[1-9][0-9]{11}", fullmatch=True),
    FieldType.FILES: lambda field: st.lists(_FILE_NAMES, min_size=1, unique=True).map(tuple),
    FieldType.SERIAL: lambda field: st.from_regex("20[0-9]{2}-[0-9]{4}", fullmatch=True),
}

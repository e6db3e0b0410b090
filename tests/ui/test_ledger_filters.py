"""What a clerk types under a heading, and what the store is asked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.services.ledger import Filter
from ruraldesk.ui.ledger.filters import BadFilter, Filters, choose, members, understand
from tests.ui.fakes import FORM

MONTH = FieldDef(key="month", type=FieldType.MONTH, label="月份")
YEAR = FieldDef(key="year", type=FieldType.YEAR, label="年度")


def asked(key: str, typed: str) -> tuple[Filter, ...]:
    condition = understand(FORM.field(key), typed)
    return condition.filters if condition else ()


@pytest.mark.parametrize(
    ("key", "typed", "operator", "value"),
    [
        ("name", "道路", "contains", "道路"),
        ("name", " 道路 ", "contains", "道路"),
        ("name", "=河道清淤", "equals", "河道清淤"),
        ("name", "（二期）", "contains", "（二期）"),
        ("unit", "吴杏", "contains", "吴杏"),
        ("people", ">100", "at_least", 101),
        ("people", "<100", "at_most", 99),
        ("people", ">=100", "at_least", 100),
        ("people", "＞１００", "at_least", 101),
        ("people", "100-200", "between", (100, 200)),
        ("people", "100~200", "between", (100, 200)),
        ("people", "100", "equals", 100),
        ("total", "≥228.20", "at_least", Decimal("2282000.00")),
        ("total", ">100", "at_least", Decimal("1000000.01")),
        ("total", "100元", "equals", Decimal("100.00")),
        ("total", "100-200", "between", (Decimal("1000000.00"), Decimal("2000000.00"))),
        ("total", "-5--1", "between", (Decimal("-50000.00"), Decimal("-10000.00"))),
        ("progress", "<=82", "at_most", Decimal("82")),
        ("start", "2023-11", "between", (date(2023, 11, 1), date(2023, 11, 30))),
        ("start", "2023", "between", (date(2023, 1, 1), date(2023, 12, 31))),
        ("start", "2023年11月", "between", (date(2023, 11, 1), date(2023, 11, 30))),
        ("start", "2023-11-05", "equals", date(2023, 11, 5)),
        ("start", ">2023-11", "at_least", date(2023, 12, 1)),
        ("start", "<2023-11-05", "at_most", date(2023, 11, 4)),
        ("start", "2023-10~2023-12", "between", (date(2023, 10, 1), date(2023, 12, 31))),
        ("start", "2022至2023", "between", (date(2022, 1, 1), date(2023, 12, 31))),
        ("stage", "在", "in", ("building",)),
        ("stage", "建", "in", ("building",)),
        ("urgent", "是", "equals", True),
        ("total", "=", "empty", None),
        ("name", "<>", "filled", None),
    ],
)
def test_what_is_typed_becomes_a_condition(
    key: str, typed: str, operator: str, value: object
) -> None:
    assert asked(key, typed) == (Filter(key, operator, value),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "typed", "operator", "value"),
    [
        (MONTH, "2023", "between", ("2023-01", "2023-12")),
        (MONTH, ">2023-12", "at_least", "2024-01"),
        (MONTH, "<2023-01", "at_most", "2022-12"),
        (YEAR, "2020-2023", "between", (2020, 2023)),
    ],
)
def test_months_and_years_are_compared_too(
    field: FieldDef, typed: str, operator: str, value: object
) -> None:
    condition = understand(field, typed)

    assert condition is not None
    assert condition.filters == (Filter(field.key, operator, value),)  # type: ignore[arg-type]


def test_a_computed_number_is_compared_like_a_typed_one() -> None:
    field = replace(
        FORM.field("paid"), type=FieldType.COMPUTED, result=FieldType.MONEY, expression=None
    )

    condition = understand(field, ">=10")

    assert condition is not None
    assert condition.filters == (Filter("paid", "at_least", Decimal("100000.00")),)


@pytest.mark.parametrize(
    ("key", "typed", "says"),
    [
        ("people", "很多", "不是有效的数字"),
        ("people", ">", "不是有效的数字"),
        ("people", "200-100", "前面的数大于后面的数"),
        ("start", "2023-13", "不是有效的日期"),
        ("start", "前年春天", "不是有效的日期"),
        ("stage", "烂尾", "可选：储备、在建、完工、验收"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_is_expected(
    key: str, typed: str, says: str
) -> None:
    with pytest.raises(BadFilter, match=says):
        understand(FORM.field(key), typed)


def test_conditions_read_as_words() -> None:
    filters = Filters()
    filters.choose(FORM.field("stage"), ["building", "done"])
    filters.type_text(FORM.field("total"), ">100")
    filters.type_text(FORM.field("name"), "道路")

    assert filters.words() == "阶段 = 在建、完工，总投资 万元 > 100，项目名称 含“道路”"
    assert filters.shown("stage") == "2 项"
    assert filters.shown("total") == ">100"


def test_a_bad_text_stays_to_be_mended_and_asks_nothing() -> None:
    filters = Filters()
    filters.type_text(FORM.field("people"), "100")
    with pytest.raises(BadFilter):
        filters.type_text(FORM.field("people"), "100-")

    assert filters.typed("people") == "100-"
    assert filters.is_bad("people")
    assert filters.all() == ()


def test_choosing_nothing_asks_nothing() -> None:
    assert choose(FORM.field("stage"), []) is None
    assert members(FORM.field("urgent")) == (("yes", "是"), ("no", "否"))
    both = choose(FORM.field("urgent"), ["yes", "no"])
    assert both is not None
    assert both.filters == ()


def test_clearing_drops_one_or_all() -> None:
    filters = Filters()
    filters.choose(FORM.field("stage"), ["done"])
    filters.type_text(FORM.field("name"), "道路")

    filters.clear("stage")
    assert [one.field for one in filters.all()] == ["name"]
    filters.clear()
    assert filters.all() == ()
    assert filters.words() == ""

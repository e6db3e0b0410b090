"""Counting on as a spreadsheet does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.services.series import continued


def field(kind: FieldType) -> FieldDef:
    return FieldDef(key="x", type=kind, label="x")


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (FieldType.INTEGER, [1], [2, 3, 4]),
        (FieldType.INTEGER, [10, 20], [30, 40, 50]),
        (FieldType.INTEGER, [5, 3], [1, -1, -3]),
        (FieldType.MONEY, [Decimal("1.5"), Decimal("2.5")], [Decimal("3.5"), Decimal("4.5"), 5.5]),
        (FieldType.YEAR, [2021], [2022, 2023, 2024]),
        (
            FieldType.DATE,
            [date(2023, 2, 27)],
            [date(2023, 2, 28), date(2023, 3, 1), date(2023, 3, 2)],
        ),
        (
            FieldType.DATE,
            [date(2023, 1, 31), date(2023, 2, 28)],
            [date(2023, 3, 31), date(2023, 4, 30), date(2023, 5, 31)],
        ),
        (
            FieldType.DATE,
            [date(2023, 1, 15), date(2023, 4, 15)],
            [date(2023, 7, 15), date(2023, 10, 15), date(2024, 1, 15)],
        ),
        (
            FieldType.DATE,
            [date(2023, 1, 1), date(2023, 1, 8)],
            [date(2023, 1, 15), date(2023, 1, 22), date(2023, 1, 29)],
        ),
        (FieldType.MONTH, ["2023-11"], ["2023-12", "2024-01", "2024-02"]),
        (FieldType.MONTH, ["2023-01", "2023-04"], ["2023-07", "2023-10", "2024-01"]),
        (FieldType.TEXT, ["W08"], ["W09", "W10", "W11"]),
        (
            FieldType.TEXT,
            ["第1批（一期）", "第3批（一期）"],
            ["第5批（一期）", "第7批（一期）", "第9批（一期）"],
        ),
        (FieldType.TEXT, ["甲", "乙"], ["甲", "乙", "甲"]),
        (FieldType.CHOICE, ["road", "water"], ["road", "water", "road"]),
        (FieldType.YES_NO, [True], [True, True, True]),
        (FieldType.INTEGER, [None], [None, None, None]),
        (FieldType.TEXT, ["甲1", "乙2"], ["甲1", "乙2", "甲1"]),
    ],
)
def test_what_follows(kind: FieldType, given: list[Value], expected: list[Value]) -> None:
    assert continued(field(kind), given, 3) == expected


def test_dates_end_where_the_calendar_does() -> None:
    assert continued(field(FieldType.DATE), [date(9999, 12, 30)], 3) == [date(9999, 12, 31)] * 3
    two: list[Value] = [date(9999, 1, 31), date(9999, 7, 31)]
    assert continued(field(FieldType.DATE), two, 2) == [date(9999, 12, 31)] * 2

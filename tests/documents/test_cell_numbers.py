"""Numbers with their units and dates among words, as cells of offices' tables hold them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.documents.cell_numbers import DaySaid, NumberSaid, day_inside, number_said

METRES = FieldDef(key="length", type=FieldType.DECIMAL, label="长度", unit="米", places=2)
PEOPLE = FieldDef(key="people", type=FieldType.INTEGER, label="人数", unit="名")
MONEY = FieldDef(key="amount", type=FieldType.MONEY, label="金额", unit="元", places=2)
SHARE = FieldDef(key="share", type=FieldType.PERCENT, label="进度", unit="%", places=2)


@pytest.mark.parametrize(
    ("field", "text", "number", "about"),
    [
        (METRES, "2.3公里", "2300", False),
        (METRES, "约３００米", "300", True),
        (METRES, "1,200余米", "1200", True),
        (PEOPLE, "86人", "86", False),
        (PEOPLE, "100余人", "100", True),
        (PEOPLE, "1.2万人左右", "12000", True),
        (PEOPLE, "120人次", "120", False),
        (MONEY, "约12.5万元", "125000", True),
        (MONEY, "100余万元", "1000000", True),
        (SHARE, "约60%", "60", True),
    ],
)
def test_the_unit_behind_a_number_and_its_doubt_are_read(
    field: FieldDef, text: str, number: str, about: bool
) -> None:
    assert number_said(field, text, Fraction(1)) == NumberSaid(Decimal(number), about)


@pytest.mark.parametrize("text", ["3亩", "300-400米", "三四百米", "12个", "米", "5米2"])
def test_what_is_no_number_of_the_quantity_is_not_read(text: str) -> None:
    assert number_said(METRES, text, Fraction(1)) is None


def test_the_unit_of_the_heading_holds_where_the_cell_names_none() -> None:
    assert number_said(METRES, "约3", Fraction(1000)) == NumberSaid(Decimal(3000), about=True)


@pytest.mark.parametrize(
    ("text", "day", "added"),
    [
        ("中共预备党员2023.06", date(2023, 6, 1), False),
        ("2023年10月底前", date(2023, 10, 31), False),
        ("2024年2月末", date(2024, 2, 29), False),
        ("5月8日", date(2022, 5, 8), True),
        ("10月底前", date(2022, 10, 31), True),
    ],
)
def test_one_date_among_words_is_found(text: str, day: date, added: bool) -> None:
    assert day_inside(text, 2022) == DaySaid(day, added)


@pytest.mark.parametrize(
    "text",
    ["2023.1", "2023.1入党", "2021.03-2023.05", "2023年2月30日前", "1975-13-01", "立行立改", "5.8"],
)
def test_what_names_no_date_or_two_is_not_guessed(text: str) -> None:
    assert day_inside(text, 2022) is None


def test_a_day_without_a_year_is_not_read_where_the_table_is_for_none() -> None:
    assert day_inside("5月8日", None) is None

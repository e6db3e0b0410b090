"""Every field type passes through a CSV cell unchanged, and nothing else is read from one."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.definitions.values import BadValue
from ruraldesk.exchange.csv_cells import FROM_CELL, TO_CELL, from_cell, to_cell
from tests.definitions.every_type import FIELDS, values_of

ALL = pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.key)


@pytest.mark.parametrize("known", [TO_CELL, FROM_CELL])
def test_every_field_type_is_known(known: dict[FieldType, object]) -> None:
    assert known.keys() == set(FieldType)


@ALL
@given(data=st.data())
def test_a_cell_and_back_changes_nothing(field: FieldDef, data: st.DataObject) -> None:
    value = data.draw(values_of(field))
    again = from_cell(field, to_cell(field, value))
    assert again == value
    assert type(again) is type(value)
    assert str(again) == str(value)  # the decimals too


@ALL
@given(text=st.text(max_size=30))
def test_a_cell_that_is_read_was_written_so(field: FieldDef, text: str) -> None:
    try:
        value = from_cell(field, text)
    except BadValue as refused:
        said = str(refused)
    else:
        said = ""
        assert from_cell(field, to_cell(field, value)) == value
    assert said == "" or said.endswith(("。", "？", "”", "）"))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldType.MONEY, "1,234.00"),
        (FieldType.MONEY, "1e3"),
        (FieldType.MONEY, " 12"),
        (FieldType.MONEY, "012"),
        (FieldType.MONEY, "0.005"),
        (FieldType.MONEY, "１２"),
        (FieldType.INTEGER, "12.0"),
        (FieldType.INTEGER, "+1"),
        (FieldType.DATE, "2023-02-30"),
        (FieldType.DATE, "20231116"),
        (FieldType.DATE, "2023-11-16T00:00:00"),
        (FieldType.MONTH, "2023-13"),
        (FieldType.YES_NO, "是"),
        (FieldType.CHOICE, "在建"),
        (FieldType.CHOICES, "proposed|proposed"),
        (FieldType.CHOICES, "proposed\\"),
        (FieldType.REFERENCE, "ABCDEF"),
        (FieldType.PERSON_ID, "110105194912310021"),
    ],
)
def test_what_the_program_would_not_write_is_refused(kind: FieldType, text: str) -> None:
    with pytest.raises(BadValue):
        from_cell(FIELDS[kind], text)


def test_an_amount_finer_than_its_field_is_never_rounded() -> None:
    with pytest.raises(ValueError, match="more than 2 decimals"):
        to_cell(FIELDS[FieldType.MONEY], Decimal("0.005"))


def test_a_list_with_the_separators_inside_is_told_apart() -> None:
    names = ("a|b.jpg", "c\\d.jpg", "照片 1.jpg")
    cell = to_cell(FIELDS[FieldType.FILES], names)
    assert cell == "a\\|b.jpg|c\\\\d.jpg|照片 1.jpg"
    [[read]] = csv.reader(io.StringIO(cell))
    assert from_cell(FIELDS[FieldType.FILES], read) == names

"""Every field type goes into a STRICT table and comes out as it was."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData, Table, create_engine, insert, select

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.store.columns import COLUMN_TYPES, from_sql, scaled, to_sql, unscaled
from ruraldesk.store.tables import field_column
from tests.definitions.every_type import FIELDS, STORED, values_of

NOT_REFERENCES = [field for field in STORED if field.type is not FieldType.REFERENCE]


def test_every_field_type_is_covered() -> None:
    assert COLUMN_TYPES.keys() == set(FieldType)


@pytest.fixture(scope="module")
def engine():  # type: ignore[no-untyped-def]
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("field", NOT_REFERENCES, ids=lambda field: field.type)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_value_returns_unchanged_from_a_strict_table(engine, field, data) -> None:  # type: ignore[no-untyped-def]
    value = data.draw(values_of(field))
    table = Table(field.key, MetaData(), field_column(field), sqlite_strict=True)

    with engine.connect() as connection:
        table.create(connection, checkfirst=True)
        connection.execute(insert(table).values({field.key: to_sql(field, value)}))
        raw = connection.execute(select(table)).scalar_one()

    found = from_sql(field, raw)
    assert found == value
    assert str(found) == str(value) or isinstance(value, Decimal)


@pytest.mark.parametrize("field", STORED, ids=lambda field: field.type)
def test_nothing_entered_is_null(field: FieldDef) -> None:
    assert (to_sql(field, None), to_sql(field, ""), to_sql(field, ())) == (None, None, None)
    assert from_sql(field, None) is None


@pytest.mark.parametrize(
    ("type_", "value", "raw"),
    [
        (FieldType.MONEY, Decimal("13282600.05"), 1328260005),
        (FieldType.MONEY, Decimal("-0.01"), -1),
        (FieldType.DECIMAL, Decimal("3.25"), 3250),
        (FieldType.PERCENT, Decimal("61.65"), 6165),
        (FieldType.DATE, date(2023, 11, 16), "2023-11-16"),
        (FieldType.YES_NO, True, 1),
        (FieldType.YES_NO, False, 0),
        (FieldType.CHOICES, ("proposed", "accepted"), "|proposed|accepted|"),
        (FieldType.FILES, ("a-桥.jpg",), '["a-桥.jpg"]'),
        (FieldType.REFERENCE, 7, 7),
    ],
)
def test_values_are_stored_as_the_contract_says(
    type_: FieldType, value: Value, raw: int | str
) -> None:
    assert to_sql(FIELDS[type_], value) == raw
    assert from_sql(FIELDS[type_], raw) == value


def test_stored_amounts_come_back_with_all_their_places() -> None:
    assert str(from_sql(FIELDS[FieldType.MONEY], 0)) == "0.00"
    assert str(from_sql(FIELDS[FieldType.MONEY], 500)) == "5.00"
    assert str(from_sql(FIELDS[FieldType.DECIMAL], -5)) == "-0.005"


@pytest.mark.parametrize(
    "text", ["0.001", "1e-30", "92233720368547758.08", "1e40", "NaN", "Infinity"]
)
def test_an_amount_that_would_not_be_exact_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.split("e", maxsplit=1)[0]):
        to_sql(FIELDS[FieldType.MONEY], Decimal(text))


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (FieldType.TEXT, 5),
        (FieldType.INTEGER, "5"),
        (FieldType.INTEGER, True),
        (FieldType.INTEGER, Decimal(5)),
        (FieldType.MONEY, 0.1),
        (FieldType.MONEY, True),
        (FieldType.DATE, "2023-11-16"),
        (FieldType.YES_NO, 1),
        (FieldType.CHOICES, "proposed"),
        (FieldType.FILES, (1,)),
        (FieldType.REFERENCE, "b0000000-0000-4000-8000-000000000001"),
        (FieldType.COMPUTED, Decimal(1)),
    ],
)
def test_a_value_of_another_type_is_a_bug_and_never_stored(type_: FieldType, value: Value) -> None:
    with pytest.raises(TypeError):
        to_sql(FIELDS[type_], value)


@pytest.mark.parametrize(
    ("type_", "raw"),
    [
        (FieldType.TEXT, 5),
        (FieldType.INTEGER, "x"),
        (FieldType.MONEY, "1.00"),
        (FieldType.DATE, "16.11.2023"),
        (FieldType.YES_NO, 2),
        (FieldType.FILES, '{"a": 1}'),
    ],
)
def test_what_the_program_never_wrote_is_not_taken_for_a_value(
    type_: FieldType, raw: int | str
) -> None:
    with pytest.raises(ValueError, match=FIELDS[type_].key + r"|isoformat|Expecting"):
        from_sql(FIELDS[type_], raw)


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 6))
def test_scaling_is_exact_to_the_last_bit(raw: int, scale: int) -> None:
    assert scaled(unscaled(raw, scale), scale) == raw

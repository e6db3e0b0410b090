"""Arithmetic that loses no digit, and dates that offices agree with."""

from collections.abc import Callable
from datetime import date

import pytest

from ruraldesk.definitions import exact
from ruraldesk.definitions.exact import LIMIT, NumberTooLarge


@pytest.mark.parametrize(
    ("dividend", "divisor", "rounded"),
    [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (-5, -2, 3), (4, 3, 1), (0, 7, 0), (1, 3, 0), (2, 3, 1)],
)
def test_halves_are_rounded_away_from_zero(dividend: int, divisor: int, rounded: int) -> None:
    assert exact.half_up(dividend, divisor) == rounded


def test_results_beyond_64_bits_are_refused() -> None:
    assert exact.add(LIMIT, 0) == LIMIT
    assert exact.divide(LIMIT, 10**12, 10**12, 1) == LIMIT
    refused: list[tuple[Callable[..., object], tuple[int, ...]]] = [
        (exact.add, (LIMIT, 1)),
        (exact.subtract, (-LIMIT, 1)),
        (exact.multiply, (10**10, 10**10, 0)),
        (exact.divide, (LIMIT, 1, 10, 1)),
        (exact.rescale, (10**13, 6)),
    ]
    for function, arguments in refused:
        with pytest.raises(NumberTooLarge, match="18位"):
            function(*arguments)


def test_dropped_decimals_are_rounded_after_the_whole_product_is_known() -> None:
    assert exact.multiply(10**15, 10**9, 6) == 10**18  # the product itself has 24 zeros
    assert exact.multiply(15, 1, 1) == 2
    assert exact.rescale(-15, -1) == -2


def test_division_by_zero_is_no_number() -> None:
    assert exact.divide(5, 0, 1, 1) is None


@pytest.mark.parametrize(
    ("start", "months", "later"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-10-31", 1, "2023-11-30"),
        ("2023-11-16", -12, "2022-11-16"),
        ("2023-01-15", -1, "2022-12-15"),
        ("1900-01-31", -1, None),
        ("2100-12-01", 1, None),
        ("2023-01-01", 10**12, None),
    ],
)
def test_months_later_is_the_same_day_or_the_last(
    start: str, months: int, later: str | None
) -> None:
    found = exact.add_months(date.fromisoformat(start), months)

    assert found == (date.fromisoformat(later) if later else None)


@pytest.mark.parametrize(
    ("start", "days", "later"),
    [
        ("2023-12-31", 1, "2024-01-01"),
        ("2024-03-01", -1, "2024-02-29"),
        ("2100-12-31", 1, None),
        ("1900-01-01", -1, None),
        ("2023-01-01", 10**15, None),
        ("2023-01-01", -(10**15), None),
    ],
)
def test_days_later_stay_within_the_years_that_can_be_entered(
    start: str, days: int, later: str | None
) -> None:
    found = exact.add_days(date.fromisoformat(start), days)

    assert found == (date.fromisoformat(later) if later else None)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("1978-11-16", "2023-11-16", 45),
        ("1978-11-17", "2023-11-16", 44),
        ("2000-02-29", "2023-02-28", 22),
        ("2000-02-29", "2023-03-01", 23),
        ("2000-02-29", "2024-02-29", 24),
        ("2023-11-16", "2023-11-16", 0),
        ("2023-11-17", "2023-11-16", -1),
    ],
)
def test_a_year_is_full_on_its_anniversary(birth: str, day: str, age: int) -> None:
    assert exact.full_years(date.fromisoformat(birth), date.fromisoformat(day)) == age


@pytest.mark.parametrize(
    ("person_id", "birth", "sex"),
    [
        ("61052219781116002X", "1978-11-16", "female"),
        ("610522197811160011", "1978-11-16", "male"),
        ("610522197811160012", "1978-11-16", "male"),  # the check digit is wrong, the date is not
        ("61052219781116002x", None, None),
        ("610522197802300021", None, None),
        ("610522178011160021", None, None),
        ("610522781116002", None, None),
        ("610522197811160021 ", None, None),
        ("６10522197811160021", None, None),
        ("", None, None),
    ],
)
def test_an_id_number_tells_birth_and_sex(
    person_id: str, birth: str | None, sex: str | None
) -> None:
    assert exact.birth_of(person_id) == (date.fromisoformat(birth) if birth else None)
    assert exact.sex_of(person_id) == sex

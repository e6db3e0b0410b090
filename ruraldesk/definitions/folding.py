"""Aggregates over rows that are in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ruraldesk.definitions import exact
from ruraldesk.definitions.expression_nodes import PLACES, Raw
from ruraldesk.definitions.rows import Row, Run

Fold = Callable[[Sequence[Row]], Raw]


def folded(
    function: str, scale: int, value: Run | None, condition: Run | None, dated: Run | None
) -> Fold:
    """Return the function that computes an aggregate from all rows of its source.

    Args:
        function: one of `expression_aggregates.AGGREGATES`.
        scale: decimals of the value, for `average`.
        value: what is taken of a row; none for count, any_of and all_of.
        condition: which rows count, or None for all; what all_of demands of each.
        dated: when a row happened, for `latest`: of one date, the row that comes last wins.
    """
    if function == "any_of":
        return lambda rows: any(map(_demanded(condition), rows))
    if function == "all_of":
        demand = _demanded(condition)
        return lambda rows: not any(demand(row) is False for row in rows)

    def counted(rows: Sequence[Row]) -> Sequence[Row]:
        return rows if condition is None else [row for row in rows if condition(row)]

    if function == "count":
        return lambda rows: len(counted(rows))
    take = _demanded(value)
    if function == "latest":
        return lambda rows: _latest(counted(rows), take, dated)
    combine = _average(scale) if function == "average" else _COMBINED[function]

    def over_values(rows: Sequence[Row]) -> Raw:
        values = [found for row in counted(rows) if (found := take(row)) is not None]
        return combine(values)

    return over_values


def _demanded(run: Run | None) -> Run:
    assert run is not None  # the parser demands a value or condition where one is needed
    return run


def _latest(rows: Sequence[Row], value: Run, dated: Run | None) -> Raw:
    if not rows:
        return None

    def age(place: int) -> tuple[Any, ...]:
        day = dated(rows[place]) if dated is not None else None
        return (0, place) if day is None else (1, day, place)

    found: Raw = value(rows[max(range(len(rows)), key=age)])
    return found


def _sum(values: Sequence[int]) -> int:
    """Add up one by one: SQLite too refuses when it leaves its range on the way."""
    total = 0
    for value in values:
        total = exact.add(total, value)
    return total


def _average(scale: int) -> Callable[[Sequence[int]], int | None]:
    factor = 10 ** (PLACES - scale)
    return lambda values: exact.divide(_sum(values), len(values), factor, 1)


_COMBINED: Mapping[str, Callable[[Any], Raw]] = MappingProxyType(
    {
        "sum": _sum,
        "min_of": lambda values: min(values, default=None),
        "max_of": lambda values: max(values, default=None),
        "distinct": lambda values: len(set(values)),
    }
)

"""The months that a dialog offers."""

from __future__ import annotations

_OFFERED = 12


def recent_months(month: str) -> list[str]:
    """Return `month` ("2023-11") with the one after it and those before, the newest first."""
    year, number = map(int, month.split("-"))
    last = year * 12 + number  # the month after, counted from 0
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(last, last - _OFFERED - 1, -1)]

"""Counting on: the values that follow one or two given ones, as a spreadsheet fills a series."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ruraldesk.definitions.model import NUMBER_TYPES, FieldDef, FieldType, Value

_NUMBERED = re.compile(r"^(?P<before>.*?)(?P<number>[0-9]+)(?P<after>\D*)$", re.DOTALL)
_TEXTS = frozenset({FieldType.TEXT, FieldType.NOTE})


def continued(field: FieldDef, given: Sequence[Value], count: int) -> list[Value]:
    """Return the `count` values that follow `given`, one value or two that say the step.

    One number counts on by 1, one date by a day, one month by a month; two dates that are whole
    months apart count on by months. Texts count on by the last number in them: W01, W02. What
    cannot be counted is repeated, two values in turn.
    """
    first = given[0]
    step_from = given[1] if len(given) > 1 and given[1] is not None else None
    shape = field.shape
    if isinstance(first, bool) or first is None:
        return _repeated(given, count)
    if shape in NUMBER_TYPES and isinstance(first, int | Decimal):
        return _numbers(first, step_from, count)
    if isinstance(first, date):
        return list(_dates(first, step_from, count))
    if shape is FieldType.MONTH and isinstance(first, str):
        return list(_months(first, step_from, count))
    if shape in _TEXTS and isinstance(first, str):
        return _texts(first, step_from, count) or _repeated(given, count)
    return _repeated(given, count)


def _repeated(given: Sequence[Value], count: int) -> list[Value]:
    return [given[number % len(given)] for number in range(count)]


def _numbers(first: int | Decimal, second: Value, count: int) -> list[Value]:
    known = isinstance(second, int | Decimal)
    step = second - first if known else 1  # type: ignore[operator]  # known says it
    last = second if known else first
    return [last + step * number for number in range(1, count + 1)]  # type: ignore[operator]


def _dates(first: date, second: Value, count: int) -> list[date]:
    if not isinstance(second, date):
        return [_plus_days(first, number) for number in range(1, count + 1)]
    months = (second.year - first.year) * 12 + second.month - first.month
    if months and _plus_months(first, months) == second:
        return [_plus_months(first, months * number) for number in range(2, count + 2)]
    step = (second - first).days
    return [_plus_days(second, step * number) for number in range(1, count + 1)]


def _plus_days(day: date, days: int) -> date:
    """Return the day some days on, as far as there are days."""
    last = date.max.toordinal()
    return date.fromordinal(max(1, min(day.toordinal() + days, last)))


def _plus_months(day: date, months: int) -> date:
    """Return the day some months on; the last day of a month stays the last day."""
    count = max(12, min(day.year * 12 + day.month - 1 + months, 9999 * 12 + 11))
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def _months(first: str, second: Value, count: int) -> list[str]:
    start = date.fromisoformat(f"{first}-01")
    step, last = 1, start
    if isinstance(second, str):
        last = date.fromisoformat(f"{second}-01")
        step = (last.year - start.year) * 12 + last.month - start.month
    return [f"{_plus_months(last, step * number):%Y-%m}" for number in range(1, count + 1)]


def _texts(first: str, second: Value, count: int) -> list[Value]:
    begun = _NUMBERED.match(first)
    if begun is None:
        return []
    step, last = 1, int(begun["number"])
    if isinstance(second, str):
        following = _NUMBERED.match(second)
        if following is None or following["before"] != begun["before"]:
            return []
        step, last = int(following["number"]) - last, int(following["number"])
    width = len(begun["number"])
    return [
        f"{begun['before']}{last + step * number:0{width}}{begun['after']}"
        for number in range(1, count + 1)
    ]

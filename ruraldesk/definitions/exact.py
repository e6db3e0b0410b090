"""Exact arithmetic on scaled whole numbers, dates and ID numbers, shared by both evaluators.

The evaluator in memory calls these functions, and SQLite calls the same ones where its own
operators would lose digits, so that both give one answer. None of them takes None.
"""

from __future__ import annotations

from datetime import date, timedelta

from ruraldesk.errors import UserError
from ruraldesk.texts import workdays
from ruraldesk.texts.translate import tr

LIMIT = 2**63 - 1
"""No number may be larger, in units of its last decimal: what SQLite holds exactly."""

_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 12, 31)
_SPAN = (_LATEST - _EARLIEST).days
_MOST_WORKDAYS = 2500  # ten years; they are counted one by one


class NumberTooLarge(UserError):
    """A calculation left the range in which numbers are exact."""

    code = "number_too_large"

    def __init__(self) -> None:
        super().__init__(
            tr(
                "A calculated number has more than 18 digits and cannot be kept exactly. "
                "Look for an amount that is far too large, and correct it."
            )
        )


def bounded(value: int) -> int:
    """Return `value`.

    Raises:
        NumberTooLarge: it is beyond 2^63 - 1.
    """
    if -LIMIT <= value <= LIMIT:
        return value
    raise NumberTooLarge


def half_up(dividend: int, divisor: int) -> int:
    """Return dividend ÷ divisor as a whole number; halves go away from zero (四舍五入)."""
    quotient, rest = divmod(abs(dividend), abs(divisor))
    if 2 * rest >= abs(divisor):
        quotient += 1
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


def add(left: int, right: int) -> int:
    """Return the sum, or raise NumberTooLarge."""
    return bounded(left + right)


def subtract(left: int, right: int) -> int:
    """Return the difference, or raise NumberTooLarge."""
    return bounded(left - right)


def multiply(left: int, right: int, drop: int) -> int:
    """Return the product without its last `drop` decimals, half-up, or raise NumberTooLarge."""
    product = left * right
    return bounded(half_up(product, 10**drop) if drop else product)


def divide(left: int, right: int, numerator: int, denominator: int) -> int | None:
    """Return left × numerator ÷ (right × denominator), half-up; None by zero.

    Raises:
        NumberTooLarge: the result is beyond 2^63 - 1.
    """
    if right == 0:
        return None
    return bounded(half_up(left * numerator, right * denominator))


def rescale(value: int, shift: int) -> int:
    """Return `value` with `shift` more decimals, or -shift fewer, half-up; or NumberTooLarge."""
    return bounded(value * 10**shift if shift >= 0 else half_up(value, 10**-shift))


def add_days(start: date, days: int) -> date | None:
    """Return the date `days` later; None outside 1900 to 2100, where no date can be entered."""
    if not -_SPAN <= days <= _SPAN:
        return None
    return _within(start + timedelta(days=days))


def add_months(start: date, months: int) -> date | None:
    """Return the same day `months` later, or the month's last day where it has no such day.

    None outside 1900 to 2100, where no date can be entered.
    """
    index = start.year * 12 + start.month - 1 + months
    if not _EARLIEST.year * 12 <= index < (_LATEST.year + 1) * 12:
        return None
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, _days_in(year, month + 1)))


def add_workdays(start: date, days: int) -> date | None:
    """Return the working day `days` working days later; None for more than ten years' worth.

    None outside 1900 to 2100 as well, where no date can be entered.
    """
    if abs(days) > _MOST_WORKDAYS:
        return None
    found = workdays.add_workdays(start, days)
    return None if found is None else _within(found)


def week_start(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def quarter_start(day: date) -> date:
    """Return the first day of the day's quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def full_years(start: date, end: date) -> int:
    """Return the full years from `start` to `end`: the age in 周岁 of who was born at `start`.

    A year is full on its anniversary; for 29 February that is 1 March in a common year. Negative
    when `end` is earlier.
    """
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def birth_of(person_id: str) -> date | None:
    """Return the birth date in an 18-digit ID number (GB 11643); None when it is malformed.

    The check digit is not looked at: a slip in it says nothing against the date.
    """
    digits = person_id[:17]
    if len(person_id) != 18 or not (digits.isdecimal() and person_id.isascii()):
        return None
    if person_id[17] not in "0123456789X":
        return None
    try:
        return _within(date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])))
    except ValueError:  # no such day
        return None


def sex_of(person_id: str) -> str | None:
    """Return "male" or "female" by an 18-digit ID number; None when it is malformed."""
    if birth_of(person_id) is None:
        return None
    return "male" if int(person_id[16]) % 2 else "female"


def _within(day: date) -> date | None:
    return day if _EARLIEST <= day <= _LATEST else None


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31

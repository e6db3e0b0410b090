"""Functions that SQLite gets from us: where its own operators would lose digits or need many words.

They are the same functions that the evaluator in memory calls. A callback into Python costs about
half a microsecond a row, so `sql_calls` uses plain SQL wherever that is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from sqlite3 import SQLITE_ERROR, SQLITE_TOOBIG
from typing import Any

from ruraldesk.definitions import exact

PREFIX = "rd_"


def register(dbapi_connection: Any) -> None:
    """Make our functions known to a connection of sqlite3 or sqlcipher3, right after it is opened.

    A result out of bounds makes the statement fail; `NumberTooLarge` is then to be raised by
    whoever asked `is_too_large`.
    """
    for name, (count, function) in _FUNCTIONS.items():
        dbapi_connection.create_function(PREFIX + name, count, function, deterministic=True)


def is_too_large(error: BaseException) -> bool:
    """Return whether a statement failed because a number left the range in which it is exact.

    Args:
        error: the driver's own error (`DBAPIError.orig`).
    """
    code = getattr(error, "sqlite_errorcode", None)
    said = str(error)
    return code in (SQLITE_ERROR, SQLITE_TOOBIG) and (
        "integer overflow" in said or "user-defined function raised exception" in said
    )


def _unless_null(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function` as SQL expects it: NULL of NULL."""

    def called(*values: Any) -> Any:
        return None if None in values else function(*values)

    return called


def _day(function: Callable[[date, int], date | None]) -> Callable[[str, int], str | None]:
    """Return a function of a date and a number for ISO text."""

    def called(day: str, number: int) -> str | None:
        found = function(date.fromisoformat(day), number)
        return None if found is None else found.isoformat()

    return called


def _start(function: Callable[[date], date]) -> Callable[[str], str]:
    """Return a function of a date for ISO text."""
    return lambda day: function(date.fromisoformat(day)).isoformat()


def _birth_of(person_id: str) -> str | None:
    found = exact.birth_of(person_id)
    return None if found is None else found.isoformat()


_FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    name: (count, _unless_null(function))
    for name, count, function in (
        ("add", 2, exact.add),
        ("subtract", 2, exact.subtract),
        ("multiply", 3, exact.multiply),
        ("divide", 4, exact.divide),
        ("rescale", 2, exact.rescale),
        ("add_days", 2, _day(exact.add_days)),
        ("add_months", 2, _day(exact.add_months)),
        ("add_workdays", 2, _day(exact.add_workdays)),
        ("week_start", 1, _start(exact.week_start)),
        ("birth_of", 1, _birth_of),
        ("sex_of", 1, exact.sex_of),
    )
}

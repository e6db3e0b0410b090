"""Operators and functions of expressions as SQL, for SQLite.

Every function takes and returns column elements: numbers are scaled integers, dates ISO text,
yes and no 1 and 0. NULL in, NULL out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Integer,
    Text,
    UnaryExpression,
    case,
    cast,
    func,
    literal,
)
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.operators import custom_op

from ruraldesk.definitions.expression_nodes import Kind
from ruraldesk.store.sql_functions import PREFIX

Sql = ColumnElement[Any]

COMPARISONS: Mapping[str, Callable[[Sql, Sql], Sql]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)

_YEAR, _MANY_YEARS = 10_000, 10_000
_LAST = "\U0010ffff"  # sorts after every character in use


def number(value: int) -> Sql:
    """Return a number as a parameter."""
    return literal(value, Integer())


def text(value: str) -> Sql:
    """Return a text as a parameter."""
    return literal(value, Text())


def own(name: str, *arguments: Sql | int, result: type[Integer] | type[Text] = Integer) -> Sql:
    """Return the call of one of the functions in `sql_functions`."""
    plain = [number(one) if isinstance(one, int) else one for one in arguments]
    return getattr(func, PREFIX + name)(*plain, type_=result())  # type: ignore[no-any-return]


def scanned(value: Sql) -> Sql:
    """Return the same value so that SQLite takes no index for it: of text, a number or a date.

    Where a condition holds for most rows, or none is known to be rare, looking each of them up
    through an index takes several times as long as reading the ledger from end to end.
    """
    return UnaryExpression(value, operator=custom_op("+", precedence=20), type_=value.type)


def added(sign: str, left: Sql, right: Sql, *, checked: bool) -> Sql:
    """Return the sum or difference; checked where it might leave 64 bits."""
    if checked:
        return own("add" if sign == "+" else "subtract", left, right)
    return left + right if sign == "+" else left - right


def multiplied(left: Sql, right: Sql, drop: int, *, checked: bool) -> Sql:
    """Return the product without its last `drop` decimals."""
    return own("multiply", left, right, drop) if checked or drop else left * right


def rescaled(value: Sql, shift: int, *, checked: bool) -> Sql:
    """Return the number with `shift` more decimals, or -shift fewer, half-up."""
    if shift > 0 and not checked:
        return value * number(10**shift)
    return own("rescale", value, shift)


def member(code: Sql, codes: Sql) -> Sql:
    """Return whether a code is in a column of several: `|a|b|`."""
    if isinstance(code, BindParameter):
        sought = text(f"|{code.value}|")
    else:
        sought = text("|").concat(code).concat(text("|"))
    return func.instr(codes, sought, type_=Integer()) > number(0)


def called(name: str, arguments: Sequence[Sql], kinds: Sequence[Kind]) -> Sql:
    """Return the call of a function of the expression language.

    Args:
        kinds: the kinds of the arguments, which `length` needs to know.
    """
    if name == "length":
        return _LENGTHS[kinds[0]](arguments[0])
    return _CALLS[name](*arguments)


def _full_years(start: Sql, end: Sql) -> Sql:
    """Return the years by which one date as a number (20231116) is ahead of another.

    The difference of such numbers, floored to whole tens of thousands, drops the last year unless
    month and day have been reached; SQLite rounds towards 0, so it is kept positive.
    """
    ahead = _as_number(end) - _as_number(start) + number(_MANY_YEARS * _YEAR)
    return ahead // number(_YEAR) - number(_MANY_YEARS)


def _as_number(day: Sql) -> Sql:
    if isinstance(day, BindParameter) and not day.required:  # its value is known already
        return number(int(str(day.value).replace("-", "")))
    return cast(func.replace(day, text("-"), text(""), type_=Text()), Integer())


def _year(day: Sql) -> Sql:
    return cast(func.substr(day, number(1), number(4), type_=Text()), Integer())


def _first(day: Sql, kept: int, first: str) -> Sql:
    """Return the first day of the month or year whose characters are kept."""
    return func.substr(day, number(1), number(kept), type_=Text()).concat(text(first))


def _quarter(day: Sql) -> Sql:
    """Return the first day of the quarter: a call into Python for each row would take tenfold."""
    month = func.substr(day, number(6), number(2), type_=Text())
    starts = (("03", "-01-01"), ("06", "-04-01"), ("09", "-07-01"), ("12", "-10-01"))
    first = case(*((month <= text(last), text(start)) for last, start in starts))
    return func.substr(day, number(1), number(4), type_=Text()).concat(first)


def _days(start: Sql, end: Sql) -> Sql:
    # Julian day numbers of dates end in .5, which floats hold exactly: so is the difference.
    return cast(func.julianday(end) - func.julianday(start), Integer())


def _starts_with(value: Sql, prefix: Sql) -> Sql:
    """Return a range where it can be one, since a range finds its rows through an index."""
    if isinstance(value, Column) and isinstance(prefix, BindParameter):
        return (value >= prefix) & (value < text(f"{prefix.value}{_LAST}"))
    return func.instr(value, prefix, type_=Integer()) == number(1)


def _smallest(*values: Sql) -> Sql:
    return func.min(*values, type_=values[0].type)


def _largest(*values: Sql) -> Sql:
    return func.max(*values, type_=values[0].type)


_CALLS: Mapping[str, Callable[..., Sql]] = MappingProxyType(
    {
        "full_years": _full_years,
        "days": _days,
        "year": _year,
        "month": lambda day: func.substr(day, number(1), number(7), type_=Text()),
        "add_days": lambda day, days: own("add_days", day, days, result=Text),
        "add_months": lambda day, months: own("add_months", day, months, result=Text),
        "add_workdays": lambda day, days: own("add_workdays", day, days, result=Text),
        "week_start": lambda day: own("week_start", day, result=Text),
        "month_start": lambda day: _first(day, 7, "-01"),
        "quarter_start": _quarter,
        "year_start": lambda day: _first(day, 4, "-01-01"),
        "abs": lambda value: func.abs(value, type_=Integer()),
        "min": _smallest,
        "max": _largest,
        "first_of": func.coalesce,
        "starts_with": _starts_with,
        "contains": lambda value, part: func.instr(value, part, type_=Integer()) > number(0),
        "left": lambda value, count: func.substr(value, number(1), count, type_=Text()),
        "birth_of": lambda person_id: own("birth_of", person_id, result=Text),
        "sex_of": lambda person_id: own("sex_of", person_id, result=Text),
    }
)


def _codes_in(codes: Sql) -> Sql:
    """Return how many codes `|a|b|` holds: one fewer than bars."""
    bare = func.replace(codes, text("|"), text(""), type_=Text())
    return func.length(codes, type_=Integer()) - func.length(bare) - number(1)


_LENGTHS: Mapping[Kind, Callable[[Sql], Sql]] = MappingProxyType(
    {
        Kind.TEXT: lambda value: func.length(value, type_=Integer()),
        Kind.CHOICES: _codes_in,
        Kind.FILES: lambda names: func.json_array_length(names, type_=Integer()),
    }
)

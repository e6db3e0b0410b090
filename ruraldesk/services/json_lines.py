"""One line of JSON as data, strictly: what could mean two things or be lost is refused."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from ruraldesk.texts.clean import find_control
from ruraldesk.texts.translate import tr

LONGEST_WHOLE = 60  # digits of a whole number that is still read as one


class BadLine(ValueError):
    """A line is no JSON object that can be taken; the error's text says so to the user."""


def object_of(line: str) -> dict[str, Any]:
    """Return the object that a line holds; decimals stay exact.

    Raises:
        BadLine: it is no JSON, no object, nested too deep, has a key twice, NaN, or a character
            that cannot be stored.
    """
    try:
        data = json.loads(
            line,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_no_constant,
            object_pairs_hook=_once_each,
        )
    except json.JSONDecodeError as error:
        message = tr(
            "this is not JSON (at character {place}). Each line holds one object such as "
            '{{"name": "…"}}.'
        ).format(place=error.colno)
        raise BadLine(message) from error
    except RecursionError as error:
        raise BadLine(tr("brackets are nested too deep; a record has two levels.")) from error
    if not isinstance(data, dict):
        raise BadLine(tr("this is not an object in braces {{…}}.").format())
    return data


def control_in(value: object) -> str:
    """Name the first character in a text, or in the texts of a list, that cannot be stored."""
    if isinstance(value, str):
        return find_control(value) or ""
    if isinstance(value, list):
        return next(filter(None, map(control_in, value)), "")
    return ""


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all measure
        return Decimal("Infinity")


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= LONGEST_WHOLE else Decimal(text)


def _no_constant(text: str) -> object:
    raise BadLine(
        tr("{text} is no value of JSON; leave the entry out or write null.").format(text=text)
    )


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadLine(tr("“{key}” stands in one object twice.").format(key=key[:40]))
        found[key] = value
    return found

"""Values of expressions on their way into SQL and back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Integer, cast, null

from ruraldesk.definitions.exact import NumberTooLarge
from ruraldesk.definitions.expression_nodes import Kind, Raw, Shape
from ruraldesk.store.sql_calls import Sql, number, text


def parameter(raw: Raw) -> Sql:
    """Return a value as a parameter; a reference must have become an id before."""
    match raw:
        case None:
            # Not null() alone: SQLAlchemy would turn a comparison with it into IS NULL.
            return cast(null(), Integer())
        case bool() | int():
            return number(int(raw))
        case date():
            return text(raw.isoformat())
        case tuple():
            return text(f"|{'|'.join(raw)}|")
        case str():
            return text(raw)


def raw_of(shape: Shape, value: Any) -> Raw:
    """Return what SQL answered as the evaluator in memory would have answered it.

    Raises:
        NumberTooLarge: the answer is no whole number of 64 bits any more.
    """
    if value is None:
        return None
    match shape.kind:
        case Kind.NUMBER:
            if isinstance(value, int):
                return value
            raise NumberTooLarge
        case Kind.TRUTH:
            return bool(value)
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.CHOICES:
            return tuple(value.strip("|").split("|"))
        case Kind.FILES:
            return tuple(json.loads(value))
    return str(value)

"""SELECTs that are asked again and again, put into words once for all books of the same forms.

Making the SQL of a rule takes ten times as long as answering it for a village's ledger. What it
says follows from the definitions alone; the rows and the day that are asked about are given when
it is asked, so that the text is good for every book and every day.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    CursorResult,
    Select,
    Text,
    bindparam,
    func,
    select,
)

_KEYS, _DAY = "asked_keys", "asked_day"


def asked_keys() -> Select[Any]:
    """Return the ids or UUIDs that are given when a question is asked, as a subquery."""
    return select(func.json_each(bindparam(_KEYS, type_=Text())).table_valued("value").c.value)


def asked_day() -> BindParameter[str]:
    """Return the day that is given when a question is asked."""
    return bindparam(_DAY, type_=Text())


@dataclass(frozen=True, slots=True)
class Question:
    """A SELECT as the driver takes it; some of its parameters are given when it is asked."""

    sql: str
    parameters: tuple[tuple[str, Any], ...]  # name and value, in their order

    @classmethod
    def of(cls, statement: Select[*tuple[Any, ...]], connection: Connection) -> Question:
        """Put a SELECT into words, for the database of a connection."""
        compiled = statement.compile(
            dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
        )
        names = compiled.positiontup or ()
        known = compiled.construct_params(_check=False)
        return cls(str(compiled), tuple((name, known[name]) for name in names))

    def ask(
        self, connection: Connection, *, keys: Sequence[int | str] = (), day: date = date.min
    ) -> CursorResult[*tuple[Any, ...]]:
        """Return the rows, for the given ids or UUIDs and the given day."""
        given = {_KEYS: json.dumps(keys), _DAY: day.isoformat()}
        values = tuple(given.get(name, value) for name, value in self.parameters)
        return connection.exec_driver_sql(self.sql, values)

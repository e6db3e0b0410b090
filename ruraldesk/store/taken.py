"""Which reports of the units below were taken in, as the book remembers them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, select

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

REPORTED = "reported"
"""The verdict on a month of which a unit without the program handed in tables of its own."""

ACCEPTED, RETURNED = "accepted", "returned"

ROWS = ""
"""Among the control totals of a table the number of its rows: no field is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One report that was taken in."""

    id: int
    batch: str
    unit: str
    unit_name: str
    month: str
    sequence: int
    verdict: str  # new, correction or REPORTED
    sha256: str  # what the report is known by
    previous: str  # the same of the report that it follows
    check_code: str
    time: str  # ISO, of the taking in
    operator: str
    path: str
    first_entry: int  # of the journal
    last_entry: int
    answer: str  # ACCEPTED, RETURNED; "" as long as it is not answered
    undone: str | None  # when it was taken back
    closed_at: str  # ISO, when the unit closed the month; "" where it is not known
    counts: Mapping[str, int]  # added, changed, unchanged, removed
    totals: Mapping[str, Mapping[str, str]]  # its control totals, by table and field or ROWS


def taken_query(
    book: Book, unit: str = "", month: str = "", batch: str = "", *, undone: bool = False
) -> Select[Any]:
    """Return the query of reports, the oldest first; those that were taken back if `undone`."""
    table = book.tables["_taken"]
    query = select(table).order_by(table.c.id)
    for column, wanted in ((table.c.unit, unit), (table.c.month, month), (table.c.batch, batch)):
        if wanted:
            query = query.where(column == wanted)
    return query if undone else query.where(table.c.undone.is_(None))


def as_taken(row: Row[Any]) -> Taken:
    """Return a row of `_taken`."""
    plain = [name for name in Taken.__slots__ if name not in ("counts", "totals")]
    return Taken(
        **{name: getattr(row, name) for name in plain},
        counts=json.loads(row.counts),
        totals=json.loads(row.totals),
    )


def taken_units(connection: Connection, book: Book) -> set[str]:
    """Return the codes of all units of which the book ever took a report in."""
    table = book.tables["_taken"]
    return set(connection.execute(select(table.c.unit).distinct()).scalars())

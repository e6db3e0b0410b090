"""Records that belong to units other than those that a book reports for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from ruraldesk.definitions.model import UNIT
from ruraldesk.store.begun import begun

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

MOST = 200  # records of one ledger that are named


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRow:
    """A record with the code of its unit, "" for none."""

    form: str
    record: str  # UUID
    unit: str


def rows_of_others(book: Book, reported_for: Callable[[str], bool]) -> list[ForeignRow]:
    """Return the records whose unit is none that `reported_for` names, the first of each ledger."""
    found = []
    with book.reading() as connection:
        forms = [one for one in book.definitions.forms.values() if one.find(UNIT) is not None]
        known = begun(connection, [form.table for form in forms])
        for form in forms:
            if form.table not in known:
                continue
            table = book.tables[form.table]
            unit, live = table.c[UNIT], table.c.deleted.is_(None)
            units = connection.execute(select(unit).where(live).distinct()).scalars()
            others = [one for one in units if not (one and reported_for(str(one)))]
            if not others:
                continue
            meant = unit.in_(others) if None not in others else unit.in_(others) | unit.is_(None)
            rows = select(table.c.uuid, unit).where(live, meant).order_by(table.c.id).limit(MOST)
            found += [
                ForeignRow(form=form.key, record=row.uuid, unit=str(row[1] or ""))
                for row in connection.execute(rows)
            ]
    return found

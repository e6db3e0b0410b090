"""Which of a few rows answer conditions, all asked in one SELECT."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from ruraldesk.definitions.expressions import Expression
from ruraldesk.store.lists import Filter, ListQuery

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


def answering(
    book: Book,
    form_key: str,
    ids: Sequence[int],
    asked: Sequence[Sequence[Filter | Expression]],
    as_of: date,
) -> list[frozenset[int]]:
    """Return for each of `asked` the ids of the rows for which all its conditions hold."""
    form = book.definitions.form(form_key)
    table = book.tables[form.table]
    tests = [
        and_(*book.lists.conditions(form, ListQuery(where=tuple(filters), as_of=as_of)))
        for filters in asked
    ]
    statement = select(table.c.id, *tests).where(table.c.id.in_(ids))
    with book.reading() as connection:
        rows = connection.execute(statement).all()
    return [frozenset(row[0] for row in rows if row[place]) for place in range(1, len(tests) + 1)]

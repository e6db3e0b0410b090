"""The records of a ledger that were entered last, as they are stored: which fields they fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from ruraldesk.definitions.model import FormDef, Value
from ruraldesk.store.columns import to_sql

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True)
class Filled:
    """Which fields a stored record fills, or one of its lines."""

    record: int  # its id
    fields: frozenset[str]


def newest_ids(book: Book, form_key: str, limit: int) -> list[int]:
    """Return the ids of the records that were entered last, the newest first."""
    table = book.tables[book.definitions.form(form_key).table]
    newest = select(table.c.id).where(table.c.deleted.is_(None)).order_by(table.c.id.desc())
    with book.reading() as connection:
        return list(connection.execute(newest.limit(limit)).scalars())


def filled(
    book: Book, form: FormDef, ids: Sequence[int], given: Mapping[str, Value]
) -> list[Filled]:
    """Return what the records with these ids, or their lines, fill beside what is `given`.

    Read from the tables alone, without names and computed values: it is asked before an entry
    begins, and the full statements of a large form take some tenths of a second to build.

    Args:
        form: a ledger, or one kind of lines; then `ids` are those of the records.
        given: what a new record or line holds by itself.
    """
    with book.reading() as connection:
        return _filled(connection, book.tables[form.table], form, ids, given)


def _filled(
    connection: Connection,
    table: Table,
    form: FormDef,
    ids: Sequence[int],
    given: Mapping[str, Value],
) -> list[Filled]:
    stored = [one for one in form.fields if one.stored and one.key in table.c]
    empty: dict[str, set[Any]] = {one.key: {None, ""} for one in stored}
    for one in stored:
        if given.get(one.key) is not None:
            empty[one.key].add(to_sql(one, given[one.key]))
    owner = table.c.parent_id if form.parent else table.c.id
    wanted = select(owner.label("owner"), *(table.c[key] for key in empty))
    rows = connection.execute(wanted.where(owner.in_(ids)).order_by(table.c.id)).mappings()
    return [
        Filled(
            record=row["owner"],
            fields=frozenset(key for key, without in empty.items() if row[key] not in without),
        )
        for row in rows
    ]


def texts(book: Book, form: FormDef, key: str, ids: Sequence[int]) -> list[str]:
    """Return what stands in a text field of the records with these ids, the newest first.

    Args:
        form: a ledger, or one kind of lines; then `ids` are those of the records.
    """
    table = book.tables[form.table]
    owner = table.c.parent_id if form.parent else table.c.id
    wanted = select(table.c[key]).where(owner.in_(ids), table.c[key].is_not(None))
    with book.reading() as connection:
        found = connection.execute(wanted.order_by(owner.desc(), table.c.id.desc())).scalars()
        return [text for text in found if text]

"""Records that may be the one that is being entered: asked through indexes, in its unit alone.

What an index or the list of pairs of letters does not answer within a few thousand rows is not
asked at all, so that typing is as quick in a book of a million rows as in an empty one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from ruraldesk.definitions.identity import birth_of
from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record
from ruraldesk.store.columns import to_sql
from ruraldesk.store.record_rows import chunks
from ruraldesk.texts.titles import FEWEST_LETTERS, are_alike, bare_title, parts_of

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

NAME, BORN = "name", "birth_date"
_MOST_LOOKED_AT = 5_000  # rows that share a part of a name
_MOST_TOLD = 2


class Other(NamedTuple):
    """A record that has something in common with the one at hand."""

    uuid: str
    called: str


def holder(book: Book, form: FormDef, field: FieldDef, record: Record) -> str | None:
    """Return the UUID of the other record of the unit that has the value of a unique field."""
    table = book.tables[form.table]
    query = (
        select(table.c.uuid)
        .where(table.c[field.key] == to_sql(field, record[field.key]), table.c.deleted.is_(None))
        .where(table.c.uuid != record.uuid)
    )
    if UNIT in table.c and field.key != UNIT:
        query = query.where(table.c[UNIT] == record[UNIT])
    with book.reading() as connection:
        return connection.execute(query.limit(1)).scalar()


def same_person(book: Book, form: FormDef, record: Record, born: date) -> Other | None:
    """Return another record of the unit with the same name and birth date.

    Only where one of the two has no identity number: two numbers tell two people.
    """
    number = id_number_of(form)
    name = form.field(NAME)
    table = book.tables[form.table]
    columns = [table.c.uuid, table.c.name, table.c[BORN]]
    if number is not None:
        columns.append(table.c[number.key])
    with book.reading() as connection:
        for id_piece in _ids_with(book, connection, form, name, str(record[NAME])):
            where = [table.c.name == record[NAME], *_in_unit(book, form, record)]
            query = select(*columns).where(table.c.id.in_(id_piece), *where)
            for row in connection.execute(query):
                theirs = row[3] if number is not None else None
                if theirs and number is not None and record[number.key]:
                    continue
                known = birth_of(theirs) if theirs else None
                if (known.isoformat() if known else row[2]) == born.isoformat():
                    return Other(row[0], row[1])
    return None


def like_titles(book: Book, form: FormDef, record: Record, place: str) -> list[Other]:
    """Return records of the unit that are called nearly as the record at hand.

    Args:
        place: name of the unit, with which names may begin or not.
    """
    bare = bare_title(str(record[NAME]), place)
    if len(bare) < FEWEST_LETTERS:
        return []
    table, found = book.tables[form.table], dict[str, Other]()
    with book.reading() as connection:
        for part in parts_of(bare):
            for ids in _ids_with(book, connection, form, form.field(NAME), part):
                query = select(table.c.uuid, table.c.name).where(table.c.id.in_(ids))
                for uuid, name in connection.execute(query.where(*_in_unit(book, form, record))):
                    if uuid not in found and are_alike(bare, bare_title(name, place)):
                        found[uuid] = Other(uuid, name)
            if len(found) >= _MOST_TOLD:
                break
    return list(islice(found.values(), _MOST_TOLD))


def is_of_people(form: FormDef) -> bool:
    """Say whether a form's records are people, by name and birth date."""
    keys = {field.key for field in form.fields if field.stored}
    return {NAME, BORN, UNIT} <= keys and id_number_of(form) is not None


def has_titles(form: FormDef) -> bool:
    """Say whether a form's records are works that are called by a title: they cost money."""
    field = form.find(NAME)
    if field is None or field.type is not FieldType.TEXT or field.names:
        return False
    return id_number_of(form) is None and any(one.shape is FieldType.MONEY for one in form.fields)


def id_number_of(form: FormDef) -> FieldDef | None:
    """Return the field in which a person's identity number stands; None for none."""
    return next(
        (one for one in form.fields if one.stored and one.type is FieldType.PERSON_ID), None
    )


def _ids_with(
    book: Book, connection: Connection, form: FormDef, field: FieldDef, part: str
) -> Iterator[list[int]]:
    """Yield ids of rows in whose field a text stands, a piece at a time; none of too many."""
    few = book.search.few_with(form, field, part)
    if few is None:
        return
    ids = connection.execute(few.limit(_MOST_LOOKED_AT)).scalars().all()
    yield from chunks(ids)


def _in_unit(book: Book, form: FormDef, record: Record) -> list[ColumnElement[bool]]:
    table = book.tables[form.table]
    where = [table.c.deleted.is_(None), table.c.uuid != record.uuid]
    if UNIT in table.c:
        where.append(table.c[UNIT] == record[UNIT])
    return where

"""What a look over the whole book asks of it: references, the index, files, unused choices.

Everything here only reads. Each question is one statement for each ledger that holds anything, so
that it takes as long as reading the book once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.store import dialect
from ruraldesk.store.archived_files import archived_files
from ruraldesk.store.begun import begun
from ruraldesk.store.choices import own_choices
from ruraldesk.store.record_rows import UNIT_FORM
from ruraldesk.store.search_index import ROOM
from ruraldesk.store.tables import tables_of
from ruraldesk.store.verify_archive import archive_problems, closes_in

if TYPE_CHECKING:
    from ruraldesk.errors import Problem
    from ruraldesk.store.book import Book

MOST_OF_A_KIND = 500  # rows that one question names; more of the same help nobody

_ATTACHMENT = re.compile(r'[0-9a-f]{12}-[^/\\:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table of a ledger that holds rows: the ledger itself, or lines of it."""

    form: FormDef  # the ledger
    part: FormDef  # the same, or its lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An answer of a live record: whose, in which field, in which line (0: the record's own)."""

    form: str
    record: str  # UUID of the ledger's record
    field: FieldDef
    lines: str = ""
    line: int = 0

    @property
    def path(self) -> str:
        """The field as problems name it: `amount`, or `outputs[2].amount`."""
        return f"{self.lines}[{self.line}].{self.field.key}" if self.lines else self.field.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A reference to a record that lies in the recycle bin, or is not there at all ("")."""

    place: Place
    target: str  # UUID


def parts_with_rows(book: Book, connection: Connection) -> list[Part]:
    """Return the tables of this level's ledgers in which rows stand, in the forms' order."""
    forms = [one for one in book.definitions.forms.values() if book.info.level in one.levels]
    known = begun(connection, [part.table for form in forms for part in tables_of(form)])
    return [
        Part(form=form, part=part)
        for form in forms
        for part in tables_of(form)
        if part.table in known
    ]


def live(book: Book, one: Part, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return a SELECT over the rows of a part whose record is not deleted.

    It yields `record` (UUID of the ledger's record), `line` (0 for its own), then `columns`.
    """
    table, ledger = book.tables[one.part.table], book.tables[one.form.table]
    line = table.c.position if one.part.parent else literal(0)
    query = select(ledger.c.uuid.label("record"), line.label("line"), *columns)
    if one.part.parent:
        query = query.join(ledger, table.c.parent_id == ledger.c.id)
    return query.where(ledger.c.deleted.is_(None))


def place_of(one: Part, field: FieldDef, record: str, line: int) -> Place:
    """Return where an answer stands."""
    lines = one.part.key if one.part.parent else ""
    return Place(form=one.form.key, record=record, field=field, lines=lines, line=line)


def lost_references(book: Book, connection: Connection, one: Part) -> Iterator[Lost]:
    """Yield the references of a part that lead to deleted records, or nowhere."""
    table = book.tables[one.part.table]
    for field in one.part.fields:
        if field.type is not FieldType.REFERENCE or not field.stored:
            continue
        target = book.tables[field.form].alias("target")
        query = (
            live(book, one, target.c.uuid.label("uuid"))
            .outerjoin(target, target.c.id == table.c[field.key])
            .where(table.c[field.key].is_not(None))
            .where(or_(target.c.id.is_(None), target.c.deleted.is_not(None)))
        )
        for record, line, uuid in connection.execute(query.limit(MOST_OF_A_KIND)):
            yield Lost(place=place_of(one, field, record, line), target=uuid or "")


def unlinked_names(book: Book, connection: Connection, one: Part) -> Iterator[tuple[Place, str]]:
    """Yield names of people that exactly one live record of the unit bears, without a link to it.

    With each comes the UUID of that record.
    """
    table, own = book.tables[one.part.table], book.tables[one.form.table]
    for field in one.part.fields:
        other = book.definitions.forms.get(field.names) if field.names else None
        known = one.part.find(field.known) if other is not None else None
        if other is None or known is None or not other.find("name") or "unit" not in own.c:
            continue
        people = book.tables[other.table].alias("people")
        if "unit" not in people.c:
            continue
        named = and_(
            people.c.name == table.c[field.key],
            people.c.unit == own.c.unit,
            people.c.deleted.is_(None),
        )
        number = select(func.count()).select_from(people).where(named).scalar_subquery()
        uuid = select(func.min(people.c.uuid)).where(named).scalar_subquery()
        query = (
            live(book, one, uuid.label("uuid"))
            .where(table.c[field.key].is_not(None), table.c[known.key].is_(None))
            .where(number == 1)
        )
        for record, line, found in connection.execute(query.limit(MOST_OF_A_KIND)):
            yield place_of(one, field, record, line), found


def unknown_units(book: Book, connection: Connection, one: Part) -> Iterator[tuple[Place, str]]:
    """Yield divisions that neither the ledger of units nor the book itself knows, with the code."""
    units = book.tables.get(UNIT_FORM)
    if units is None or one.form.key == UNIT_FORM or not begun(connection, [UNIT_FORM]):
        return
    table = book.tables[one.part.table]
    known = select(units.c.code).where(units.c.deleted.is_(None), units.c.code.is_not(None))
    for field in one.part.fields:
        if field.type is not FieldType.DIVISION or not field.stored:
            continue
        column = table.c[field.key]
        query = live(book, one, column).where(
            column.is_not(None), column != book.info.unit, column.not_in(known)
        )
        for record, line, code in connection.execute(query.limit(MOST_OF_A_KIND)):
            yield place_of(one, field, record, line), code


def attached(book: Book, connection: Connection, one: Part) -> Iterator[tuple[Place, str]]:
    """Yield every attachment that live records of a part name, with its place."""
    table = book.tables[one.part.table]
    for field in one.part.fields:
        if field.type is not FieldType.FILES or not field.stored:
            continue
        column = table.c[field.key]
        for record, line, names in connection.execute(
            live(book, one, column).where(column.is_not(None))
        ):
            for name in json.loads(names):
                yield place_of(one, field, record, line), name


def remembered_files(connection: Connection) -> frozenset[str]:
    """Return the attachments that drafts and the journal name: undoing may bring them back."""
    found: set[str] = set()
    for statement in ("SELECT record FROM _drafts", "SELECT before || after FROM _journal"):
        rows = connection.execution_options(yield_per=500).exec_driver_sql(statement)
        for (said,) in rows:
            found.update(_ATTACHMENT.findall(said))
    return frozenset(found)


def index_faults(book: Book, connection: Connection) -> Mapping[str, int]:
    """Return by ledger how many records the search does not have, or has though they are gone."""
    if not book.search.index.exists(connection):
        return {}
    numbers: dict[str, int] = {
        row.form: row.number
        for row in connection.exec_driver_sql("SELECT form, number FROM _search_forms")
    }
    found: dict[str, int] = {}
    for key, number in numbers.items():
        if key not in book.definitions.forms:
            continue
        start = number * ROOM
        wrong = connection.exec_driver_sql(
            f'SELECT (SELECT count(*) FROM "{key}" WHERE deleted IS NULL AND id + ? NOT IN '
            "(SELECT id FROM _search_documents WHERE id BETWEEN ? AND ?)) + "
            "(SELECT count(*) FROM _search_documents WHERE id BETWEEN ? AND ? AND id - ? NOT IN "
            f'(SELECT id FROM "{key}" WHERE deleted IS NULL))',
            (start, start, start + ROOM - 1, start, start + ROOM - 1, start),
        ).scalar_one()
        if wrong:
            found[key] = int(wrong)
    return found


def unused_choices(book: Book, connection: Connection) -> list[tuple[str, str]]:
    """Return the user's own choices that no row has: title of the list, wording."""
    found = []
    for key, items in own_choices(connection).items():
        if key not in book.definitions.choices:
            continue
        used = _codes_in_use(book, connection, key)
        title = book.definitions.choices[key].title
        found += [(title, item.label) for item in items if item.code not in used]
    return found


def database_faults(book: Book) -> list[str]:
    """Return what SQLite finds wrong in the file: pages, rows, indexes, references."""
    with book.reading() as connection:
        return dialect.damage_in(connection, encrypted=book.key is not None)


def archive_faults(book: Book) -> list[Problem]:
    """Return what is missing or altered of the months that were closed."""
    with book.reading() as connection:
        closes = closes_in(connection)
    return list(archive_problems(closes, book.paths.archive, book.key))


def last_change(book: Book) -> datetime | None:
    """Return when the journal was written last; None in a book in which nothing was entered."""
    with book.reading() as connection:
        last = connection.exec_driver_sql("SELECT time FROM _journal ORDER BY id DESC LIMIT 1")
        time = last.scalar()
    return datetime.fromisoformat(time) if time else None


def size_on_disk(book: Book) -> int:
    """Return how many bytes the book takes with what lies beside it, backups not counted."""
    files = [book.path, *archived_files(book.paths).values()]
    if book.paths.attachments.is_dir():
        files += list(book.paths.attachments.iterdir())
    return sum(one.stat().st_size for one in files if one.is_file())


def _codes_in_use(book: Book, connection: Connection, list_key: str) -> set[str]:
    found: set[str] = set()
    for form in book.definitions.forms.values():
        for part in tables_of(form):
            for field in part.fields:
                if field.choices is None or field.choices.key != list_key or not field.stored:
                    continue
                column = book.tables[part.table].c[field.key]
                for value in connection.execute(select(column).distinct()).scalars():
                    if value is not None and field.type is FieldType.CHOICES:
                        found.update(json.loads(value))
                    elif value is not None:
                        found.add(value)
    return found

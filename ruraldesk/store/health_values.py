"""Values that are possible one by one, but doubtful beside the others of the same field.

Few questions, each of which a slip of the hand explains: 元 for 万元, a zero too many, a year
mistyped, the number of the village office given to everybody, one person entered twice.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, func, or_, select

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType
from ruraldesk.store.health import MOST_OF_A_KIND, Part, Place, live, place_of

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

FEWEST = 8  # amounts of a field, below which nothing is usual yet
GAP = 100  # times the usual amount, and times 10 the next one: a zero or two, or 万元 for 元
NEXT = 10
OLDEST = 110  # years
LONGEST_AHEAD = 50  # years: nothing is planned or leased for longer
FEWEST_SHARING = 10  # people with one phone number
EARLIEST = "1900-01-01"

_LOOKED_AT = 30  # largest and smallest amounts of a field
_PUNCTUATION = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[0-9一二三四五六七八九十东西南北前后上下]")
_FILLERS = ("建设项目", "项目", "工程", "建设", "村")
_LIKE = 0.88  # of the letters of two names
_FEWEST_LETTERS = 4  # of a name that tells anything
_NEIGHBOURS = 40  # names in alphabetical order that one is compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount far from the usual one of its field; both in the column's whole units."""

    place: Place
    value: int
    usual: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that may be one: UUIDs, and what they have in common."""

    first: str
    second: str
    common: str


class _Titled(NamedTuple):
    """A record by its name without filling words."""

    plain: str
    id: int
    uuid: str
    name: str


def unusual_amounts(book: Book, connection: Connection, one: Part) -> Iterator[Amount]:
    """Yield amounts that a gap divides from all others of the same field.

    An amount is doubtful when it is `GAP` times the median of the field (or that part of it), and
    `NEXT` times the next one towards the median as well: a ledger in which amounts of every size
    follow one another has none.
    """
    for field in one.part.fields:
        if field.type is not FieldType.MONEY or not field.stored:
            continue
        column = book.tables[one.part.table].c[field.key]
        rows = live(book, one, column.label("value")).where(column > 0)
        values = rows.subquery()
        number = connection.execute(select(func.count()).select_from(values)).scalar_one()
        if number < FEWEST:
            continue
        middle = rows.order_by(column).offset(number // 2).limit(1)
        usual = int(connection.execute(middle).one().value)
        for descending in (True, False):
            order = column.desc() if descending else column.asc()
            extreme = connection.execute(rows.order_by(order).limit(_LOOKED_AT)).all()
            for place in _before_gap([row.value for row in extreme], usual, up=descending):
                row = extreme[place]
                where = place_of(one, field, row.record, row.line)
                yield Amount(place=where, value=row.value, usual=usual)


def _before_gap(values: list[int], usual: int, *, up: bool) -> range:
    """Return the places, from the extreme on, that a gap divides from the rest."""
    found = 0
    for place, (value, following) in enumerate(itertools.pairwise(values), start=1):
        far = value >= GAP * usual if up else value * GAP <= usual
        if not far:
            break
        if value >= NEXT * following if up else value * NEXT <= following:
            found = place
    return range(found if found <= len(values) // 4 else 0)


def unlikely_dates(
    book: Book, connection: Connection, one: Part, today: date
) -> Iterator[tuple[Place, str]]:
    """Yield dates before 1900 or half a century ahead, and days of records that have not come.

    The last are those that date a ledger whose months are closed: money, points, attendance.
    """
    latest = f"{today.year + LONGEST_AHEAD}-12-31"
    table = book.tables[one.part.table]
    for field in one.part.fields:
        if field.type is not FieldType.DATE or not field.stored:
            continue
        column = table.c[field.key]
        wrong = [column < EARLIEST, column > latest]
        if field.key == one.part.dated_by and one.form.closes:
            wrong.append(column > today.isoformat())
        query = live(book, one, column).where(or_(*wrong)).limit(MOST_OF_A_KIND)
        for record, line, day in connection.execute(query):
            yield place_of(one, field, record, line), day


def very_old(
    book: Book, connection: Connection, one: Part, today: date
) -> Iterator[tuple[Place, int]]:
    """Yield identity numbers of people above `OLDEST` years, with the age; those who left not."""
    table = book.tables[one.part.table]
    for field in one.part.fields:
        if field.type is not FieldType.PERSON_ID or not field.stored:
            continue
        column = table.c[field.key]
        query = live(book, one, column).where(
            func.substr(column, 7, 4) < str(today.year - OLDEST), column.is_not(None)
        )
        if "until" in table.c:
            query = query.where(table.c.until.is_(None))
        for record, line, number in connection.execute(query.limit(MOST_OF_A_KIND)):
            yield place_of(one, field, record, line), today.year - int(number[6:10])


def shared_phones(
    book: Book, connection: Connection, one: Part
) -> Iterator[tuple[Place, str, int]]:
    """Yield phone numbers that many people of a ledger have: one of them, number, how many.

    Only where rows are people: a builder's number stands in every project that he builds.
    """
    if not any(field.type is FieldType.PERSON_ID for field in one.part.fields):
        return
    table = book.tables[one.part.table]
    for field in one.part.fields:
        if field.type is not FieldType.PHONE or not field.stored:
            continue
        column = table.c[field.key]
        rows = live(book, one, column.label("phone")).where(column.is_not(None)).subquery()
        query = (
            select(func.min(rows.c.record), func.min(rows.c.line), rows.c.phone, func.count())
            .group_by(rows.c.phone)
            .having(func.count() >= FEWEST_SHARING)
            .limit(MOST_OF_A_KIND)
        )
        for record, line, phone, count in connection.execute(query):
            yield place_of(one, field, record, line), phone, count


def same_people(book: Book, connection: Connection, one: Part) -> Iterator[Pair]:
    """Yield two records of a ledger of people with the same name and birth date in one unit.

    Only where one of them has no identity number: two numbers tell two people.
    """
    keys = {field.key for field in one.part.fields if field.stored}
    if one.part.parent or not {"name", "id_number", "birth_date", UNIT} <= keys:
        return
    a = book.tables[one.form.table].alias("a")
    b = book.tables[one.form.table].alias("b")
    born = {side: _born(side) for side in (a, b)}
    query = (
        select(a.c.uuid, b.c.uuid, a.c.name)
        .join(b, (a.c.name == b.c.name) & (a.c.unit == b.c.unit) & (a.c.id < b.c.id))
        .where(a.c.deleted.is_(None), b.c.deleted.is_(None), born[a] == born[b])
        .where(or_(a.c.id_number.is_(None), b.c.id_number.is_(None)))
    )
    for first, second, name in connection.execute(query.limit(MOST_OF_A_KIND)):
        yield Pair(first=first, second=second, common=name)


def _born(side: FromClause) -> ColumnElement[Any]:
    number = side.c.id_number
    year, month, day = (func.substr(number, at, n) for at, n in ((7, 4), (11, 2), (13, 2)))
    return func.coalesce(side.c.birth_date, year + "-" + month + "-" + day)


def similar_names(book: Book, connection: Connection, one: Part) -> Iterator[Pair]:
    """Yield records of one unit whose names differ only by filling words or a letter or two.

    Numbers and directions tell two things from each other (一期 and 二期, 东巷 and 西巷), so names
    that differ in them are never alike. People are told apart by their numbers, not here.
    """
    field = one.part.find("name")
    if one.part.parent or field is None or not _is_title(one, field):
        return
    table = book.tables[one.form.table]
    unit = table.c.get(UNIT, table.c.deleted)
    query = select(unit, table.c.id, table.c.uuid, table.c.name).where(table.c.deleted.is_(None))
    groups: dict[tuple[str, str], list[_Titled]] = {}
    for code, id_, uuid, name in connection.execute(query.where(table.c.name.is_not(None))):
        plain = _plain(name)
        if len(plain) >= _FEWEST_LETTERS:
            key = (str(code), "".join(_NUMBERS.findall(plain)) + plain[:1])
            groups.setdefault(key, []).append(_Titled(plain, id_, uuid, name))
    found = 0
    for group in groups.values():
        for pair in _alike(sorted(group)):
            yield pair
            found += 1
            if found >= MOST_OF_A_KIND:
                return


def _is_title(one: Part, field: FieldDef) -> bool:
    people = any(other.type is FieldType.PERSON_ID for other in one.part.fields)
    money = any(other.shape is FieldType.MONEY for other in one.part.fields)
    return field.type is FieldType.TEXT and not field.names and money and not people


def _alike(group: list[_Titled]) -> Iterator[Pair]:
    from difflib import SequenceMatcher

    for place, one in enumerate(group):
        for other in group[place + 1 : place + _NEIGHBOURS]:
            if abs(len(other.plain) - len(one.plain)) > 2:
                continue
            alike = SequenceMatcher(None, one.plain, other.plain).ratio() >= _LIKE
            if one.plain == other.plain or alike:
                first, second = sorted((one, other), key=lambda each: each.id)
                common = f"{first.name} / {second.name}"
                yield Pair(first=first.uuid, second=second.uuid, common=common)


def _plain(name: str) -> str:
    """Return a name without spaces, signs and the words that every project has."""
    plain = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", name)).lower()
    for word in _FILLERS:
        plain = plain.replace(word, "")
    return plain

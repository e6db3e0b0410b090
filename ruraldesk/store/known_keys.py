"""Keys: the book's own secret one, and the public ones by which other units are or were known.

A unit has one trusted key at a time. A key that was replaced is kept and never trusted by itself
again: whoever still signs with it holds an old copy of the book, or is somebody else. A fingerprint
that was told by phone or on paper is expected: the first file with it is that of the unit. Another
key that came with a file of a known unit is kept as strange until somebody decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from ruraldesk.store.bookkeeping import now
from ruraldesk.store.settings import SECRET

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


_OWN = f"{SECRET}keys"


class KeyState(StrEnum):
    """Whether a key counts; stable words."""

    TRUSTED = "trusted"
    REPLACED = "replaced"
    EXPECTED = "expected"  # only its fingerprint was told; its `public` is ""
    STRANGE = "strange"  # it came with a file of a unit that is known by another
    REFUSED = "refused"  # strange, and somebody decided against it


class KeySource(StrEnum):
    """How a key came into the book; stable words."""

    FIRST = "first"  # with the first file of its unit
    TYPED = "typed"  # somebody entered or confirmed it
    PACK = "pack"  # with a pack of the office above


_EXPECTED, _STRANGE = KeyState.EXPECTED, KeyState.STRANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """A key that the book knows a unit by, or knew it by."""

    unit: str  # division code
    public: str
    fingerprint: str
    first_seen: str  # ISO time
    source: KeySource
    operator: str
    state: KeyState


class KnownKeys:
    """The keys of other units in a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_keys"]

    def trusted(self, unit: str, connection: Connection | None = None) -> KnownKey | None:
        """Return the key by which the unit is known now."""
        table = self._table
        query = select(table).where(table.c.unit == unit, table.c.state == KeyState.TRUSTED.value)
        return next(iter(self._read(query, connection)), None)

    def all(self) -> list[KnownKey]:
        """Return all keys by unit, in the order in which they came."""
        table = self._table
        return self._read(select(table).order_by(table.c.unit, table.c.id), None)

    def expected(self, unit: str) -> str:
        """Return the fingerprint that was told for a unit whose file has not come yet, or ""."""
        table = self._table
        state = KeyState.EXPECTED.value
        query = select(table).where(table.c.unit == unit, table.c.state == state)
        return next((one.fingerprint for one in self._read(query, None)), "")

    def expect(self, unit: str, fingerprint: str, operator: str) -> None:
        """Keep the fingerprint that a unit's next new key must have.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        with self._book.writing() as connection:
            self._keep(connection, unit, "", fingerprint, KeySource.TYPED, operator, _EXPECTED)

    def note_strange(self, unit: str, public: str, fingerprint: str) -> None:
        """Keep that another key came with a file of a unit; one that was refused stays so.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        table = self._table
        query = select(table).where(table.c.unit == unit, table.c.public == public)
        if any(one.state is not KeyState.REPLACED for one in self._read(query, None)):
            return
        with self._book.writing() as connection:
            self._keep(connection, unit, public, fingerprint, KeySource.FIRST, "", _STRANGE)

    def refuse(self, unit: str, public: str, operator: str) -> None:
        """Decide against a strange key.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        table = self._table
        with self._book.writing() as connection:
            connection.execute(
                update(table)
                .where(table.c.unit == unit, table.c.public == public)
                .values(state=KeyState.REFUSED.value, operator=operator)
            )

    def trust(
        self,
        unit: str,
        public: str,
        fingerprint: str,
        *,
        source: KeySource,
        operator: str = "",
        connection: Connection | None = None,
    ) -> KnownKey:
        """Know the unit by this key from now on; the one that it had is kept as replaced.

        Args:
            connection: of the transaction that this is part of, when there is one.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        if connection is None:
            with self._book.writing() as own:
                self._trust(own, unit, public, fingerprint, source, operator)
        else:
            self._trust(connection, unit, public, fingerprint, source, operator)
        found = self.trusted(unit, connection)
        if found is None:
            raise RuntimeError(f"the key of {unit} was written and is not there")
        return found

    def _trust(
        self,
        connection: Connection,
        unit: str,
        public: str,
        fingerprint: str,
        source: KeySource,
        operator: str,
    ) -> None:
        table = self._table
        of_unit = table.c.unit == unit
        told = select(table.c.id).where(
            of_unit, table.c.state == _EXPECTED.value, table.c.fingerprint == fingerprint
        )
        if connection.execute(told).first() is not None:
            source = KeySource.TYPED  # somebody compared it before it came
        connection.execute(delete(table).where(of_unit, table.c.state == _EXPECTED.value))
        connection.execute(
            update(table)
            .where(of_unit, table.c.public != public, table.c.state == KeyState.TRUSTED.value)
            .values(state=KeyState.REPLACED.value)
        )
        self._keep(connection, unit, public, fingerprint, source, operator, KeyState.TRUSTED)

    def _keep(
        self,
        connection: Connection,
        unit: str,
        public: str,
        fingerprint: str,
        source: KeySource,
        operator: str,
        state: KeyState,
    ) -> None:
        values = {"source": source.value, "operator": operator, "state": state.value}
        statement = insert(self._table).values(
            unit=unit, public=public, fingerprint=fingerprint, first_seen=now(), **values
        )
        values["fingerprint"] = fingerprint
        connection.execute(
            statement.on_conflict_do_update(index_elements=["unit", "public"], set_=values)
        )

    def _read(self, query: Select[Any], connection: Connection | None) -> list[KnownKey]:
        if connection is not None:
            return [_key(row) for row in connection.execute(query)]
        with self._book.reading() as own:
            return [_key(row) for row in own.execute(query)]


def own_secret(book: Book) -> str:
    """Return the book's own secret keys as one text; "" when it has none yet."""
    table = book.tables["_book"]
    query = select(table.c.value).where(table.c.key == _OWN)
    with book.reading() as connection:
        return str(connection.execute(query).scalar_one_or_none() or "")


def keep_own_secret(book: Book, secret: str) -> None:
    """Keep the book's own secret keys; those that it had are gone.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    table = book.tables["_book"]
    statement = insert(table).values(key=_OWN, value=secret)
    with book.writing() as connection:
        connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"value": secret})
        )


def _key(row: Row[Any]) -> KnownKey:
    return KnownKey(
        unit=row.unit,
        public=row.public,
        fingerprint=row.fingerprint,
        first_seen=row.first_seen,
        source=KeySource(row.source),
        operator=row.operator,
        state=KeyState(row.state),
    )

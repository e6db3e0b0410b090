"""What a book remembers beside its records: preferences by key, identity kept apart."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

IDENTITY = "book."  # keys that begin so say which book this is, and never change
SECRET = "secret."  # what begins so is nobody's to see here: a brief may print any setting


class Settings(MutableMapping[str, str]):
    """The settings that travel with the book: signers, thresholds, the operator, and so on."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_book"]

    def __getitem__(self, key: str) -> str:
        if key.startswith(SECRET):
            raise KeyError(key)
        query = select(self._table.c.value).where(self._table.c.key == _checked(key))
        with self._book.reading() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: str, value: str) -> None:
        statement = insert(self._table).values(key=_checked(key), value=value)
        with self._book.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["key"], set_={"value": value})
            )

    def __delitem__(self, key: str) -> None:
        with self._book.writing() as connection:
            done = connection.execute(delete(self._table).where(self._table.c.key == _checked(key)))
        if not done.rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        key = self._table.c.key
        query = select(key).where(~key.startswith(IDENTITY), ~key.startswith(SECRET))
        with self._book.reading() as connection:
            return iter(sorted(connection.execute(query).scalars()))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _checked(key: str) -> str:
    if key.startswith((IDENTITY, SECRET)):
        raise ValueError(f"{key} is part of the book's identity, not a setting")
    return key

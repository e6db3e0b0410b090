"""Whose book it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, text

from ruraldesk import __version__
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.settings import IDENTITY


@dataclass(frozen=True, slots=True, kw_only=True)
class BookInfo:
    """The office that keeps the book."""

    unit: str  # 12-digit division code
    name: str
    level: str  # village, town or county
    parent: str = ""  # division code of the office above
    id: str = ""  # the book's own UUID, made at its birth


def read_info(connection: Connection) -> BookInfo:
    """Return the identity that the book was born with."""
    rows = connection.execute(
        text("SELECT key, value FROM _book WHERE key LIKE :prefix"), {"prefix": f"{IDENTITY}%"}
    )
    found = {key.removeprefix(IDENTITY): value for key, value in rows}
    return BookInfo(**{key: found.get(key, "") for key in BookInfo.__slots__})


def write_info(connection: Connection, info: BookInfo) -> None:
    """Note the identity of a new book, and which program made it."""
    values = {**asdict(info), "created": now(), "program": __version__}
    connection.execute(
        text("INSERT INTO _book (key, value) VALUES (:key, :value)"),
        [{"key": f"{IDENTITY}{key}", "value": value} for key, value in values.items()],
    )

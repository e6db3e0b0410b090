"""A file's content, encrypted with the key of its book: attachments of a book with a password.

A sealed file is a SQLCipher database with one value, so that the program needs no second way of
encrypting; every page has an initial vector and an HMAC of its own.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ruraldesk.store.cipher import Key
from ruraldesk.store.dialect import Access, connect, translating


def seal(content: bytes, target: Path, key: Key) -> None:
    """Write `content` to the new file `target`, readable with `key` only.

    Raises:
        DiskFull, NoAccess, DriveFailed.
    """
    with translating(target), closing(connect(target, Access.SCRATCH, key)) as connection:
        connection.execute("CREATE TABLE sealed (content BLOB NOT NULL) STRICT")
        connection.execute("INSERT INTO sealed VALUES (?)", (content,))


def unseal(file: Path, key: Key) -> bytes:
    """Return the content of a sealed file.

    Raises:
        The driver's DatabaseError: the file is damaged, or sealed with another key.
    """
    with closing(connect(file, Access.IMMUTABLE, key)) as connection:
        content: bytes = connection.execute("SELECT content FROM sealed").fetchone()[0]
    return content

"""From a path to a database that may be used: what it is, its key, the lock, the way in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.files.failures import NoAccess
from ruraldesk.store.archive import damaged_book, newest_good
from ruraldesk.store.cipher import Key, derive_key, fits
from ruraldesk.store.dialect import Access, connect, driver
from ruraldesk.store.failures import (
    BookInUse,
    NoPassword,
    NotABook,
    PasswordNeeded,
    UnfinishedReadOnly,
    WrongPassword,
)
from ruraldesk.store.header import CIPHER_PAGE, Header, Kind, read_header
from ruraldesk.store.lock import BookLock
from ruraldesk.store.one_folder import refuse_shared_files
from ruraldesk.store.paths import BookPaths
from ruraldesk.texts.translate import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a book may be used: with which key, how, and who has it when it is read-only."""

    access: Access
    key: Key | None
    lock: BookLock | None
    holder: str = ""

    def release(self) -> None:
        """Let others write, when this was a way to write; calling it again does nothing."""
        if self.lock is not None:
            self.lock.release()


def way_into(path: Path, password: str | None, *, read_only: bool) -> Way:
    """Return how the book at `path` can be used; for writing unless somebody else has it.

    Args:
        path: absolute.
        password: of an encrypted book, else None.
        read_only: do not even try to write.

    Raises:
        BookMissing, BookIsFolder, NotABook, PasswordNeeded, WrongPassword, NoPassword,
        DamagedBook, NoAccess, UnfinishedReadOnly, FilesShared.
    """
    key = key_for(path, password)
    if not read_only:
        refuse_shared_files(path)
    if not read_only and os.access(path, os.W_OK):
        try:
            return Way(access=Access.WRITE, key=key, lock=BookLock(BookPaths(path)))
        except BookInUse as error:
            return Way(access=reading_access(path, key), key=key, lock=None, holder=error.holder)
        except NoAccess:
            pass  # a write-protected place: reading is still possible
    return Way(access=reading_access(path, key), key=key, lock=None)


def key_for(path: Path, password: str | None) -> Key | None:
    """Return the key of an encrypted book, None for a plain one; see `way_into`."""
    header = read_header(path)
    if header.kind is Kind.STRANGER:
        _refuse_stranger(path, header)
    _refuse_damage(path, header)
    if header.kind is Kind.PLAIN:
        if password is not None:
            raise NoPassword(path)
        return None
    if password is None:
        raise PasswordNeeded(path)
    key = derive_key(password, header.salt)
    if not fits(path, key):
        raise WrongPassword(path)
    return key


def _refuse_stranger(path: Path, header: Header) -> None:
    """Refuse what is no book; a file that has backups beside it was one."""
    if newest_good(BookPaths(path)) is not None:
        raise damaged_book(path, tr("its beginning has been destroyed"))
    raise NotABook(path, header.stranger)


def _refuse_damage(path: Path, header: Header) -> None:
    """Refuse a file that was cut off; a log beside it may still bring what is missing."""
    log = BookPaths(path).log
    if log.exists() and log.stat().st_size:
        return
    cut = header.size % CIPHER_PAGE if header.kind is Kind.ENCRYPTED else header.missing
    if cut:
        raise damaged_book(path, tr("its end is missing"))


def reading_access(path: Path, key: Key | None) -> Access:
    """Return how the book can be read; write-protected media have no place for the log's index."""
    errors = driver(encrypted=key is not None)
    log = BookPaths(path).log
    try:
        connection = connect(path, Access.READ, key)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        finally:
            connection.close()
    except errors.OperationalError as error:
        if log.exists() and log.stat().st_size:
            raise UnfinishedReadOnly(path) from error
        return Access.IMMUTABLE
    except (errors.DatabaseError, UnicodeDecodeError):
        pass  # damage is told when the book is read
    return Access.READ

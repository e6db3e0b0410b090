"""Making a new book: built under another name, renamed when it is complete."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from ruraldesk.definitions.model import Definitions
from ruraldesk.files.failures import (
    DiskFull,
    FolderMissing,
    drive_errors,
    refuse_name_of_system,
)
from ruraldesk.files.writing import flush_folder, unfinished_name
from ruraldesk.store import dialect
from ruraldesk.store.cipher import Key, derive_key, new_salt
from ruraldesk.store.dialect import Access
from ruraldesk.store.evolve import take_in
from ruraldesk.store.failures import BookExists
from ruraldesk.store.info import BookInfo, write_info
from ruraldesk.store.lock import BookLock
from ruraldesk.store.migrations import newest
from ruraldesk.store.one_folder import refuse_shared_files
from ruraldesk.store.opening import Way
from ruraldesk.store.paths import BookPaths
from ruraldesk.store.tables import Tables, create_table


def write_new_book(
    path: Path, definitions: Definitions, info: BookInfo, password: str | None
) -> Way:
    """Write an empty book to `path` (absolute) and return the way into it, with its lock held.

    Raises:
        See `Book.create`.
    """
    if not path.parent.is_dir():
        raise FolderMissing(path)
    refuse_existing(path)
    key = None if password is None else derive_key(password, new_salt())
    lock = BookLock(BookPaths(path))
    try:
        unfinished = unfinished_name(path)
        try:
            _build(unfinished, path, definitions, replace(info, id=info.id or str(uuid4())), key)
            refuse_unfinished(unfinished, path)
            refuse_existing(path)
            put_in_place(unfinished, path)
        finally:
            remove_database(unfinished)
    except BaseException:
        lock.release()
        raise
    return Way(access=Access.WRITE, key=key, lock=lock)


def refuse_existing(path: Path) -> None:
    """Refuse when there is a file, or the log of an earlier book, which SQLite would play back.

    Raises:
        BookExists: names it.
        FilesShared: another book has the folder for its files.
        NameNotAllowed: Windows would say so of a file NUL.
    """
    refuse_name_of_system(path)
    for taken in (path, BookPaths(path).log):
        if taken.exists() or taken.is_symlink():
            raise BookExists(taken)
    refuse_shared_files(path)


def refuse_unfinished(database: Path, path: Path) -> None:
    """Refuse a closed database whose log still stands beside it, before it becomes `path`.

    SQLite takes the log in when it closes, and says nothing where the drive has no room for that.

    Raises:
        DiskFull: the database holds only a part without its log.
    """
    if BookPaths(database).log.exists():
        raise DiskFull(path)


def put_in_place(unfinished: Path, path: Path) -> None:
    """Give a complete, closed database its name, and see to it that a power cut keeps it."""
    with drive_errors(path):
        unfinished.rename(path)
        flush_folder(path.parent)


def remove_database(path: Path) -> None:
    """Delete a database that is closed, and what SQLite keeps beside it, where they exist."""
    for file in (path, BookPaths(path).log, BookPaths(path).index):
        file.unlink(missing_ok=True)


def _build(
    unfinished: Path, path: Path, definitions: Definitions, info: BookInfo, key: Key | None
) -> None:
    tables = Tables.of(definitions)
    engine = dialect.make_engine(unfinished, Access.CREATE, key)
    try:
        with dialect.translating(path), dialect.writing(engine).begin() as connection:
            dialect.mark_as_book(connection)
            dialect.set_schema(connection, newest())
            for name in (name for name in tables if name.startswith("_")):
                create_table(connection, tables[name])
            write_info(connection, info)
            take_in(connection, definitions, tables)
    finally:
        engine.dispose()

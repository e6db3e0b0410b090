"""SQLite's ways, known to this module only: connections, transactions, error codes.

A county that keeps its book on another database server needs another module like this one.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from ruraldesk.definitions.exact import NumberTooLarge
from ruraldesk.errors import UserError
from ruraldesk.files.failures import DiskFull, DriveFailed, NoAccess
from ruraldesk.files.steps import Steps
from ruraldesk.files.writing import is_full
from ruraldesk.store import sql_functions
from ruraldesk.store.archive import damaged_book
from ruraldesk.store.cipher import Key
from ruraldesk.store.failures import BookBusy, OldSqlite
from ruraldesk.store.header import APPLICATION_ID

_PAGES = 2048  # copied between two looks at whether somebody wants it stopped
NEEDED = (3, 37, 0)  # STRICT tables
BUSY_MILLISECONDS = 10_000

DriverConnection = Any  # sqlite3.Connection or its twin of sqlcipher3, which ships no types

# Damage that is reported with the code of a wrong statement, or with none.
_ALSO_DAMAGE = (
    "unsupported file format",
    "malformed database schema",
    "Could not decode to UTF-8",
)

_DAMAGED_SCHEMA = b"malformed database schema"

_BEGIN = "ruraldesk_begin"  # execution option: how a transaction begins


class Access(Enum):
    """How a file is opened; only CREATE and SCRATCH make one that does not exist."""

    CREATE = auto()
    WRITE = auto()
    READ = auto()
    IMMUTABLE = auto()  # write-protected media, where the log's index has no place
    SCRATCH = auto()  # a copy that is made anew when it fails: needs no log


_MODES = {
    Access.CREATE: "mode=rwc",
    Access.WRITE: "mode=rw",
    Access.READ: "mode=rw",  # whoever closes last must be able to clear the log away
    Access.IMMUTABLE: "mode=ro&immutable=1",
    Access.SCRATCH: "mode=rwc",
}


def driver(*, encrypted: bool) -> ModuleType:
    """Return the DB-API module: the standard one, or SQLCipher's.

    Raises:
        OldSqlite: the SQLite it brings is too old.
    """
    if encrypted:
        from sqlcipher3 import dbapi2  # only for books with a password

        found: ModuleType = dbapi2
    else:
        found = sqlite3
    if found.sqlite_version_info < NEEDED:
        raise OldSqlite(found.sqlite_version, ".".join(map(str, NEEDED)))
    return found


def connect(path: Path, access: Access, key: Key | None = None) -> DriverConnection:
    """Return a connection of the driver, set up as every connection to a book is.

    Raises:
        The driver's own errors, which `translating` turns into sentences.
    """
    connection = driver(encrypted=key is not None).connect(
        f"{_uri(path)}?{_MODES[access]}",
        uri=True,
        isolation_level=None,  # the driver begins and ends nothing by itself
        check_same_thread=False,  # the pool hands a connection to one thread at a time
    )
    try:
        _set_up(connection, access, key)
        sql_functions.register(connection)
    except Exception:
        connection.close()
        raise
    return connection


def _set_up(connection: DriverConnection, access: Access, key: Key | None) -> None:
    if key is not None:
        # Before anything else; its own log would go to the standard error of the program.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(key.pragma)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing of an encrypted book in temp files
    # Of a plain book the system keeps pages anyway; decrypting one again takes its time.
    connection.execute(f"PRAGMA cache_size = -{4_000 if key is None else 16_000}")  # KiB
    connection.execute("PRAGMA trusted_schema = OFF")  # files arrive on sticks
    connection.execute("PRAGMA cell_size_check = ON")
    if access in (Access.CREATE, Access.WRITE):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    elif access is Access.READ:
        connection.execute("PRAGMA query_only = ON")
    elif access is Access.SCRATCH:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")


def _uri(path: Path) -> str:
    """Return the file's address in SQLite's form; a network share gets an empty host part."""
    uri = path.absolute().as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def make_engine(path: Path, access: Access, key: Key | None = None) -> Engine:
    """Return the engine for the book at `path`, whose transactions really are transactions.

    Without the listener no BEGIN is sent, and an ALTER TABLE survives a rollback.
    """
    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver(encrypted=key is not None),
        creator=lambda: connect(path, access, key),
        poolclass=QueuePool,
        pool_size=2,  # the window's and one for the background; each keeps its pages in memory
        max_overflow=10,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    kind = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")


def writing(engine: Engine) -> Engine:
    """Return the same engine with transactions that take the write lock when they begin."""
    return engine.execution_options(**{_BEGIN: "IMMEDIATE"})


@contextmanager
def unreferenced(engine: Engine) -> Iterator[Connection]:
    """Yield a writing transaction in which references are not enforced, for rebuilding tables."""
    with writing(engine).connect() as connection:
        driver_connection = connection.connection.driver_connection
        assert driver_connection is not None  # it has just been opened
        driver_connection.execute("PRAGMA foreign_keys = OFF")  # means nothing inside a transaction
        try:
            with connection.begin():
                yield connection
        finally:
            driver_connection.execute("PRAGMA foreign_keys = ON")


def broken_references(connection: Connection) -> list[str]:
    """Return which tables hold references to rows that do not exist."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return sorted({f"{row[0]} → {row[2]}" for row in rows})


def copy_database(
    connection: Connection, target: Path, key: Key | None, steps: Steps | None = None
) -> None:
    """Copy the book, as `connection` sees it, page by page into the new file `target`.

    Others may go on writing meanwhile; the copy is encrypted with the same key.

    Raises:
        The driver's own errors, which `translating` turns into sentences.
    """
    source: DriverConnection = connection.connection.driver_connection
    size = int(source.execute("PRAGMA page_size").fetchone()[0])  # SQLCipher answers in text
    copied = 0  # pages

    def tell(_status: int, remaining: int, total: int) -> None:
        nonlocal copied
        if steps is not None:
            steps.add((total - remaining - copied) * size)
        copied = total - remaining

    copy = connect(target, Access.SCRATCH, key)
    try:
        source.backup(copy, pages=_PAGES, progress=tell)
    finally:
        copy.close()


def damage_in(connection: Connection, *, encrypted: bool) -> list[str]:
    """Return what SQLite finds wrong in the whole file: pages, rows, indexes, references.

    Takes about a second for each 500 MB (measured on files in memory), so it is done where it
    matters: on each backup's copy, and when somebody asks.
    """
    found: list[str] = []
    if encrypted:
        found += connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars()
    found += [
        line
        for line in connection.exec_driver_sql("PRAGMA integrity_check").scalars()
        if line != "ok"
    ]
    return found or broken_references(connection)


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of every ordinary table."""
    names = connection.exec_driver_sql(
        "SELECT name FROM pragma_table_list "
        "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    ).scalars()
    return {
        name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
        for name in names.all()
    }


def columns_of(connection: Connection, table: str) -> frozenset[str]:
    """Return the names of the table's columns; none when there is no such table."""
    rows = connection.exec_driver_sql("SELECT name FROM pragma_table_info(?)", (table,))
    return frozenset(rows.scalars())


def indexes_of(connection: Connection, table: str) -> dict[str, str]:
    """Return the statements that made the table's indexes, by name."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master "
        "WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?",
        (table,),
    )
    return {row.name: row.sql for row in rows}


def schema_of(connection: Connection) -> int:
    """Return the number of the newest migration that the book has seen."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def set_schema(connection: Connection, number: int) -> None:
    """Note the number of the newest migration in the file's header."""
    connection.exec_driver_sql(f"PRAGMA user_version = {int(number)}")


def is_book(connection: Connection) -> bool:
    """Return whether the file carries our mark; an encrypted one shows it only when opened."""
    return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one()) == APPLICATION_ID


def mark_as_book(connection: Connection) -> None:
    """Put our mark into the file's header."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def read_everything(connection: Connection) -> None:
    """Read every row: damaged text shows only so, since pages of a plain book carry no checksum.

    Raises:
        The driver's error at the first text that is none.
    """
    for name in row_counts(connection):
        rows = connection.execution_options(yield_per=1000).exec_driver_sql(
            f'SELECT * FROM "{name}"'
        )
        for _ in rows:
            pass


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Turn SQLite's refusals into sentences about the file at `path`; bugs of ours stay bugs.

    Raises:
        DamagedBook, DiskFull, DriveFailed, BookBusy, NoAccess, NumberTooLarge.
    """
    try:
        yield
    except _driver_errors() as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        raise _failure(original, path) or error from error
    except UnicodeDecodeError as error:
        # The driver stumbles over a damaged name when it says that the schema is damaged.
        if not error.object.startswith(_DAMAGED_SCHEMA):
            raise
        raise damaged_book(path) from error


def said_by(error: BaseException | None) -> str:
    """Return what SQLite itself said of the damage that `error` tells of, for those who mend it."""
    return str(error.orig if isinstance(error, DBAPIError) else error)


def _driver_errors() -> tuple[type[Exception], ...]:
    """Return what to catch; SQLCipher's errors are classes of their own, if it was loaded."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return (DBAPIError, sqlite3.Error, *([cipher.Error] if cipher else []))


def _failure(error: BaseException | None, path: Path) -> UserError | None:
    """Return what an error of the driver means for the user; None when it is a bug of ours."""
    if str(error).startswith(_ALSO_DAMAGE):
        return damaged_book(path)
    if error is not None and sql_functions.is_too_large(error):
        return NumberTooLarge()
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        # PROTOCOL: no lock could be had for seconds, as on a drive of Windows that was pulled out.
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return BookBusy(path)
        case sqlite3.SQLITE_FULL:
            return DiskFull(path)
        case sqlite3.SQLITE_IOERR:
            # A full drive has no room for the log's index, which SQLite calls an I/O error.
            return DiskFull(path) if is_full(path) else DriveFailed(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged_book(path)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return NoAccess(path)
    return None

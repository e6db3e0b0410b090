"""Bringing a book up to date with the program and with today's definitions."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import dialect, evolve
from ruraldesk.store.failures import NewerBook, NotABook, Stranger
from ruraldesk.store.migrations import migrate, newest, pending
from ruraldesk.store.tables import Tables
from ruraldesk.texts.translate import tr


def refuse_stranger(connection: Connection, path: Path) -> None:
    """Refuse a database that this program cannot know.

    Raises:
        NotABook: another program's, found out only when it was decrypted.
        NewerBook: a newer program has changed its own tables.
    """
    if not dialect.is_book(connection):
        raise NotABook(path, Stranger.DATABASE)
    schema = dialect.schema_of(connection)
    if schema > newest():
        raise NewerBook(path, tr("book format {number}").format(number=schema))


def is_outdated(connection: Connection, definitions: Definitions) -> bool:
    """Return whether the program or the definitions have something that the book lacks."""
    return bool(pending(dialect.schema_of(connection))) or evolve.differs(connection, definitions)


def upgrade(
    engine: Engine, path: Path, definitions: Definitions, tables: Tables, *, older: bool = False
) -> None:
    """Run the migrations that the book lacks, then take in the definitions.

    `older` lets forms be older than the book knows them, see evolve.py.

    Raises:
        NewerBook, ChangedFields, Duplicates: before anything was changed.
        DiskFull, DamagedBook, DriveFailed: the step that was under way was rolled back.
    """
    with dialect.translating(path):
        with engine.connect() as connection:
            steps = pending(dialect.schema_of(connection))
            evolve.refuse_unfitting(connection, path, definitions, tables, older=older)
        migrate(engine, steps)
        with dialect.writing(engine).begin() as connection:
            evolve.take_in(connection, definitions, tables)

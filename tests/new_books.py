"""New books with the program's own forms, made once in a run and copied from then on.

Making one creates some hundred and sixty tables and what the search needs for them: a third of a
second each time, and hundreds of tests begin with one. A copy gets an identity of its own.
`tests/test_new_books.py` holds it against a book that was made.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import text

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import creating, dialect
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.cipher import Key
from ruraldesk.store.dialect import Access
from ruraldesk.store.info import BookInfo, write_info
from ruraldesk.store.settings import IDENTITY
from ruraldesk.texts.translate import language

_MANY_FORMS = 50  # fewer are made as quickly as copied
_NOBODY = BookInfo(unit="000000000000", name="", level="village")
_build = creating._build


class CopiedBooks:
    """Books as they are just after their birth, one for each set of definitions and language."""

    def __init__(self, folder: Path) -> None:
        """Keep them in `folder`."""
        self._folder = folder
        # By the identity of the definitions, and the language in which the book notes its tables.
        self._made: dict[tuple[int, str], tuple[Path, Definitions]] = {}

    def build(
        self,
        unfinished: Path,
        path: Path,
        definitions: Definitions,
        info: BookInfo,
        key: Key | None,
    ) -> None:
        """Build a new database as the program does; without a password it is a copy of one."""
        if key is not None or len(definitions.forms) < _MANY_FORMS:
            _build(unfinished, path, definitions, info, key)
            return
        shutil.copyfile(self._first(definitions), unfinished)
        engine = dialect.make_engine(unfinished, Access.WRITE, None)
        try:
            with dialect.writing(engine).begin() as connection:
                forgotten = {"prefix": f"{IDENTITY}%"}
                connection.execute(text("DELETE FROM _book WHERE key LIKE :prefix"), forgotten)
                write_info(connection, info)
                connection.execute(text("UPDATE _migrations SET time = :now"), {"now": now()})
        finally:
            engine.dispose()

    def _first(self, definitions: Definitions) -> Path:
        which = id(definitions), language()
        if which not in self._made:
            path = self._folder / f"{len(self._made)}.rdb"
            with made(), Book.create(path, definitions, _NOBODY) as book:
                book.search.prepare()
            self._made[which] = path, definitions
        return self._made[which][0]


@contextmanager
def copied(folder: Path) -> Iterator[None]:
    """Let new books be copies, of those that are kept in `folder`."""
    with patch.object(creating, "_build", CopiedBooks(folder).build):
        yield


@contextmanager
def made() -> Iterator[None]:
    """Let new books be made, as the program does."""
    with patch.object(creating, "_build", _build):
        yield

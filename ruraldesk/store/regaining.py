"""The way back to a book whose drive was gone, such as a stick that was pulled out and put back.

What was open on a drive stays dead when the drive comes back: the system fails every act with it.
So before a book is used, its file is looked for, and after a failure that may mean this, all is
opened anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from ruraldesk.files.failures import DriveFailed, NoAccess
from ruraldesk.store import dialect
from ruraldesk.store.cipher import fits
from ruraldesk.store.failures import BookBusy, BookError
from ruraldesk.store.info import read_info
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book
    from ruraldesk.store.lock import BookLock

_EVERY_S = 1.0  # from one look for the file to the next
_MAY_BE_GONE = (DriveFailed, BookBusy, NoAccess)  # a dead lock looks as if another had it


class OtherBook(BookError):
    """Where the book lay lies another one now, such as on another stick."""

    code = "other_book"

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            path,
            tr(
                "Another book lies at {path} now; nothing was changed. Put the stick with the book "
                "of {unit} back, then try again."
            ),
            unit=name,
        )


class Regaining:
    """Watches how a book is used, and opens it anew after its drive was gone."""

    def __init__(self, book: Book, lock: BookLock | None) -> None:
        self._book, self._lock = book, lock
        self._in_doubt = False
        self._seen = monotonic()
        self._one = Lock()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let the book be used in the block, with what was opened since its drive was gone.

        Raises:
            DriveFailed: the drive is gone.
            OtherBook: another book lies in its place.
            BookInUse, NoAccess: somebody else took the right to write it meanwhile.
            As `dialect.translating`.
        """
        path = self._book.path
        if self._in_doubt or monotonic() - self._seen > _EVERY_S:
            self._look(path)
        try:
            with dialect.translating(path):
                yield
        except _MAY_BE_GONE as error:
            if error.path == path:
                self._in_doubt = True
                if not is_there(path):
                    raise DriveFailed(path) from error
            raise

    def _look(self, path: Path) -> None:
        with self._one:
            if not is_there(path):
                self._in_doubt = True
                raise DriveFailed(path)
            if self._in_doubt:
                self._open_anew(path)
            self._in_doubt = False
            self._seen = monotonic()

    def _open_anew(self, path: Path) -> None:
        book = self._book
        book.engine.dispose()
        with dialect.translating(path):
            if book.key is not None and not fits(path, book.key):
                raise OtherBook(path, book.info.name)
            with book.engine.connect() as connection:
                if read_info(connection).id != book.info.id:
                    raise OtherBook(path, book.info.name)
        if self._lock is not None:
            self._lock.take_anew()


def is_there(path: Path) -> bool:
    """Say whether a file answers to its name; on a drive that was pulled out none does."""
    return os.path.exists(path)  # noqa: PTH110  a drive that fails in any way is not there

"""Backups of all books that a person has on this computer, as before its program is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ruraldesk.errors import Cancelled, Progress, Stopped, UserError
from ruraldesk.files.failures import drive_errors
from ruraldesk.services import safety
from ruraldesk.services.books import open_book
from ruraldesk.store.failures import NotABook, PasswordNeeded
from ruraldesk.store.paths import BOOK_SUFFIXES, FILES_SUFFIX
from ruraldesk.texts.translate import tr

DEEPEST = 4  # folders below one another that are looked into
MOST_FOLDERS = 2000  # so that a folder of a hundred thousand photos holds nobody up
MOST_BOOKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of one book: its backup, or why there is none."""

    book: Path
    backup: Path | None = None
    refusal: str = ""
    locked: bool = False  # it has a password, which only its owner knows

    @property
    def failed(self) -> bool:
        """Whether there should be a backup and is none."""
        return self.backup is None and not self.locked


def back_up_all(
    known: Iterable[Path],
    folders: Iterable[Path],
    *,
    done: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Tried]:
    """Back up the books that are known and those in the folders, each beside the book.

    What is found in a folder and is no book is passed over. A book with a password cannot be read
    here: the program itself backs it up whenever it is closed.

    Args:
        done: a book that is backed up already.
        progress: told how many books there are, and that one of them is backed up.

    Raises:
        Stopped: `cancelled` said so; the backups that were complete are kept.
    """
    listed = {path.absolute(): True for path in known}
    for folder in folders:
        for path in _books_below(folder.absolute()):
            listed.setdefault(path, False)
    if done is not None:
        listed.pop(done.absolute(), None)
    books = list(listed.items())[:MOST_BOOKS]
    tried = []
    for number, (path, is_known) in enumerate(books, start=1):
        if cancelled is not None and cancelled():
            raise Stopped
        if progress is not None:
            progress(number, len(books), tr("Backing up"))
        tried.append(_back_up(path, cancelled, known=is_known))
    return [one for one in tried if one is not None]


def _back_up(path: Path, cancelled: Cancelled | None, *, known: bool) -> Tried | None:
    reason = tr("before an update of the program")
    try:
        with drive_errors(path):
            book = open_book(path, read_only=True)
        try:
            made = safety.backup(book, reason=reason, cancelled=cancelled)
        finally:
            book.close()
    except PasswordNeeded:
        message = tr("{path} has a password, so only the program backs it up, whenever it closes.")
        return Tried(book=path, refusal=message.format(path=path), locked=True)
    except NotABook as error:
        return Tried(book=path, refusal=str(error)) if known else None
    except UserError as error:
        return Tried(book=path, refusal=str(error))
    return Tried(book=path, backup=made)


def _books_below(top: Path) -> Iterator[Path]:
    """Yield files that are called as books are, in a folder and some below it.

    Folders that cannot be read are passed over, and so is what belongs to a book.
    """
    for folder, below, names in islice(os.walk(top), MOST_FOLDERS):
        if len(Path(folder).relative_to(top).parts) == DEEPEST:
            below.clear()
        below[:] = sorted(one for one in below if not _is_passed_over(one))
        for name in sorted(names):
            if Path(name).suffix.lower() in BOOK_SUFFIXES:
                yield Path(folder) / name


def _is_passed_over(folder: str) -> bool:
    return folder.startswith(".") or folder.endswith(FILES_SUFFIX)

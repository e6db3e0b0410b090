"""What was closed: the files of each closed month in the book's archive, as they were reported.

`archive/2023-11/1/` holds the first close of November 2023. A snapshot gets its name only when it
is complete and on the disk. In a book with a password its files are encrypted, like attachments.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ruraldesk.errors import UserError
from ruraldesk.files.failures import drive_errors
from ruraldesk.files.writing import UNFINISHED, flush, flush_folder, unfinished_name
from ruraldesk.store import dialect
from ruraldesk.store.attachments import SEALED
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.sealed import seal, unseal
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

Open = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a file of a snapshot by its name."""


class SnapshotDamaged(UserError):
    """A file of a closed month is missing in the archive, or is not as it was written."""

    code = "snapshot_damaged"

    def __init__(self, month: str, sequence: int, folder: Path, name: str) -> None:
        super().__init__(
            tr(
                "What was closed of {month} (submission {sequence}) is damaged or missing: {name} "
                "in {folder}. Restore that folder from a backup, or reopen the month with a "
                "reason and close it anew."
            ).format(month=told_month(month), sequence=sequence, folder=folder, name=name)
        )


class Snapshots:
    """The archive of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def folder(self, month: str, sequence: int) -> Path:
        """Return where a closed month lies."""
        return self._book.paths.archive / month / str(sequence)

    @contextmanager
    def written(self, month: str, sequence: int) -> Iterator[Open]:
        """Yield what opens the files of a new snapshot for writing; it is complete afterwards.

        What an earlier try left under its name is kept beside it, since a book that was restored
        from a backup may have reported it.

        Raises:
            ReadOnlyBook: the book cannot be written.
            DiskFull, NoAccess, DriveFailed: nothing is left of it.
        """
        if self._book.read_only:
            raise self._book.because or ReadOnlyBook(self._book.path, self._book.holder)
        target = self.folder(month, sequence)
        with drive_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            for left in target.parent.glob(f"*{UNFINISHED}"):
                shutil.rmtree(left)
            unfinished = unfinished_name(target)
            try:
                unfinished.mkdir()
                yield lambda name: self._writing(unfinished, name)
                _flush_all(unfinished)
                if target.exists():
                    target.rename(_aside(target))
                unfinished.rename(target)
                flush_folder(target.parent)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)

    @contextmanager
    def opened(self, month: str, sequence: int, name: str) -> Iterator[IO[bytes]]:
        """Open a file of a snapshot for reading.

        Raises:
            SnapshotDamaged: it is not there, or cannot be decrypted.
            NoAccess, DriveFailed: it cannot be read.
        """
        folder = self.folder(month, sequence)
        file = self._file(folder, name)
        if not file.is_file():
            raise SnapshotDamaged(month, sequence, folder, name)
        with drive_errors(file):
            if self._book.key is None:
                with file.open("rb") as plain:
                    yield plain
                return
        try:
            content = unseal(file, self._book.key)
        except dialect.driver(encrypted=True).DatabaseError as error:
            raise SnapshotDamaged(month, sequence, folder, name) from error
        yield io.BytesIO(content)

    @contextmanager
    def _writing(self, folder: Path, name: str) -> Iterator[IO[bytes]]:
        file = self._file(folder, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        if self._book.key is None:
            with file.open("xb") as plain:
                yield plain
            return
        content = io.BytesIO()  # nothing of an encrypted book is ever on the disk in the clear
        yield content
        seal(content.getvalue(), file, self._book.key)

    def _file(self, folder: Path, name: str) -> Path:
        file = folder.joinpath(*name.split("/"))
        return file if self._book.key is None else file.with_name(f"{file.name}{SEALED}")


def _flush_all(folder: Path) -> None:
    """Write a folder with all that is in it to the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            flush(path)
        else:
            flush_folder(path)
    flush_folder(folder)


def _aside(target: Path) -> Path:
    """Return a free name beside `target`."""
    stem = f"{target.name}_{datetime.now():%Y-%m-%d_%H%M%S}"
    taken = [path.name for path in target.parent.iterdir()]
    number = sum(name.startswith(stem) for name in taken)
    return target.with_name(f"{stem}_{number}" if number else stem)

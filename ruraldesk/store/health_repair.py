"""Putting files of a book right: taking them out of a backup, and putting strangers aside."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.files.failures import drive_errors
from ruraldesk.files.writing import written_whole
from ruraldesk.store import archive
from ruraldesk.store.archive import ATTACHMENTS
from ruraldesk.store.attachments import SEALED, stored_content
from ruraldesk.store.failures import ReadOnlyBook

if TYPE_CHECKING:
    from ruraldesk.store.archive import Backup
    from ruraldesk.store.book import Book

_ASIDE = "set_aside"


def recover(book: Book, name: str) -> Path | None:
    """Take an attachment out of the newest backup that has it whole; return that backup.

    A damaged file in its place is put aside. None where no backup has it as its name says.

    Raises:
        ReadOnlyBook, NoAccess, DriveFailed, DiskFull: it cannot be written.
    """
    if book.read_only:
        raise ReadOnlyBook(book.path, book.holder)
    stored = name if book.key is None else name + SEALED
    target = book.paths.attachments / stored
    for backup in book.backups.list():
        content = _whole(book, backup, stored)
        if content is None:
            continue  # an older one may be whole
        if target.exists():
            set_aside(book, stored)
        with written_whole(target) as unfinished:
            unfinished.write_bytes(content)
        return backup.path
    return None


def _whole(book: Book, backup: Backup, stored: str) -> bytes | None:
    """Return an attachment as a backup has it; None where it has none that is as it was added."""
    part = ATTACHMENTS + stored
    if not any(one.name == part for one in backup.manifest.parts):
        return None
    try:
        with archive.opened(backup.path) as packed:
            content = packed.read(part)
    except (zipfile.BadZipFile, OSError, KeyError):
        return None
    with tempfile.TemporaryDirectory() as folder:  # encrypted ones are read from files only
        copy = Path(folder) / stored
        copy.write_bytes(content)
        return content if stored_content(copy, book.key) is not None else None


def set_aside(book: Book, stored: str) -> Path:
    """Move a file from among the attachments into a folder of today; return where it lies now.

    Raises:
        ReadOnlyBook, NoAccess, DriveFailed: it cannot be moved.
    """
    if book.read_only:
        raise ReadOnlyBook(book.path, book.holder)
    folder = book.paths.backups / _ASIDE / f"{datetime.now():%Y-%m-%d}"
    source = book.paths.attachments / stored
    with drive_errors(source):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / stored
        number = 1
        while target.exists():
            number += 1
            target = folder / f"{number}-{stored}"
        source.rename(target)
    return target

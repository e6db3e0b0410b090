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
from ruraldesk.store.attachments import digest_in, stored_content
from ruraldesk.store.failures import ReadOnlyBook

if TYPE_CHECKING:
    from ruraldesk.store.archive import Backup
    from ruraldesk.store.book import Book

ASIDE = "set_aside"  # the folder among the backups


def recover(book: Book, name: str) -> Path | None:
    """Take an attachment out of the newest backup that has it whole; return that backup.

    A damaged file in its place is put aside. None where no backup has it as its name says.

    Raises:
        ReadOnlyBook, NoAccess, DriveFailed, DiskFull: it cannot be written.
    """
    if book.read_only:
        raise ReadOnlyBook(book.path, book.holder)
    for backup in book.backups.list():
        part = part_in(backup, name)
        content = _whole(book, backup, part) if part is not None else None
        if part is None or content is None:
            continue  # an older one may be whole
        stored = part.removeprefix(ATTACHMENTS)
        for old in book.paths.attachments.glob(f"{digest_in(name)}*"):
            set_aside(book, old.name)
        with written_whole(book.paths.attachments / stored) as unfinished:
            unfinished.write_bytes(content)
        return backup.path
    return None


def part_in(backup: Backup, name: str) -> str | None:
    """Return the part of a backup that holds an attachment, whatever its caption was then."""
    begin = ATTACHMENTS + digest_in(name)
    return next((one.name for one in backup.manifest.parts if one.name.startswith(begin)), None)


def _whole(book: Book, backup: Backup, part: str) -> bytes | None:
    """Return an attachment out of a backup; None where it is not as it was added."""
    try:
        with archive.opened(backup.path) as packed:
            content = packed.read(part)
    except (zipfile.BadZipFile, OSError, KeyError):
        return None
    with tempfile.TemporaryDirectory() as folder:  # encrypted ones are read from files only
        copy = Path(folder) / part.removeprefix(ATTACHMENTS)
        copy.write_bytes(content)
        return content if stored_content(copy, book.key) is not None else None


def set_aside(book: Book, stored: str) -> Path:
    """Move a file from among the attachments into a folder of today; return where it lies now.

    Raises:
        ReadOnlyBook, NoAccess, DriveFailed: it cannot be moved.
    """
    if book.read_only:
        raise ReadOnlyBook(book.path, book.holder)
    folder = book.paths.backups / ASIDE / f"{datetime.now():%Y-%m-%d}"
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

"""Finding the receipts of a book's unit on the sticks that are plugged in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruraldesk.exchange.receipt import SUFFIX
from ruraldesk.files.failures import drive_errors
from ruraldesk.services.carrying import Stick
from ruraldesk.store.book import Book
from ruraldesk.texts.filenames import legal_name


def receipts_on(book: Book, sticks: Sequence[Stick]) -> list[Path]:
    """Return the receipts that are called after the book's unit, the newest first.

    They are looked for at the top of each stick and in its folders, no deeper: a stick may hold a
    clerk's thousand photographs.

    Raises:
        DriveFailed, NoAccess: a stick does not answer.
    """
    found = []
    for stick in sticks:
        with drive_errors(stick.root):
            folders = [stick.root, *(one for one in stick.root.iterdir() if one.is_dir())]
            files = (one for folder in folders for one in folder.glob(f"*{SUFFIX}"))
            start = legal_name(book.info.name)
            found += [(one.stat().st_mtime, one) for one in files if one.name.startswith(start)]
    return [path for _, path in sorted(found, reverse=True)]

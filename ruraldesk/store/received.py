"""Files that came in from other units, kept as they came: `archive/收/单位/月/次.rdp`."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.files.failures import drive_errors
from ruraldesk.files.writing import written_whole
from ruraldesk.store.attachments import SEALED
from ruraldesk.store.sealed import seal

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

FOLDER = "收"

_CHUNK = 1 << 20


def keep_received(
    book: Book, file: Path, place: tuple[str, str, str], *, encrypted: bool
) -> Path | None:
    """Copy a file into the book's archive; what is there stays.

    Args:
        place: the unit's code, the month, and the name without its ending.
        encrypted: nobody reads it without the book's keys: in a book with a password any other
            file is sealed.

    Returns:
        The copy; None where the same file lies there already, from before it was taken back.

    Raises:
        FileError: it cannot be read, or the book's drive is full …
    """
    unit, month, name = place
    ending = file.suffix.lower() + ("" if encrypted or book.key is None else SEALED)
    folder = book.paths.archive / FOLDER / unit / month
    target, again = folder / f"{name}{ending}", 1
    while target.exists():  # the same number with other content, taken in on purpose
        if target.suffix != SEALED and _is_same(file, target):
            return None
        again += 1
        target = folder / f"{name}({again}){ending}"
    with written_whole(target) as unfinished:
        if book.key is not None and not encrypted:
            seal(b"".join(_chunks(file)), unfinished, book.key)
        else:
            with unfinished.open("wb") as copy:
                for chunk in _chunks(file):
                    copy.write(chunk)
    return target


def _is_same(file: Path, kept: Path) -> bool:
    with drive_errors(file):
        return filecmp.cmp(file, kept, shallow=False)


def _chunks(file: Path) -> Iterator[bytes]:
    """Yield the content of a file; what goes wrong is told of it, not of its copy."""
    with drive_errors(file), file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk

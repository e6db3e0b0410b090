"""One folder of files belongs to one book, though two books might be called for it.

The folder has the book's name without its ending, so 王楼.rdb and 王楼.ruraldesk would share
王楼.files: the forms, the templates and, month by month, the archive of the one would take the
place of the other's. Another name for the folder would part books that exist from their files, and
so would a way back to an older program; so there is one book for each folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruraldesk.files.failures import FileError
from ruraldesk.store.failures import FilesShared
from ruraldesk.store.header import Kind, read_header
from ruraldesk.store.paths import BOOK_SUFFIXES, BookPaths


def refuse_shared_files(path: Path) -> None:
    """Refuse to make a book, or to write one, whose files another one has.

    Of two that are there already, as earlier versions let them be made, the first of
    `BOOK_SUFFIXES` is written.

    Raises:
        FilesShared: names the other one.
    """
    for other in books_of_folder(path):
        if not path.exists() or _rank(other) < _rank(path):
            raise FilesShared(path, other, BookPaths(path).folder)


def books_of_folder(path: Path) -> Iterator[Path]:
    """Yield the other books that lie beside `path` and have the same folder of files."""
    for suffix in BOOK_SUFFIXES:
        other = path.with_name(f"{path.stem}{suffix}")
        if other != path and _is_book(other) and not (path.exists() and other.samefile(path)):
            yield other


def _is_book(path: Path) -> bool:
    try:
        return read_header(path).kind is not Kind.STRANGER
    except FileError:
        return False


def _rank(path: Path) -> int:
    ending = path.suffix.lower()
    return BOOK_SUFFIXES.index(ending) if ending in BOOK_SUFFIXES else len(BOOK_SUFFIXES)

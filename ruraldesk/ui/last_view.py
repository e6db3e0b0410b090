"""The last look at a book: shown at once when it is opened again and nothing has changed.

Opening a book takes half a second of imports. Until its rows are there, the window shows how it
looked when it was closed, if the book's file is exactly as it was then; so what is seen is true.
Books with a password leave no picture. It lies beside the book, uncompressed, since reading it
back must cost the first paint next to nothing.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap

from ruraldesk.ui import preferences

_KEY = "last_view"


def picture(book: Path, size: QSize) -> QPixmap | None:
    """Return how a window of `size` looked with this book; None when that is no longer true."""
    kept = preferences.load(_KEY, {})
    wanted = [size.width(), size.height()]
    if kept.get("book") != str(book) or kept.get("size") != wanted:
        return None
    if kept.get("stamp") != _stamp(book):
        return None
    found = QPixmap(str(_file(book)))
    return None if found.isNull() else found


def page(book: Path) -> str:
    """Return the key of the page that was open last in this book, "" when that is not known."""
    kept = preferences.load(_KEY, {})
    return str(kept.get("page", "")) if kept.get("book") == str(book) else ""


def keep(book: Path, look: QPixmap | None, page_key: str) -> None:
    """Remember the look of a book that has just been closed; None for one with a password."""
    file = _file(book)
    size: list[int] = []
    if look is not None:
        shown = look.deviceIndependentSize().toSize()
        size = [shown.width(), shown.height()]
        try:
            file.parent.mkdir(exist_ok=True)
        except OSError:
            return  # a place that cannot be written keeps no picture
        look.save(str(file), "BMP")
    elif file.exists():
        file.unlink()
    preferences.keep(
        _KEY, {"book": str(book), "page": page_key, "size": size, "stamp": _stamp(book)}
    )


def _file(book: Path) -> Path:
    return book.with_name(f"{book.stem}.files") / "last-view.bmp"


def _stamp(book: Path) -> list[int]:
    """Return what tells whether the book's file is still the same."""
    try:
        facts = book.stat()
    except OSError:
        return []
    return [facts.st_size, facts.st_mtime_ns]

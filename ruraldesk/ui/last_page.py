"""Which page of a book was open last: the book opens there again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ruraldesk.files import preferences
from ruraldesk.files.places import kept_words

_KEY, _OLD_KEY = "last_page", "last_view"
_OLD_PICTURE = "last-view.bmp"


def last_page(book: Path) -> str:
    """Return the key of the page that was open last in this book, "" when that is not known."""
    kept = preferences.load(_KEY, {})
    return str(kept.get("page", "")) if kept.get("book") == kept_words(book) else ""


def keep_page(book: Path, page: str) -> None:
    """Remember the page that is open in a book."""
    preferences.keep(_KEY, {"book": kept_words(book), "page": page})


def drop_picture(book: Path) -> None:
    """Delete the picture of its last page that earlier versions left beside a book.

    It showed names and numbers to whoever looked into the folder.
    """
    if preferences.load(_OLD_KEY) is not None:
        preferences.keep(_OLD_KEY, None)
    with suppress(OSError):  # none there, or a place that cannot be written
        (book.with_name(f"{book.stem}.files") / _OLD_PICTURE).unlink()

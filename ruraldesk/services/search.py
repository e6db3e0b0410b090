"""One search over everything in the book."""

from __future__ import annotations

from ruraldesk.store.amounts import find_amounts, is_amount
from ruraldesk.store.book import Book
from ruraldesk.store.search import Hit

__all__ = ["Hit", "find", "find_amounts", "is_amount"]


def find(book: Book, text: str, limit: int = 30) -> list[Hit]:
    """Return the records that `text` finds: words, pinyin, initials, tails of numbers."""
    return book.search.find(text, limit=limit)

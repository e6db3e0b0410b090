"""The rows behind a figure, for a window that shows them."""

from __future__ import annotations

from datetime import date

from ruraldesk.store.book import Book
from ruraldesk.store.figures import Trace, TraceSource

__all__ = ["Trace", "TraceSource", "trace"]


def trace(book: Book, key: str, as_of: date, limit: int) -> Trace:
    """Return what the figure `key` is computed from on a day; at most `limit` rows of a ledger."""
    return book.figures.trace(key, as_of, limit=limit)

"""The rows behind a figure, for a window that shows them."""

from __future__ import annotations

from datetime import date

from ruraldesk.store.book import Book
from ruraldesk.store.figures import FigureResult, Trace, TraceSource

__all__ = ["Trace", "TraceSource", "trace"]


def trace(
    book: Book, key: str, as_of: date, limit: int, units: str = ""
) -> tuple[FigureResult, Trace]:
    """Return a figure on a day, and what it is computed from; at most `limit` rows of a ledger.

    Args:
        units: leading digits of a unit's code: count only its rows, and of the units below it.
    """
    definition = book.definitions.figures[key]
    if units:
        definition = book.figures.within(key, units)
    return (
        book.figures.of(definition, as_of),
        book.figures.trace_of(definition, as_of, limit=limit),
    )

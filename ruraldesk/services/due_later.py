"""Reminders that a clerk has put off, or wants to hear no more of.

What is done in its record is due no more by itself: that is how something is completed. Putting off
only keeps it out of the list: a thing that others owe (a report of a unit) cannot be put off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from ruraldesk.store.book import Book
from ruraldesk.store.reminders import Due

_SETTING = "due_put_off"
_NEVER = ""


def may_be_put_off(due: Due) -> bool:
    """Say whether something may be put off: it is about a record, and nobody else owes it."""
    return bool(due.record and due.reminder and not due.owed_by)


def put_off(book: Book, due: Due, until: date | None) -> None:
    """Tell of it again on `until`; with None not again, unless it becomes due on another day.

    Raises:
        ReadOnly: the book cannot be written.
    """
    kept = _kept(book)
    kept[_key(due)] = until.isoformat() if until is not None else _NEVER
    book.settings[_SETTING] = json.dumps(kept, sort_keys=True)


def tell_again(book: Book, due: Due) -> None:
    """Tell of one thing again."""
    kept = _kept(book)
    kept.pop(_key(due), None)
    book.settings[_SETTING] = json.dumps(kept, sort_keys=True)


def tell_all_again(book: Book) -> None:
    """Tell of everything again that was put off."""
    book.settings[_SETTING] = "{}"


def not_put_off(book: Book, things: Iterable[Due], day: date) -> list[Due]:
    """Return the things of which to tell on `day`."""
    kept = _kept(book)
    if not kept:
        return list(things)
    return [one for one in things if not _is_put_off(kept, one, day)]


def put_off_count(book: Book, things: Iterable[Due], day: date) -> int:
    """Return how many of the things are put off on `day`."""
    kept = _kept(book)
    return sum(_is_put_off(kept, one, day) for one in things) if kept else 0


def _is_put_off(kept: dict[str, str], due: Due, day: date) -> bool:
    until = kept.get(_key(due))
    if until is None or not may_be_put_off(due):
        return False
    return until == _NEVER or day < date.fromisoformat(until)


def _key(due: Due) -> str:
    """Return by what it is known: another day on which it is due makes it another thing."""
    return "/".join((due.form, due.reminder, due.record, due.due.isoformat()))


def _kept(book: Book) -> dict[str, str]:
    found = json.loads(book.settings.get(_SETTING, "{}"))
    return {str(key): str(until) for key, until in found.items()}

"""What time it is in the trial: the books' day, and the moment that their journals write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from ruraldesk.store.book import Book

_MORNING = time(9)
_STEP = timedelta(seconds=1)


class Clock:
    """A clock that is set by the trial, and goes on a second whenever somebody looks at it."""

    def __init__(self, day: date) -> None:
        self._moment = datetime.combine(day, _MORNING)

    @property
    def day(self) -> date:
        """Return today."""
        return self._moment.date()

    def set(self, day: date) -> None:
        """Let it be the morning of `day`; a clock that goes back would be another trial."""
        self._moment = max(self._moment + _STEP, datetime.combine(day, _MORNING))

    def now(self) -> datetime:
        """Return this moment, as `datetime.now` does."""
        self._moment += _STEP
        return self._moment

    def tell(self, book: Book) -> None:
        """Let a book know which day it is."""
        book.settings["as_of"] = self.day.isoformat()


@contextmanager
def running(day: date) -> Iterator[Clock]:
    """Yield a clock by which all books keep their times."""
    clock = Clock(day)
    with patch("ruraldesk.store.bookkeeping.datetime", clock):
        yield clock

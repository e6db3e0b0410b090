"""Where a ledger's rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from ruraldesk.definitions.model import Record, Value
from ruraldesk.errors import Problem
from ruraldesk.services import ledger
from ruraldesk.services.checking import RowCheck
from ruraldesk.services.ledger import ListQuery

if TYPE_CHECKING:
    from ruraldesk.services.books import Book


class LedgerReader(Protocol):
    """Reads one ledger of one book; every method may be called in any thread."""

    def first_ids(self, query: ListQuery, limit: int) -> array[int]:
        """Return the ids of the first rows, at once."""

    def ids(self, query: ListQuery) -> array[int]:
        """Return the ids of all rows, in order."""

    def rows(self, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        """Return the records with these ids, in their order."""

    def totals(self, query: ListQuery) -> dict[str, Value]:
        """Return the sums of the form's total fields."""

    def problems(self, ids: Sequence[int]) -> list[Problem]:
        """Return what the rules say about these rows."""


class BookLedger:
    """A ledger of an open book; ages, terms and rules as of `day`."""

    def __init__(self, book: Book, form_key: str, day: date) -> None:
        self._book, self._form_key, self._day = book, form_key, day
        self._rules = RowCheck(book)

    def first_ids(self, query: ListQuery, limit: int) -> array[int]:
        """Return the ids of the first rows, at once."""
        return ledger.first_ids(self._book, self._form_key, query, limit)

    def ids(self, query: ListQuery) -> array[int]:
        """Return the ids of all rows, in order."""
        return ledger.ids(self._book, self._form_key, query)

    def rows(self, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        """Return the records with these ids, in their order."""
        return ledger.rows(self._book, self._form_key, ids, fields, self._day)

    def totals(self, query: ListQuery) -> dict[str, Value]:
        """Return the sums of the form's total fields."""
        return ledger.totals(self._book, self._form_key, query)

    def problems(self, ids: Sequence[int]) -> list[Problem]:
        """Return what the rules say about these rows."""
        return self._rules.problems(self._form_key, ids, self._day)

"""Where a ledger's rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from ruraldesk.definitions.model import Record, Value
from ruraldesk.errors import Problem
from ruraldesk.services import ledger
from ruraldesk.services.ledger import ListQuery
from ruraldesk.store.book import Book
from ruraldesk.store.rules import Rules


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
        self._rules = Rules(book)

    def first_ids(self, query: ListQuery, limit: int) -> array[int]:
        """Return the ids of the first rows, at once."""
        return ledger.first_ids(self._book, self._form_key, query, limit)

    def ids(self, query: ListQuery) -> array[int]:
        """Return the ids of all rows, in order."""
        return ledger.ids(self._book, self._form_key, query)

    def rows(self, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        """Return the records with these ids, in their order."""
        return self._book.records.by_ids(self._form_key, ids, fields, as_of=self._day)

    def totals(self, query: ListQuery) -> dict[str, Value]:
        """Return the sums of the form's total fields."""
        return ledger.totals(self._book, self._form_key, query)

    def problems(self, ids: Sequence[int]) -> list[Problem]:
        """Return what the rules say about these rows."""
        form = self._book.definitions.form(self._form_key)
        with self._book.reading() as connection:
            broken = self._rules.violations(connection, form, ids, self._day)
        return [one.problem for one in broken]

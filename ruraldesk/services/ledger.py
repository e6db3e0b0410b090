"""Reading a ledger: how many rows, which ids, and the rows themselves."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date

from ruraldesk.definitions.model import Record, Value
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery

__all__ = ["Filter", "ListQuery", "count", "counts", "first_ids", "ids", "rows", "totals"]


def counts(book: Book) -> dict[str, int]:
    """Return the number of rows of every ledger that the book's level keeps."""
    return {
        form.key: book.lists.count(form.key, ListQuery())
        for form in book.definitions.forms.values()
        if book.info.level in form.levels
    }


def count(book: Book, form: str, query: ListQuery) -> int:
    """Return how many rows answer `query`."""
    return book.lists.count(form, query)


def first_ids(book: Book, form: str, query: ListQuery, limit: int = 100) -> array[int]:
    """Return the ids of the first rows, at once however long the ledger is."""
    return book.lists.first_ids(form, query, limit)


def ids(book: Book, form: str, query: ListQuery) -> array[int]:
    """Return the ids of all rows in order; call it off the window's thread."""
    return book.lists.ids(form, query)


def id_of(book: Book, form: str, uuid: str) -> int:
    """Return the id by which lists know a record, 0 where there is none."""
    record = book.records.peek(form, uuid)
    return record.id if record is not None else 0


def rows(
    book: Book,
    form: str,
    page: Sequence[int],
    fields: Sequence[str] | None = None,
    as_of: date | None = None,
) -> list[Record]:
    """Return the records with these ids, in their order, with the names of what they refer to.

    `fields` limits what is read; ages and the like are computed as of `as_of`.
    """
    return book.records.by_ids(form, page, fields, as_of=as_of)


def totals(book: Book, form: str, query: ListQuery) -> dict[str, Value]:
    """Return the sums of the form's total fields over all rows that answer `query`."""
    return book.lists.totals(form, query, book.definitions.form(form).totals)

"""Looking into the sample book through its store, not through what it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ruraldesk.definitions.model import Record
from ruraldesk.services.reading import condition_of
from ruraldesk.store.book import Book

DAY = date(2023, 11, 16)  # of the bulletin
TOWN = "410726104000"

NEVER = date.max
BEFORE_ALL = date.min


def rows(book: Book, form: str, where: str = "", *, on: date = DAY) -> list[Record]:
    """Return whole records for which the expression `where` holds as of a day."""
    condition = condition_of(book, book.definitions.form(form), where) if where else None
    return book.records.find(form, condition, as_of=on)


def lines(records: list[Record], key: str) -> Iterator[tuple[Record, Record]]:
    """Yield each record with each of its lines."""
    return ((record, line) for record in records for line in record.lines[key])


def text(record: Record, key: str) -> str:
    """Return a text, choice or reference that must be there."""
    value = record[key]
    assert isinstance(value, str), (key, value)
    return value


def number(record: Record, key: str) -> Decimal:
    """Return an amount or quantity; nothing entered counts as 0."""
    value = record[key]
    assert value is None or isinstance(value, int | Decimal), (key, value)
    return Decimal(value or 0)


def day(record: Record, key: str, missing: date | None = None) -> date:
    """Return a date that must be there, or `missing`."""
    value = record[key] or missing
    assert isinstance(value, date), (key, value)
    return value


def figure(book: Book, key: str, on: date = DAY) -> Decimal | None:
    """Return the value of a figure."""
    return book.figures.value(key, on).value


def wording(book: Book, key: str, on: date = DAY) -> str:
    """Return a figure as a text has it."""
    return book.figures.value(key, on).text


def traced(book: Book, key: str, on: date = DAY) -> list[Record]:
    """Return the records behind a figure."""
    return [record for source in book.figures.trace(key, on).sources for record in source.records]

"""The month's check: every rule over every ledger."""

from __future__ import annotations

from ruraldesk.errors import Problem
from ruraldesk.store.book import Book
from ruraldesk.store.rules import Rules
from ruraldesk.texts.dates import month_range


def check(book: Book, month: str) -> list[Problem]:
    """Return all problems of all ledgers as of the last day of `month` ("2023-11")."""
    as_of = month_range(month)[1]
    rules = Rules(book)
    return [
        problem
        for form in book.definitions.forms.values()
        if book.info.level in form.levels
        for problem in rules.check_all(form.key, as_of)
    ]

"""Which month an office works on, and where it stands with it in a word."""

from __future__ import annotations

from datetime import date

from ruraldesk.services.months import due_on, month_before
from ruraldesk.services.reporting_board import counts
from ruraldesk.store.book import Book
from ruraldesk.store.months import MonthState, state_in_words
from ruraldesk.store.taken_changes import first_month
from ruraldesk.texts.translate import tr


def month_at_work(book: Book, day: date) -> str:
    """Return the month that an office above villages works on when its book is opened.

    It collects the month before until the first report of this one comes in; before it has ever
    taken one in, it does so as long as the month before is due.
    """
    this = f"{day:%Y-%m}"
    before = month_before(this)
    if not first_month(book):
        return before if day <= due_on(book, before) else this
    return this if book.taking.taken(month=this) else before


def standing(book: Book, month: str) -> str:
    """Return in a word where a month stands at an office that takes reports in; "" for a village.

    Once its own month is closed, that counts; until then, whether all of its units have reported.
    """
    if book.info.level == "village":
        return ""
    state = book.months.get(month).state
    if state is not MonthState.OPEN:
        return state_in_words(state)
    done, units = counts(book, month)
    if not units:
        return ""
    return tr("all reports in") if done >= units else tr("taking reports in")

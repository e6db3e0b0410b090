"""What a book calls another unit: by its ledger of units, by what that unit sent, or not at all."""

from __future__ import annotations

from ruraldesk.store.book import Book
from ruraldesk.store.packs import Packs, PackState
from ruraldesk.texts.divisions import told_unit


def name_of(book: Book, unit: str) -> str:
    """Return the name of the unit with this division code; "" where the book does not know it.

    A village keeps no ledger of offices: it knows those above by their receipts and packs.
    """
    found = dict(book.records.units()).get(unit)
    if found:
        return found
    given = (one for one in reversed(book.receipts.of(book.info.unit)) if one.office == unit)
    packs = (one for one in Packs(book).all(PackState.INSTALLED) if one.unit == unit)
    return next((one.office_name for one in given), "") or next(
        (one.unit_name for one in packs), ""
    )


def called(book: Book, unit: str) -> str:
    """Return a unit as a sentence names it: by its name and code, or its code alone."""
    return told_unit(unit, name_of(book, unit))

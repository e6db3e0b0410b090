"""The book's own unit in its ledger of units, so that what lies below it has something above it."""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from ruraldesk.definitions.model import UNIT, Record
from ruraldesk.store.book import Book

_FIRST = 1  # revision of a record that nobody has changed


def enter_own_unit(book: Book) -> None:
    """Enter the unit of a new book in its ledger of units; nothing where it keeps none.

    Villages that are registered in a new town's book name it as the unit above them.

    Raises:
        ReadOnlyBook, DiskFull …: the book cannot be written.
    """
    form = book.definitions.forms.get(UNIT)
    if form is None or form.find("code") is None:
        return
    info = book.info
    values = {**form.defaults(), "code": info.unit, "name": info.name, "level": info.level}
    known = {key: value for key, value in values.items() if form.find(key) is not None}
    record = Record(values=known, uuid=own_uuid(book))
    book.records.save(UNIT, record, operator=info.name)  # no clerk's act: undoing leaves it alone


def own_uuid(book: Book) -> str:
    """Return the UUID of the record that `enter_own_unit` makes: the same in each such book."""
    return str(uuid5(NAMESPACE_OID, f"unit {book.info.unit}"))


def untouched_own_unit(book: Book) -> Record | None:
    """Return the record of the own unit as long as nobody has added anything to it."""
    form = book.definitions.forms.get(UNIT)
    if form is None or form.find("code") is None:
        return None
    found = book.records.by_uuids(UNIT, [own_uuid(book)]).get(own_uuid(book))
    return found if found is not None and found.revision == _FIRST else None

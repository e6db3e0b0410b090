"""Whether a record came with a unit's report: then the unit's next report says it anew."""

from __future__ import annotations

from ruraldesk.definitions.model import UNIT, Record
from ruraldesk.services.reporting_status import units_below
from ruraldesk.services.reporting_totals import owners
from ruraldesk.store.book import Book
from ruraldesk.store.taken import REPORTED, Taken
from ruraldesk.store.taken_changes import is_reported


def report_of(book: Book, form: str, record: Record) -> Taken | None:
    """Return the last report of the unit that handed a record in; None for the office's own."""
    code = str(record[UNIT] or "")
    if book.info.level == "village" or not (code and record.uuid):
        return None
    unit = owners(book, [one for one, _ in units_below(book)]).get(code, "")
    reports = book.taking.taken(unit=unit) if unit else []
    if not reports or reports[-1].verdict == REPORTED:
        return None
    return reports[-1] if is_reported(book, form, unit, record.uuid) else None

"""Which questions of a form are usually answered: learned from the records entered last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ruraldesk.definitions.model import FormDef, Value
from ruraldesk.store.book import Book
from ruraldesk.store.newest import Filled, filled, newest_ids

LOOKED_AT = 6  # records: few, so that another paper list is learned within some records
_SHARE = 3  # a field is usual when one record in so many has it


@dataclass(frozen=True, slots=True)
class Usual:
    """Fields that are usually filled by hand, and of each kind of lines that is usual."""

    fields: frozenset[str]
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)


def usual(book: Book, form_key: str) -> Usual | None:
    """Return what the last records of a ledger have filled; None in an empty ledger.

    What a new record holds by itself, such as a default, is not counted as filled. A kind of lines
    is usual when most of the records have any.
    """
    ids = newest_ids(book, form_key, LOOKED_AT)
    if not ids:
        return None
    form = book.definitions.form(form_key)
    records = filled(book, form, ids, _given(form, book.info.unit))
    lines = {}
    for one in form.lines:
        every = filled(book, one, ids, _given(one, ""))
        if 2 * len({line.record for line in every}) > len(records):
            lines[one.key] = _often(every)
    return Usual(_often(records), lines)


def _given(form: FormDef, unit: str) -> dict[str, Value]:
    """Return what a new record holds by itself; the unit is the book's own."""
    given = form.defaults()
    if unit and form.find("unit") is not None:
        given.setdefault("unit", unit)
    return given


def _often(rows: Sequence[Filled]) -> frozenset[str]:
    counted = Counter(key for row in rows for key in row.fields)
    needed = -(-len(rows) // _SHARE)
    return frozenset(key for key, count in counted.items() if count >= needed)

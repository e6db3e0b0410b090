"""Records of a table completed from those that the book has: a roster's rows are known people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ruraldesk.definitions.filling import filling
from ruraldesk.definitions.model import UNIT, FormDef, Record, Value
from ruraldesk.errors import Level, Problem
from ruraldesk.services.filling import Filler
from ruraldesk.services.import_items import Item
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr


def fill_items(
    book: Book, items: Iterable[Item], stored: Mapping[str, Mapping[str, Record]]
) -> list[Problem]:
    """Complete a table's records by what their references fill; tell of how many."""
    fillers: dict[str, Filler] = {}
    filled: dict[str, int] = {}
    for item in items:
        if item.form.key not in fillers:
            fillers[item.form.key] = Filler(book, item.form)
        before = stored.get(item.form.key, {}).get(item.uuid)
        given = {**_place_of(item), **item.values}
        added = fillers[item.form.key].added(given, before.values if before else {}, item.defaults)
        item.values.update(added)
        for one in filling(item.form):
            if one.behind:
                continue  # a name, not a record that a table leaves out
            filled[one.form] = filled.get(one.form, 0) + (one.key in added)
    return [_told(book.definitions.form(key), count) for key, count in filled.items() if count]


def _place_of(item: Item) -> dict[str, Value]:
    """Return the unit of a new record: the table says it, in a cell or by where it comes from."""
    return {key: value for key, value in item.defaults.items() if key == UNIT}


def _told(form: FormDef, count: int) -> Problem:
    message = tr(
        "{count} rows are of records that “{form}” has: they refer to these, and take from them "
        "what the table leaves out."
    ).format(count=count, form=tr(form.title))
    return Problem(message=message, level=Level.INFORM, form=form.key, code="filled")

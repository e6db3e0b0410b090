"""The values that occur in a column, and how often: what a clerk picks from under a heading."""

from __future__ import annotations

from dataclasses import dataclass

from ruraldesk.definitions.expression_nodes import Kind
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.services.ledger import ListQuery
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.store.group_labels import labels, place
from ruraldesk.store.pivot import grouped
from ruraldesk.texts.pinyin import pinyin
from ruraldesk.texts.translate import tr

MOST_VALUES = 2000
"""Values that are listed, the most frequent ones; of more the clerk types a part instead."""

_BY_SOUND = (FieldType.TEXT, FieldType.REFERENCE)


@dataclass(frozen=True, slots=True)
class Occurring:
    """A value in a column: its code, what it is called, and the rows that have it.

    The code is the value in plain form, "" where nothing is entered; dates are listed by month.
    """

    code: str
    label: str
    rows: int


def occurring(book: Book, form_key: str, query: ListQuery, field: FieldDef) -> list[Occurring]:
    """Return the values of a column among the rows that answer `query`, in a reader's order.

    Not more than MOST_VALUES and one: then there are more. Call it off the window's thread.
    """
    form = form_of(book, form_key)
    source = f"month({field.key})" if field.shape is FieldType.DATE else field.key
    by = parse_expression(source, form, book.definitions.forms)
    with book.reading() as connection:
        groups = grouped(book, connection, form, query, [by], None, limit=MOST_VALUES + 1)
        called = labels(book, connection, by, [group.raws[0] for group in groups])
    if field.shape in _BY_SOUND or by.kind is Kind.REFERENCE:
        groups.sort(key=lambda one: (one.raws[0] is None, pinyin(called[one.raws[0]][1])))
    elif field.shape is FieldType.DATE:
        groups.sort(key=lambda one: (one.raws[0] is not None, one.raws[0] or ""), reverse=True)
    else:
        groups.sort(key=lambda one: place(by, one.raws[0]))
    found = [Occurring(*called[one.raws[0]], one.rows) for one in groups]
    empty = tr("(not entered)")
    return [one if one.code else Occurring("", empty, one.rows) for one in found]

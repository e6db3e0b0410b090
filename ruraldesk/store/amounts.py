"""Records that hold a typed amount: what a voucher or a screen says, looked for in every ledger.

Amounts are in no index of words, and few are looked for; each ledger is read once, the newest rows
first. A bare number means what a column shows: 138.4 finds 138.40 万元 where amounts stand so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Connection, or_, select

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef
from ruraldesk.definitions.names import name_fields, name_of
from ruraldesk.definitions.values import BadValue, parse, text_of
from ruraldesk.store.columns import places
from ruraldesk.store.list_columns import whole
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.search import Hit
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_AMOUNT = re.compile(r"[¥￥]?\s*-?[0-9][0-9,，]*(?:\.[0-9]+)?\s*(?:元|万|万元|亿|亿元)?")
_LEAST_DIGITS = 3  # fewer are in every ledger
_MOST_DIGITS = 12  # more are somebody's number
_OF_EACH_FORM = 5


def is_amount(typed: str) -> bool:
    """Say whether what is typed may be an amount of money."""
    digits = sum(char.isdigit() for char in typed)
    return _LEAST_DIGITS <= digits <= _MOST_DIGITS and bool(_AMOUNT.fullmatch(typed.strip()))


def find_amounts(book: Book, typed: str, limit: int) -> list[Hit]:
    """Return records in which a stored amount is the typed one, the newest of each ledger."""
    if not is_amount(typed):
        return []
    found: list[Hit] = []
    with book.reading() as connection:
        for form in book.definitions.forms.values():
            if book.info.level not in form.levels:
                continue
            asked = list(_asked(form, typed.strip()))
            if asked and len(found) < limit:
                found.extend(_hits(book, connection, form, asked))
    return found[:limit]


def _asked(form: FormDef, typed: str) -> Iterator[tuple[FieldDef, Decimal]]:
    """Yield the amounts of a ledger, each with what the typed one means there."""
    for field in form.fields:
        if field.type is not FieldType.MONEY or field.private or field.retired:
            continue
        try:
            value = parse(field, typed)
        except BadValue:
            continue  # “138元” in a column that only counts 万元, for one
        if isinstance(value, Decimal):
            yield field, value


def _hits(
    book: Book,
    connection: Connection,
    form: FormDef,
    asked: Sequence[tuple[FieldDef, Decimal]],
) -> Iterator[Hit]:
    table = book.tables[form.table]
    tests = [
        table.c[field.key] == low
        for field, value in asked
        if (low := whole(value, places(field), up=False)) == whole(value, places(field), up=True)
    ]
    if not tests:
        return
    statement = select(table.c.id).where(table.c.deleted.is_(None), or_(*tests))
    statement = statement.order_by(table.c.id.desc()).limit(_OF_EACH_FORM)
    ids = list(connection.execute(statement).scalars())
    if not ids:
        return
    keys = {*name_fields(form), UNIT, *(field.key for field, _ in asked)}
    reader = RecordReader(book)
    records = reader.by_ids(connection, form, ids, fields=sorted(keys), as_of=date.today())
    told = tr("{place}: {sentence}")
    for record in records:
        unit = record.names.get(UNIT, "")
        shown = [
            told.format(place=tr(field.label), sentence=text_of(field, record[field.key]))
            for field, value in asked
            if record[field.key] == value
        ]
        yield Hit(
            form=form.key,
            id=record.id,
            uuid=record.uuid,
            name=name_of(form, record),
            detail=" · ".join(filter(None, (unit, *shown))),
        )

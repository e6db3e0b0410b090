"""Words that were written into a field before, for writing them again with a few letters."""

from __future__ import annotations

from collections import Counter

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.store.book import Book
from ruraldesk.store.newest import newest_ids, texts

_LOOKED_AT = 200  # records, the newest ones
_SHARE = 3  # where one text in so many was written before, new ones are likely to come again too
_SHORTEST = 2  # a single sign is written as fast


def used_words(book: Book, form_key: str, field: FieldDef) -> list[str]:
    """Return the texts of a field that are likely to be written again, the latest first.

    Those that were written more than once; in a field that mostly repeats itself, such as a payee,
    every one. Nothing for what is each record's own or private, nor for codes in letters: a code
    that is one longer than another must never be taken for it.
    """
    ledger = book.definitions.form(form_key)
    form = _holding(ledger, field)
    if form is None or field.type is not FieldType.TEXT or field.unique or field.private:
        return []
    written = texts(book, form, field.key, newest_ids(book, form_key, _LOOKED_AT))
    counted = Counter(one for one in written if len(one) >= _SHORTEST and not one.isascii())
    again = sum(count for count in counted.values() if count > 1)
    repeats = _SHARE * again >= len(written)
    return [word for word, count in counted.items() if count > 1 or repeats]


def _holding(ledger: FormDef, field: FieldDef) -> FormDef | None:
    """Return the ledger or the kind of its lines that a field is of."""
    holding = (one for one in (ledger, *ledger.lines) if one.find(field.key) == field)
    return next(holding, None)

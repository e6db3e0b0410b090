"""What a reference brings into a record: a roster takes a person's data from the list of people.

The work is bounded: one record is looked up by its identities, through indexes, and read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ruraldesk.definitions.filling import filling, identifying, taken, told
from ruraldesk.definitions.model import UNIT, FieldDef, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The record that a reference means: what it is called, and what it fills, with the names."""

    uuid: str
    name: str
    values: Mapping[str, Value]
    names: Mapping[str, str]


def chosen(book: Book, form: FormDef, field: FieldDef, uuid: str) -> Meant | None:
    """Return what the record brings that was chosen for a reference; None for an unknown one."""
    other = book.definitions.form(field.form)
    record = book.records.peek(field.form, uuid)
    if record is None or record.deleted:
        return None
    values = taken(field, record, ())
    names = {own: record.names[key] for own, key in field.fills if key in record.names}
    return Meant(uuid=uuid, name=name_of(other, record), values=values, names=names)


def meant(book: Book, form: FormDef, field: FieldDef, values: Mapping[str, Value]) -> Meant | None:
    """Return what the one record brings of which `values` tell; None for none, or several."""
    found = _matching(book, form, field, values)
    return chosen(book, form, field, found.uuid) if found is not None else None


class Filler:
    """Completes records of one form, as they come from files, by what their references fill."""

    def __init__(self, book: Book, form: FormDef) -> None:
        self._book, self._form = book, form
        self._fields = [
            (one, identifying(form, one, book.definitions.form(one.form)) - {UNIT})
            for one in filling(form)
        ]

    def added(
        self,
        given: Mapping[str, Value],
        stored: Mapping[str, Value],
        defaults: Mapping[str, Value],
    ) -> dict[str, Value]:
        """Return what is to be added to what is given of a record.

        A reference that is given, or told by what is given, fills what is empty: neither given,
        were it nothing, nor stored.

        Args:
            given: what a line or row says; None where it says that there is nothing.
            stored: what the book has of the record.
            defaults: what a new record begins with.
        """
        added: dict[str, Value] = {}
        for field, telling in self._fields:
            if field.key in given and given[field.key] == stored.get(field.key):
                continue  # nothing new; what it brought may have been cleared since
            said = {**given, **added}  # a reference may have been filled by another one
            record = self._meant(field, telling, said, {**defaults, **stored, **said})
            if record is not None:
                answered = {key for key, value in stored.items() if value is not None}
                answered |= given.keys() | added.keys()
                added |= {field.key: record.uuid, **taken(field, record, answered)}
        return {key: value for key, value in added.items() if given.get(key) != value}

    def _meant(
        self,
        field: FieldDef,
        telling: frozenset[str],
        given: Mapping[str, Value],
        values: Mapping[str, Value],
    ) -> Record | None:
        """Return the record that the reference means, or should; None where nothing new tells."""
        if field.key in given:
            uuid = given[field.key]
            return self._book.records.peek(field.form, str(uuid)) if uuid is not None else None
        if values.get(field.key) is not None or not any(given.get(key) for key in telling):
            return None
        return _matching(self._book, self._form, field, values)


def _matching(
    book: Book, form: FormDef, field: FieldDef, values: Mapping[str, Value]
) -> Record | None:
    """Return the one record of which `values` tell."""
    said = told(form, field, book.definitions.form(field.form), values)
    return book.records.match(field.form, said) if said else None

"""What a reference brings into a record: a roster takes a person's data from the list of people.

The work is bounded: one record is looked up by its identities, through indexes, and read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruraldesk.definitions.filling import filling, identifying, taken, told
from ruraldesk.definitions.model import UNIT, FieldDef, FormDef, Record, Value
from ruraldesk.definitions.names import name_fields, name_of
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery


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
    """Completes records of one form, as they come from files, by whom and what they name."""

    def __init__(self, book: Book, form: FormDef) -> None:
        self._book, self._form = book, form
        self._fields = [
            (one, identifying(form, one, book.definitions.form(one.form)) - {UNIT})
            for one in filling(form)
        ]
        self._names = [one for one in form.asked() if one.names]
        self._called: dict[tuple[str, str, str], str | None] = {}

    def added(
        self,
        given: Mapping[str, Value],
        stored: Mapping[str, Value],
        defaults: Mapping[str, Value],
        unit: Value = None,
    ) -> dict[str, Value]:
        """Return what is to be added to what is given of a record.

        A name that only one record of the unit has means that record. A reference that is given,
        or told by what is given, fills what is empty: neither given, were it nothing, nor stored.

        Args:
            given: what a line or row says; None where it says that there is nothing.
            stored: what the book has of the record.
            defaults: what a new record begins with.
            unit: to which the record belongs, where it does not say so itself.
        """
        at = given.get(UNIT) or stored.get(UNIT) or unit or defaults.get(UNIT)
        added: dict[str, Value] = dict(self._behind_names(given, stored, str(at or "")))
        for field, telling in self._fields:
            said = {**given, **added}  # a reference may have been filled by another one
            if field.key in said and said[field.key] == stored.get(field.key):
                continue  # nothing new; what it brought may have been cleared since
            record = self._meant(field, telling, said, {**defaults, **stored, **said})
            if record is not None:
                answered = {key for key, value in stored.items() if value is not None}
                answered |= given.keys() | added.keys()
                added |= {field.key: record.uuid, **taken(field, record, answered)}
        return {key: value for key, value in added.items() if given.get(key) != value}

    def _behind_names(
        self, given: Mapping[str, Value], stored: Mapping[str, Value], unit: str
    ) -> Iterator[tuple[str, str]]:
        """Yield the references behind names that are new, where the name tells the record."""
        for field in self._names:
            text = given.get(field.key)
            if field.known in given or not isinstance(text, str) or text == stored.get(field.key):
                continue
            asked = (field.names, text, unit)
            if asked not in self._called:
                self._called[asked] = only_called(self._book, *asked)
            uuid = self._called[asked]
            if uuid is not None:
                yield field.known, uuid

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
        if field.behind or values.get(field.key) is not None:
            return None
        if not any(given.get(key) for key in telling):
            return None
        return _matching(self._book, self._form, field, values)


def only_called(book: Book, form_key: str, name: str, unit: str) -> str | None:
    """Return the UUID of the one record of a unit that has exactly this name; None for others."""
    form = book.definitions.form(form_key)
    keys = name_fields(form)
    if len(keys) != 1 or form.name != f"{{{keys[0]}}}":
        return None
    where = [Filter(keys[0], "equals", name)]
    if form.find(UNIT) is not None:
        where.append(Filter(UNIT, "equals", unit))
    ids = book.lists.first_ids(form_key, ListQuery(where=tuple(where)), 2)
    if len(ids) != 1:
        return None
    (found,) = book.records.by_ids(form_key, ids, keys)
    return found.uuid


def _matching(
    book: Book, form: FormDef, field: FieldDef, values: Mapping[str, Value]
) -> Record | None:
    """Return the one record of which `values` tell."""
    said = told(form, field, book.definitions.form(field.form), values)
    return book.records.match(field.form, said) if said else None

"""Finding the record that a text means: by UUID, by its code, or by its name."""

from __future__ import annotations

from difflib import SequenceMatcher
from uuid import UUID

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.names import name_fields, name_of
from ruraldesk.definitions.values import BadValue
from ruraldesk.services.places import Places
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery
from ruraldesk.texts.clean import clean_text
from ruraldesk.texts.translate import tr

SLIP = 0.82  # likeness from which a name is taken for a slip of another
MOST_NAMES = 20_000  # records whose names are read to find one that is not told by a field
PAGE = 2_000


class References:
    """Finds referenced records; remembers what it found, since tables repeat themselves."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.places = Places(book)
        self._known: dict[tuple[str, str, str], str] = {}
        self._coming: dict[tuple[str, str], set[str]] = {}
        self._names: dict[str, dict[str, set[str]]] = {}
        self._texts: dict[str, set[str]] = {}
        self._meant: dict[str, str] = {}

    def announce(self, form: FormDef, record: Record) -> None:
        """Let a record be found that is about to be saved together with those that name it."""
        for key in _telling_fields(form):
            text = record[key]
            if isinstance(text, str):
                self._coming.setdefault((form.key, text), set()).add(record.uuid)

    def announce_as(self, given: str, uuid: str) -> None:
        """Let the UUID under which another book has a record mean the one of this book."""
        if given:
            self._meant[given] = uuid

    def uuid_of(self, form_key: str, text: str, unit: str = "") -> str:
        """Return the UUID of the record of `form_key` that `text` means.

        `unit` is the division of the row that names it: of several, its own is meant.

        Raises:
            BadValue: no record, or more than one, answers to `text`.
        """
        known = self._known.get((form_key, text, unit))
        if known is None:
            known = self._known[form_key, text, unit] = self._find(form_key, text, unit)
        return known

    def unit_code(self, text: str) -> str:
        """Return the division code of the unit that `text` names, or `text` when it is a code.

        Raises:
            BadValue: no unit of the book, or more than one, has this name.
        """
        return self.places.code_of(text)

    def is_like(self, form_key: str, text: str) -> bool:
        """Say whether a record has nearly this name, so that the text is most likely a slip."""
        self._all_names(self._book.definitions.form(form_key))
        wanted = SequenceMatcher(b=_bare(text))
        for name in self._texts[form_key]:
            wanted.set_seq1(_bare(name))
            if wanted.quick_ratio() >= SLIP and wanted.ratio() >= SLIP:
                return True
        return False

    def _find(self, form_key: str, text: str, unit: str) -> str:
        form = self._book.definitions.form(form_key)
        if _is_uuid(text):
            return self._meant.get(text.lower(), text.lower())
        found = self.told(form, text) or self._named(form, text) or self._through(form, text)
        if len(found) > 1 and unit:
            found = self._of_unit(form, found, unit) or found
        if len(found) == 1:
            return found.pop()
        if found:
            raise BadValue(
                tr(
                    "{count} records of “{form}” answer to “{text}”. Give the code instead of the "
                    "name."
                ).format(count=len(found), form=tr(form.title), text=text)
            )
        message = tr(
            "“{form}” has no record “{text}”. Enter it there first, or correct the name."
        ).format(form=tr(form.title), text=text)
        raise BadValue(message + did_you_mean(self._nearest(form, text)))

    def _nearest(self, form: FormDef, text: str) -> str:
        """Return the name or code that is most like the text."""
        return nearest(text, [*self._texts.get(form.key, ()), *self._all_names(form)])

    def told(self, form: FormDef, text: str) -> set[str]:
        """Return the records one of whose telling fields holds the text."""
        found = {uuid for key in _telling_fields(form) for uuid in self._with(form, key, text)}
        return found | self._coming.get((form.key, text), set())

    def _named(self, form: FormDef, text: str) -> set[str]:
        """Return the records that lists call so, such as “W01 村内道路硬化”."""
        return self._all_names(form).get(_bare(text), set())

    def _through(self, form: FormDef, text: str, steps: int = 2) -> set[str]:
        """Return the records that belong to one called so: a project's one allocation of funds.

        In two steps an account is found by the head of the household that holds it.
        """
        found: set[str] = set()
        for field in form.fields:
            if (
                field.type is FieldType.REFERENCE
                and field.stored
                and field.key in name_fields(form)
            ):
                other = self._book.definitions.form(field.form)
                owners = self.told(other, text) or self._named(other, text)
                if not owners and steps > 1:
                    owners = self._through(other, text, steps - 1)
                found |= {uuid for owner in owners for uuid in self._with(form, field.key, owner)}
        return found

    def _all_names(self, form: FormDef) -> dict[str, set[str]]:
        if form.key not in self._names:
            names: dict[str, set[str]] = {}
            texts: set[str] = set()
            keys = tuple(dict.fromkeys((*name_fields(form), *_telling_fields(form))))
            ids = self._book.lists.first_ids(form.key, ListQuery(), MOST_NAMES)
            for start in range(0, len(ids), PAGE):
                page = ids[start : start + PAGE]
                for record in self._book.records.by_ids(form.key, page, keys):
                    texts.update(str(record[key]) for key in _telling_fields(form) if record[key])
                    names.setdefault(_bare(name_of(form, record)), set()).add(record.uuid)
            self._names[form.key], self._texts[form.key] = names, texts
        return self._names[form.key]

    def _of_unit(self, form: FormDef, uuids: set[str], unit: str) -> set[str]:
        if form.find("unit") is None:
            return set()
        stored = self._book.records.by_uuids(form.key, uuids)
        return {uuid for uuid, record in stored.items() if record["unit"] == unit}

    def _with(self, form: FormDef, key: str, text: str) -> list[str]:
        query = ListQuery(where=(Filter(key, "equals", text),))
        ids = self._book.lists.first_ids(form.key, query, MOST_NAMES)
        return [record.uuid for record in self._book.records.by_ids(form.key, ids, (key,))]


def _telling_fields(form: FormDef) -> list[str]:
    """Fields whose text may stand for the record: unique ones, and those its name is made of."""
    return [
        field.key
        for field in form.fields
        if field.stored
        and field.shape
        in (FieldType.TEXT, FieldType.SERIAL, FieldType.PERSON_ID, FieldType.DIVISION)
        and (field.unique or field.key in name_fields(form) or field.type is FieldType.SERIAL)
    ]


def _bare(text: str) -> str:
    return clean_text(text).replace(" ", "")


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False

"""Finding the record that a text means: by UUID, by its unique code, or by its name."""

from __future__ import annotations

from uuid import UUID

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.names import name_fields
from ruraldesk.definitions.values import BadValue
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery
from ruraldesk.texts.translate import tr


class References:
    """Finds referenced records; remembers what it found, since tables repeat themselves."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[tuple[str, str], str] = {}
        self._coming: dict[tuple[str, str], set[str]] = {}
        self._units: dict[str, list[str]] | None = None

    def announce(self, form: FormDef, record: Record) -> None:
        """Let a record be found that is about to be saved together with those that name it."""
        for key in _telling_fields(form):
            text = record[key]
            if isinstance(text, str):
                self._coming.setdefault((form.key, text), set()).add(record.uuid)

    def uuid_of(self, form_key: str, text: str) -> str:
        """Return the UUID of the record of `form_key` that `text` means.

        Raises:
            BadValue: no record, or more than one, answers to `text`.
        """
        known = self._known.get((form_key, text))
        if known is None:
            known = self._known[form_key, text] = self._find(form_key, text)
        return known

    def unit_code(self, text: str) -> str:
        """Return the division code of the unit that `text` names, or `text` when it is a code.

        Raises:
            BadValue: no unit of the book, or more than one, has this name.
        """
        if text.isdigit():
            return text
        named = self._unit_names().get(text, [])
        if len(named) == 1:
            return named[0]
        if named:
            raise BadValue(
                tr("{count} units are called “{name}”. Give the 12-digit code instead.").format(
                    count=len(named), name=text
                )
            )
        raise BadValue(
            tr(
                "This book has no unit called “{name}”. Enter the unit first, or correct the name."
            ).format(name=text)
        )

    def _find(self, form_key: str, text: str) -> str:
        form = self._book.definitions.form(form_key)
        if _is_uuid(text):
            return text
        found = {uuid for key in _telling_fields(form) for uuid in self._with(form, key, text)}
        found |= self._coming.get((form_key, text), set())
        if len(found) == 1:
            return found.pop()
        if found:
            raise BadValue(
                tr(
                    "{count} records of “{form}” answer to “{text}”. Give the code instead of the "
                    "name."
                ).format(count=len(found), form=form.title, text=text)
            )
        raise BadValue(
            tr(
                "“{form}” has no record “{text}”. Enter it there first, or correct the name."
            ).format(form=form.title, text=text)
        )

    def _with(self, form: FormDef, key: str, text: str) -> list[str]:
        query = ListQuery(where=(Filter(key, "equals", text),))
        ids = self._book.lists.first_ids(form.key, query, 2)
        return [record.uuid for record in self._book.records.by_ids(form.key, ids, (key,))]

    def _unit_names(self) -> dict[str, list[str]]:
        if self._units is None:
            self._units = {}
            for code, name in self._book.records.units():
                for known_as in {name, name.removesuffix("村"), f"{name.removesuffix('村')}村"}:
                    self._units.setdefault(known_as, []).append(code)
        return self._units


def _telling_fields(form: FormDef) -> list[str]:
    """Fields whose text may stand for the record: unique ones, and those its name is made of."""
    return [
        field.key
        for field in form.fields
        if field.shape in (FieldType.TEXT, FieldType.SERIAL, FieldType.PERSON_ID)
        and (field.unique or field.key in name_fields(form) or field.type is FieldType.SERIAL)
    ]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False

"""Which record of a ledger a row of a table speaks of, among those of the book and of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ruraldesk.definitions.model import FieldType, FormDef, Value
from ruraldesk.definitions.names import name_fields
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.texts.clean import fold_width

PAGE = 5_000  # records read from the book at a time
_NAMING = (FieldType.TEXT, FieldType.SERIAL, FieldType.PERSON_ID, FieldType.DATE)

_Key = tuple[tuple[str, ...], tuple[Value, ...]]
"""An identity: the keys of its fields, and their values."""


class Ambiguous(Exception):  # it never reaches the user: whoever asks says where it happened
    """Several records answer to a row, and none more than the others."""

    def __init__(self, keys: tuple[str, ...], count: int) -> None:
        super().__init__(f"{count} records have the same {', '.join(keys)}")
        self.keys, self.count = keys, count


@dataclass(slots=True)
class KnownRecords:
    """The records of one ledger by the identities of its form.

    The strongest identity that a row fills and a record has decides. A record that contradicts a
    stronger one is somebody else; of several, that one is meant which says no more than the row.
    """

    form: FormDef
    _values: dict[str, dict[str, Value]] = field(default_factory=dict)  # by UUID
    _by_key: dict[_Key, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, form: FormDef) -> KnownRecords:
        """Return the records that the book has."""
        known = cls(form)
        ids = book.lists.ids(form.key, ListQuery())
        for start in range(0, len(ids), PAGE):
            page = ids[start : start + PAGE]
            for record in book.records.by_ids(form.key, page, known.keys()):
                known.add(record.uuid, record.values)
        return known

    def keys(self) -> tuple[str, ...]:
        """Return the keys of all fields by which a record can be told."""
        return tuple(dict.fromkeys(key for keys in self.identities for key in keys))

    @property
    def identities(self) -> tuple[tuple[str, ...], ...]:
        """What tells a record: what the form says, else its unique fields, its name and day.

        A form that says nothing must not be doubled when a table is taken in twice.
        """
        form = self.form
        if form.imports.identities:
            return form.imports.identities
        unique = [one.key for one in form.asked() if one.unique or one.type is FieldType.SERIAL]
        telling = (*name_fields(form), form.dated_by, "unit")
        stored = (key for key in telling if (one := form.find(key)) is not None and one.stored)
        named = tuple(dict.fromkeys(stored))
        return (*((key,) for key in unique), *((named,) if named else ()))

    def add(self, uuid: str, values: Mapping[str, Value]) -> None:
        """Know a record, or know more of one."""
        told = self._values.setdefault(uuid, {})
        told.update({key: values[key] for key in self.keys() if values.get(key) is not None})
        for keys in self.identities:
            holders = self._by_key.setdefault(_key(keys, told), [])
            if uuid not in holders and all(key in told for key in keys):
                holders.append(uuid)

    def has(self, uuid: str) -> bool:
        """Say whether the record is known."""
        return uuid in self._values

    def find(self, values: Mapping[str, Value]) -> str:
        """Return the UUID of the record that `values` speak of, "" when there is none.

        Raises:
            Ambiguous: it cannot be told which of several.
        """
        stronger: set[str] = set()
        for keys in self.identities:
            holders = [
                uuid
                for uuid in self._by_key.get(_key(keys, values), ())
                if not self._contradicts(uuid, values, stronger)
            ]
            if len(holders) > 1:
                holders = [u for u in holders if self._says_no_more(u, values)] or holders
            if len(holders) > 1:
                if self._tells(keys):
                    raise Ambiguous(keys, len(holders))
                return ""  # a further one of its kind
            if holders:
                return holders[0]
            stronger.update(keys)
        return ""

    def allows(self, uuid: str, values: Mapping[str, Value]) -> bool:
        """Say whether what is known of a record contradicts `values` nowhere."""
        return not self.has(uuid) or not self._contradicts(uuid, values, set(self.keys()))

    def _tells(self, keys: tuple[str, ...]) -> bool:
        """Say whether an identity names its record, and not only its kind, year and place."""
        return any(self.form.field(key).type in _NAMING for key in keys)

    def _contradicts(self, uuid: str, values: Mapping[str, Value], keys: set[str]) -> bool:
        told = self._values[uuid]
        return any(
            values.get(key) is not None and key in told and folded(told[key]) != folded(values[key])
            for key in keys
        )

    def _says_no_more(self, uuid: str, values: Mapping[str, Value]) -> bool:
        return all(values.get(key) is not None for key in self._values[uuid])


def _key(keys: tuple[str, ...], values: Mapping[str, Value]) -> _Key:
    return keys, tuple(folded(values.get(key)) for key in keys)


def folded(value: Value) -> Value:
    """Return a value as it is compared: marks of both widths are the same in 豫财农〔2023〕15号."""
    if not isinstance(value, str):
        return value
    return fold_width(value).replace(" ", "").translate(_BRACKETS)


_BRACKETS = str.maketrans("〔〕[]【】", "()()()")

"""What a form's fields become in a row and in the journal, prepared once for many records.

The maps of the media are complete but ask for each value what kind it is; here that is asked once
for each field, which is what makes an import quick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.plain import TO_PLAIN
from ruraldesk.store.columns import COLUMN_TYPES, Raw

Ids = Mapping[tuple[str, str], int]
"""The ids of referenced records, by form and UUID."""

_AS_IT_IS = frozenset(
    {
        *(FieldType.TEXT, FieldType.NOTE, FieldType.MONTH, FieldType.CHOICE, FieldType.SERIAL),
        *(FieldType.PERSON_ID, FieldType.PHONE, FieldType.CREDIT_CODE, FieldType.DIVISION),
        *(FieldType.INTEGER, FieldType.YEAR),
    }
)


class FormCodec:
    """Encodes the records of one form, or its lines."""

    def __init__(self, form: FormDef) -> None:
        self.fields = tuple(field for field in form.fields if field.stored)
        self._columns = [(field.key, _to_raw(field), _target(field)) for field in self.fields]
        self._plain = [(field.key, _to_plain(field)) for field in self.fields]

    def raw(self, record: Record, ids: Ids) -> tuple[Raw, ...]:
        """Return what the columns hold, in the order of `fields`.

        Raises:
            KeyError: a reference is not among `ids`.
        """
        values = record.values
        row: list[Raw] = []
        for key, convert, target in self._columns:
            value = values.get(key)
            if value is None or value == "" or value == ():
                row.append(None)
            elif target:
                row.append(ids[target, str(value)])
            else:
                row.append(convert(value) if convert else value)  # type: ignore[arg-type]
        return tuple(row)

    def filled(self, record: Record) -> dict[str, Any]:
        """Return all that is entered, in plain form by key."""
        values = record.values
        part: dict[str, Any] = {}
        for key, convert in self._plain:
            value = values.get(key)
            if value is not None:
                part[key] = convert(value) if convert else value
        return part


def _to_raw(field: FieldDef) -> Callable[[Value], Raw] | None:
    return None if field.type in _AS_IT_IS else partial(COLUMN_TYPES[field.type].to_sql, field)


def _to_plain(field: FieldDef) -> Callable[[Value], Any] | None:
    return None if field.type in _AS_IT_IS else partial(TO_PLAIN[field.shape], field)


def _target(field: FieldDef) -> str:
    return field.form if field.type is FieldType.REFERENCE else ""

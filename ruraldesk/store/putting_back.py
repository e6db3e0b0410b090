"""Putting one entry of a record back to what it was before a change: a field, a cell, a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ruraldesk.definitions.model import FieldDef, FormDef, Record, Value
from ruraldesk.definitions.plain import from_plain, to_plain
from ruraldesk.store.changes import POSITION, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What an entry was before a change.

    `values` are plain, by field: the one that was changed, and the record behind a name. With
    `lines` they are those of the line with the UUID `line`; `whole` says that all of it went then.
    """

    values: Mapping[str, Any]
    lines: str = ""
    line: str = ""
    whole: bool = False


def of_field(field: FieldDef, old: Part) -> Back:
    """Return what brings a field back, with the record that a name meant."""
    values = {field.key: old.get(field.key)}
    if field.known and field.known in old:
        values[field.known] = old[field.known]
    return Back(values=values)


def is_so(form: FormDef, record: Record, back: Back) -> bool:
    """Say whether an entry is already what it would be put back to, or can no longer be."""
    if not back.lines:
        return _says(form, record, back)
    line = _line(record, back)
    if back.whole:
        return line is not None
    return line is None or _says(form.line(back.lines), line, back)


def put_back(form: FormDef, record: Record, back: Back) -> Record:
    """Return the record with one entry as it was.

    Raises:
        BadValue: the definitions do not know the old value any more.
    """
    if not back.lines:
        return replace(record, values={**record.values, **_values(form, back)})
    own = form.line(back.lines)
    lines = list(record.lines.get(back.lines, ()))
    if back.whole:
        made = Record(values=_values(own, back), uuid=back.line)
        lines.insert(min(len(lines), int(back.values.get(POSITION) or 1) - 1), made)
    else:
        lines = [
            replace(one, values={**one.values, **_values(own, back)})
            if one.uuid == back.line
            else one
            for one in lines
        ]
    return replace(record, lines={**record.lines, back.lines: tuple(lines)})


def _line(record: Record, back: Back) -> Record | None:
    lines = record.lines.get(back.lines, ())
    return next((one for one in lines if one.uuid == back.line), None)


def _says(form: FormDef, record: Record, back: Back) -> bool:
    fields = [form.find(key) for key in back.values]
    return all(
        one is None or to_plain(one, record[one.key]) == back.values[one.key] for one in fields
    )


def _values(form: FormDef, back: Back) -> dict[str, Value]:
    return {
        one.key: from_plain(one, back.values[one.key])
        for one in form.fields
        if one.stored and one.key in back.values
    }

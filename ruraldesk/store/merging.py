"""Laying what was entered over what is stored: the record as it will be, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from ruraldesk.definitions.model import FormDef, Record, Value

_EMPTY = Record(values={})


def merged(form: FormDef, record: Record, before: Record | None) -> Record:
    """Return the whole record that saving `record` over `before` makes, without computed values.

    What `record` does not mention stays: a field or a kind of lines that is absent keeps what is
    stored, one that is None or empty is cleared. Lines are matched by UUID; a line without one, or
    with one that is there twice, is new. Keys that the form does not have are kept, to be refused.
    """
    stored = before or _EMPTY
    lines = {line_form.key: _merged_lines(line_form, record, stored) for line_form in form.lines}
    known = {line_form.key for line_form in form.lines}
    strange = {key: rows for key, rows in record.lines.items() if key not in known}
    return Record(
        values=_merged_values(form, record.values, stored.values),
        lines={**lines, **strange},
        names=record.names,
        uuid=record.uuid or (before.uuid if before else "") or str(uuid4()),
        id=before.id if before else 0,
        revision=(before.revision if before else 0) + 1,
        deleted=before.deleted if before else False,
    )


def _merged_values(
    form: FormDef, entered: Mapping[str, Value], stored: Mapping[str, Value]
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    computed: set[str] = set()
    for field in form.fields:
        if not field.stored:
            computed.add(field.key)
            continue
        value = entered[field.key] if field.key in entered else stored.get(field.key)
        if field.behind and field.key not in entered:
            name = stored.get(field.behind)
            value = value if entered.get(field.behind, name) == name else None  # somebody else
        values[field.key] = None if value == "" or value == () else value
    for key in entered.keys() - values.keys() - computed:
        values[key] = entered[key]
    return values


def _merged_lines(form: FormDef, record: Record, before: Record) -> tuple[Record, ...]:
    stored = before.lines.get(form.key, ())
    if form.key not in record.lines:
        return stored
    known = {line.uuid: line for line in stored}
    taken: set[str] = set()
    made = []
    for line in record.lines[form.key]:
        uuid = line.uuid if line.uuid and line.uuid not in taken else str(uuid4())
        taken.add(uuid)
        old = known.get(uuid, _EMPTY)
        values = _merged_values(form, line.values, old.values)
        made.append(replace(line, values=values, uuid=uuid, id=old.id))
    return tuple(made)

"""What a change was: the difference between two states of a record, as the journal keeps it.

A part is a flat JSON object: fields by key in plain form, lines by their key as an object of line
UUIDs. Only what differs is in it: a line that came or went stands whole on one side and as null on
the other, a line that was edited with its changed fields only, its place as `position`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.definitions.plain import from_plain, to_plain
from ruraldesk.store.codec import FormCodec

Part = dict[str, Any]
"""One side of a change, ready for JSON."""

POSITION = "position"
DELETED = "deleted"  # no field has this key


def difference(form: FormDef, before: Record, after: Record) -> tuple[Part, Part]:
    """Return what `before` and `after` hold differently, each as one part; ({}, {}) when equal."""
    old, new = _changed_fields(form, before, after)
    if before.deleted != after.deleted:
        old[DELETED], new[DELETED] = before.deleted, after.deleted
    for line_form in form.lines:
        old_lines, new_lines = _changed_lines(
            line_form, _lines(before, line_form), _lines(after, line_form)
        )
        if new_lines:
            old[line_form.key], new[line_form.key] = old_lines, new_lines
    return old, new


class Births:
    """What the journal says of new records of a form; made once for many."""

    def __init__(self, form: FormDef) -> None:
        self._own = FormCodec(form)
        self._lines = [(line.key, FormCodec(line)) for line in form.lines]

    def part(self, record: Record) -> Part:
        """Return all that is entered in a record, with all its lines."""
        part = self._own.filled(record)
        for key, codec in self._lines:
            if lines := record.lines.get(key):
                part[key] = {
                    line.uuid: codec.filled(line) | {POSITION: place}
                    for place, line in enumerate(lines, start=1)
                }
        return part


def patched(form: FormDef, record: Record, expected: Part, wanted: Part) -> Record | None:
    """Return `record` with the part `wanted` laid over it, or None when it no longer is `expected`.

    `expected` and `wanted` are the two sides of one change: what the record must show now, and
    what it is to show.
    """
    values = _patched_values(form, record, expected, wanted)
    if values is None or record.deleted != expected.get(DELETED, record.deleted):
        return None
    lines = dict(record.lines)
    for line_form in form.lines:
        if line_form.key in wanted:
            patch = _patched_lines(
                line_form, _lines(record, line_form), expected[line_form.key], wanted[line_form.key]
            )
            if patch is None:
                return None
            lines[line_form.key] = patch
    deleted = wanted.get(DELETED, record.deleted)
    return replace(record, values=values, lines=lines, deleted=deleted)


def dumped(part: Part) -> str:
    """Return a part as JSON text, its fields in the order of the form."""
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


def _changed_fields(
    form: FormDef, before: Record | None, after: Record | None
) -> tuple[Part, Part]:
    old: Part = {}
    new: Part = {}
    was: Mapping[str, Value] = before.values if before else {}
    now: Mapping[str, Value] = after.values if after else {}
    for field in form.fields:
        if was.get(field.key) != now.get(field.key) and field.stored:
            old[field.key] = to_plain(field, was.get(field.key))
            new[field.key] = to_plain(field, now.get(field.key))
    return old, new


def _lines(record: Record, form: FormDef) -> tuple[Record, ...]:
    return tuple(record.lines.get(form.key, ()))


def _changed_lines(
    form: FormDef, before: tuple[Record, ...], after: tuple[Record, ...]
) -> tuple[Part, Part]:
    was = {line.uuid: (place, line) for place, line in enumerate(before, start=1)}
    now = {line.uuid: (place, line) for place, line in enumerate(after, start=1)}
    old: Part = {}
    new: Part = {}
    for uuid in was.keys() | now.keys():
        left, right = was.get(uuid), now.get(uuid)
        old_part, new_part = _changed_fields(
            form, left[1] if left else None, right[1] if right else None
        )
        if left is None or right is None or left[0] != right[0]:
            old_part[POSITION] = left[0] if left else None
            new_part[POSITION] = right[0] if right else None
        if new_part:
            old[uuid] = old_part if left else None
            new[uuid] = new_part if right else None
    return old, new


def _patched_values(
    form: FormDef, record: Record, expected: Part, wanted: Part
) -> dict[str, Value] | None:
    values = dict(record.values)
    for field in form.fields:
        if field.key in wanted:
            if to_plain(field, values.get(field.key)) != expected.get(field.key):
                return None
            values[field.key] = from_plain(field, wanted[field.key])
    return values


def _patched_lines(
    form: FormDef, lines: tuple[Record, ...], expected: Part, wanted: Part
) -> tuple[Record, ...] | None:
    kept = {line.uuid: (place, line) for place, line in enumerate(lines, start=1)}
    for uuid, part in wanted.items():
        seen = expected.get(uuid)
        if (seen is None) != (uuid not in kept):
            return None
        place, line = kept.get(uuid, (0, Record(values={}, uuid=uuid)))
        if part is None:
            if _patched_values(form, line, seen or {}, dict.fromkeys(seen or {})) is None:
                return None
            del kept[uuid]
            continue
        values = _patched_values(form, line, seen or {}, part)
        if values is None:
            return None
        kept[uuid] = (part.get(POSITION, place), replace(line, values=values))
    return tuple(line for _, line in sorted(kept.values(), key=lambda one: one[0]))

"""Checking what a reference fills: the fields must be able to hold what the other record has."""

from __future__ import annotations

from ruraldesk.definitions.loader_keys import check_one_of
from ruraldesk.definitions.loader_source import Node
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.texts.translate import tr

_WRITTEN = frozenset({FieldType.TEXT, FieldType.NOTE})


def check_fills(node: Node, form: FormDef, field: FieldDef, other: FormDef) -> None:
    """Note what is wrong with the `fills` of a field of `form` that means records of `other`."""
    table = node.table("fills")
    if table is None:
        return
    own = {one.key: one for one in form.asked() if one.stored and one.key != field.key}
    theirs = {one.key: one for one in other.asked() if one.stored}
    for key, source in table.data.items():
        if not check_one_of(table, key, key, own):
            continue
        if not isinstance(source, str):
            message = tr("The key of a field of “{form}” belongs here, as text.")
            table.fault(message.format(form=other.key), key)
        elif check_one_of(table, key, source, theirs) and not _can_hold(own[key], theirs[source]):
            message = tr(
                "“{own}” cannot hold what “{form}.{source}” has: type, choices, decimals and "
                "length must agree."
            )
            table.fault(message.format(own=key, form=other.key, source=source), key)


def _can_hold(own: FieldDef, theirs: FieldDef) -> bool:
    """Say whether any value of one field is a value of the other one."""
    long_enough = own.type not in _WRITTEN or own.max_length >= theirs.max_length
    return _kind(own) == _kind(theirs) and long_enough


def _kind(field: FieldDef) -> tuple[FieldType, str, int, str]:
    choices = field.choices.key if field.choices is not None else ""
    return field.type, field.form, field.places, choices

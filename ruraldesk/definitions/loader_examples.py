"""Reading the example of a form, a record as JSON holds it, which must be one that can be saved."""

from __future__ import annotations

from datetime import date
from typing import Any

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.fitting import UUID
from ruraldesk.definitions.loader_source import Node
from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.definitions.no_records import NoRecords
from ruraldesk.definitions.plain import from_plain
from ruraldesk.definitions.validate import check_values
from ruraldesk.definitions.values import BadValue
from ruraldesk.texts.translate import tr

_DAY = date(2023, 11, 16)  # for which examples are written: the day of the source bulletin


def read_example(node: Node | None, form: FormDef) -> Record | None:
    """Return the form's example; note what is wrong with it. None where there is none."""
    if node is None:
        return None
    record = _record(node, form)
    for problem in check_values(form, record, ledgers=NoRecords(), as_of=_DAY):
        if problem.code != "value":  # noted already where it was read
            node.fault(problem.message, problem.field)
    return record


def _record(node: Node, form: FormDef) -> Record:
    """Return the record, or the line, that a table of the example writes."""
    values: dict[str, Value] = {}
    lines = {line.key: line for line in form.lines}
    made: dict[str, tuple[Record, ...]] = {}
    for key, plain in node.data.items():
        field = form.find(key)
        if key in lines and isinstance(plain, list):
            made[key] = tuple(_record(one, lines[key]) for one in node.tables(key))
        elif field is not None and field.stored:
            values[key] = _value(node, key, plain, form)
        elif field is not None:
            message = tr("“{label}” is computed by the program and cannot be typed.")
            node.fault(message.format(label=field.label), key)
        elif key != "uuid":
            known = [one.key for one in form.fields if one.stored] + list(lines)
            near = nearest(key, known)
            message = tr("“{form}” has no field “{key}”.").format(form=form.title, key=key)
            node.fault(message + did_you_mean(near), key, nearest=near)
    return Record(values=values, lines=made, uuid=_uuid(node))


def _value(node: Node, key: str, plain: Any, form: FormDef) -> Value:
    """Return one value; note one that is none of its field."""
    try:
        return from_plain(form.field(key), plain.isoformat() if isinstance(plain, date) else plain)
    except BadValue as error:
        node.fault(str(error), key)
        return None


def _uuid(node: Node) -> str:
    """Return the record's UUID, "" where none is given; note one that is none."""
    text = node.data.get("uuid", "")
    if text == "" or (isinstance(text, str) and UUID.fullmatch(text)):
        return str(text)
    message = tr("“{text}” is no UUID, like 3eea70f6-5695-4c53-a396-9f7e027823a2.")
    node.fault(message.format(text=text), "uuid")
    return ""

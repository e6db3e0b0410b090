"""From one record to a new entry: a deduction becomes a rectification, a list the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ruraldesk.definitions.actions import ActionDef
from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.expression_shapes import scale_of
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.services import entry
from ruraldesk.services.checking import names_of
from ruraldesk.services.figures import today
from ruraldesk.store.book import Book
from ruraldesk.store.sql_expressions import SqlLedgers


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One step that is offered: for the record, or for its line at place `line`, called `name`."""

    action: ActionDef
    line: int | None = None
    name: str = ""


def follow_ups(book: Book, form_key: str, record: Record) -> list[FollowUp]:
    """Return what a saved record and its lines can be made into, in the order of the form."""
    form = book.definitions.form(form_key)
    with book.reading() as connection:
        ledgers = SqlLedgers(connection, book.tables)
        return [
            one
            for action in form.actions
            for one in _offered(form, action, record)
            if action.when is None
            or evaluate(
                action.when,
                _about(one, record),
                ledgers,
                as_of=today(book),
                parent=record if action.lines else None,
            )
            is True
        ]


def begin(book: Book, form_key: str, record: Record, follow_up: FollowUp) -> Record:
    """Return the new entry with what the step fills in; nothing is saved."""
    action = follow_up.action
    target = book.definitions.form(action.form)
    about = _about(follow_up, record)
    started = entry.blank(book, action.form)
    values, names = dict(started.values), dict(started.names)
    with book.reading() as connection:
        ledgers = SqlLedgers(connection, book.tables)
        for key, expression in action.values:
            value = evaluate(
                expression,
                about,
                ledgers,
                as_of=today(book),
                parent=record if action.lines else None,
            )
            if value is not None:
                values[key] = _fitted(target.field(key), value)
    names |= _names(book, target, values)
    if action.link:
        values[action.link] = record.uuid
        names[action.link] = name_of(book.definitions.form(form_key), record)
    return Record(values=values, names=names, lines=_copied(target, action, about))


def _copied(target: FormDef, action: ActionDef, about: Record) -> dict[str, tuple[Record, ...]]:
    """Return the lines that the step takes over, each a new one with what is copied of it."""
    copied = {}
    for key, named in action.copies:
        form = target.line(key)
        begun, fields = form.defaults(), (*named, *_known(form, named))
        copied[key] = tuple(
            Record(
                values=begun | {one: line[one] for one in fields if line[one] is not None},
                names={one: line.names[one] for one in fields if one in line.names},
            )
            for line in about.lines.get(key, ())
        )
    return copied


def _known(form: FormDef, fields: Iterable[str]) -> Iterator[str]:
    """Yield the references behind those of the fields that name a record."""
    return (known for key in fields if (known := form.field(key).known))


def _offered(form: FormDef, action: ActionDef, record: Record) -> Iterator[FollowUp]:
    if not action.lines:
        yield FollowUp(action=action)
        return
    lines = form.line(action.lines)
    for place, line in enumerate(record.lines.get(action.lines, ())):
        yield FollowUp(action=action, line=place, name=name_of(lines, line))


def _about(follow_up: FollowUp, record: Record) -> Record:
    if follow_up.line is None:
        return record
    return record.lines[follow_up.action.lines][follow_up.line]


def _fitted(field: FieldDef, value: Value) -> Value:
    """Return a number with the decimals of its field; anything else as it is."""
    if isinstance(value, Decimal):
        if field.shape in (FieldType.INTEGER, FieldType.YEAR):
            return int(value)
        return value.quantize(Decimal(1).scaleb(-scale_of(field)))
    return value


def _names(book: Book, target: FormDef, values: dict[str, Value]) -> dict[str, str]:
    """Return what the references and units among the values are called."""
    names = {}
    units = dict(entry.units(book))
    for key, value in values.items():
        field = target.find(key)
        if field is None or not isinstance(value, str):
            continue
        if field.type is FieldType.DIVISION and value in units:
            names[key] = units[value]
        elif field.type is FieldType.REFERENCE:
            names[key] = names_of(book, {field.form: [value]}).get(value, "")
    return names

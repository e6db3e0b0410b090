"""What a broken rule says: its message with the values it speaks of, as the window shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ruraldesk.definitions.expression_nodes import FieldOf, Inside, Kind, Node, Through
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FieldDef, FieldType, ReminderDef, RuleDef, Value
from ruraldesk.definitions.names import split_message
from ruraldesk.definitions.values import text_of
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.referring import targets
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_NOTHING = "—"  # stands where a message speaks of something that is not entered
_MOST_PLACES = 2  # a computed share shows no six decimals in a sentence


class Wording:
    """Fills messages; looks up the names of records and units that they mention."""

    def __init__(self, connection: Connection, book: Book) -> None:
        self._connection, self._book = connection, book
        self._reader = RecordReader(book)
        self._names: dict[tuple[str, str], str] = {}

    def message(self, said: RuleDef | ReminderDef, values: Mapping[str, Value]) -> str:
        """Return a message with `values`, by the source of the expressions in it."""
        return "".join(
            part if isinstance(part, str) else self._shown(part, values[part.source])
            for part in _told_parts(said)
        )

    def _shown(self, expression: Expression, value: Value) -> str:
        if value is None:
            return _NOTHING
        field = field_of(expression)
        name = ""
        if expression.kind is Kind.REFERENCE:
            name = self._name(expression.shape.form, str(value))
        elif field.shape is FieldType.DIVISION:
            name = self._name("", str(value))
        return text_of(field, value, name)

    def _name(self, form: str, key: str) -> str:
        if (form, key) not in self._names:
            self._names[form, key] = self._looked_up(form, key)
        return self._names[form, key]

    def _looked_up(self, form: str, key: str) -> str:
        if not form:
            return self._reader.unit_names(self._connection, [key]).get(key, key)
        target = targets(self._connection, self._book, [(form, key)]).get((form, key))
        if target is None:
            return ""
        definition = self._book.definitions.forms[form]
        return self._reader.names(self._connection, definition, [target.id])[target.id].name


def _told_parts(said: RuleDef | ReminderDef) -> Sequence[str | Expression]:
    """Return a message in parts, in the active language, where the same braces stand elsewhere."""
    told = tr(said.message)
    if told == said.message:
        return said.message_parts
    known = {one.source: one for one in said.message_parts if isinstance(one, Expression)}
    parts = split_message(told)
    return [one if place % 2 == 0 else known[one] for place, one in enumerate(parts)]


def field_of(expression: Expression) -> FieldDef:
    """Return the field that shows the values of an expression: its own, or one like it."""
    return _field_behind(expression.tree) or _field_like(expression)


def _field_behind(node: Node) -> FieldDef | None:
    """Return the field whose value a part shows, when it is one field's."""
    while isinstance(node, Through):
        node = node.inner
    return node.field if isinstance(node, FieldOf | Inside) else None


_TYPES = {
    Kind.NUMBER: FieldType.DECIMAL,
    Kind.DATE: FieldType.DATE,
    Kind.TRUTH: FieldType.YES_NO,
    Kind.CHOICE: FieldType.CHOICE,
    Kind.CHOICES: FieldType.CHOICES,
    Kind.FILES: FieldType.FILES,
    Kind.REFERENCE: FieldType.REFERENCE,
}


def _field_like(expression: Expression) -> FieldDef:
    """Return a field that shows values like those of the expression."""
    return FieldDef(
        key="value",
        label="",
        type=_TYPES.get(expression.kind, FieldType.TEXT),
        places=min(expression.scale, _MOST_PLACES),
        choices=expression.shape.choices,
    )

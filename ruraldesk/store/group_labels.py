"""What groups of rows are called, and the order in which people expect them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from ruraldesk.definitions.evaluate import to_value
from ruraldesk.definitions.expression_nodes import Call, Kind
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import text_of, written_text
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.rule_messages import field_of
from ruraldesk.store.sql_values import raw_of
from ruraldesk.texts.translate import on_paper, tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_OF_A_CALL = {"year": FieldType.YEAR, "month": FieldType.MONTH}


def labels(
    book: Book, connection: Connection, by: Expression, raws: Sequence[Any], *, paper: bool = False
) -> dict[Any, tuple[str, str]]:
    """Return key (the value in plain form, "" where nothing is entered) and label of each group.

    Args:
        paper: as papers and workbooks say it, in Chinese, not in the window's language.
    """
    reader = RecordReader(book)
    found: dict[Any, tuple[str, str]] = {None: ("", tr("not entered"))}
    known = [raw for raw in raws if raw is not None]
    if by.kind is Kind.REFERENCE:
        form = book.definitions.forms[by.shape.form]
        called = reader.names(connection, form, known)
        return found | {raw: (called[raw].uuid, called[raw].name) for raw in known}
    field = shown_as(by)
    units: Mapping[str, str] = {}
    if field.shape is FieldType.DIVISION:
        units = reader.unit_names(connection, known)
    for raw in known:
        value = to_value(by.shape, raw_of(by.shape, raw))
        unit = units.get(str(raw), str(raw))
        found[raw] = (_key(value), _label(by, field, value, unit, paper=paper))
    return found


def place(by: Expression, raw: Any) -> tuple[int, int, str | int]:
    """Return what sorts groups: by the place in the list of choices, else by value; None last."""
    if raw is None:
        return 1, 0, ""
    codes = by.shape.choices.codes() if by.shape.choices else ()
    if raw in codes:
        return 0, codes.index(raw), ""
    return 0, len(codes), raw


def shown_as(by: Expression) -> FieldDef:
    """Return the field that shows the values of an expression: of a year, no thousands."""
    field = field_of(by)
    if isinstance(by.tree, Call) and by.tree.name in _OF_A_CALL:
        return replace(field, type=_OF_A_CALL[by.tree.name])
    return field


def _label(by: Expression, field: FieldDef, value: Value, unit: str, *, paper: bool) -> str:
    if isinstance(by.tree, Call) and by.tree.name == "quarter_start" and isinstance(value, date):
        words = "{year}, quarter {number}"
        told = on_paper(words) if paper else tr(words)
        return told.format(year=value.year, number=(value.month + 2) // 3)
    return written_text(field, value, unit) if paper else text_of(field, value, unit)


def _key(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)

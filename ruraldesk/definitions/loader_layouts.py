"""Reading Excel and print layouts, and making the default ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.loader_keys import check_all_of, check_key, check_one_of, check_twice
from ruraldesk.definitions.loader_source import FLAG, TABLES, TEXT, TEXTS, WHOLE, Node
from ruraldesk.definitions.model import (
    FieldDef,
    FieldType,
    FormDef,
)
from ruraldesk.definitions.values import MONEY_UNITS
from ruraldesk.texts.translate import tr

_LAYOUT = {
    "title": TEXT,
    "paper": TEXT,
    "orientation": TEXT,
    "money_unit": TEXT,
    "columns": TEXTS,
    "column": TABLES,
}
_PRINT = {
    "key": TEXT,
    **_LAYOUT,
    "signatures": TEXTS,
    "page_subtotal": FLAG,
    "masked": FLAG,
    "where": TEXT,
    "sort": TEXTS,
}
_COLUMN = {
    "field": TEXT,
    "heading": TEXT,
    "width": WHOLE,
    "group": TEXT,
    "total": FLAG,
}
_WIDEST = 120
_NUMBERS_WITH_UNIT_ABOVE = frozenset({FieldType.MONEY, FieldType.PERCENT})

# How wide a column must be for the values of a type, in characters of Excel (a Chinese one is two)
# and in millimetres of paper.
_WIDTHS: Mapping[FieldType, tuple[int, int]] = {
    FieldType.TEXT: (18, 28),
    FieldType.NOTE: (36, 45),
    FieldType.INTEGER: (10, 14),
    FieldType.DECIMAL: (12, 18),
    FieldType.MONEY: (16, 24),
    FieldType.PERCENT: (10, 14),
    FieldType.DATE: (12, 20),
    FieldType.MONTH: (10, 16),
    FieldType.YEAR: (8, 12),
    FieldType.YES_NO: (6, 10),
    FieldType.CHOICE: (12, 18),
    FieldType.CHOICES: (18, 26),
    FieldType.REFERENCE: (24, 36),
    FieldType.PERSON_ID: (20, 36),
    FieldType.PHONE: (14, 24),
    FieldType.CREDIT_CODE: (20, 36),
    FieldType.DIVISION: (14, 24),
    FieldType.FILES: (20, 24),
    FieldType.SERIAL: (12, 18),
    FieldType.COMPUTED: (12, 18),
}
_CHARACTER_MM = 4  # a heading's character on paper; headings wrap into two lines
_LEAST_NAME = 14  # text fields whose key says "name" are narrower than free text


def read_excel(node: Node | None, form: FormDef) -> LayoutDef:
    """Return the Excel layout: the form's own, else all fields asked, grouped by section."""
    data = {} if node is None else node.checked(_LAYOUT)
    columns = None if node is None else _given(node, form, data, "excel")
    return LayoutDef(
        key="excel",
        columns=columns or _columns(form, _by_section(form), "excel"),
        **{"title": form.title, **data},
    )


def read_prints(nodes: Sequence[Node], form: FormDef) -> tuple[LayoutDef, ...]:
    """Return the print layouts, without their conditions; one of the list columns by default."""
    listed = [field for key in form.list_columns if (field := form.find(key)) is not None]
    if not nodes:
        plain = LayoutDef(key="list", title=form.title, columns=_columns(form, listed, "print"))
        return (plain,)
    made: dict[str, LayoutDef] = {}
    for node in nodes:
        data = node.checked(_PRINT, ("key",))
        data.pop("where", None)  # an expression, read when all forms are known
        if "sort" in data:
            data["sort"] = read_sort(node, form, data["sort"])
        columns = _given(node, form, data, "print") or _columns(form, listed, "print")
        if check_key(node, data.get("key")) and check_twice(node, data["key"], made):
            made[data["key"]] = LayoutDef(columns=columns, **{"title": form.title, **data})
    return tuple(made.values())


def read_sort(node: Node, form: FormDef, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return (field key, descending) pairs of a list such as `["code", "-total"]`."""
    keys = [word.removeprefix("-") for word in words]
    fields = {field.key: field for field in form.fields}
    check_all_of(node, "sort", keys, fields)
    return tuple(
        (key, word.startswith("-")) for key, word in zip(keys, words, strict=True) if key in fields
    )


def heading_of(field: FieldDef) -> str:
    """Return what stands over a field's column: its label, with the unit where values lack it.

    The unit of money stands above the whole table, the percent sign in every cell.
    """
    unit = "" if field.shape in _NUMBERS_WITH_UNIT_ABOVE else field.unit
    return field.label if not unit or unit in field.label else f"{field.label}（{unit}）"


def width_of(field: FieldDef, heading: str, medium: str) -> int:
    """Return the default width of a column: characters for "excel", millimetres for "print"."""
    characters, millimetres = _WIDTHS[field.shape]
    if field.shape is FieldType.TEXT and field.max_length < 20:
        characters, millimetres = _LEAST_NAME, 20
    line = -(-len(heading) // 2)  # headings wrap into two lines
    if medium == "excel":
        return min(max(characters, 2 * line + 2), _WIDEST)
    return min(max(millimetres, _CHARACTER_MM * line + 2), _WIDEST)


def _given(node: Node, form: FormDef, data: dict[str, Any], medium: str) -> tuple[ColumnDef, ...]:
    """Return the columns that a layout names, none where it names none; check what else it says.

    `data` keeps what can be used as it is.
    """
    for key, known in (
        ("paper", ("A4", "A3")),
        ("orientation", ("landscape", "portrait")),
        ("money_unit", MONEY_UNITS),
    ):
        if key in data and not check_one_of(node, key, data[key], known):
            del data[key]
    fields = {field.key: field for field in form.fields}
    keys = data.pop("columns", ())
    given = _given_columns(node, form, fields, medium)
    if keys and given:
        node.fault(tr("Say either “columns” or [[column]] tables, not both."), "columns")
    check_all_of(node, "columns", keys, fields)
    return given or _columns(form, [fields[key] for key in keys if key in fields], medium)


def _given_columns(
    node: Node, form: FormDef, fields: Mapping[str, FieldDef], medium: str
) -> tuple[ColumnDef, ...]:
    """Return the `[[column]]` tables of a layout."""
    made: dict[str, ColumnDef] = {}
    for one in node.tables("column"):
        data = one.checked(_COLUMN, ("field",))
        key = data.get("field")
        if not key or not check_one_of(one, "field", key, fields):
            continue
        if not check_twice(one, key, made, "field"):
            continue
        if data.get("width", 1) not in range(1, _WIDEST + 1):
            message = tr("“{key}” must lie between {low} and {high}.")
            one.fault(message.format(key="width", low=1, high=_WIDEST), "width")
            del data["width"]
        plain = _column(form, fields[key], medium, heading=data.get("heading", ""))
        made[key] = replace(plain, **{"group": "", **data})
    return tuple(made.values())


def _columns(form: FormDef, fields: Iterable[FieldDef], medium: str) -> tuple[ColumnDef, ...]:
    return tuple(_column(form, field, medium) for field in fields)


def _column(form: FormDef, field: FieldDef, medium: str, heading: str = "") -> ColumnDef:
    """Return the default column of a field; on Excel sheets, sections are grouped headings."""
    heading = heading or heading_of(field)
    titles = {section.key: section.title for section in form.sections}
    return ColumnDef(
        field=field.key,
        heading=heading,
        width=width_of(field, heading, medium),
        group=titles.get(field.section, "") if medium == "excel" else "",
        total=field.key in form.totals,
    )


def _by_section(form: FormDef) -> list[FieldDef]:
    """Return the fields asked, those of a section together, in the order of the sections."""
    places = {section.key: place for place, section in enumerate(form.sections)}
    return sorted(form.asked(), key=lambda field: places.get(field.section, 0))

"""Reading Excel and print layouts, and making the default ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ruraldesk.definitions.layouts import OF_PARENT, ColumnDef, LayoutDef
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
    "kind": TEXT,
    "lines": TEXT,
    "only": TEXT,
    "table": TABLES,
}
_TABLE = {
    "lines": TEXT,
    "title": TEXT,
    "only": TEXT,
    "columns": TEXTS,
    "column": TABLES,
}
_KINDS = ("table", "card")
_COLUMN = {
    "field": TEXT,
    "heading": TEXT,
    "width": WHOLE,
    "group": TEXT,
    "total": FLAG,
}
_WIDEST = 120
_NAMING = 2  # columns of a record that name it beside its lines
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
    shown = _Shown(form, _by_key(form.fields), "excel")
    columns = None if node is None else _given(node, shown, data)
    return LayoutDef(
        key="excel",
        columns=columns or shown.columns(_by_section(form)),
        **{"title": form.title, **data},
    )


def read_prints(nodes: Sequence[Node], form: FormDef) -> tuple[LayoutDef, ...]:
    """Return the print layouts, without their conditions; one of the list columns by default."""
    shown = _Shown(form, _by_key(form.fields), "print")
    listed = _listed(form)
    if not nodes:
        return (LayoutDef(key="list", title=form.title, columns=shown.columns(listed)),)
    made: dict[str, LayoutDef] = {}
    for node in nodes:
        data = node.checked(_PRINT, ("key",))
        data.pop("where", None)  # an expression, read when all forms are known
        if "sort" in data:
            data["sort"] = read_sort(node, form, data["sort"])
        layout = _read_print(node, form, data)
        if check_key(node, data.get("key")) and check_twice(node, data["key"], made):
            made[data["key"]] = layout
    return tuple(made.values())


def _read_print(node: Node, form: FormDef, data: dict[str, Any]) -> LayoutDef:
    """Return one print: rows of records, rows of their lines, or cards."""
    if "kind" in data and not check_one_of(node, "kind", data["kind"], _KINDS):
        del data["kind"]
    shown, usual = _Shown(form, _by_key(form.fields), "print"), _listed(form)
    if data.get("kind") == "card":
        _refuse(node, data, ("lines", "only"), tr("A card shows lines in [[print.table]]."))
        data["tables"] = tuple(_read_tables(node, form))
        data.setdefault("orientation", "portrait")
        shown = replace(shown, medium="card")
        usual = [field for field in _by_section(form) if field.type is not FieldType.FILES]
    else:
        if "table" in node.data:
            node.fault(tr("Only a print of kind “card” has tables."), "table")
        line = _line_of(node, form, data)
        if line is not None:
            shown, usual = _of_lines(form, line)
    columns = _given(node, shown, data) or shown.columns(usual)
    return LayoutDef(columns=columns, **{"key": "", "title": form.title, **data})


def _read_tables(node: Node, form: FormDef) -> Iterator[LayoutDef]:
    """Yield the tables of a card."""
    seen: set[str] = set()
    for one in node.tables("table"):
        data = one.checked(_TABLE, ("lines",))
        line = _line_of(one, form, data)
        if line is not None and check_twice(one, line.key, seen, "lines"):
            seen.add(line.key)
            shown = _Shown(line, _by_key(line.fields), "print")
            columns = _given(one, shown, data) or shown.columns(_listed(line))
            yield LayoutDef(columns=columns, **{"key": line.key, "title": line.title, **data})


def _line_of(node: Node, form: FormDef, data: dict[str, Any]) -> FormDef | None:
    """Return the lines that a print or a table names; `data` keeps what can be used."""
    lines = {line.key: line for line in form.lines}
    key = data.get("lines", "")
    if not key or not check_one_of(node, "lines", key, lines):
        _refuse(node, data, () if key else ("only",), tr("Say which lines with “lines”."))
        data.pop("lines", None)
        data.pop("only", None)
        return None
    line = lines[key]
    tests = {one.key: one for one in line.fields if one.shape is FieldType.YES_NO}
    if "only" in data and not check_one_of(node, "only", data["only"], tests):
        del data["only"]
    return line


def _refuse(node: Node, data: dict[str, Any], keys: Iterable[str], message: str) -> None:
    for key in keys:
        if data.pop(key, None) is not None:
            node.fault(message, key)


def _of_lines(form: FormDef, line: FormDef) -> tuple[_Shown, list[FieldDef]]:
    """Return what a print of lines may show, and what it shows unless said otherwise."""
    ours = [replace(field, key=OF_PARENT + field.key) for field in form.fields]
    named = [replace(field, key=OF_PARENT + field.key) for field in _listed(form)[:_NAMING]]
    return _Shown(line, _by_key([*ours, *line.fields]), "print"), [*named, *_listed(line)]


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


@dataclass(frozen=True, slots=True)
class _Shown:
    """Whose columns a layout shows, of which fields it may choose, and for which medium."""

    form: FormDef
    fields: Mapping[str, FieldDef]
    medium: str  # "excel", "print" or "card"

    def columns(self, fields: Iterable[FieldDef]) -> tuple[ColumnDef, ...]:
        """Return the default columns of fields.

        What is computed stands with the answers on both sides of it where these share a section.
        """
        made = [self.column(field) for field in fields]
        asked = [one for one in made if self.fields[one.field].type is not FieldType.COMPUTED]
        groups = {one.field: one.group for one in asked}
        return tuple(
            one if one.field in groups else replace(one, group=_between(made, place, groups))
            for place, one in enumerate(made)
        )

    def column(self, field: FieldDef, heading: str = "") -> ColumnDef:
        """Return the default column of a field; on sheets and cards, sections are headings."""
        heading = heading or heading_of(field)
        titles = {section.key: section.title for section in self.form.sections}
        return ColumnDef(
            field=field.key,
            heading=heading,
            width=width_of(field, heading, self.medium),
            group="" if self.medium == "print" else titles.get(field.section, ""),
            total=field.key in self.form.totals,
        )


def _between(made: Sequence[ColumnDef], place: int, groups: Mapping[str, str]) -> str:
    """Return the group of the nearest answers before and behind where it is one, else the own."""
    before = next((one.field for one in reversed(made[:place]) if one.field in groups), "")
    behind = next((one.field for one in made[place:] if one.field in groups), "")
    same = before and behind and groups[before] == groups[behind]
    return groups[before] if same else made[place].group


def _given(node: Node, shown: _Shown, data: dict[str, Any]) -> tuple[ColumnDef, ...]:
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
    keys = data.pop("columns", ())
    given = _given_columns(node, shown)
    if keys and given:
        node.fault(tr("Say either “columns” or [[column]] tables, not both."), "columns")
    check_all_of(node, "columns", keys, shown.fields)
    return given or shown.columns(shown.fields[key] for key in keys if key in shown.fields)


def _given_columns(node: Node, shown: _Shown) -> tuple[ColumnDef, ...]:
    """Return the `[[column]]` tables of a layout."""
    made: dict[str, ColumnDef] = {}
    for one in node.tables("column"):
        data = one.checked(_COLUMN, ("field",))
        key = data.get("field")
        if not key or not check_one_of(one, "field", key, shown.fields):
            continue
        if not check_twice(one, key, made, "field"):
            continue
        if data.get("width", 1) not in range(1, _WIDEST + 1):
            message = tr("“{key}” must lie between {low} and {high}.")
            one.fault(message.format(key="width", low=1, high=_WIDEST), "width")
            del data["width"]
        if key.startswith(OF_PARENT):
            message = tr("What the record says stands beside each of its lines and has no sum.")
            _refuse(one, data, ("total",), message)
        plain = shown.column(shown.fields[key], data.get("heading", ""))
        made[key] = replace(plain, **{"group": "", **data})
    return tuple(made.values())


def _by_key(fields: Iterable[FieldDef]) -> dict[str, FieldDef]:
    return {field.key: field for field in fields}


def _listed(form: FormDef) -> list[FieldDef]:
    return [field for key in form.list_columns if (field := form.find(key)) is not None]


def _by_section(form: FormDef) -> list[FieldDef]:
    """Return the fields asked, those of a section together, in the order of the sections."""
    places = {section.key: place for place, section in enumerate(form.sections)}
    return sorted(form.asked(), key=lambda field: places.get(field.section, 0))

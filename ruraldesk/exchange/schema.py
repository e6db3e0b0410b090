"""What any tool needs to read a package's tables: Frictionless Table Schema and Data Package.

Constraints are stated only where they hold for what is in the package: a field that became
required later leaves older records without an answer, and those are still true.

Source: Frictionless Data, Table Schema and Data Package, version 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.exchange.csv_cells import NO, YES

RECORD_COLUMNS = ("uuid", "created", "changed", "changed_by", "revision")
LINE_COLUMNS = ("uuid", "parent_uuid", "position")
LEDGERS = "ledgers/"

_TITLES = {
    "uuid": "记录标识",
    "created": "登记时间",
    "changed": "最后修改时间",
    "changed_by": "最后修改人",
    "revision": "修改次数",
    "parent_uuid": "所属记录标识",
    "position": "行次",
}
_COUNTED = ("revision", "position")
_DIALECT = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one table's rows beyond its form."""

    empty: frozenset[str] = frozenset()  # fields that some row leaves without an answer
    whole: frozenset[str] = frozenset()  # references whose every target is in the package


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One CSV file of the package."""

    form: FormDef
    facts: Facts
    size: int
    sha256: str
    title: str


def csv_name(table: str) -> str:
    """Return the name that a table has in the package: ASCII, since zips of old tools need it."""
    return f"{LEDGERS}{table}.csv"


def columns(form: FormDef) -> tuple[str, ...]:
    """Return the columns of a form's CSV file: the record's own, then its stored fields."""
    own = LINE_COLUMNS if form.parent else RECORD_COLUMNS
    return (*own, *(one.key for one in form.fields if one.stored))


def table_schema(form: FormDef, facts: Facts | None = None) -> dict[str, Any]:
    """Return the Table Schema of a ledger's CSV file, or of that of its lines."""
    facts = facts or Facts()
    own = [_own_column(key) for key in (LINE_COLUMNS if form.parent else RECORD_COLUMNS)]
    answers = [_column(one, facts) for one in form.fields if one.stored]
    schema: dict[str, Any] = {
        "fields": [*own, *answers],
        "primaryKey": ["uuid"],
        "missingValues": [""],
    }
    keys = [_key(one.key, one.form) for one in form.fields if one.key in facts.whole]
    if form.parent:
        keys.insert(0, _key("parent_uuid", form.parent))
    if keys:
        schema["foreignKeys"] = keys
    return schema


def data_package(name: str, title: str, resources: Iterable[Resource]) -> dict[str, Any]:
    """Return the Data Package that names every CSV file with its schema, size and hash."""
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": [_resource(one) for one in resources],
    }


def _resource(one: Resource) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": one.form.table,
        "title": one.title,
        "path": csv_name(one.form.table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "bytes": one.size,
        "hash": f"sha256:{one.sha256}",
        "schema": table_schema(one.form, one.facts),
    }


def _key(own: str, table: str) -> dict[str, Any]:
    return {"fields": [own], "reference": {"resource": table, "fields": ["uuid"]}}


def _own_column(key: str) -> dict[str, Any]:
    kind = {"type": "integer"} if key in _COUNTED else {"type": "string"}
    needed = {"constraints": {"required": True}} if key.endswith("uuid") else {}
    return {"name": key, "title": _TITLES[key], **kind, **needed}


def _column(one: FieldDef, facts: Facts) -> dict[str, Any]:
    described = {"name": one.key, "title": one.label, **TYPES[one.shape](one)}
    if one.unit:
        described["unit"] = one.unit
    if one.help:
        described["description"] = one.help
    if one.required and one.key not in facts.empty:
        described.setdefault("constraints", {})["required"] = True
    return described


def _string(one: FieldDef) -> dict[str, Any]:
    return {"type": "string"}


def _decimal(one: FieldDef) -> dict[str, Any]:
    return {"type": "number", "decimalChar": ".", "bareNumber": True, "places": one.places}


def _choice(one: FieldDef) -> dict[str, Any]:
    if one.choices is None:
        return {"type": "string"}
    labels = {item.code: item.label for item in one.choices.items}
    return {"type": "string", "constraints": {"enum": list(labels)}, "labels": labels}


def _choices(one: FieldDef) -> dict[str, Any]:
    labels = {item.code: item.label for item in one.choices.items} if one.choices else {}
    return {"type": "string", "separator": "|", "labels": labels}


TYPES: Mapping[FieldType, Callable[[FieldDef], dict[str, Any]]] = {
    FieldType.TEXT: _string,
    FieldType.NOTE: _string,
    FieldType.INTEGER: lambda one: {"type": "integer"},
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _decimal,
    FieldType.PERCENT: _decimal,
    FieldType.DATE: lambda one: {"type": "date", "format": "default"},
    FieldType.MONTH: lambda one: {"type": "yearmonth"},
    FieldType.YEAR: lambda one: {"type": "year"},
    FieldType.YES_NO: lambda one: {
        "type": "boolean",
        "trueValues": [YES],
        "falseValues": [NO],
    },
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.REFERENCE: _string,
    FieldType.PERSON_ID: _string,
    FieldType.PHONE: _string,
    FieldType.CREDIT_CODE: _string,
    FieldType.DIVISION: _string,
    FieldType.FILES: lambda one: {"type": "string", "separator": "|"},
    FieldType.SERIAL: _string,
    FieldType.COMPUTED: _string,  # never a column
}
"""How each field type is declared to other tools."""

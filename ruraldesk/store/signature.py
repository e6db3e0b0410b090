"""What of a form its tables depend on: kept in the book, to be compared with later forms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.store.lookups import expressions_of
from ruraldesk.store.tables import tables_of

LAYOUT = 1  # raised when tables.py makes other indexes or columns of the same form

Signature = dict[str, Any]
"""`title`, `version`, `layout`, and `tables`: by table name the stored fields by key.

`looking` holds the expressions that may want indexes, of whichever ledger they look into.
"""


def signature_of(form: FormDef) -> Signature:
    """Return the signature of today's form."""
    signature: Signature = {
        "title": form.title,
        "version": form.version,
        "layout": LAYOUT,
        "tables": {part.table: _table(part) for part in tables_of(form)},
    }
    looking = sorted({one.source for one in expressions_of(form) if _may_look_up(one.source)})
    return {**signature, "looking": looking} if looking else signature


def as_text(signature: Signature) -> str:
    """Return the signature as it is kept in the book."""
    return json.dumps(signature, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Signature:
    """Return the signature that was kept as `text`."""
    known: Signature = json.loads(text)
    return known


def nature(field: FieldDef) -> str:
    """Return what never changes of a field once it is in use: type, decimals, referenced form."""
    return nature_in(_field(field))


def nature_in(known: Mapping[str, Any]) -> str:
    """Return the same of a field in a signature."""
    return " ".join(str(known[key]) for key in ("type", "places", "form") if key in known)


def may_become(before: Mapping[str, Any], field: FieldDef) -> bool:
    """Say whether what a field holds in the book is what it asks for today.

    One line of text may become a note: the column is the same, and no value is lost by it.
    """
    widened = before["type"] == FieldType.TEXT and field.type is FieldType.NOTE
    return widened or nature(field) == nature_in(before)


def hash_of(signature: Signature) -> str:
    """Return what tells quickly whether a form has changed."""
    return hashlib.sha256(as_text(signature).encode("utf-8")).hexdigest()


def united(old: Signature, new: Signature) -> Signature:
    """Return `new` with the tables and fields that only `old` has: they keep their columns."""
    tables = {**old["tables"], **new["tables"]}
    for name, table in new["tables"].items():
        fields = old["tables"].get(name, {}).get("fields", {})
        tables[name] = {**table, "fields": {**fields, **table["fields"]}}
    return {**new, "tables": tables}


def file_fields(known: Signature) -> Iterator[tuple[str, str]]:
    """Yield table and key of each field that ever held names of attachments."""
    for table, content in known["tables"].items():
        for key, field in content["fields"].items():
            if field["type"] == FieldType.FILES:
                yield table, key


def _may_look_up(source: str) -> bool:
    """Return whether an expression may look for rows by values of its own row: see lookups.py.

    Told from its text, since every book that is opened asks it of all expressions there are.
    """
    return "this" in source and "==" in source


def _table(form: FormDef) -> Mapping[str, Any]:
    return {
        "fields": {field.key: _field(field) for field in form.fields if field.stored},
        "indexed": [form.dated_by, *(key for key, _ in form.sort)],
    }


def _field(field: FieldDef) -> Mapping[str, Any]:
    known: dict[str, Any] = {"type": str(field.type), "label": field.label}
    if field.places:
        known["places"] = field.places
    if field.form:
        known["form"] = field.form
    if field.unique:
        known["unique"] = True
    if field.retired:
        known["retired"] = True
    if field.choices:
        known["choices"] = list(field.choices.codes())
    return known

"""References through which a row of an office's table also tells of the record they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.definitions.names import name_fields


def reference_at(form: FormDef, forms: Mapping[str, FormDef], path: str) -> FieldDef | None:
    """Return the reference that stands at `path`: "person", "payees.person", "household.head".

    None where a step of the path is no reference, or leads to no ledger.
    """
    first, _, rest = path.partition(".")
    holder = form
    if first in {line.key for line in form.lines}:
        holder = form.line(first)
        first, _, rest = rest.partition(".")
    field = holder.find(first)
    if field is None or field.type is not FieldType.REFERENCE or field.form not in forms:
        return None
    return reference_at(forms[field.form], forms, rest) if rest else field


def through_of(form: FormDef, forms: Mapping[str, FormDef]) -> Iterator[tuple[str, FormDef]]:
    """Yield each reference through which a form's import goes, and the ledger it leads to."""
    for path in form.imports.through:
        field = reference_at(form, forms, path)
        if field is not None:
            yield path, forms[field.form]


def root_of(path: str, through: tuple[str, ...]) -> str:
    """Return the reference of the row itself by which the record at `path` is reached."""
    above = path.rpartition(".")[0]
    return root_of(above, through) if above in through else path


def named_by(form: FormDef) -> FieldDef | None:
    """Return the field that holds what people call a record: a text, or whose name it bears."""
    kinds = (FieldType.TEXT, FieldType.REFERENCE)
    fields = (form.find(key) for key in name_fields(form))
    return next((one for one in fields if one is not None and one.type in kinds), None)

"""What a reference with `fills` brings along: the fields that the other record answers already."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ruraldesk.definitions.model import UNIT, FieldDef, FormDef, Record, Value


def filling(form: FormDef) -> tuple[FieldDef, ...]:
    """Return the references of a form that fill others of its fields."""
    return tuple(one for one in form.fields if one.fills and not one.retired)


def rosters(forms: Mapping[str, FormDef], master: str) -> tuple[tuple[FormDef, FieldDef], ...]:
    """Return the ledgers that list records of `master` by name, each with its reference to them."""
    name = forms[master].name
    return tuple(
        (form, field)
        for form in forms.values()
        for field in filling(form)
        if field.form == master and any((form.name, name) == _braced(pair) for pair in field.fills)
    )


def _braced(pair: tuple[str, str]) -> tuple[str, str]:
    own, theirs = pair
    return f"{{{own}}}", f"{{{theirs}}}"


def identifying(form: FormDef, field: FieldDef, other: FormDef) -> frozenset[str]:
    """Return the fields of `form` by which the record can be told that the reference means."""
    identities = {key for keys in other.imports.identities for key in keys}
    return frozenset(own for own, key in _pairs(form, field, other) if key in identities)


def told(
    form: FormDef, field: FieldDef, other: FormDef, values: Mapping[str, Value]
) -> dict[str, Value]:
    """Return what `values` of `form` say of the other record, by its fields.

    Empty where they fill none of the other ledger's identities whole.
    """
    said = {key: values.get(own) for own, key in _pairs(form, field, other)}
    filled: dict[str, Value] = {key: one for key, one in said.items() if one is not None}
    if any(filled.keys() >= set(keys) for keys in other.imports.identities):
        return filled
    return {}


def taken(field: FieldDef, record: Record, answered: Collection[str]) -> dict[str, Value]:
    """Return what the fields take from the other record, but for those answered already."""
    return {
        own: record[key]
        for own, key in field.fills
        if own not in answered and record[key] is not None
    }


def _pairs(form: FormDef, field: FieldDef, other: FormDef) -> list[tuple[str, str]]:
    """Return which own fields say what the other record's fields do; people share their unit."""
    pairs = list(field.fills)
    shared = form.find(UNIT) is not None and other.find(UNIT) is not None
    if shared and UNIT not in (key for _, key in pairs):
        pairs.append((UNIT, UNIT))
    return pairs

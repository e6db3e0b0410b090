"""The definitions that a package was made with, as far as its tables need them to be read.

A town may have newer or older forms than the village: what a column means is said by the package
itself, and compared field by field with the forms of whoever reads it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from ruraldesk.definitions.model import Choice, ChoiceList, FieldDef, FieldType, FormDef
from ruraldesk.texts.clean import find_control

FORMAT = 1


def canonical(document: object) -> bytes:
    """Return JSON with sorted keys and no spaces: the same bytes for the same content, always."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def read_json(content: bytes) -> Any:
    """Return what JSON of unknown origin says.

    Raises:
        ValueError: it is none, nested deeper than any of ours, or has what is no number.
    """
    try:
        return json.loads(content, parse_constant=_no_number, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def describe(forms: Iterable[FormDef]) -> bytes:
    """Return the description of `forms`, their lines and the choices that they use."""
    forms = list(forms)
    lists = {
        one.choices.key: one.choices
        for form in forms
        for part in (form, *form.lines)
        for one in part.fields
        if one.stored and one.choices is not None
    }
    return canonical(
        {
            "format": FORMAT,
            "forms": {form.key: _form(form) for form in forms},
            "choices": {key: _choices(one) for key, one in lists.items()},
        }
    )


def described_forms(content: bytes) -> dict[str, FormDef]:
    """Return the forms that a description tells of, with what is needed to read their cells.

    A field of a type that this program does not know is read as a text.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is no description.
    """
    said = read_json(content)
    lists = {
        key: ChoiceList(
            key=key,
            title=_word(one["title"]),
            items=tuple(Choice(code=str(code), label=_word(label)) for code, label in one["items"]),
        )
        for key, one in said["choices"].items()
    }
    return {key: _read_form(key, one, lists) for key, one in said["forms"].items()}


def _form(form: FormDef) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": form.title,
        "version": form.version,
        "fields": [_field(one) for one in form.fields if one.stored],
    }
    if form.lines:
        said["lines"] = [{"key": line.key, **_form(line)} for line in form.lines]
    return said


def _field(one: FieldDef) -> dict[str, Any]:
    said: dict[str, Any] = {"key": one.key, "type": str(one.type), "label": one.label}
    said |= {"unit": one.unit} if one.unit else {}
    said |= {"places": one.places} if one.places else {}
    said |= {"since": one.since} if one.since != 1 else {}
    said |= {"private": True} if one.private else {}
    said |= {"choices": one.choices.key} if one.choices is not None else {}
    said |= {"form": one.form} if one.form else {}
    return said


def _choices(one: ChoiceList) -> dict[str, Any]:
    return {"title": one.title, "items": [[item.code, item.label] for item in one.items]}


def _read_form(
    key: str, said: Mapping[str, Any], lists: Mapping[str, ChoiceList], parent: str = ""
) -> FormDef:
    return FormDef(
        key=key,
        title=_word(said["title"]),
        version=int(said["version"]),
        parent=parent,
        fields=tuple(_read_field(one, lists) for one in said["fields"]),
        lines=tuple(
            _read_form(str(line["key"]), line, lists, parent=key) for line in said.get("lines", ())
        ),
    )


def _word(text: object) -> str:
    """Return what a sentence may show as it is; ValueError says that it is no such text."""
    if not isinstance(text, str) or find_control(text) is not None:
        raise ValueError("no word")
    return text


def _read_field(said: Mapping[str, Any], lists: Mapping[str, ChoiceList]) -> FieldDef:
    known = {str(one) for one in FieldType}
    return FieldDef(
        key=str(said["key"]),
        type=FieldType(said["type"]) if said["type"] in known else FieldType.TEXT,
        label=_word(said["label"]),
        unit=str(said.get("unit", "")),
        places=int(said.get("places", 0)),
        since=int(said.get("since", 1)),
        private=bool(said.get("private", False)),
        choices=lists[said["choices"]] if "choices" in said else None,
        form=str(said.get("form", "")),
    )

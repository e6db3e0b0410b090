"""What a record is called in lists: its form's name template, filled."""

from __future__ import annotations

import re
from functools import lru_cache

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.values import text_of

_FIELD = re.compile(r"\{([^{}]*)\}")
_EMPTY_PAIR = re.compile(r"（\s*）|\(\s*\)|【\s*】|\[\s*\]|《\s*》|〔\s*〕|“\s*”|「\s*」")
_MARKS = r"[\-—–－/／·、，,;；:：|｜]"
_MARKS_IN_A_ROW = re.compile(rf"(\s*{_MARKS}\s*)(?:\s*{_MARKS}\s*)+")
_OPEN_ENDS = re.compile(rf"^(?:\s|{_MARKS})+|(?:\s|{_MARKS})+$")
_AFTER_OPENING = re.compile(rf"([（(【\[《〔“「])(?:\s|{_MARKS})+")
_BEFORE_CLOSING = re.compile(rf"(?:\s|{_MARKS})+([）)】\]》〕”」])")


def name_of(form: FormDef, record: Record) -> str:
    """Return the record's name; what is not entered vanishes with the marks around it.

    A record with none of the parts is called by the form's title.
    """
    parts = _parts(form.name)
    texts = []
    missing = False
    for index, part in enumerate(parts):
        if index % 2:
            field = form.find(part)
            text = text_of(field, record[part], record.names.get(part, "")) if field else ""
            missing = missing or not text
            texts.append(" ".join(text.split()))
        else:
            texts.append(part)
    if not any(texts[1::2]):
        return form.title
    name = "".join(texts)
    return _neat(name) if missing else name.strip()


def name_fields(form: FormDef) -> tuple[str, ...]:
    """Return the keys of the fields that the form's name template shows, in order."""
    return _parts(form.name)[1::2]


@lru_cache(maxsize=512)
def _parts(template: str) -> tuple[str, ...]:
    """Take a template apart: literal text and field keys in turn, beginning with literal text."""
    return tuple(_FIELD.split(template))


def _neat(name: str) -> str:
    """Remove the brackets and marks that stood around missing parts."""
    before = ""
    while name != before:
        before = name
        name = _EMPTY_PAIR.sub("", name)
        name = _MARKS_IN_A_ROW.sub(r"\1", name)
        name = _AFTER_OPENING.sub(r"\1", name)
        name = _BEFORE_CLOSING.sub(r"\1", name)
    return " ".join(_OPEN_ENDS.sub("", name).split())

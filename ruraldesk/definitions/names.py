"""What a record is called in lists: its form's name template, filled."""

from __future__ import annotations

import re
from functools import lru_cache

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.values import written_text

_FIELD = re.compile(r"\{([^{}]*)\}")
_STAND_IN = 0xF0000  # the first private character beyond those of old Chinese systems
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
    texts: list[str] = []
    shape = ""  # the template with a stand-in for each part that is there
    for index, part in enumerate(_parts(form.name)):
        if index % 2 == 0:
            shape += part
        elif text := _text(form, record, part):
            shape += chr(_STAND_IN + len(texts))
            texts.append(text)
    if not texts:
        return form.title
    if len(texts) < len(name_fields(form)):
        shape = _neat(shape)
    return "".join(
        texts[ord(char) - _STAND_IN] if _STAND_IN <= ord(char) < _STAND_IN + len(texts) else char
        for char in shape.strip()
    )


def name_fields(form: FormDef) -> tuple[str, ...]:
    """Return the keys of the fields that the form's name template shows, in order."""
    return _parts(form.name)[1::2]


_BRACED = re.compile(r"(\{\{|\}\})|\{([^{}]*)\}")


def split_message(message: str) -> tuple[str, ...]:
    """Take a rule's message apart: literal text and expressions in turn, beginning with text."""
    parts, position = [""], 0
    for found in _BRACED.finditer(message):
        parts[-1] += message[position : found.start()]
        position = found.end()
        if found[1]:
            parts[-1] += found[1][0]
        else:
            parts += [found[2].strip(), ""]
    parts[-1] += message[position:]
    return tuple(parts)


@lru_cache(maxsize=512)
def _parts(template: str) -> tuple[str, ...]:
    """Take a template apart: literal text and field keys in turn, beginning with literal text."""
    return tuple(_FIELD.split(template))


def _text(form: FormDef, record: Record, key: str) -> str:
    """Return what a part of the name shows, in one line; "" for nothing."""
    field = form.find(key)
    called = record.names.get(key, "")
    if field is None or (field.type is FieldType.REFERENCE and not called):
        return ""  # another record's UUID names nothing
    text = written_text(field, record[key], called)
    return " ".join(text.split())


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

"""Reading choice lists and fields, as far as they can be judged by themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from ruraldesk.definitions.choosing import folded
from ruraldesk.definitions.loader_keys import check_key, check_one_of, check_twice
from ruraldesk.definitions.loader_source import (
    BOUNDS,
    FLAG,
    PLAIN,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    WHOLE,
    Node,
)
from ruraldesk.definitions.model import (
    COLOURS,
    NUMBER_TYPES,
    Choice,
    ChoiceList,
    FieldDef,
    FieldType,
)
from ruraldesk.definitions.plain import from_plain
from ruraldesk.definitions.values import MONEY_UNITS, BadValue
from ruraldesk.texts.translate import tr

_LIST = {
    "key": TEXT,
    "title": TEXT,
    "ordered": FLAG,
    "extensible": FLAG,
    "item": TABLES,
}
_ITEM = {
    "code": TEXT,
    "label": TEXT,
    "aliases": TEXTS,
    "retired": FLAG,
    "source": TEXT,
    "colour": TEXT,
}
_FIELD = {
    "key": TEXT,
    "type": TEXT,
    "label": TEXT,
    "unit": TEXT,
    "shown_in": TEXT,
    "places": WHOLE,
    "section": TEXT,
    "width": WHOLE,
    "required": FLAG,
    "unique": FLAG,
    "default": PLAIN,
    "range": BOUNDS,
    "max_length": WHOLE,
    "pattern": TEXT,
    "pattern_help": TEXT,
    "visible_when": TEXT,
    "required_when": TEXT,
    "help": TEXT,
    "private": FLAG,
    "headings": TEXTS,
    "since": WHOLE,
    "retired": FLAG,
    "choices": TEXT,
    "form": TEXT,
    "fills": TABLE,
    "names": TEXT,
    "serial": TEXT,
    "expression": TEXT,
    "result": TEXT,
}
_TYPES = {kind.value: kind for kind in FieldType}
_EXPRESSIONS = ("visible_when", "required_when", "expression")  # parsed when all forms are known
_CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES})
_WITH_PLACES = frozenset({FieldType.DECIMAL, FieldType.PERCENT})

# Keys that mean something for some types only; computed fields have those of their result.
_SHAPE_KEYS: Mapping[str, frozenset[FieldType]] = {
    "shown_in": frozenset({FieldType.MONEY}),
    "places": _WITH_PLACES,
    "choices": _CHOSEN,
    "form": frozenset({FieldType.REFERENCE}),
}
_TYPE_KEYS: Mapping[str, frozenset[FieldType]] = {
    "range": NUMBER_TYPES | {FieldType.DATE},
    "max_length": frozenset({FieldType.TEXT, FieldType.NOTE}),
    "pattern": frozenset({FieldType.TEXT}),
    "pattern_help": frozenset({FieldType.TEXT}),
    "names": frozenset({FieldType.TEXT}),
    "serial": frozenset({FieldType.SERIAL}),
    "expression": frozenset({FieldType.COMPUTED}),
    "result": frozenset({FieldType.COMPUTED}),
    "unique": frozenset(FieldType)
    - {FieldType.COMPUTED, FieldType.FILES, FieldType.NOTE, FieldType.YES_NO, FieldType.CHOICES},
    "required": frozenset(FieldType) - {FieldType.COMPUTED},
    "required_when": frozenset(FieldType) - {FieldType.COMPUTED},
    "default": frozenset(FieldType) - {FieldType.COMPUTED, FieldType.SERIAL, FieldType.FILES},
}
_NEEDED: Mapping[FieldType, tuple[str, ...]] = {
    FieldType.DECIMAL: ("places",),
    FieldType.CHOICE: ("choices",),
    FieldType.CHOICES: ("choices",),
    FieldType.REFERENCE: ("form",),
    FieldType.SERIAL: ("serial",),
    FieldType.COMPUTED: ("expression", "result"),
}
_NO_RESULT = frozenset({FieldType.COMPUTED, FieldType.SERIAL, FieldType.FILES, FieldType.CHOICES})
_MOST_PLACES = 6
_MOST_CHARACTERS = 100_000
_CODE = re.compile(r"[A-Za-z0-9_.\-]+")  # the separators of stored and exported lists stay free
_NUMBER_FORMAT = re.compile("(?:0[1-9])?")


def read_choices(node: Node, extra: Sequence[Choice] = ()) -> ChoiceList | None:
    """Return one `[[list]]` with the members that a book added to it; None without a usable key."""
    data = node.checked(_LIST, ("key", "title", "item"))
    if not check_key(node, data.get("key")):
        return None
    items: dict[str, Choice] = {}
    words: dict[str, str] = {}
    for one in node.tables("item"):
        item = one.checked(_ITEM, ("code", "label"))
        if not item.get("code") or not item.get("label"):
            continue
        if "colour" in item:
            check_one_of(one, "colour", item["colour"], COLOURS)
        choice = Choice(**item)
        if not _CODE.fullmatch(choice.code):
            message = tr("“{code}” cannot be a code: use letters, digits, “_”, “-” and “.”.")
            one.fault(message.format(code=choice.code), "code")
        elif check_twice(one, choice.code, items, "code"):
            items[choice.code] = choice
            _check_words(one, choice, words)
    made = ChoiceList(items=tuple(items.values()), **{"title": "", **data})
    if made.ordered and "extensible" not in data:
        made = replace(made, extensible=False)
    if made.ordered and made.extensible:
        node.fault(
            tr("An ordered list cannot be extensible: nobody knows the place."), "extensible"
        )
    if made.extensible and extra:
        added = tuple(choice for choice in extra if choice.code not in items)
        made = replace(made, items=(*made.items, *added))
    return made


def _check_words(node: Node, choice: Choice, words: dict[str, str]) -> None:
    """Note codes, labels and aliases that already mean another member of the list."""
    named = (("code", choice.code), ("label", choice.label))
    for key, word in (*named, *(("aliases", alias) for alias in choice.aliases)):
        owner = words.setdefault(folded(word), choice.code)
        if owner != choice.code:
            message = tr("“{word}” already stands for “{code}”; nobody could tell them apart.")
            node.fault(message.format(word=word, code=owner), key)


def read_field(
    node: Node, choices: Mapping[str, ChoiceList], sections: Mapping[str, object]
) -> FieldDef | None:
    """Return one `[[field]]` without its expressions; None without a usable key and type."""
    data = node.checked(_FIELD, ("key", "type", "label"))
    key_is_good = check_key(node, data.get("key"))
    kind = _type(node, "type", data)
    if not key_is_good or kind is None:
        return None
    result = _type(node, "result", data) if kind is FieldType.COMPUTED else None
    if result in _NO_RESULT:
        message = tr("A computed field cannot have the result “{result}”.")
        node.fault(message.format(result=result), "result")
        result = None
    _check_keys(node, data, kind, result)
    _check_numbers(node, data)
    _check_section(node, data, sections)
    _check_pattern(node, data)
    if kind is FieldType.SERIAL and "serial" in data:
        _check_serial(node, data["serial"])
    made = _made(data, kind, result, _list(node, data, choices))
    if made.shape is FieldType.MONEY:
        check_one_of(node, "shown_in", made.shown_in, MONEY_UNITS)
    made = replace(made, fills=_fills(node, made)) if "fills" in node.data else made
    return _with_values(node, data, made) if "range" in data or "default" in data else made


def behind(field: FieldDef) -> FieldDef:
    """Return the reference to the record that a text names."""
    return FieldDef(
        key=field.known,
        type=FieldType.REFERENCE,
        label=field.label,
        form=field.names,
        behind=field.key,
        fills=field.fills,
        section=field.section,
        since=field.since,
        retired=field.retired,
    )


def _fills(node: Node, made: FieldDef) -> tuple[tuple[str, str], ...]:
    """Return what a reference fills; whether that can be is judged when all forms are known."""
    table = node.table("fills")
    if made.type is FieldType.REFERENCE or made.names or table is None:
        data = table.data if table is not None else {}
        return tuple((own, key) for own, key in data.items() if isinstance(key, str))
    message = tr("“{key}” means nothing for a field of type “{type}”; delete it.")
    node.fault(message.format(key="fills", type=made.type), "fills")
    return ()


def _type(node: Node, key: str, data: Mapping[str, Any]) -> FieldType | None:
    """Return the field type that `key` names; note an unknown one."""
    word = data.get(key, "")
    return _TYPES[word] if word and check_one_of(node, key, word, _TYPES) else None


def _check_keys(
    node: Node, data: dict[str, Any], kind: FieldType, result: FieldType | None
) -> None:
    """Note keys that mean nothing for this type, and drop them; note keys that it needs."""
    shape = result or kind
    for keys, type_ in ((_SHAPE_KEYS, shape), (_TYPE_KEYS, kind)):
        for key, types in keys.items():
            if key in data and type_ not in types:
                message = tr("“{key}” means nothing for a field of type “{type}”; delete it.")
                node.fault(message.format(key=key, type=type_), key)
                del data[key]
    for key in {*_NEEDED.get(kind, ()), *_NEEDED.get(shape, ())}:
        if key not in node.data:
            message = tr("A field of type “{type}” needs the key “{key}”.")
            node.fault(message.format(type=shape if key != "result" else kind, key=key), key)


def _check_numbers(node: Node, data: dict[str, Any]) -> None:
    """Note whole numbers out of bounds, and drop them."""
    for key, low, high in (
        ("places", 0, _MOST_PLACES),
        ("width", 1, 2),
        ("max_length", 1, _MOST_CHARACTERS),
        ("since", 1, 10**6),
    ):
        if key in data and not low <= data[key] <= high:
            message = tr("“{key}” must lie between {low} and {high}.")
            node.fault(message.format(key=key, low=low, high=high), key)
            del data[key]


def _check_section(node: Node, data: dict[str, Any], sections: Mapping[str, object]) -> None:
    """Give a field without a section the first one; note an unknown one."""
    if "section" not in data or not check_one_of(node, "section", data["section"], sections):
        data["section"] = next(iter(sections), "")


def _check_pattern(node: Node, data: dict[str, Any]) -> None:
    """Note a regular expression without words for its refusal; drop one that is none."""
    if "pattern" not in data:
        return
    try:
        re.compile(data["pattern"])
    except re.error as error:
        message = tr("This is not a regular expression: {reason}.")
        node.fault(message.format(reason=error), "pattern")
        del data["pattern"]
    if not data.get("pattern_help"):
        message = tr(
            "A pattern needs “pattern_help”: what to tell a clerk whose text does not fit."
        )
        node.fault(message, "pattern")


def _check_serial(node: Node, template: str) -> None:
    """Note a serial number's template that is not like `W{number:02}` or `{year}-{number:04}`."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        parts = []
    names = [name for _, name, _, _ in parts if name is not None]
    shapes_are_good = all(
        conversion is None
        and (_NUMBER_FORMAT.fullmatch(shape or "") if name == "number" else not shape)
        for _, name, shape, conversion in parts
    )
    if names.count("number") != 1 or not {"year", "number"} >= set(names) or not shapes_are_good:
        message = tr("A serial number is written like W{{number:02}} or {{year}}-{{number:04}}.")
        node.fault(message.format(), "serial")


def _list(
    node: Node, data: Mapping[str, Any], choices: Mapping[str, ChoiceList]
) -> ChoiceList | None:
    """Return the choice list that the field names; note an unknown one."""
    if "choices" not in data or not check_one_of(node, "choices", data["choices"], choices):
        return None
    return choices[data["choices"]]


def _made(
    data: Mapping[str, Any],
    kind: FieldType,
    result: FieldType | None,
    choices: ChoiceList | None,
) -> FieldDef:
    """Return the field with the defaults of its type."""
    shape = result or kind
    given = {key: value for key, value in data.items() if key not in _EXPRESSIONS}
    for key in ("range", "default"):
        given.pop(key, None)
    given |= {"type": kind, "result": result, "choices": choices}
    if shape is FieldType.MONEY:
        given |= {"places": 2, "unit": data.get("unit", "元")}
        given.setdefault("shown_in", "元")
    elif shape is FieldType.PERCENT:
        given.setdefault("places", 2)
    elif shape is FieldType.NOTE:
        given.setdefault("max_length", 4000)
        given.setdefault("width", 2)
    return FieldDef(**{"label": "", **given})


def _with_values(node: Node, data: Mapping[str, Any], made: FieldDef) -> FieldDef:
    """Add range and default, which are values of the field themselves."""
    bounds = _range(node, made, data["range"]) if "range" in data else None
    default = _plain(node, made, "default", data["default"]) if "default" in data else None
    return replace(made, range=bounds, default=default)


def _plain(node: Node, made: FieldDef, key: str, plain: object) -> Any:
    """Return a value written in the definition; note one that is none of this field."""
    try:
        return from_plain(made, plain.isoformat() if isinstance(plain, date) else plain)
    except BadValue as error:
        node.fault(str(error), key)
        return None


def _range(
    node: Node, made: FieldDef, bounds: Sequence[object]
) -> tuple[Decimal | None, Decimal | None] | tuple[date | None, date | None] | None:
    """Return the two bounds as values; note bounds that are none, or stand the wrong way round."""
    low, high = (_plain(node, made, "range", bound) for bound in bounds)
    if made.type is not FieldType.DATE:
        low, high = (None if one is None else Decimal(one) for one in (low, high))
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        message = tr("The lower bound {low} lies above the upper bound {high}; swap them.")
        node.fault(message.format(low=low, high=high), "range")
        return None
    return low, high

"""Reading one ledger's file, as far as it can be judged without other forms and expressions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ruraldesk.definitions.identity import BOOK_LEVELS
from ruraldesk.definitions.import_model import (
    BesideDef,
    ImportDef,
    InferDef,
    PivotDef,
    RangeDef,
    SpreadDef,
)
from ruraldesk.definitions.loader_fields import behind, read_field
from ruraldesk.definitions.loader_keys import (
    check_all_of,
    check_key,
    check_one_of,
    check_twice,
)
from ruraldesk.definitions.loader_layouts import read_excel, read_prints, read_sort
from ruraldesk.definitions.loader_source import (
    FLAG,
    GROUPS,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    WHOLE,
    Node,
)
from ruraldesk.definitions.model import (
    SUMMABLE_TYPES,
    ChoiceList,
    FieldDef,
    FieldType,
    FormDef,
    SectionDef,
)
from ruraldesk.texts.translate import tr

_LINES = {
    "key": TEXT,
    "title": TEXT,
    "name": TEXT,
    "help": TEXT,
    "dated_by": TEXT,
    "list_columns": TEXTS,
    "totals": TEXTS,
    "sort": TEXTS,
    "section": TABLES,
    "field": TABLES,
    "rule": TABLES,
}
_FORM = {
    **_LINES,
    "parts": TEXTS,
    "group": TEXT,
    "version": WHOLE,
    "levels": TEXTS,
    "placed": FLAG,
    "frozen_columns": WHOLE,
    "search": TEXTS,
    "closes": FLAG,
    "monthly": FLAG,
    "lasting": FLAG,
    "lines": TABLES,
    "states": TABLE,
    "view": TABLES,
    "reminder": TABLES,
    "action": TABLES,
    "excel": TABLE,
    "print": TABLES,
    "import": TABLE,
    "example": TABLE,
    "systems": TEXTS,
}
_LISTS_OF_A_PART = ("section", "field", "lines", "rule", "view", "reminder", "action", "print")
PART = {**dict.fromkeys(_LISTS_OF_A_PART, TABLES), "states": TABLE}
"""What the file of a part, shared by several ledgers, may hold."""

_SECTION = {"key": TEXT, "title": TEXT, "note": TEXT}
_IMPORT = {
    "titles": TEXTS,
    "identities": GROUPS,
    "lines": TEXTS,
    "spread": TABLES,
    "instead": TABLES,
    "pivot": TABLE,
    "range": TABLES,
    "infer": TABLES,
    "through": TEXTS,
    "beside": TABLES,
}
_SPREAD = {"form": TEXT, "link": TEXT}
_PIVOT = {"choice": TEXT, "amount": TEXT, "also": TEXT}
_INSTEAD = {"reference": TEXT, "text": TEXT}
_RANGE = {"start": TEXT, "end": TEXT, "headings": TEXTS}
_INFER = {"field": TEXT, "source": TEXT, "value": TEXT}
_BESIDE = {"column": TEXT, "words": TEXTS, "field": TEXT}
_NAME_PART = re.compile(r"\{([^{}]*)\}")
_LISTED_BY_DEFAULT = 8
_NOT_LISTED = frozenset({FieldType.NOTE, FieldType.FILES})
_NAMING = frozenset({FieldType.TEXT, FieldType.SERIAL})

UNIT = FieldDef(
    key="unit",
    type=FieldType.DIVISION,
    label="所属单位",
    required=True,
    headings=(
        *(
            "所属单位",
            "所属村",
            "所在村",
            "村",
            "行政村",
            "村名",
            "村名称",
            "村（社区）",
            "发生地（村）",
            "发生村",
        ),
        *("乡镇村", "乡镇、村", "填报单位", "建设村", "所在行政村", "村别", "村居", "村（居）"),
        *(
            "所在单位",
            "村居名称",
            "实施村",
            "项目实施村",
            "村（社区）名称",
            "所属行政村",
            "行政村名",
        ),
    ),
)
"""The first field of every ledger whose records belong to a village, town or county."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form on its way: what is known of it without expressions, and where it is written."""

    node: Node
    form: FormDef
    fields: Mapping[str, Node]  # by key; the unit field of the loader has none
    lines: tuple[Draft, ...] = ()


def read_form(
    node: Node, choices: Mapping[str, ChoiceList], group: str, parts: Mapping[str, Node]
) -> Draft | None:
    """Return the ledger that a file defines; None without a usable key.

    `group` is the navigation group that the file's folder names, for a form that names none.
    `parts` are what ledgers share, by the name under which a form takes them in.
    """
    data = node.checked(_FORM, ("key", "title", "field"))
    if not check_key(node, data.get("key")):
        return None
    wanted = data.pop("parts", ())
    check_all_of(node, "parts", wanted, parts)
    node = replace(node, parts=tuple(parts[key] for key in wanted if key in parts))
    data.setdefault("group", group)
    if "levels" in data:
        check_all_of(node, "levels", data["levels"], dict.fromkeys(BOOK_LEVELS))
    if data.get("version") == 0:
        node.fault(tr("“version” counts from 1."), "version")
        del data["version"]
    placed = data.pop("placed", True)
    draft = _read(node, data, choices, placed=placed)
    _check_unit(draft, placed=placed)
    form = replace(draft.form, lines=())
    lines = _read_lines(draft, choices)
    form = replace(form, lines=tuple(line.form for line in lines))
    search = data.get("search")
    if search is None:
        search = tuple(_NAME_PART.findall(form.name))
    else:
        check_all_of(node, "search", search, _by_key(form.fields))
    form = replace(form, search=search)
    form = replace(
        form,
        excel=read_excel(node.table("excel"), form),
        prints=read_prints(list(node.tables("print")), form),
        imports=_read_import(node.table("import"), form),
    )
    return Draft(node, form, draft.fields, lines)


def _read(
    node: Node,
    data: dict[str, Any],
    choices: Mapping[str, ChoiceList],
    *,
    placed: bool = False,
    parent: str = "",
) -> Draft:
    """Return what ledgers and lines have in common."""
    sections = _read_sections(node)
    fields, nodes = _read_fields(node, choices, sections, data.get("version", 1))
    if placed and "unit" not in fields:
        fields = {"unit": replace(UNIT, section=next(iter(sections), "")), **fields}
    given = {key: data[key] for key in data if key not in ("sort", "search")}
    form = FormDef(
        **{
            "title": "",
            **given,
            "parent": parent,
            "fields": tuple(fields.values()),
            "sections": tuple(sections.values()),
            "name": data.get("name") or _default_name(fields.values()),
            "list_columns": data.get("list_columns") or _default_columns(fields.values()),
        }
    )
    if fields:
        _check_name(node, form.name, fields)
    for key in ("list_columns", "totals"):
        check_all_of(node, key, data.get(key, ()), fields)
    _check_totals(node, form.totals, fields)
    _check_dated(node, form.dated_by, fields)
    return Draft(node, replace(form, sort=read_sort(node, form, data.get("sort", ()))), nodes)


def _read_lines(draft: Draft, choices: Mapping[str, ChoiceList]) -> tuple[Draft, ...]:
    """Return the lines of a ledger; their keys stand beside its fields in records."""
    seen: set[str] = {field.key for field in draft.form.fields}
    made = []
    for node in draft.node.tables("lines"):
        data = node.checked(_LINES, ("key", "title", "field"))
        key = data.get("key")
        if check_key(node, key) and check_twice(node, str(key), seen):
            seen.add(str(key))
            made.append(_read(node, data, choices, parent=draft.form.key))
    return tuple(made)


def _read_sections(node: Node) -> dict[str, SectionDef]:
    sections: dict[str, SectionDef] = {}
    for one in node.tables("section"):
        data = one.checked(_SECTION, ("key", "title"))
        if data.get("key") and check_twice(one, data["key"], sections):
            sections[data["key"]] = SectionDef(**{"title": data["key"], **data})
    return sections


def _read_fields(
    node: Node,
    choices: Mapping[str, ChoiceList],
    sections: Mapping[str, SectionDef],
    version: int,
) -> tuple[dict[str, FieldDef], dict[str, Node]]:
    fields: dict[str, FieldDef] = {}
    nodes: dict[str, Node] = {}
    labels: set[str] = set()  # a table with two equal headings could not be imported
    for one in node.tables("field"):
        field = read_field(one, choices, sections)
        if field is None or not check_twice(one, field.key, fields):
            continue
        if not field.retired:
            check_twice(one, field.label, labels, "label")
            labels.add(field.label)
        if field.since > version:
            message = tr("Version {since} lies ahead of the form's version {version}.")
            one.fault(message.format(since=field.since, version=version), "since")
        fields[field.key] = replace(field, fills=()) if field.names else field
        nodes[field.key] = one
        if field.names and check_twice(one, field.known, fields):
            fields[field.known] = behind(field)
    if node.data.get("field") == []:
        node.fault(tr("“{key}” must not be empty.").format(key="field"), "field")
    return fields, nodes


def _check_unit(draft: Draft, *, placed: bool) -> None:
    """Note a ledger's own `unit` that is no division: lists and expressions rely on that."""
    unit = draft.form.find("unit")
    node = draft.fields.get("unit")
    if placed and node is not None and unit is not None and unit.type is not FieldType.DIVISION:
        node.fault(tr("The field “unit” of a ledger is of type “division”."), "type")


def _check_name(node: Node, name: str, fields: Mapping[str, FieldDef]) -> None:
    """Note parts of the name template that are no fields, and braces that do not match."""
    for key in _NAME_PART.findall(name):
        check_one_of(node, "name", key, fields)
    rest = _NAME_PART.sub("", name)
    if "{" in rest or "}" in rest or not _NAME_PART.search(name):
        node.fault(tr("A name is written like “{{code}} {{name}}”.").format(), "name")


def _check_totals(node: Node, keys: Collection[str], fields: Mapping[str, FieldDef]) -> None:
    for key in keys:
        if key in fields and fields[key].shape not in SUMMABLE_TYPES:
            message = tr("“{key}” is of type “{type}”, which has no sum.")
            node.fault(message.format(key=key, type=fields[key].shape), "totals")


def _check_dated(node: Node, key: str, fields: Mapping[str, FieldDef]) -> None:
    if not key or not check_one_of(node, "dated_by", key, fields):
        return
    if fields[key].type not in (FieldType.DATE, FieldType.MONTH, FieldType.YEAR):
        message = tr("“{key}” is of type “{type}”; a record is dated by a date, month or year.")
        node.fault(message.format(key=key, type=fields[key].type), "dated_by")


def _read_import(node: Node | None, form: FormDef) -> ImportDef:
    if node is None:
        return ImportDef()
    data = node.checked(_IMPORT)
    fields = _by_key(form.fields)
    groups = data.get("identities", ())
    for group in groups:
        check_all_of(node, "identities", group, fields)
    check_all_of(node, "lines", data.get("lines", ()), {line.key: line for line in form.lines})
    spreads = (one.checked(_SPREAD, ("form", "link")) for one in node.tables("spread"))
    besides = (one.checked(_BESIDE, tuple(_BESIDE)) for one in node.tables("beside"))
    return ImportDef(
        titles=data.get("titles", ()),
        identities=tuple(map(tuple, groups)),
        lines=data.get("lines", ()),
        spread=tuple(SpreadDef(**one) for one in spreads if len(one) == len(_SPREAD)),
        instead=dict(_read_instead(node, fields)),
        pivot=_read_pivot(node.table("pivot"), fields),
        ranges=tuple(_read_ranges(node, fields)),
        infer=tuple(_read_inferred(node, fields)),
        through=data.get("through", ()),
        beside=tuple(BesideDef(**one) for one in besides if len(one) == len(_BESIDE)),
    )


def _read_pivot(node: Node | None, fields: Mapping[str, FieldDef]) -> PivotDef | None:
    if node is None:
        return None
    data = node.checked(_PIVOT, ("choice", "amount"))
    choices = [key for key, field in fields.items() if field.type is FieldType.CHOICE]
    if "amount" not in data or not check_one_of(node, "choice", data.get("choice", ""), choices):
        return None
    if "also" in data and not check_one_of(node, "also", data["also"], choices):
        return None
    return PivotDef(**data)


def _read_instead(node: Node, fields: Mapping[str, FieldDef]) -> Iterator[tuple[str, str]]:
    kinds = {"reference": (FieldType.REFERENCE, FieldType.CHOICE), "text": (FieldType.TEXT,)}
    for one in node.tables("instead"):
        data = one.checked(_INSTEAD, tuple(_INSTEAD))
        known = {
            name: [key for key, field in fields.items() if field.type in kind]
            for name, kind in kinds.items()
        }
        if all(check_one_of(one, name, data.get(name, ""), known[name]) for name in _INSTEAD):
            yield data["reference"], data["text"]


def _read_ranges(node: Node, fields: Mapping[str, FieldDef]) -> Iterator[RangeDef]:
    dates = [key for key, field in fields.items() if field.type is FieldType.DATE]
    for one in node.tables("range"):
        data = one.checked(_RANGE, tuple(_RANGE))
        if all(check_one_of(one, name, data.get(name, ""), dates) for name in ("start", "end")):
            yield RangeDef(**data)


def _read_inferred(node: Node, fields: Mapping[str, FieldDef]) -> Iterator[InferDef]:
    lists = {key: one.choices for key, one in fields.items() if one.type is FieldType.CHOICE}
    for one in node.tables("infer"):
        data = one.checked(_INFER, ("field", "source"))
        choices = lists.get(data.get("field", ""))
        known = check_one_of(one, "field", data.get("field", ""), lists)
        known = check_one_of(one, "source", data.get("source", ""), fields) and known
        if known and "value" in data and choices is not None:
            known = check_one_of(one, "value", data["value"], [item.code for item in choices.items])
        if known:
            yield InferDef(**data)


def _by_key(fields: Sequence[FieldDef]) -> dict[str, FieldDef]:
    return {field.key: field for field in fields}


def _default_name(fields: Collection[FieldDef]) -> str:
    """Return a name template of the first field that can name a record."""
    naming = [field for field in fields if field.type in _NAMING] or list(fields)
    return f"{{{naming[0].key}}}" if naming else ""


def _default_columns(fields: Collection[FieldDef]) -> tuple[str, ...]:
    listed = [f.key for f in fields if f.type not in _NOT_LISTED and not f.retired]
    return tuple(listed[:_LISTED_BY_DEFAULT])

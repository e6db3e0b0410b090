"""Checks that need all forms, whole: imports into several ledgers, and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ruraldesk.definitions.loader_examples import read_example
from ruraldesk.definitions.loader_forms import Draft
from ruraldesk.definitions.loader_keys import check_one_of
from ruraldesk.definitions.loader_source import Node
from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.definitions.through import reference_at, through_of
from ruraldesk.texts.translate import tr


def checked_forms(drafts: Mapping[str, Draft], forms: Mapping[str, FormDef]) -> dict[str, FormDef]:
    """Return the forms with their examples; note what is wrong between the forms."""
    made = {}
    for key, form in forms.items():
        node = drafts[key].node
        if (spreading := node.table("import")) is not None:
            _check_spread(spreading, form, forms)
            _check_pivot(spreading.table("pivot"), form, forms)
            _check_through(spreading, form, forms)
            _check_beside(spreading, form, forms)
        _check_systems(node, form)
        _check_months(node, form)
        example = read_example(node.table("example"), form)
        made[key] = form if example is None else replace(form, example=example)
    return made


def _check_months(node: Node, form: FormDef) -> None:
    """Note a ledger that is closed or reported by the month, and whose records lie in none."""
    word = "closes" if form.closes else "monthly" if form.monthly else ""
    dated = form.find(form.dated_by)
    if not word or (dated is not None and dated.type is not FieldType.YEAR):
        return
    message = tr("“{word}” is about the month a record lies in: “dated_by” must name a date.")
    node.fault(message.format(word=word), word)


def _check_systems(node: Node, form: FormDef) -> None:
    """Note mechanisms (rows of resources/help/systems.csv) without a number, or in no part."""
    parts = {one.key: None for whole in (form, *form.lines) for one in whole.fields}
    for keys in (form.lines, form.views, form.prints):
        parts |= {one.key: None for one in keys}
    parts |= {one.code: None for one in form.states.states} if form.states else {}
    for text in form.systems:
        number, _, part = text.partition(" ")
        if not number.isdecimal():
            message = tr(
                "A mechanism is written as its number, or with the part that holds it: “12 {part}”."
            )
            node.fault(message.format(part=next(iter(parts))), "systems")
        elif part:
            check_one_of(node, "systems", part, parts)


def _check_spread(node: Node, form: FormDef, forms: Mapping[str, FormDef]) -> None:
    """Note spreads into unknown ledgers, or by a field that does not refer to the record."""
    reached = {form.key}
    spreads = [one for one in node.tables("spread") if isinstance(one.data.get("form"), str)]
    for one in spreads:
        target, link = one.data["form"], one.data.get("link")
        if not check_one_of(one, "form", target, forms) or not isinstance(link, str):
            continue
        references = {
            field.key: field for field in forms[target].fields if field.type is FieldType.REFERENCE
        }
        if check_one_of(one, "link", link, references) and references[link].form not in reached:
            message = tr("“{link}” refers to “{form}”, which this import does not make.")
            one.fault(message.format(link=link, form=references[link].form), "link")
        reached.add(target)


def _check_beside(node: Node, form: FormDef, forms: Mapping[str, FormDef]) -> None:
    """Note columns that change their meaning and go nowhere."""
    holders = {"": form, **{f"{line.key}.": line for line in form.lines}}
    holders |= {f"{one.form}.": forms[one.form] for one in form.imports.spread if one.form in forms}
    holders |= {f"{path}.": one for path, one in through_of(form, forms)}
    known = [f"{start}{field.key}" for start, one in holders.items() for field in one.fields]
    for one in node.tables("beside"):
        for name in ("column", "field"):
            if isinstance(one.data.get(name), str):
                check_one_of(one, name, one.data[name], known)


def _check_through(node: Node, form: FormDef, forms: Mapping[str, FormDef]) -> None:
    """Note references that are none, and those that no reference before them leads to."""
    lines = {line.key for line in form.lines}
    for path in form.imports.through:
        above = path.rpartition(".")[0]
        if reference_at(form, forms, path) is None:
            known = list(_references(form, forms))
            check_one_of(node, "through", path, known)
        elif above and above not in lines and above not in form.imports.through:
            message = tr("“{path}” is reached through “{above}”, which must be named as well.")
            node.fault(message.format(path=path, above=above), "through")


def _references(form: FormDef, forms: Mapping[str, FormDef]) -> Iterator[str]:
    """Yield the references of a form and its lines, and those of the records they mean."""
    for start, holder in (("", form), *((f"{line.key}.", line) for line in form.lines)):
        for field in holder.fields:
            if field.type is FieldType.REFERENCE and field.form in forms:
                yield f"{start}{field.key}"
                for one in forms[field.form].fields:
                    if one.type is FieldType.REFERENCE:
                        yield f"{start}{field.key}.{one.key}"


def _check_pivot(node: Node | None, form: FormDef, forms: Mapping[str, FormDef]) -> None:
    """Note a pivot whose amounts go to no amount of the record or of those it spreads into."""
    if node is None or form.imports.pivot is None:
        return
    known = [field.key for field in form.fields if field.type is FieldType.MONEY]
    known += [
        f"{spread.form}.{field.key}"
        for spread in form.imports.spread
        if spread.form in forms
        for field in forms[spread.form].fields
        if field.type is FieldType.MONEY
    ]
    check_one_of(node, "amount", form.imports.pivot.amount, known)

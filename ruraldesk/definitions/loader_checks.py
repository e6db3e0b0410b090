"""Checks that need all forms: computed cycles, imports into several ledgers, examples."""

from __future__ import annotations

from collections.abc import Mapping

from ruraldesk.definitions.loader_forms import Draft
from ruraldesk.definitions.loader_keys import check_one_of
from ruraldesk.definitions.loader_source import Node
from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.texts.translate import tr


def check_forms(drafts: Mapping[str, Draft], forms: Mapping[str, FormDef]) -> None:
    """Note what is wrong between the forms, and in their examples."""
    for key, draft in drafts.items():
        node = draft.node.table("import")
        if node is not None:
            _check_spread(node, forms[key], forms)


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

"""Reading `briefs/briefs.toml`: which briefs there are; each has a template beside it."""

from __future__ import annotations

from collections.abc import Container

from ruraldesk.definitions.briefs import BriefDef
from ruraldesk.definitions.identity import BOOK_LEVELS
from ruraldesk.definitions.loader_keys import check_all_of, check_key, check_twice
from ruraldesk.definitions.loader_source import TABLES, TEXT, TEXTS, Node
from ruraldesk.texts.translate import tr

SUFFIXES = (".docx", ".txt")
_BRIEF = {"key": TEXT, "title": TEXT, "note": TEXT, "levels": TEXTS}


def read_briefs(node: Node, templates: Container[str]) -> tuple[BriefDef, ...]:
    """Return the briefs; one without a file among `templates` is noted."""
    node.checked({"brief": TABLES})
    briefs: dict[str, BriefDef] = {}
    for one in node.tables("brief"):
        data = one.checked(_BRIEF, ("key", "title"))
        key = data.get("key")
        if not check_key(one, key) or not check_twice(one, str(key), briefs):
            continue
        if "levels" in data:
            check_all_of(one, "levels", data["levels"], dict.fromkeys(BOOK_LEVELS))
        if not any(f"{key}{suffix}" in templates for suffix in SUFFIXES):
            message = tr("The brief has no template: put {key}.docx or {key}.txt beside this file.")
            one.fault(message.format(key=key), "key")
        briefs[str(key)] = BriefDef(**{"title": "", **data})
    return tuple(briefs.values())

"""Colours that a clerk gives to values: which rules a ledger has, and which rows they hold for.

The rules lie in the book. What is typed in one is kept as it was typed, as under a heading.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruraldesk.definitions.model import FormDef, ViewDef
from ruraldesk.store.book import Book
from ruraldesk.store.marking import answering

__all__ = [
    "TONES",
    "VIEW",
    "ColourRule",
    "answering",
    "colour_rules",
    "keep_colour_rules",
    "view_of",
]

TONES = ("cinnabar", "wheat", "sky", "pine")
"""Names of colours, of which each has a sign of its own as well."""

MOST_RULES = 12  # of one ledger


VIEW = "view."
"""Begins the field of a rule that colours the rows of one of the form's views."""


@dataclass(frozen=True, slots=True)
class ColourRule:
    """The cells of a column, or whole rows, for which a typed condition holds, get a colour.

    `field` may be VIEW and the key of one of the form's views: then its rows do.
    """

    field: str
    typed: str
    tone: str
    whole_row: bool = False


def colour_rules(book: Book, form: FormDef) -> tuple[ColourRule, ...]:
    """Return the rules of a ledger, without those about fields that its form has lost."""
    try:
        read = json.loads(book.settings.get(_setting(form), "[]"))
    except ValueError:
        read = []
    kept = read if isinstance(read, list) else []
    return tuple(_rule(one) for one in kept if _is_whole(form, one))


def keep_colour_rules(book: Book, form: FormDef, rules: Sequence[ColourRule]) -> None:
    """Keep these rules in place of the earlier ones.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    told = [
        {"field": one.field, "typed": one.typed, "tone": one.tone, "row": one.whole_row}
        for one in rules[:MOST_RULES]
    ]
    book.settings[_setting(form)] = json.dumps(told, ensure_ascii=False)


def _setting(form: FormDef) -> str:
    return f"colours.{form.key}"


def _rule(one: dict[str, Any]) -> ColourRule:
    return ColourRule(one["field"], one["typed"], one["tone"], whole_row=bool(one.get("row")))


def _is_whole(form: FormDef, one: object) -> bool:
    if not isinstance(one, dict) or one.get("tone") not in TONES:
        return False
    key, typed = one.get("field"), one.get("typed")
    if not isinstance(key, str) or not isinstance(typed, str):
        return False
    return form.find(key) is not None or view_of(form, key) is not None


def view_of(form: FormDef, key: str) -> ViewDef | None:
    """Return the view that a rule's field means, where it has a condition; else None."""
    views = (one for one in form.views if one.where is not None)
    return next((one for one in views if f"{VIEW}{one.key}" == key), None)

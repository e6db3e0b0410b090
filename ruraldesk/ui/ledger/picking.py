"""Values of a column that are picked from a list: which columns have one, and what picking means.

A value is known by a code: of a choice its own, of a reference the record's UUID, of a date its
month; "" is "nothing entered".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import text_of
from ruraldesk.services.ledger import Filter
from ruraldesk.texts.translate import listed, tr

CHOOSABLE = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO})
"""Columns whose values are known without asking the book."""

LISTED = CHOOSABLE | {
    *(FieldType.TEXT, FieldType.REFERENCE, FieldType.DIVISION, FieldType.INTEGER),
    *(FieldType.DATE, FieldType.MONTH, FieldType.YEAR),
}
"""Columns of which the values that occur can be listed, unless they are private."""

EMPTY = ""  # code of "nothing entered"
_MOST_NAMED = 4  # values that a sentence names before it only counts them


@dataclass(frozen=True, slots=True)
class Condition:
    """One column's condition: what the store is asked, and how it reads in words."""

    filters: tuple[Filter, ...]
    words: str


def is_listed(field: FieldDef) -> bool:
    """Say whether the values of a column can be picked from a list."""
    return field.shape in LISTED and not field.private


def members(field: FieldDef) -> tuple[tuple[str, str], ...]:
    """Return what can be chosen in a column in any case: codes and labels."""
    if field.shape is FieldType.YES_NO:
        return (("yes", text_of(field, True)), ("no", text_of(field, False)))
    if field.choices is None:
        return ()
    return tuple((item.code, tr(item.label)) for item in field.choices.items)


def choose(
    field: FieldDef,
    codes: Sequence[str],
    labels: Mapping[str, str] | None = None,
    *,
    without: bool = False,
) -> Condition | None:
    """Return the condition "one of these values", or "none of them"; None when none is picked.

    Args:
        labels: what values are called that the field does not know itself.
    """
    if not codes:
        return None
    own = dict(members(field))
    known = {EMPTY: tr("(not entered)"), **(labels or {}), **own}
    order = dict.fromkeys((*own, *codes))  # as the list of choices has them
    named = [known.get(code, code) for code in order if code in codes]
    told = listed(named[:_MOST_NAMED])
    if len(named) > _MOST_NAMED:
        told = tr("{values} and others, {count} in all").format(values=told, count=len(named))
    pattern = tr("{field} ≠ {labels}") if without else tr("{field} = {labels}")
    words = pattern.format(field=tr(field.label), labels=told)
    values = tuple(_value(field, code) for code in codes)
    if field.shape is FieldType.YES_NO and not without:
        return Condition(_yes_or_no(field, values), words)
    return Condition((Filter(field.key, "without" if without else "in", values),), words)


def code_of(value: Value) -> str:
    """Return the code of a value that a record holds; a date's is the day itself."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def known_as(field: FieldDef, key: str) -> str:
    """Return the code of a value that is known in plain form: of an answer, yes or no."""
    if field.shape is not FieldType.YES_NO:
        return key
    return {"true": "yes", "false": "no"}.get(key, key)


def _yes_or_no(field: FieldDef, values: Sequence[Value]) -> tuple[Filter, ...]:
    """Return what both answers together do not ask."""
    if len(values) == 1 and values[0] is not None:
        return (Filter(field.key, "equals", values[0]),)
    return () if None not in values and len(values) > 1 else (Filter(field.key, "in", (*values,)),)


def _value(field: FieldDef, code: str) -> Value:
    if code == EMPTY:
        return None
    if field.shape is FieldType.YES_NO:
        return code in ("yes", "true")
    if field.shape in (FieldType.INTEGER, FieldType.YEAR):
        return int(code)
    return code

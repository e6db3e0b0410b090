"""Columns that stand for something: for a member of a choice list, or for one year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.documents.excel_choices import member_said
from ruraldesk.documents.heading_targets import Target
from ruraldesk.texts.clean import fold_width

FEWEST_MEMBERS = 2  # columns for members of a list, from which they are taken for such
AMOUNT = "金额"
_UNIT_BEHIND = re.compile(r"[（(][^（）()]*元[)）]$|万?元$")
_YEAR_SAID = re.compile(r"((?:19|20)[0-9]{2})\s*年?度?\s*(.*)", re.DOTALL)

Words = tuple[str, ...]
Look = Callable[[Words], Target | None]


def for_members(
    form: FormDef, targets: Mapping[str, Target], headings: Mapping[int, Words], look: Look
) -> dict[int, Target]:
    """Return the columns that hold amounts for one member of the form's pivot each.

    `look` says what the words of a group together with 金额 mean.
    """
    pivot = form.imports.pivot
    if pivot is None:
        return {}
    members: dict[str, tuple[int, Target]] = {}
    for index, heading in headings.items():
        code = _code(form, pivot.choice, heading)
        told = look((*heading[:-1], AMOUNT)) if code and len(heading) > 1 else None
        amount = told or targets[pivot.amount]
        if code is None or amount.field.type is not FieldType.MONEY:
            continue
        member = [(pivot.choice, code)]
        also = _code(form, pivot.also, heading) if pivot.also else None
        if also is not None:
            member.append((pivot.also, also))
        target = replace(amount, member=tuple(member))
        members.setdefault(target.key, (index, target))
    return dict(members.values()) if len(members) >= FEWEST_MEMBERS else {}


def _code(form: FormDef, key: str, heading: Words) -> str | None:
    choices = form.field(key).choices
    return member_said(choices, _UNIT_BEHIND.sub("", heading[-1])) if choices else None


def for_years(
    form: FormDef, headings: Mapping[int, Words], look: Look
) -> Iterator[tuple[int, Target]]:
    """Yield the columns that say a line's field for one year each: 近三年考核结果 | 2022年.

    `look` says what words mean by themselves.
    """
    yearly = _yearly_lines(form)
    for index, heading in headings.items():
        said = _YEAR_SAID.fullmatch(fold_width(heading[-1]).strip())
        if said is None or not yearly:
            continue
        words = [said[2], *("".join(heading[start:-1]) for start in range(len(heading) - 1))]
        meant = (look((word,)) for word in words if word)
        target = next((one for one in meant if one and _line_of(one) in yearly), None)
        if target is not None:
            yield index, replace(target, year=int(said[1]))


def _line_of(target: Target) -> str:
    return target.path.rpartition(".")[0]


def _yearly_lines(form: FormDef) -> frozenset[str]:
    """Return the lines of which a record has one for each year."""
    return frozenset(
        key
        for key in form.imports.lines
        if any(one.type is FieldType.YEAR and one.required for one in form.line(key).fields)
    )

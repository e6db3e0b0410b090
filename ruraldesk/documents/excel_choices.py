"""Which members of a choice list a cell names: offices join several, and add remarks to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ruraldesk.definitions.choosing import code_of
from ruraldesk.definitions.model import Choice, ChoiceList
from ruraldesk.texts.clean import clean_text, fold_width

SHORTEST = 2  # characters of a word that may stand behind the name of a place

_REMARK = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_JOINED = re.compile(r"[、，,;；/+＋\n]|兼任|兼|及|和")
_QUOTES = re.compile(r"[\s“”\"'‘’「」]+")
_PLACE = re.compile(r"[^、，,;；/+＋兼及和]{0,12}(?:村|社区|镇|乡|街道|办事处|县|区)")
_ENDINGS = ("类项目", "项目", "类", "资金")


@lru_cache(maxsize=10_000)
def codes_said(choices: ChoiceList, text: str) -> tuple[tuple[str, ...], str]:
    """Return the members that a cell names, in its order, and the first part that names none.

    “党支部书记兼村委会主任” is one member where the list has the two as one, else two members.
    A remark in brackets counts where it names a member, and says nothing otherwise.
    """
    whole = member_said(choices, text)
    if whole is not None:
        return (whole,), ""
    named: list[str] = []
    bare = _REMARK.sub("", text)
    remarks = [remark for remark in _REMARK.findall(text) if member_said(choices, remark)]
    whole = member_said(choices, bare)
    parts = [bare] if whole else [part for part in _JOINED.split(bare) if part.strip()]
    for part in (*parts, *remarks):
        code = member_said(choices, part)
        if code is None:
            return (), part.strip()
        named.append(code)
    return as_one(choices, tuple(dict.fromkeys(named))), "" if named else text


def member_said(choices: ChoiceList, words: str) -> str | None:
    """Return the member that words mean by themselves, behind a place, or with a common ending."""
    bare = _QUOTES.sub("", fold_width(clean_text(words)))
    if not bare:
        return None
    found = code_of(choices, words) or code_of(choices, bare) or code_of(choices, f"{bare}资金")
    if found is not None:
        return found
    for ending in (*_ENDINGS, choices.title):
        if bare.endswith(ending) and (found := code_of(choices, bare.removesuffix(ending))):
            return found
    for start in range(1, len(bare) - SHORTEST + 1):  # the longest word first
        if _PLACE.fullmatch(bare[:start]) and (found := code_of(choices, bare[start:])):
            return found
    return None


def member_inside(choices: ChoiceList, text: str) -> str | None:
    """Return the member whose words stand in a text, by the longest of them; None for none."""
    bare = _QUOTES.sub("", fold_width(clean_text(text)))
    said = [
        (len(word), item.code)
        for item in choices.items
        for word in map(fold_width, (item.label, *item.aliases))
        if len(word) > SHORTEST and word in bare
    ]
    longest = max((length for length, _ in said), default=0)
    codes = {code for length, code in said if length == longest}
    return codes.pop() if len(codes) == 1 else None


def as_one(choices: ChoiceList, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Put members together that the list also has as one: 书记、主任."""
    if len(codes) < 2:
        return codes
    ones = _joined_members(choices)
    fitting = [
        code
        for code, parts in ones.items()
        if len(parts) > 1 and (parts.issubset(codes) or code in codes)
    ]
    if not fitting:
        return codes
    best = max(fitting, key=lambda code: len(ones[code]))
    absorbed = {*ones[best], best}
    first = next(place for place, code in enumerate(codes) if code in absorbed)
    kept = [code for code in codes if code not in absorbed]
    kept.insert(min(first, len(kept)), best)
    return tuple(kept)


@lru_cache(maxsize=100)
def _joined_members(choices: ChoiceList) -> Mapping[str, frozenset[str]]:
    """Return for each member the members that it is joined of."""
    return {item.code: max(_parts_of(choices, item), key=len) for item in choices.items}


def _parts_of(choices: ChoiceList, item: Choice) -> list[frozenset[str]]:
    """Return the members that each wording of a member is joined of; nothing for a plain one."""
    found: list[frozenset[str]] = [frozenset()]
    for words in (item.label, *item.aliases):
        codes = [member_said(choices, part) for part in _JOINED.split(words)]
        if len(codes) > 1 and None not in codes:
            found.append(frozenset(code for code in codes if code is not None) - {item.code})
    return found

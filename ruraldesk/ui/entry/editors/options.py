"""What a field offers to choose from, and which of it answers to what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ruraldesk.definitions.choosing import folded
from ruraldesk.definitions.model import ChoiceList
from ruraldesk.texts.pinyin import initials_variants, pinyin_variants

ADD = "+"  # the value of the option that adds a member; no code of a list begins so


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is stored, what is shown, what else finds it."""

    value: str
    label: str
    detail: str = ""
    words: tuple[str, ...] = ()  # aliases
    checked: bool | None = None  # None: of a list that takes one only


def options_of(choices: ChoiceList) -> list[Option]:
    """Return the members of a list that are still offered, in its order."""
    return [
        Option(item.code, item.label, words=(*item.aliases, item.code))
        for item in choices.items
        if not item.retired
    ]


def matching(options: Iterable[Option], text: str) -> list[Option]:
    """Return the options that `text` finds, best first, in the list's order among equals.

    A text finds a label or alias by what it begins with or contains, by pinyin ("jichu") and by
    initials ("jcss"). An empty text finds all.
    """
    wanted = folded(text)
    if not wanted:
        return list(options)
    ranked = [(rank, option) for option in options if (rank := _rank(option, wanted)) is not None]
    return [option for _, option in sorted(ranked, key=lambda pair: pair[0])]


def _rank(option: Option, wanted: str) -> int | None:
    """Return how well an option answers, 0 best; None where it does not."""
    label = folded(option.label)
    if label == wanted:
        return 0
    if label.startswith(wanted):
        return 1
    if wanted.isascii():
        return _rank_of_letters(option, wanted)
    if wanted in label:
        return 4
    words = [folded(word) for word in option.words]
    return 5 if any(wanted in word for word in words) else None


def _rank_of_letters(option: Option, wanted: str) -> int | None:
    short, long = initials_variants(option.label), pinyin_variants(option.label)
    if any(spelled.startswith(wanted) for spelled in short):
        return 2
    if any(spelled.startswith(wanted) for spelled in long):
        return 3
    if wanted in folded(option.label):
        return 4
    if any(wanted in spelled for spelled in short):
        return 5
    if any(folded(word).startswith(wanted) for word in option.words):
        return 6
    if len(wanted) > 1 and any(wanted in spelled for spelled in long):
        return 7
    if len(wanted) > 1 and any(
        spelled.startswith(wanted) for word in option.words for spelled in initials_variants(word)
    ):
        return 8
    return None

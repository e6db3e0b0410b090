"""Finding the member of a choice list that a word means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from ruraldesk.definitions.model import ChoiceList
from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.translate import listed, tr

_SEPARATORS = re.compile(r"\s*[、，,;；]+\s*")
_MOST_SHOWN = 30


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like `word`, "" when none is."""
    close = get_close_matches(word, list(known), 1)
    return close[0] if close else ""


def did_you_mean(word: str) -> str:
    """Return the question that ends a refusal, naming the nearest valid word; "" for none."""
    return tr(" Did you mean “{word}”?").format(word=word) if word else ""


def folded(word: str) -> str:
    """Return `word` as it is compared: half width, small letters, no spaces."""
    cleaned = word if word.isascii() and word.isprintable() else fold_width(clean_text(word))
    return cleaned.replace(" ", "").lower()


def code_of(choices: ChoiceList, word: str) -> str | None:
    """Return the code that `word`, a label, an alias or a code, stands for; None if none.

    Retired members are found too; whether they may still be entered is a matter of validation.
    """
    for item in choices.items:
        if word == item.label or word == item.code:
            return item.code
    wanted = folded(word)
    for item in choices.items:
        if any(folded(known) == wanted for known in (item.label, item.code, *item.aliases)):
            return item.code
    return None


def codes_of(choices: ChoiceList, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes that a list of words means, each once, and the words that mean none.

    The words are separated by 、 ， , ; ； or spaces; a text that is one member as a whole is one.
    """
    whole = code_of(choices, text)
    if whole is not None:
        return (whole,), ()
    codes: dict[str, None] = {}
    strangers: dict[str, None] = {}
    for word in _words(choices, text):
        code = code_of(choices, word)
        if code is None:
            strangers.setdefault(word)
        else:
            codes.setdefault(code)
    return tuple(codes), tuple(strangers)


def _words(choices: ChoiceList, text: str) -> Iterator[str]:
    """Yield the words of a list; blanks part them too, except in a member with blanks in it."""
    for part in filter(None, _SEPARATORS.split(text.strip())):
        yield from [part] if code_of(choices, part) is not None else part.split()


def typed_choices(choices: ChoiceList, codes: tuple[str, ...]) -> str:
    """Return what an editor shows for `codes`, so that `codes_of` finds the same again."""
    words = []
    for code in codes:
        label = choices.label(code)
        words.append(code if _SEPARATORS.search(label) or not label else label)
    return listed(words)


def unknown_choice(choices: ChoiceList, words: tuple[str, ...]) -> str:
    """Return the sentence that refuses `words`: what the list holds, and what comes nearest."""
    offered = [tr(item.label) for item in choices.items if not item.retired]
    shown = listed(offered[:_MOST_SHOWN]) + ("…" if len(offered) > _MOST_SHOWN else "")
    message = tr("“{list}” has no “{word}”. It has: {choices}.").format(
        list=tr(choices.title), word=listed(words), choices=shown
    )
    return message + did_you_mean(nearest(words[0], offered))

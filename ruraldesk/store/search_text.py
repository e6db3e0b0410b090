"""What the search index holds of a record, and how a typed word is looked up in it.

The index is a list of short tokens per record: pairs of neighbouring characters (so that two
Chinese characters are found at once), the last character of every word, pairs of pinyin initials,
and threes of the full pinyin. A token only makes a record a candidate; whether it really answers is
told by its stored text, so tokens may be shared between the kinds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from ruraldesk.texts.pinyin import spoken_variants

SCHEME = 1  # raised when tokens change, so that every index is built anew
PINYIN_MARK = "~"  # before threes of full pinyin: keeps them out of the one-letter prefix index
FIELD_END = "\n"  # between the fields of a document: no word goes across it
LONGEST_NAME = 40  # characters of a record's name that is also indexed by pinyin
LONGEST_SHORT = 12  # characters of any other text that is: persons, places; longer ones are prose
LONGEST_TEXT = 4000  # characters of a field that are indexed at all
TAIL = 6  # characters of a private number that may be searched
_MOST_READINGS = 3  # ways to read a text with ambiguous characters that are indexed in full
_SHORTEST_NUMBER = 8  # private values below this length would be given away by their tail

# What a word is made of: letters, digits, Chinese, private-use characters and pictures; the rest
# (punctuation, brackets of document numbers, spaces) separates.
_WORD = re.compile(r"[\w\u2600-\u27bf\ue000-\uf8ff\U0001f000-\U0001faff\U000f0000-\U0010ffff]+")
_LETTERS = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"[0-9a-z]+")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Document:
    """What the index knows of one record: its words, and the pinyin of its short texts.

    Both hold one line a field, `latin` like "hs huangsi"; "/" stands between different readings.
    """

    text: str
    latin: str


def normal(text: str) -> str:
    """Return `text` as it is compared: one width, lower case, without spaces (张　三 is 张三)."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    return _SPACES.sub("", folded.replace("\n", " "))


def words_of(typed: str) -> tuple[str, ...]:
    """Return the words that a typed search asks for; all of them must be found."""
    return tuple(word for word in map(normal, typed.split()) if _WORD.search(word))


def tail_of(value: str) -> str:
    """Return what may be searched of a private number, its last characters; "" of anything else."""
    folded = normal(value).replace("-", "")
    return folded[-TAIL:] if len(folded) >= _SHORTEST_NUMBER and _NUMBER.fullmatch(folded) else ""


def is_long_number(word: str) -> bool:
    """Say whether a typed word may be a whole private number, of which the index has the tail."""
    return bool(tail_of(word)) and sum(char.isdigit() for char in word) >= TAIL


def is_exact(word: str) -> bool:
    """Say whether a word's tokens alone prove that it is there: up to two characters."""
    return len(word) <= 2 and _WORD.fullmatch(word) is not None


def tokens(document: Document) -> str:
    """Return the tokens of a document, each once, separated by spaces, as the index takes them."""
    found = _pairs(document.text)
    for line in document.latin.split(FIELD_END):
        found.update(_latin_tokens(line))
    return " ".join(found)


@lru_cache(maxsize=20_000)
def latin_of(text: str) -> str:
    """Return the readings of a text, "hs huangsi"; nothing where it has letters only."""
    if text.isascii():
        return ""
    initials, readings = spoken_variants(text)
    full = "/".join(readings[:_MOST_READINGS])
    return f"{'/'.join(initials)} {full}" if full else ""


@lru_cache(maxsize=20_000)
def _latin_tokens(line: str) -> frozenset[str]:
    """Return the tokens of the readings of one text."""
    initials, _, full = line.partition(" ")
    found = _pairs(initials)
    for reading in filter(None, full.split("/")):
        found.add(PINYIN_MARK + reading[:2])
        found.update(PINYIN_MARK + three for three in _windows(reading, 3))
    return frozenset(found)


def match_expression(words: Iterable[str]) -> str:
    """Return the full-text query whose candidates hold every record that answers `words`."""
    return " AND ".join(f"({_one_word(word)})" for word in words)


def _one_word(word: str) -> str:
    ways = [_all_of(_asked_pairs(word))]
    if _LETTERS.fullmatch(word) and len(word) > 1:
        parts = sorted(set(_windows(word, 3))) or [word]
        ways.append(_all_of(PINYIN_MARK + part for part in parts))
    if is_long_number(word):
        ways.append(_all_of(_asked_pairs(tail_of(word))))
    return " OR ".join(f"({way})" for way in ways)


def _all_of(parts: Iterable[str]) -> str:
    return " AND ".join(part if part.endswith("*") else f'"{part}"' for part in parts)


def _asked_pairs(word: str) -> list[str]:
    """Return the pairs that a record with `word` must have; single characters as a prefix."""
    found: dict[str, None] = {}
    for run in _WORD.findall(word):
        if len(run) == 1:
            found[f'"{run}"*'] = None
        for pair in _windows(run, 2):
            found[pair] = None
    return list(found)


def _pairs(text: str) -> set[str]:
    """Return all pairs in the words of `text`, and each word's last character."""
    found: set[str] = set()
    for run in _WORD.findall(text):
        found.update(map(add, run, run[1:]))
        found.add(run[-1])
    return found


def _windows(run: str, size: int) -> Iterator[str]:
    """Return all parts of `run` that are `size` (2 or 3) characters long."""
    pairs = map(add, run, run[1:])
    return pairs if size == 2 else map(add, pairs, run[2:])

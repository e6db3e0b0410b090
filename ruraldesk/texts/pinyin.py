"""Pinyin of Chinese text, for finding and sorting: 黄寺 is "huangsi" and "hs".

Without tones, ü typed as v (吕 is "lv"). The tables in `resources/pinyin` are read when the first
text is asked for. A character read in several ways stands for the everyday one, at the start of a
text for the one it has as a surname (单 is "shan"); the variants hold the other readings too.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, combinations, islice, product

from ruraldesk.texts.clean import clean_text
from ruraldesk.texts.resources import resources_dir

_MOST_VARIANTS = 8

_Readings = tuple[str, ...]  # of one character, the likeliest first


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the files in `resources/pinyin` say."""

    characters: str  # all there are, those of one syllable together
    starts: Sequence[int]  # where in `characters` each syllable begins
    syllables: Sequence[str]
    others: Mapping[str, _Readings]
    surnames: Mapping[str, tuple[_Readings, ...]]  # one entry for each character


def pinyin(text: str) -> str:
    """Return the whole pinyin of `text`: "huangsi". Letters and digits stay, in lower case.

    Signs, and characters that no table knows, are left out.
    """
    return "".join(readings[0] for readings in _readings(text))


def initials(text: str) -> str:
    """Return the first letter of each syllable of `text`: "hs"; letters and digits stay."""
    return "".join(readings[0][0] for readings in _readings(text))


def pinyin_variants(text: str) -> list[str]:
    """Return `pinyin(text)` and what other readings of its characters make of it, at most 8.

    Empty where nothing in `text` can be read, since an empty word would be found everywhere.
    """
    return _variants(_readings(text))


def initials_variants(text: str) -> list[str]:
    """Return `initials(text)` and what other readings of its characters make of it, at most 8.

    Empty where nothing in `text` can be read, since an empty word would be found everywhere.
    """
    return _variants([tuple(reading[0] for reading in each) for each in _readings(text)])


def spoken_variants(text: str) -> tuple[list[str], list[str]]:
    """Return `initials_variants(text)` and `pinyin_variants(text)`, looked up once."""
    readings = _readings(text)
    first = [tuple(reading[0] for reading in each) for each in readings]
    return _variants(first), _variants(readings)


def _readings(text: str) -> list[_Readings]:
    """Return the readings of each character of `text` that has any."""
    text = clean_text(text)
    tables = _tables()
    surname = next((text[:size] for size in (2, 1) if text[:size] in tables.surnames), "")
    start = tables.surnames.get(surname, ())
    rest = (_character(char) for char in text[len(surname) :])
    return [*start, *(readings for readings in rest if readings)]


@cache
def _character(char: str) -> _Readings:
    """Return the readings of one character, nothing where it has none.

    Searched in a text of all characters: a dictionary of them would take 13 ms to make, and a book
    holds a few thousand different ones, at 4 µs each.
    """
    tables = _tables()
    place = tables.characters.find(char)
    if place >= 0:
        everyday = tables.syllables[bisect(tables.starts, place) - 1]
        return everyday, *tables.others.get(char, ())
    return (char.lower(),) if char.isascii() and char.isalnum() else ()


def _variants(readings: list[_Readings]) -> list[str]:
    """Return the likeliest ways to read a text; none where nothing in it has a reading."""
    if not readings:
        return []
    distinct = [tuple(dict.fromkeys(each)) if len(each) > 1 else each for each in readings]
    if all(len(each) == 1 for each in distinct):
        return ["".join(each[0] for each in distinct)]
    return list(islice(_spelled(distinct), _MOST_VARIANTS))


def _spelled(readings: list[_Readings]) -> Iterator[str]:
    """Yield each way to read a text, the fewer unusual readings, the sooner."""
    open_places = [place for place, each in enumerate(readings) if len(each) > 1]
    for count in range(len(open_places) + 1):
        for places in combinations(open_places, count):
            for chosen in product(*(readings[place][1:] for place in places)):
                spelled = [each[0] for each in readings]
                for place, reading in zip(places, chosen, strict=True):
                    spelled[place] = reading
                yield "".join(spelled)


@cache
def _tables() -> _Tables:
    """Read the tables, once."""
    syllables, groups = zip(*_lines("readings.txt"), strict=True)
    starts = [0, *accumulate(map(len, groups))][:-1]
    others = {char: tuple(rest.split(" ")) for char, rest in _lines("polyphones.txt")}
    surnames = {
        name: tuple((syllable,) for syllable in rest.split(" "))
        if len(name) > 1
        else (tuple(rest.split(" ")),)
        for name, rest in _lines("surnames.txt")
    }
    return _Tables("".join(groups), starts, syllables, others, surnames)


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a table, cut at the first space."""
    for line in (resources_dir() / "pinyin" / name).read_text(encoding="utf-8").splitlines():
        key, _, rest = line.partition(" ")
        yield key, rest

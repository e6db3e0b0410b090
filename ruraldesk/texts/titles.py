"""Names of projects and works compared as people read them: 一期 is 1期, spaces say nothing."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

FEWEST_LETTERS = 4  # of a name that tells anything

_SIGNS = re.compile(r"[\W_]+")
_FILLERS = ("建设项目", "项目", "工程", "建设", "村")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_TELLING = re.compile(r"[0-9十东西南北前后上下]")
_OTHERS = re.compile(r"[0-9十]+")
_LIKE = 0.85  # of the letters of two names: one of seven is another


def bare_title(name: str, place: str = "") -> str:
    """Return a name without signs, filling words and the place that it begins with.

    Args:
        name: what the record is called.
        place: name of its unit, such as 黄寺村; 黄寺 at the beginning goes as well.
    """
    bare = _SIGNS.sub("", unicodedata.normalize("NFKC", name)).casefold()
    for start in filter(None, (place, place.removesuffix("村"))):
        bare = bare.removeprefix(start)
    for word in _FILLERS:
        bare = bare.replace(word, "")
    return bare.translate(_NUMERALS)


def are_alike(one: str, other: str) -> bool:
    """Say whether two bare titles may mean the same thing.

    Numbers and directions tell two things from each other (一期 and 二期, 东巷 and 西巷), so titles
    that differ in them are never alike.
    """
    if min(len(one), len(other)) < FEWEST_LETTERS:
        return False
    if _TELLING.findall(one) != _TELLING.findall(other):
        return False
    return one == other or SequenceMatcher(None, one, other).ratio() >= _LIKE


def parts_of(bare: str) -> tuple[str, ...]:
    """Return parts of a bare title, of which a title like it has at least one unchanged.

    They hold no numbers, which may be written in another way.
    """
    parts: list[str] = []
    for run in _OTHERS.split(bare):
        third = max(2, -(-len(run) // 3))
        parts += [run[at : at + third] for at in range(0, len(run), third)]
    return tuple(dict.fromkeys(part for part in parts if len(part) > 1))

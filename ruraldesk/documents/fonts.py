"""The bundled faces on paper: per-character fallback, and never a blank box.

reportlab draws a character that a face lacks as an empty box and says nothing, so every text is
taken apart here into runs that its faces really hold. A character that no face holds is refused by
name before anything is printed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import reportlab.pdfbase.ttfonts as ttfonts
from reportlab.pdfbase import pdfmetrics

from ruraldesk.errors import UserError
from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import listed, tr

SONG, HEI = "song", "hei-bold"
FALLBACK = ("hei", "rare")  # after the chosen face, in this order
SYSTEM_RARE = "simsunb.ttf"  # Windows' own face for rare characters, used where it is present
CMAP_BLOCK = 100  # entries of a bfchar block that a PDF reader must take (PDF 32000-1, 9.10.3)


class MissingGlyphs(UserError):
    """No face holds a character, so the text would print as a blank box."""

    code = "missing_glyph"

    def __init__(self, characters: Sequence[str], place: str) -> None:
        told = tr("{character} (U+{code})")
        named = listed(told.format(character=one, code=f"{ord(one):04X}") for one in characters)
        super().__init__(
            tr(
                "{place}: no font here can print {characters}. Nothing was printed. Check whether "
                "the character was typed as intended; a private-use character must be replaced by "
                "the standard one."
            ).format(place=place, characters=named)
        )
        self.characters = tuple(characters)


class Face:
    """One font file: which characters it holds and how wide they are."""

    def __init__(self, name: str, path: Path) -> None:
        font = ttfonts.TTFont(name, str(path))
        pdfmetrics.registerFont(font)
        self.name = name
        self._glyphs: dict[int, int] = font.face.charToGlyph
        self._widths: dict[int, float] = font.face.charWidths
        self._default: float = font.face.defaultWidth
        self._held: set[str] = set()  # characters already looked up: the quick way

    def holds(self, text: str) -> bool:
        """Say whether the face holds every character of `text`."""
        if self._held.issuperset(text):
            return True
        if all(ord(one) in self._glyphs for one in text):
            self._held.update(text)
            return True
        return False

    def width(self, text: str) -> float:
        """Return the width of `text` in thousandths of the size."""
        widths, default = self._widths, self._default
        return sum(widths.get(ord(one), default) for one in text)


@cache
def face(name: str) -> Face:
    """Return the face `name`, reading its file the first time."""
    _write_exact_unicode_maps()
    return Face(name, resources_dir() / "fonts" / f"{name}.ttf")


@lru_cache(maxsize=1)
def _system_rare() -> Face | None:
    """Return Windows' face for rare characters, or None where there is none."""
    windows = os.environ.get("WINDIR")
    path = Path(windows) / "Fonts" / SYSTEM_RARE if windows else None
    return Face("system-rare", path) if path is not None and path.is_file() else None


def _holder(character: str, first: str) -> Face | None:
    for name in (first, *FALLBACK):
        if face(name).holds(character):
            return face(name)
    system = _system_rare()
    return system if system is not None and system.holds(character) else None


@lru_cache(maxsize=20_000)
def runs(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """Take `text` apart into (face name, piece): the chosen face where it holds the character.

    Raises:
        KeyError: a character that no face holds; `missing` is asked first.
    """
    chosen = face(name)
    if chosen.holds(text):
        return ((name, text),)
    pieces: list[tuple[str, str]] = []
    for character in text:
        holder = _holder(character, name)
        if holder is None:
            raise KeyError(character)
        if pieces and pieces[-1][0] == holder.name:
            pieces[-1] = (holder.name, pieces[-1][1] + character)
        else:
            pieces.append((holder.name, character))
    return tuple(pieces)


def missing(text: str, name: str = SONG) -> list[str]:
    """Return the characters of `text` that no face holds, each once, in order."""
    if face(name).holds(text):
        return []
    return [one for one in dict.fromkeys(text) if _holder(one, name) is None]


def demand(text: str, place: str) -> None:
    """Demand that a text can be printed in every face that is used.

    Raises:
        MissingGlyphs: no face holds one of its characters; `place` says where it stands.
    """
    lacking = missing(text.replace("\n", ""))
    if lacking:
        raise MissingGlyphs(lacking, place)


@lru_cache(maxsize=50_000)  # breaking lines asks for each character, and tables repeat themselves
def width(text: str, name: str, size: float) -> float:
    """Return how wide `text` is, in points, fallbacks included."""
    chosen = face(name)
    if chosen.holds(text):
        return chosen.width(text) * size / 1000
    return sum(_named(piece).width(part) for piece, part in runs(text, name)) * size / 1000


def _named(name: str) -> Face:
    system = _system_rare()
    return system if system is not None and name == system.name else face(name)


@lru_cache(maxsize=1)
def _write_exact_unicode_maps() -> None:
    """Make reportlab's PDFs copy rare characters right.

    Its own map writes characters beyond the first plane as five hexadecimal digits, which readers
    take for something else: they print right and copy wrong. The map wants UTF-16BE, in blocks of
    at most 100 entries.
    """

    def exact(fontname: str, subset: Sequence[int]) -> str:
        rows = [
            f"<{index:02X}> <{chr(code).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
            for index, code in enumerate(subset)
        ]
        blocks = [rows[at : at + CMAP_BLOCK] for at in range(0, len(rows), CMAP_BLOCK)]
        body = "\n".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
        )
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) "
            "/Supplement 0 >> def\n"
            f"/CMapName /{fontname} def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )

    ttfonts.makeToUnicodeCMap = exact

"""Make the fonts in resources/fonts from the published ones; needed only when a font is renewed.

    python installer/make_fonts.py SOURCES

SOURCES is a folder with the files named in `FACES`; resources/LICENCES.md says which package
brings each. What is done to them, and why:

- they get names of their own, because the licence of one reserves its name for the unchanged font,
  and because a copy of another version installed on the machine must not be taken in their place;
- layout tables, vertical metrics and hinting go: window and paper set plain horizontal text;
- digits get one width, so that columns of figures stand straight;
- a few signs that the window and forms use and no face has are composed from signs it has.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
LICENCE = "SIL Open Font License, Version 1.1"

DIGITS = "0123456789"
# New sign: the signs it is composed of, each with its scale about its own middle.
COMPOSED: Mapping[str, tuple[tuple[str, float], ...]] = {
    "▴": (("▲", 0.6),),
    "▸": (("▶", 0.6),),
    "▾": (("▼", 0.6),),
    "◂": (("◀", 0.6),),
    "☐": (("□", 1.0),),
    "☑": (("□", 1.0), ("✓", 0.75)),
    "☒": (("□", 1.0), ("×", 1.0)),
}
SIGN_WIDTH = 0.6  # of the em, for a sign composed of a single small one

# What a font for the common run of text holds beside the Chinese characters.
COMMON_RANGES = (
    (0x20, 0x17F),  # Latin
    (0x2000, 0x206F),  # punctuation
    (0x2100, 0x22FF),  # units, Roman numerals, arrows, mathematics
    (0x2460, 0x27BF),  # circled numbers, boxes, shapes, signs
    (0x3000, 0x33FF),  # Chinese punctuation, circled and squared signs
    (0xFF00, 0xFFEF),  # full width
)
IDEOGRAPHS = (
    (0x20000, 0x2EBEF),  # extensions B to F
    (0x2F800, 0x2FA1F),  # compatibility ideographs, supplement
)
COMPATIBILITY = (0xF900, 0xFAFF)


@dataclass(frozen=True, slots=True)
class Face:
    """One font to make: from which file, under which name, with which characters."""

    source: str
    family: str
    common_only: bool = False
    bold: bool = False
    licence: str = LICENCE


FACES: Mapping[str, Face] = {
    "song.ttf": Face("NotoSerifSC_400Regular.ttf", "RuralDesk Song"),
    "hei.ttf": Face("NotoSansSC_400Regular.ttf", "RuralDesk Hei"),
    "hei-bold.ttf": Face("NotoSansSC_700Bold.ttf", "RuralDesk Hei", common_only=True, bold=True),
    "ui.ttf": Face("NotoSansSC_400Regular.ttf", "RuralDesk UI", common_only=True),
    "ui-bold.ttf": Face("NotoSansSC_700Bold.ttf", "RuralDesk UI", common_only=True, bold=True),
    "kai.ttf": Face("LXGWWenKai-Regular.ttf", "RuralDesk Kai", common_only=True),
}
RARE = Face("HanaMinB.ttf", "RuralDesk Rare", licence="Hanazono Font License")
RARE_COMPATIBILITY = "HanaMinA.ttf"


def common_characters() -> set[int]:
    """Return the code points of the national table, GB 2312 and `COMMON_RANGES`.

    Without GB 2312's small Greek and Russian letters: rare in ledgers, and `hei.ttf` has them.
    """
    table = (FONTS / "standard-characters.txt").read_text(encoding="utf-8")
    found = {ord(char) for char in table if char != "\n"}
    for low, high in COMMON_RANGES:
        found.update(range(low, high + 1))
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    for char in "".join(pair.decode("gb2312", errors="ignore") for pair in cells):
        if not ("α" <= char <= "ё" and char.islower()):
            found.add(ord(char))
    return found


def open_font(path: Path) -> Any:
    """Open `path` so that making the font twice gives the same bytes."""
    return TTFont(path, recalcTimestamp=False)


def keep_only(font: Any, characters: Iterable[int]) -> None:
    """Drop every other character, and the tables that plain horizontal text does not need."""
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["BASE", "FFTM", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def rename(font: Any, face: Face) -> None:
    """Give the font its own names; copyright and licence stay as they came."""
    table = font["name"]
    style = "Bold" if face.bold else "Regular"
    original = table.getDebugName(4)
    notice, address = table.getDebugName(0), table.getDebugName(14)
    table.names = []
    names = {
        0: notice,
        1: face.family,
        2: style,
        3: f"{face.family} {style}, from {original}",
        4: face.family if style == "Regular" else f"{face.family} {style}",
        5: "Version 1.0",
        6: f"{face.family.replace(' ', '')}-{style}",
        10: f"Made from {original} by RuralDesk's installer/make_fonts.py.",
        13: face.licence,
        14: address,
    }
    for number, text in names.items():
        if text:
            table.setName(text, number, 3, 1, 0x409)


def level_digits(font: Any) -> None:
    """Give the ten digits the width of the 0, each in the middle of it."""
    glyphs, metrics, cmap = font["glyf"], font["hmtx"], font.getBestCmap()
    width = metrics[cmap[ord("0")]][0]
    for digit in DIGITS:
        name = cmap[ord(digit)]
        advance, bearing = metrics[name]
        shift = round((width - advance) / 2)
        if advance != width:
            pen = TTGlyphPen(None)
            font.getGlyphSet()[name].draw(TransformPen(pen, Transform().translate(shift, 0)))
            glyphs[name] = pen.glyph()
            metrics[name] = (width, bearing + shift)


def add_glyph(font: Any, code: int, glyph: Any, advance: int) -> None:
    """Add one glyph for the character `code`."""
    name = f"u{code:05X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"].glyphs[name] = glyph
    font["glyf"].glyphOrder = font.getGlyphOrder()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode() and (code <= 0xFFFF or table.format == 12):
            table.cmap[code] = name


def compose(font: Any, parts: tuple[tuple[str, float], ...]) -> tuple[Any, int]:
    """Return a glyph drawn from `parts`, each scaled about its middle, and its advance."""
    em = font["head"].unitsPerEm
    advance = round(em * SIGN_WIDTH) if parts[0][1] < 1 else em
    glyph_set, cmap = font.getGlyphSet(), font.getBestCmap()
    pen = TTGlyphPen(None)
    for char, scale in parts:
        name = cmap[ord(char)]
        bounds = BoundsPen(glyph_set)
        glyph_set[name].draw(bounds)
        left, bottom, right, top = bounds.bounds
        middle, height = (left + right) / 2, (bottom + top) / 2
        about = Transform().translate(advance / 2, height).scale(scale).translate(-middle, -height)
        outline = DecomposingRecordingPen(glyph_set)
        glyph_set[name].draw(outline)
        outline.replay(TransformPen(pen, about))
    return pen.glyph(), advance


def make_face(sources: Path, face: Face) -> Any:
    """Return the font `face` made from its file in `sources`."""
    font = open_font(sources / face.source)
    known = set(font.getBestCmap())
    keep_only(font, known & common_characters() if face.common_only else known)
    level_digits(font)
    for char, parts in COMPOSED.items():
        if ord(char) not in font.getBestCmap():
            add_glyph(font, ord(char), *compose(font, parts))
    rename(font, face)
    return font


def make_rare(sources: Path) -> Any:
    """Return the font of last resort: the ideographs of the extensions that Song and Hei lack."""
    covered: set[int] = set()
    for other in ("NotoSerifSC_400Regular.ttf", "NotoSansSC_400Regular.ttf"):
        covered |= set(open_font(sources / other).getBestCmap())
    font = open_font(sources / RARE.source)
    wanted = {code for low, high in IDEOGRAPHS for code in range(low, high + 1)} - covered
    keep_only(font, wanted)
    second = open_font(sources / RARE_COMPATIBILITY)
    low, high = COMPATIBILITY
    have = set(font.getBestCmap())
    for code, name in sorted(second.getBestCmap().items()):
        missing = code in wanted and code not in have
        if missing or (low <= code <= high and code not in covered):
            pen = TTGlyphPen(None)
            second.getGlyphSet()[name].draw(pen)
            add_glyph(font, code, pen.glyph(), second["hmtx"][name][0])
    font["OS/2"].usWeightClass = 400
    rename(font, RARE)
    return font


def main(arguments: list[str]) -> int:
    """Make every font from the folder named in `arguments`; return the exit code."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("Usage: python installer/make_fonts.py FOLDER-OF-SOURCES", file=sys.stderr)
        return 2
    sources = Path(arguments[0])
    made = {name: make_face(sources, face) for name, face in FACES.items()}
    made["rare.ttf"] = make_rare(sources)
    for name, font in made.items():
        target = FONTS / name
        font.save(target)
        print(f"{name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

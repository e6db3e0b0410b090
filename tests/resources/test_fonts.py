"""The shipped fonts: what they hold, how they are named, and that Qt and reportlab take them."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from reportlab.pdfbase import ttfonts

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
FACES = {
    "song.ttf": "RuralDesk Song",
    "hei.ttf": "RuralDesk Hei",
    "hei-bold.ttf": "RuralDesk Hei",
    "kai.ttf": "RuralDesk Kai",
    "ui.ttf": "RuralDesk UI",
    "ui-bold.ttf": "RuralDesk UI",
    "rare.ttf": "RuralDesk Rare",
}
TEXT_FACES = [name for name in FACES if name != "rare.ttf"]
FALLBACK = ("song.ttf", "hei.ttf", "rare.ttf")
# How many characters the three levels of the national table of 2013 have.
LEVELS = (3500, 3000, 1605)

every_face = pytest.mark.parametrize("name", FACES)
every_text_face = pytest.mark.parametrize("name", TEXT_FACES)


@cache
def font(name: str) -> Any:
    return TTFont(FONTS / name, lazy=True)


@cache
def characters(name: str) -> frozenset[str]:
    return frozenset(map(chr, font(name).getBestCmap()))


@cache
def standard_levels() -> tuple[str, ...]:
    return tuple((FONTS / "standard-characters.txt").read_text(encoding="utf-8").splitlines())


@cache
def gb2312() -> frozenset[str]:
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("gb2312", errors="ignore") for pair in cells))


def face_of(character: str) -> str | None:
    """Return the first face of the chain that holds `character`."""
    return next((name for name in FALLBACK if character in characters(name)), None)


def test_nothing_else_lies_among_the_fonts() -> None:
    assert {path.name for path in FONTS.glob("*.ttf")} == set(FACES)


def test_the_standard_table_is_whole() -> None:
    assert tuple(map(len, standard_levels())) == LEVELS
    assert len(set("".join(standard_levels()))) == sum(LEVELS)


@every_text_face
def test_a_text_face_holds_every_standard_character(name: str) -> None:
    assert set("".join(standard_levels())) - characters(name) == set()


@every_text_face
def test_a_text_face_holds_gb_2312(name: str) -> None:
    assert len(gb2312()) == 7445
    # The small Greek and Russian letters stand in the two whole faces only.
    missing = "".join(sorted(gb2312() - characters(name)))
    small = "αβγδεζηθικλμνξοπρστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяё"
    assert missing in ("", small)
    assert not (missing and name in FALLBACK)


@pytest.mark.parametrize(
    ("character", "face"),
    [
        *((character, "song.ttf") for character in "㛃䶮𬱖堃喆昇祎𫍽𬭚〇·①☑"),
        ("𡋾", "rare.ttf"),
        ("𠮷", "rare.ttf"),
        ("𪚥", "rare.ttf"),
        ("\ufa1e", "rare.ttf"),  # a compatibility ideograph
        ("\U00030000", None),  # extension G: refused by name rather than printed as a box
        ("\ue000", None),  # private use
    ],
)
def test_a_character_of_a_name_comes_from_the_first_face_that_has_it(
    character: str, face: str | None
) -> None:
    assert face_of(character) == face


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0x4E00, 0x9FFF),
        (0x3400, 0x4DBF),  # extension A
        (0x20000, 0x2A6D6),  # B, as of Unicode 3.1
        (0x2A700, 0x2B734),  # C, as of Unicode 5.2
        (0x2B740, 0x2B81D),  # D
        (0x2B820, 0x2CEA1),  # E
        (0x2CEB0, 0x2EBE0),  # F
    ],
)
def test_a_block_of_ideographs_is_covered(first: int, last: int) -> None:
    missing = [chr(code) for code in range(first, last + 1) if face_of(chr(code)) is None]
    assert not missing, "".join(missing)


@every_text_face
def test_the_signs_of_window_and_forms_are_there(name: str) -> None:
    assert set("①⑩⑳✓⚠▴▾▸◂☐☑☒＋×—…“”·￥℃㎡→←↑↓■□●○▲▼※％‰") - characters(name) == set()


@every_text_face
def test_digits_stand_under_one_another(name: str) -> None:
    cmap, metrics = font(name).getBestCmap(), font(name)["hmtx"]
    assert len({metrics[cmap[ord(digit)]][0] for digit in "0123456789"}) == 1


@every_face
def test_a_face_may_be_embedded_and_has_plain_outlines(name: str) -> None:
    assert "glyf" in font(name)
    assert "CFF " not in font(name)
    assert font(name)["OS/2"].fsType == 0


@every_face
def test_a_face_has_a_name_of_its_own_and_keeps_its_notice(name: str) -> None:
    names = font(name)["name"]
    style = "Bold" if name.endswith("-bold.ttf") else "Regular"
    assert (names.getDebugName(1), names.getDebugName(2)) == (FACES[name], style)
    assert names.getDebugName(6) == f"{FACES[name].replace(' ', '')}-{style}"
    assert names.getDebugName(0)
    assert names.getDebugName(13)


@pytest.mark.parametrize("family", ["hei", "ui"])
def test_bold_stands_on_the_same_lines_as_regular(family: str) -> None:
    regular, bold = font(f"{family}.ttf")["hhea"], font(f"{family}-bold.ttf")["hhea"]
    assert (regular.ascent, regular.descent) == (bold.ascent, bold.descent)


@every_face
def test_every_face_is_named_with_its_licence(name: str) -> None:
    text = (FONTS.parent / "LICENCES.md").read_text(encoding="utf-8")
    licence = "HANAZONO.txt" if name == "rare.ttf" else "OFL.txt"
    assert any(f"`{name}`" in line and licence in line for line in text.splitlines())
    assert name in (FONTS / licence).read_text(encoding="utf-8")


@every_face
def test_qt_takes_the_face_under_its_name(name: str, qapp: QApplication) -> None:
    number = QFontDatabase.addApplicationFont(str(FONTS / name))
    try:
        assert QFontDatabase.applicationFontFamilies(number) == [FACES[name]]
    finally:
        QFontDatabase.removeApplicationFont(number)


@every_face
def test_reportlab_takes_the_face_with_all_its_characters(name: str) -> None:
    face = ttfonts.TTFont(name, str(FONTS / name)).face
    assert set(map(chr, face.charToGlyph)) >= characters(name)

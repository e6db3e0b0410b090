"""The look in numbers: colours, sizes and fonts. No widget invents its own."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QFont

INK = "#1F2A2E"
QUIET = "#6B7471"  # labels
HINT = "#8A8F8C"  # placeholders, counts
PAPER = "#F6F5F1"
CARD = "#FFFFFF"
FIELD = "#FBFAF7"  # search and filter fields: a breath darker than a card
LINE = "#E1DFD7"  # around cards and bars
INNER_LINE = "#EEECE5"  # between rows and columns
FIELD_LINE = "#CFCBBF"
PINE = "#2F6B4F"
PINE_HOVER = "#285C44"
PINE_DARK = "#22352C"
PINE_DARK_HOVER = "#2B4337"
NAV_TEXT = "#DDE6E0"
NAV_QUIET = "#9FB3A8"  # counts
NAV_HEADING = "#8FA498"
PINE_TINT = "#E4EFE8"
PINE_FAINT = "#F1F7F3"  # the row under the pointer
WHEAT = "#E6B450"
WHEAT_TINT = "#FBEBD0"
WHEAT_TEXT = "#8A5A00"
CINNABAR = "#B3261E"
CINNABAR_TINT = "#F8DEDB"
CINNABAR_FAINT = "#FDF3F2"
CINNABAR_TEXT = "#9B1C15"
SKY = "#2B5C97"
SKY_TINT = "#E3EBF5"
STONE = "#ECEAE3"
STONE_TEXT = "#5D6663"
HEADER = "#F1EFE8"  # ground of table headings and computed fields
HEADER_LINE = "#CFCBBF"
HEADER_TEXT = "#3C4642"
TOTALS = "#F6F1E2"
TOTALS_LINE = "#CDBB86"
BAR = "#EFEDE6"  # ground of the status bar
PLANNED = "#CFE0D6"  # third series of charts

GRID = 4
ROW = 29
FIELD_HEIGHT = 30
BUTTON = 32
NAV_ROW = 30
NAV_WIDTH = 212
TOP_BAR = 52
STATUS_BAR = 28
PANEL_WIDTH = 404
MARGIN = 20
RADIUS = 7
CARD_RADIUS = 8

TEXT = 14
TABLE = 13
LABEL = 12
CARD_TITLE = 15
BRAND = 17
TITLE = 20
KEY_FIGURE = 24


class Tone(NamedTuple):  # no dataclass: those would cost the first paint three milliseconds
    """Two colours that belong together: a quiet ground and the text on it."""

    ground: str
    text: str


TONES = {
    "pine": Tone(PINE_TINT, PINE),
    "wheat": Tone(WHEAT_TINT, WHEAT_TEXT),
    "cinnabar": Tone(CINNABAR_TINT, CINNABAR_TEXT),
    "sky": Tone(SKY_TINT, SKY),
    "stone": Tone(STONE, STONE_TEXT),
}
"""By the colour names that form definitions use."""

_families: list[str] = []


def use_families(families: list[str]) -> None:
    """Set the font families of all text, the preferred one first."""
    _families[:] = families


def families() -> list[str]:
    """Return the font families of all text."""
    return list(_families)


def font(size: int = TEXT, *, bold: bool = False, spacing: float = 0.0) -> QFont:
    """Return the window's font at `size` pixels; `spacing` pixels are added between letters."""
    made = QFont(_families) if _families else QFont()
    made.setPixelSize(size)
    made.setBold(bold)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made


def colour(name: str) -> QColor:
    """Return the QColor of a token."""
    return QColor(name)

"""The look in numbers: colours, sizes and fonts. No widget invents its own.

The colours below are those of the light theme. On a ground of PINE or CINNABAR text is CARD.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import NamedTuple

from PySide6.QtGui import QColor, QFont

INK = "#1F2A2E"
QUIET = "#56605C"  # labels
HINT = "#626A67"  # placeholders, counts
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
NAV_STRONG = "#FFFFFF"  # the program's name, what is typed
NAV_SELECTED = "#2F6B4F"
NAV_SELECTED_TEXT = "#FFFFFF"
NAV_FIELD = "#2D4438"  # a field on the dark side: lighter than it, darker than what is selected
NAV_HANDLE = "#4A6156"
NAV_MARK = "#E6B450"  # the focus and the bar beside what is selected
PINE_TINT = "#E4EFE8"
PINE_FAINT = "#F1F7F3"  # the row under the pointer
PINE_BLOCK = "#CFE3D7"  # marked cells when more than one is
PINE_LINE = "#9CBFAE"  # between steps that are done
WHEAT = "#E6B450"
WHEAT_TINT = "#FBEBD0"
WHEAT_FAINT = "#FFFBF1"  # ground of a doubtful field
WHEAT_TEXT = "#805300"
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
HANDLE = "#C9C6BB"  # of scroll bars
HANDLE_HOVER = "#A9A79D"
SHEET = "#FFFFFF"  # paper stays white in every theme

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


TONES: dict[str, Tone] = {}
"""By the colour names that form definitions use."""


def _mix_tones() -> None:
    TONES["pine"] = Tone(PINE_TINT, PINE)
    TONES["wheat"] = Tone(WHEAT_TINT, WHEAT_TEXT)
    TONES["cinnabar"] = Tone(CINNABAR_TINT, CINNABAR_TEXT)
    TONES["sky"] = Tone(SKY_TINT, SKY)
    TONES["stone"] = Tone(STONE, STONE_TEXT)


_mix_tones()
LIGHT = {name: value for name, value in globals().items() if str(value).startswith("#")}
"""The colours above by their names; other themes say the same names otherwise."""


def use_colours(colours: Mapping[str, str]) -> None:
    """Paint with these colours from now on: `LIGHT`, or those of another theme.

    What is on the screen keeps its colours until it is made anew. So no module keeps a colour
    beyond the call of a function: a test demands it.
    """
    globals().update(colours)
    _mix_tones()


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


def coloured(sheet: str) -> str:
    """Return a style sheet whose colours are named, such as $INK, with their values."""
    return Template(sheet).substitute({name: globals()[name] for name in LIGHT})


def named(name: str) -> str:
    """Return the colour that is called `name` above, such as "INK"."""
    return str(globals()[name])


def colour(name: str) -> QColor:
    """Return the QColor of a token."""
    return QColor(name)

"""Themes: the tokens' colours for a dark room and for eyes that need much contrast.

Text on its ground has at least 4.5:1 in every theme and 7:1 in high contrast; a test computes it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ruraldesk.files import preferences
from ruraldesk.ui import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QObject

SYSTEM = "system"
THEMES = ("light", "dark", "contrast")

DARK = {
    "INK": "#E4E8E5",
    "QUIET": "#B4BEB9",
    "HINT": "#A3AEA8",
    "PAPER": "#171C1A",
    "CARD": "#1F2623",
    "FIELD": "#1A201E",
    "LINE": "#38423D",
    "INNER_LINE": "#2B3430",
    "FIELD_LINE": "#56625C",
    "PINE": "#7CC3A0",
    "PINE_HOVER": "#93D2B3",
    "PINE_DARK": "#121815",
    "PINE_DARK_HOVER": "#223029",
    "NAV_TEXT": "#D5DED9",
    "NAV_SELECTED": "#2C5C45",
    "NAV_FIELD": "#223029",
    "PINE_TINT": "#24392F",
    "PINE_FAINT": "#232D28",
    "PINE_BLOCK": "#2F4D3F",
    "PINE_LINE": "#4E7A64",
    "WHEAT_TINT": "#40331A",
    "WHEAT_FAINT": "#2B261A",
    "WHEAT_TEXT": "#F0C673",
    "CINNABAR": "#F0928A",
    "CINNABAR_TINT": "#4A2522",
    "CINNABAR_FAINT": "#322220",
    "CINNABAR_TEXT": "#F6ABA4",
    "SKY": "#8FBBF0",
    "SKY_TINT": "#22324A",
    "STONE": "#2E3632",
    "STONE_TEXT": "#B9C4BE",
    "HEADER": "#252D29",
    "HEADER_LINE": "#56625C",
    "HEADER_TEXT": "#CDD5D0",
    "TOTALS": "#2F2C1F",
    "TOTALS_LINE": "#7A6C3F",
    "BAR": "#1A201D",
    "PLANNED": "#47685A",
    "HANDLE": "#4A5650",
    "HANDLE_HOVER": "#66736C",
}
"""What is not named here is as in the light theme."""

CONTRAST = {
    "INK": "#FFFFFF",
    "QUIET": "#F0F0F0",
    "HINT": "#D6D6D6",
    "PAPER": "#000000",
    "CARD": "#000000",
    "FIELD": "#000000",
    "LINE": "#FFFFFF",
    "INNER_LINE": "#8C8C8C",
    "FIELD_LINE": "#FFFFFF",
    "PINE": "#FFE100",
    "PINE_HOVER": "#FFF07A",
    "PINE_DARK": "#000000",
    "PINE_DARK_HOVER": "#333000",
    "NAV_TEXT": "#FFFFFF",
    "NAV_QUIET": "#E6E6E6",
    "NAV_HEADING": "#FFE100",
    "NAV_SELECTED": "#4D4800",
    "NAV_SELECTED_TEXT": "#FFFFFF",
    "NAV_FIELD": "#262626",
    "NAV_HANDLE": "#FFFFFF",
    "NAV_MARK": "#FFE100",
    "PINE_TINT": "#3A3600",
    "PINE_FAINT": "#262400",
    "PINE_BLOCK": "#4D4800",
    "PINE_LINE": "#FFE100",
    "WHEAT": "#FFC24D",
    "WHEAT_TINT": "#402900",
    "WHEAT_FAINT": "#261900",
    "WHEAT_TEXT": "#FFCE73",
    "CINNABAR": "#FF9C94",
    "CINNABAR_TINT": "#4A0D09",
    "CINNABAR_FAINT": "#330906",
    "CINNABAR_TEXT": "#FFB9B3",
    "SKY": "#A6D0FF",
    "SKY_TINT": "#0A2A4D",
    "STONE": "#262626",
    "STONE_TEXT": "#FFFFFF",
    "HEADER": "#1C1C1C",
    "HEADER_LINE": "#FFFFFF",
    "HEADER_TEXT": "#FFFFFF",
    "TOTALS": "#1F1D00",
    "TOTALS_LINE": "#FFE100",
    "BAR": "#000000",
    "PLANNED": "#B3B3B3",
    "HANDLE": "#BFBFBF",
    "HANDLE_HOVER": "#FFFFFF",
}

_COLOURS: dict[str, Mapping[str, str]] = {"light": {}, "dark": DARK, "contrast": CONTRAST}
_shown = "light"


def shown() -> str:
    """Return the theme that is painted with."""
    return _shown


def choice() -> str:
    """Return what was chosen: a theme, or "system"."""
    chosen = str(preferences.load("theme", SYSTEM))
    return chosen if chosen in THEMES else SYSTEM


def wanted() -> str:
    """Return the theme to be shown: the chosen one, or what the desktop has."""
    chosen = choice()
    if chosen != SYSTEM:
        return chosen
    if _desktop_has_high_contrast():
        return "contrast"
    scheme = QGuiApplication.styleHints().colorScheme()
    return "dark" if scheme.name == "Dark" else "light"


def use(theme: str) -> None:
    """Paint with the colours of `theme` from now on; what is shown must be made anew."""
    global _shown
    _shown = theme
    tokens.use_colours({**tokens.LIGHT, **_COLOURS[theme]})


def dress(app: QApplication) -> None:
    """Give the application its style in the colours of the theme that is shown."""
    from ruraldesk.ui import style

    if not app.styleSheet():
        app.setStyle("Fusion")  # once: each of these goes through all widgets there are
    app.setPalette(style.palette())
    app.setStyleSheet(style.sheet())


def is_outdated() -> bool:
    """Say whether another theme is wanted than the one that is painted with."""
    return wanted() != _shown


def dress_anew() -> None:
    """Take up the wanted theme where it is another one. All that was made must be made anew.

    Qt goes through every widget there is, half a second for three pages: so those that are of no
    use in other colours had better be gone by then.
    """
    app = QApplication.instance()
    if is_outdated() and isinstance(app, QApplication):
        use(wanted())
        dress(app)


def follow_desktop(parent: QObject, changed: Callable[[], None]) -> None:
    """As long as `parent` lives, call `changed` when the desktop's colours bring another theme.

    Qt tells of dark and light, not of high contrast: who turned that on comes back to the window.
    """
    QGuiApplication.styleHints().colorSchemeChanged.connect(
        parent,
        lambda _: changed() if is_outdated() else None,  # type: ignore[arg-type]  # as stubs have it
    )
    app = QGuiApplication.instance()
    if sys.platform == "win32" and isinstance(app, QGuiApplication):
        app.applicationStateChanged.connect(
            parent,
            lambda _: changed() if is_outdated() else None,  # type: ignore[arg-type]
        )


def _desktop_has_high_contrast() -> bool:
    """Say whether Windows shows its high contrast; elsewhere Qt 6.8 cannot tell."""
    if sys.platform == "win32":
        import ctypes

        class HighContrast(ctypes.Structure):
            """HIGHCONTRASTW of the Windows headers."""

            _fields_ = (
                ("size", ctypes.c_uint),
                ("flags", ctypes.c_uint),
                ("scheme", ctypes.c_wchar_p),
            )

        get, on = 0x0042, 0x0001  # SPI_GETHIGHCONTRAST, HCF_HIGHCONTRASTON
        asked = HighContrast(ctypes.sizeof(HighContrast), 0, None)
        user32 = ctypes.windll.user32
        known = user32.SystemParametersInfoW(get, asked.size, ctypes.byref(asked), 0)
        return bool(known) and bool(asked.flags & on)
    return False

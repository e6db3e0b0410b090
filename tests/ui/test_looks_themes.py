"""Themes: every colour comes from the tokens, is readable, and changes without losing the place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

import ruraldesk.ui
from ruraldesk.files import preferences
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import themes, tokens
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.dialogs.settings import SettingsDialog
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.main_window import MainWindow

UI = Path(ruraldesk.ui.__file__).parent
SOURCES = sorted(UI.rglob("*.py"))
SAYS_COLOURS = ("tokens.py", "themes.py")
HEX = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b")

TEXTS = {
    "INK": ("PAPER", "CARD", "FIELD", "PINE_TINT", "PINE_FAINT", "PINE_BLOCK", "WHEAT_TINT",
            "WHEAT_FAINT", "CINNABAR_FAINT", "STONE", "HEADER", "TOTALS", "BAR"),
    "QUIET": ("PAPER", "CARD", "FIELD", "PINE_TINT", "PINE_FAINT", "HEADER", "BAR", "STONE"),
    "HINT": ("PAPER", "CARD", "FIELD", "PINE_TINT", "PINE_FAINT", "HEADER"),
    "PINE": ("PAPER", "CARD", "FIELD", "PINE_TINT", "PINE_FAINT"),
    "CARD": ("PINE", "PINE_HOVER", "CINNABAR"),
    "WHEAT_TEXT": ("PAPER", "CARD", "PINE_TINT", "PINE_FAINT", "WHEAT_TINT", "WHEAT_FAINT"),
    "CINNABAR_TEXT": ("PAPER", "CARD", "PINE_TINT", "CINNABAR_TINT", "CINNABAR_FAINT"),
    "SKY": ("PAPER", "CARD", "PINE_TINT", "SKY_TINT"),
    "STONE_TEXT": ("CARD", "STONE"),
    "HEADER_TEXT": ("HEADER",),
    "NAV_TEXT": ("PINE_DARK", "PINE_DARK_HOVER"),
    "NAV_QUIET": ("PINE_DARK", "PINE_DARK_HOVER", "NAV_FIELD"),
    "NAV_HEADING": ("PINE_DARK",),
    "NAV_STRONG": ("PINE_DARK", "NAV_FIELD"),
    "NAV_SELECTED_TEXT": ("NAV_SELECTED",),
}  # fmt: skip
"""Each colour of text with the grounds it stands on."""
RINGS = {"PINE": ("PAPER", "CARD", "FIELD", "PINE_TINT"), "CARD": ("PINE",),
         "NAV_MARK": ("PINE_DARK", "NAV_SELECTED")}  # fmt: skip
"""The colours of frames around what has the focus."""


def colours(theme: str) -> dict[str, str]:
    return {
        **tokens.LIGHT,
        **{"light": {}, "dark": themes.DARK, "contrast": themes.CONTRAST}[theme],
    }


def brightness(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(autouse=True)
def _light_again() -> Iterator[None]:
    yield
    preferences.keep("theme", None)
    themes.dress_anew()


@pytest.mark.parametrize(("theme", "least"), [("light", 4.5), ("dark", 4.5), ("contrast", 7.0)])
def test_every_text_can_be_read_on_its_ground(theme: str, least: float) -> None:
    table = colours(theme)
    pairs = [(ink, ground) for ink, grounds in TEXTS.items() for ground in grounds]
    weak = {pair: round(contrast(*(table[name] for name in pair)), 2) for pair in pairs}
    assert not {pair: found for pair, found in weak.items() if found < least}


@pytest.mark.parametrize("theme", themes.THEMES)
def test_the_frame_around_what_has_the_focus_is_seen(theme: str) -> None:
    table = colours(theme)
    pairs = [pair for ring, grounds in RINGS.items() for pair in product((ring,), grounds)]
    weak = {pair: round(contrast(*(table[name] for name in pair)), 2) for pair in pairs}
    assert not {pair: found for pair, found in weak.items() if found < 3}


@pytest.mark.parametrize("theme", themes.THEMES)
def test_paper_is_white_in_every_theme(theme: str) -> None:
    assert colours(theme)["SHEET"] == "#FFFFFF"


def test_themes_name_only_colours_there_are() -> None:
    assert not (themes.DARK.keys() | themes.CONTRAST.keys()) - tokens.LIGHT.keys()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(UI)))
def test_no_module_invents_a_colour(source: Path) -> None:
    if source.name not in SAYS_COLOURS:
        assert not HEX.findall(source.read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(UI)))
def test_no_module_keeps_a_colour_beyond_a_call(source: Path) -> None:
    """It would stay what it was when the module was loaded, whatever the theme."""
    if source.name not in SAYS_COLOURS:
        assert not list(kept(ast.parse(source.read_text(encoding="utf-8"))))


def kept(node: ast.AST) -> Iterator[str]:
    """Yield the colours that are looked up while a module is loaded."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            for default in (*child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield from kept(ast.Expression(default))
            continue
        if isinstance(child, ast.Attribute) and child.attr in tokens.LIGHT:
            yield f"line {child.lineno}: {child.attr}"
        yield from kept(child)


def choose(theme: str) -> None:
    preferences.keep("theme", theme)
    themes.dress_anew()


def test_tones_and_style_follow_the_theme(qapp: QApplication) -> None:
    choose("dark")
    assert themes.DARK["CARD"] in qapp.styleSheet()
    assert tokens.TONES["wheat"] == (themes.DARK["WHEAT_TINT"], themes.DARK["WHEAT_TEXT"])
    choose("light")
    assert themes.DARK["CARD"] not in qapp.styleSheet()
    assert tokens.TONES["wheat"].ground == tokens.LIGHT["WHEAT_TINT"]


def test_another_theme_keeps_the_page_the_entry_and_what_was_typed(
    qtbot: QtBot, book: Book
) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    desk = Desk(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    desk.take_book(book)
    page = desk.ledger("project")
    page.open_blank()
    page.place.panel().pages.page.focus("name")
    QTest.keyClicks(QApplication.focusWidget(), "half a road")
    typed = page.place.panel().entered()
    choose("dark")
    desk.rebuild()
    again = window.pages.currentWidget()
    assert isinstance(again, LedgerPage)
    assert again is not page
    assert again.place.panel().entered() == typed
    assert again.place.has_unsaved()
    desk.leave_book()


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_the_window_takes_up_the_chosen_theme_at_once(
    qtbot: QtBot, book: Book, monkeypatch: pytest.MonkeyPatch, spoken: str
) -> None:
    def choose_in_dialog(dialog: SettingsDialog) -> int:
        preferences.keep("theme", "contrast")
        preferences.keep("language", spoken)
        return 1

    monkeypatch.setattr(SettingsDialog, "exec", choose_in_dialog)
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    desk = Desk(window)
    desk.take_book(book)
    desk.show("project")
    before = window.pages.currentWidget()
    desk.acts.open_settings()
    qtbot.waitUntil(lambda: themes.shown() == "contrast")
    assert desk.shown_key() == "project"
    assert not isValid(before)  # restyling it would have taken its time
    assert isinstance(window.pages.currentWidget(), LedgerPage)
    desk.leave_book()
    use_language("zh_CN")


def test_settings_keep_the_theme(qtbot: QtBot, book: Book) -> None:
    dialog = SettingsDialog(book, None)
    qtbot.addWidget(dialog)
    assert dialog.theme.currentData() == themes.SYSTEM
    dialog.theme.setCurrentIndex(dialog.theme.findData("contrast"))
    dialog.act()
    assert themes.choice() == "contrast"
    assert themes.wanted() == "contrast"

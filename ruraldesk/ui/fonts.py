"""The fonts that ship with the program, so that the window looks the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QFontDatabase

from ruraldesk.texts.resources import resources_dir
from ruraldesk.ui import tokens

FIRST = ("ui.ttf", "ui-bold.ttf")  # the everyday characters: small, read before the first paint
LATER = ("hei.ttf", "rare.ttf")  # every other character of people's names
SYSTEM_FAMILIES = ["Microsoft YaHei UI", "Microsoft YaHei", "SimSun", "Noto Sans CJK SC"]


def load_first(folder: Path | None = None) -> bool:
    """Make the window's own font available; return False when it is missing.

    Then the system's Chinese fonts are used, and the window says so.
    """
    families = _load(folder or _folder(), FIRST)
    tokens.use_families(families or list(SYSTEM_FAMILIES))
    return bool(families)


def load_rest(folder: Path | None = None) -> list[str]:
    """Add the fonts of rare characters; return the families that now follow the first ones."""
    return _load(folder or _folder(), LATER)


def _folder() -> Path:
    return resources_dir() / "fonts"


def _load(folder: Path, names: Sequence[str]) -> list[str]:
    families: list[str] = []
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        number = QFontDatabase.addApplicationFont(str(path))
        for family in QFontDatabase.applicationFontFamilies(number):
            if family not in families:
                families.append(family)
    return families

"""Where the program keeps what is its own, and how paths on a stick outlive the stick's letter."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROGRAM = Path(__file__).absolute().parents[2].parent
"""The installed program's own folder; of a checkout, the one in which it lies, or its drive."""
_MARK = "portable.txt"
"""Lies in the program's folder where it runs from a stick and leaves nothing behind."""


def portable_folder() -> Path | None:
    """Return the program's folder on a stick; None where the program is installed."""
    return PROGRAM if (PROGRAM / _MARK).exists() else None


def settings_folder() -> Path:
    """Return the user's own folder for the program's settings and crash reports.

    Written out for the two systems: platformdirs would cost the first paint five milliseconds.
    """
    portable = portable_folder()
    if portable is not None:
        return portable / "设置"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "RuralDesk"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "RuralDesk"


def cache_folder() -> Path:
    """Return the user's own folder for what can be made anew at any time."""
    portable = portable_folder()
    if portable is not None:
        return portable / "设置" / "Cache"
    if sys.platform == "win32":
        own = os.environ.get("LOCALAPPDATA")
        return (Path(own) if own else Path.home() / "AppData" / "Local") / "RuralDesk" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "RuralDesk"


def kept_words(path: Path) -> str:
    """Return a path as settings keep it: on the program's own stick as seen from the program.

    The stick has another letter on the next computer; what lies on it has moved along.
    """
    portable, path = portable_folder(), path.absolute()
    if portable is None or path.anchor.lower() != portable.anchor.lower():
        return str(path)
    return os.path.relpath(path, portable).replace(os.sep, "/")


def kept_path(words: str) -> Path:
    """Return the path that `kept_words` was given, where it lies now."""
    portable = portable_folder()
    if portable is None:
        return Path(words)
    return Path(os.path.normpath(portable / words))  # an absolute path stays as it is

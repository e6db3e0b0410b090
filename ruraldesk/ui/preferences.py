"""Small things remembered from one session to the next: columns, sizes, recent books.

They are conveniences: a missing or damaged file only means the defaults.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).resolve().parents[3]
"""The installed program's own folder; of a checkout, the one in which it lies."""
_PORTABLE = PROGRAM / "portable.txt"
"""Lies beside the program's folders where it runs from a stick and leaves nothing behind."""


def folder() -> Path:
    """Return the user's own folder for the program's preferences and crash reports.

    Written out for the two systems: platformdirs would cost the first paint five milliseconds.
    """
    if _PORTABLE.exists():
        return _PORTABLE.with_name("设置")
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "RuralDesk"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "RuralDesk"


def load(key: str, default: Any = None) -> Any:
    """Return what was kept under `key`; `default` when there is nothing of that kind."""
    value = _all().get(key, default)
    return value if default is None or isinstance(value, type(default)) else default


def keep(key: str, value: object) -> None:
    """Remember `value` (anything JSON can hold) under `key`; None forgets it."""
    kept = _all()
    if value is None:
        kept.pop(key, None)
    else:
        kept[key] = value
    path = _file()
    unfinished = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(
            json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n"
        )
        unfinished.replace(path)
    except OSError:
        return  # a full or write-protected profile must not keep a clerk from working


def reread() -> None:
    """Forget what was read; the next look reads the file again."""
    _all.cache_clear()


def _file() -> Path:
    return folder() / "window.json"


@cache
def _all() -> dict[str, Any]:
    try:
        read = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}

"""Small things remembered from one session to the next: columns, sizes, recent books.

They are conveniences: a missing or damaged file only means the defaults.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ruraldesk.files.places import kept_path, kept_words, settings_folder


def folder() -> Path:
    """Return the user's own folder for the program's preferences and crash reports."""
    return settings_folder()


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


def load_path(key: str) -> Path | None:
    """Return the path that was kept under `key`, whether it is there now or not."""
    words = load(key, "")
    return kept_path(words) if words else None


def keep_path(key: str, path: Path | None) -> None:
    """Remember a path under `key`, on a stick without its letter; None forgets it."""
    keep(key, None if path is None else kept_words(path))


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

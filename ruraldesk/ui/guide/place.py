"""Which book for practising was begun, and how far one has come in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruraldesk.files import preferences
from ruraldesk.files.places import kept_path, kept_words
from ruraldesk.files.practice import is_practice, practice_folder
from ruraldesk.texts.translate import tr

_KEY = "guide"


def practice_book() -> Path | None:
    """Return the book that was begun and is still there."""
    kept = kept_path(str(_kept().get("book", "")))
    return kept if is_practice(kept) and kept.is_file() else None


def next_book() -> Path:
    """Return where a fresh book goes: a folder of its own, since an old book may be open."""
    number = 1
    while (practice_folder() / str(number)).exists():
        number += 1
    return practice_folder() / str(number) / tr("Practice town.rdb")


def begun(book: Path, facts: Mapping[str, int]) -> None:
    """Remember a fresh book and what stood in it."""
    preferences.keep(_KEY, {"book": kept_words(book), "facts": dict(facts), "done": []})


def first_facts() -> dict[str, int]:
    """Return what stood in the book when it was fresh."""
    facts = _kept().get("facts", {})
    return {str(key): int(value) for key, value in facts.items()}


def done_tasks() -> list[str]:
    """Return the keys of the tasks that were done."""
    return [str(key) for key in _kept().get("done", [])]


def keep_done(keys: list[str]) -> None:
    """Remember the tasks that were done."""
    preferences.keep(_KEY, {**_kept(), "done": keys})


def _kept() -> dict[str, Any]:
    return dict(preferences.load(_KEY, {}))

"""Where books for practising lie: none of an office is among them."""

from __future__ import annotations

from pathlib import Path

from ruraldesk.files import preferences


def practice_folder() -> Path:
    """Return the folder that holds nothing but books for practising."""
    return preferences.folder() / "practice"


def is_practice(book: Path) -> bool:
    """Say whether `book` is one for practising: no book of an office lies there."""
    return book.absolute().is_relative_to(practice_folder().absolute())

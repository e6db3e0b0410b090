"""Backups as the window makes them: beside the book, and in the second place that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import preferences

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made, and why a second one elsewhere was not."""

    path: Path
    refusal: str = ""

    @property
    def tone(self) -> str:
        """How the news is coloured."""
        return "wheat" if self.refusal else "pine"


def back_up(book: Book, to: Path | None, reason: str) -> BackedUp:
    """Make a backup in `to`, or beside the book and then in the second place that was chosen.

    Raises:
        UserError: the first one could not be made.
    """
    from ruraldesk.services import safety

    path = safety.backup(book, to, reason)
    second = preferences.load("backup_folder", "")
    if to is not None or not second:
        return BackedUp(path)
    try:
        return BackedUp(safety.backup(book, Path(second), reason))
    except UserError as error:
        text = tr("The second backup in {folder} failed: {reason}")
        return BackedUp(path, text.format(folder=second, reason=error))

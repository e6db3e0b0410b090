"""Backups as the window makes them: beside the book, and in the second place that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.errors import Stopped, UserError
from ruraldesk.files import preferences
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.services.safety import Restored
    from ruraldesk.ui.jobs import Job


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made, and why a second one elsewhere was not."""

    path: Path
    refusal: str = ""

    @property
    def tone(self) -> str:
        """How the news is coloured."""
        return "wheat" if self.refusal else "pine"


class BackupStopped(UserError):
    """The user stopped a backup before it was complete."""

    code = "backup_stopped"

    def __init__(self) -> None:
        super().__init__(
            tr("The backup was stopped; nothing of it was kept. Earlier backups are all there.")
        )


class RestoringStopped(UserError):
    """The user stopped bringing a backup back."""

    code = "restoring_stopped"

    def __init__(self) -> None:
        super().__init__(tr("Restoring was stopped; no book was made or changed."))


def back_up(book: Book, to: Path | None, reason: str, job: Job) -> BackedUp:
    """Make a backup in `to`, or beside the book and then in the second place that was chosen.

    Raises:
        UserError: the first one could not be made, or was stopped.
    """
    from ruraldesk.services import safety

    def made_in(folder: Path | None) -> Path:
        try:
            return safety.backup(
                book, folder, reason, progress=job.progress, cancelled=job.cancelled
            )
        except Stopped:
            raise BackupStopped from None

    path = made_in(to)
    second = preferences.load_path(folders.BACKUPS)
    if to is not None or second is None:
        return BackedUp(path)
    try:
        return BackedUp(made_in(second))
    except UserError as error:
        text = tr("The second backup in {folder} failed: {reason}")
        return BackedUp(path, text.format(folder=second, reason=error))


def restore(file: Path, target: Path, job: Job) -> Restored:
    """Make the book `target` out of a backup.

    Raises:
        UserError: it could not be made, or was stopped.
    """
    from ruraldesk.services import safety

    try:
        return safety.restore(file, target, progress=job.progress, cancelled=job.cancelled)
    except Stopped:
        raise RestoringStopped from None

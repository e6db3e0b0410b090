"""Backups as the window makes them: beside the book, and in the second place that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.errors import Stopped, UserError
from ruraldesk.files import preferences
from ruraldesk.files.recent import books_there
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders

if TYPE_CHECKING:
    from ruraldesk.errors import Cancelled, Progress
    from ruraldesk.services.books import Book
    from ruraldesk.services.safety import Restored
    from ruraldesk.ui.jobs import Job


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made, and why others that should be were not."""

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
    return _backed_up(book, to, reason, job.progress, job.cancelled)


def back_up_for_update(book: Book, job: Job) -> BackedUp:
    """Back up the open book, then the others of this person, before the program is replaced.

    A setup that somebody starts by hand does the same; the one that the window starts need not.

    Raises:
        UserError: the open book could not be backed up, or it was stopped.
    """
    from ruraldesk.services.all_books import back_up_all

    made = _backed_up(
        book,
        None,
        tr("before an update of the program"),
        lambda done, total, what: job.progress(0, 0, what),
        job.cancelled,
    )
    try:
        others = back_up_all(
            books_there(),
            folders.own(),
            done=book.path,
            progress=job.progress,
            cancelled=job.cancelled,
        )
    except Stopped:
        raise BackupStopped from None
    refusals = [made.refusal, *(one.refusal for one in others if one.failed)]
    return BackedUp(made.path, "\n".join(filter(None, refusals)))


def _backed_up(
    book: Book, to: Path | None, reason: str, progress: Progress, cancelled: Cancelled
) -> BackedUp:
    from ruraldesk.services import safety

    def made_in(folder: Path | None) -> Path:
        try:
            return safety.backup(book, folder, reason, progress=progress, cancelled=cancelled)
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

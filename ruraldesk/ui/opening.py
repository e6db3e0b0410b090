"""Opening a book in the window: with what it will show, and a backup that can be stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.errors import Stopped, UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui.last_page import last_page
from ruraldesk.ui.nav_list import HOME
from ruraldesk.ui.warming import read_at_once

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.ui.jobs import Job


class OpeningStopped(UserError):
    """The user stopped the backup that precedes bringing a book up to date."""

    code = "opening_stopped"

    def __init__(self) -> None:
        super().__init__(tr("Opening was stopped; the book is as it was. It can be opened later."))


def opened(path: Path, password: str | None, job: Job) -> Book:
    """Open the book at `path`, and read the modules of what it shows first.

    Raises:
        UserError: it cannot be opened, or was stopped.
    """
    from ruraldesk.services.books import open_book

    def tell(done: int, total: int, what: str) -> None:
        """Nothing but the backup before an update takes so long that it tells how far it is."""
        job.progress(done, total, tr("Update of the book: {what}").format(what=what))

    read_at_once(last_page(path) or HOME)
    try:
        return open_book(path, password=password, progress=tell, cancelled=job.cancelled)
    except Stopped:
        raise OpeningStopped from None

"""Ctrl+Z and Ctrl+Y: the last act is taken back or done again, behind a progress if it is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.errors import Stopped, UserError
from ruraldesk.services import entry
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, progress

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.jobs import Job


def take_back(desk: Desk, *, again: bool, reason: str = "") -> None:
    """Undo one's last act, or do again what was undone; in a closed month with a reason."""
    session = desk.session
    if session is None or session.book.read_only:
        return
    book, window = session.book, desk.window

    def act(job: Job) -> str | None:
        turn = entry.redo if again else entry.undo
        try:
            return turn(book, reason, job.cancelled)
        except Stopped:
            return None

    def tell(what: str | None) -> None:
        if what is None:
            messages.tell(window, tr("Stopped; everything is as it was."), "sky")
        elif not what:
            nothing = tr("Nothing to do again.") if again else tr("Nothing to take back.")
            messages.tell(window, nothing, "sky")
        else:
            session.note_change()
            text = tr("Done again: {what}") if again else tr("Taken back: {what}")
            messages.tell(window, text.format(what=what))

    def refuse(error: UserError) -> None:
        from ruraldesk.ui.dialogs.correcting import ask_why

        if isinstance(error, entry.CannotUndo) and entry.needs_reason(error.problems):
            why = ask_why(window, error.problems)
            if why:
                take_back(desk, again=again, reason=why)
        else:
            messages.tell_error(window, error)

    title = tr("Doing again") if again else tr("Taking back")
    progress.run(window, title, act, done=tell, failed=refuse)

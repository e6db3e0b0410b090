"""After a crash or a power cut: what was being typed is offered at once when the book opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages

if TYPE_CHECKING:
    from ruraldesk.services.entry import Draft
    from ruraldesk.ui.desk import Desk


def offer(desk: Desk) -> None:
    """Look, off the window's thread, for what was broken off, and offer to go on with it."""
    session = desk.session
    if session is None or not session.book.broken_off:
        return
    book = session.book

    def look() -> list[Draft]:
        from ruraldesk.services import entry

        return entry.broken_off(book)

    jobs.run(look, done=lambda found: _tell(desk, found), owner=session)


def _tell(desk: Desk, found: list[Draft]) -> None:
    from ruraldesk.ui.entry.waiting import words_of

    if not found or desk.session is None:
        return
    newest = found[0]
    form = desk.session.form(newest.form)
    words = tr(
        "RuralDesk was broken off last time. What you were typing is kept: “{ledger}”, {draft}"
    )
    text = words.format(ledger=tr(form.title), draft=words_of(form, newest))
    if len(found) > 1:
        text = tr("{said}, and {count} more in their ledgers").format(
            said=text, count=len(found) - 1
        )

    def go_on() -> None:
        desk.ledger(newest.form).place.open_draft(newest)

    messages.tell(desk.window, text, "wheat", act=(tr("Go on with it"), go_on))

"""After a crash or a power cut: what was being typed is offered at once when the book opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages

if TYPE_CHECKING:
    from ruraldesk.definitions.model import FormDef
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
    """Say it once: above the table of the ledger if that is shown, else at the window's foot.

    The keys are at once at the button that goes on with it.
    """
    if not found or desk.session is None:
        return
    from ruraldesk.ui.entry.waiting import about

    newest = found[0]
    text = words(desk.session.form(newest.form), found)
    ledger = desk.current_ledger()
    if ledger is not None and ledger.form.key == newest.form and not ledger.place.is_open():
        ledger.waiting.offer_broken_off(text)
        return

    def go_on() -> None:
        desk.ledger(newest.form).place.open_draft(newest)

    act = (tr("Go on with it"), go_on)
    notice = messages.tell(desk.window, text, "wheat", act=act, about=about(newest.form))
    notice.setFocus(Qt.FocusReason.OtherFocusReason)


def words(form: FormDef, found: Sequence[Draft]) -> str:
    """Return what was broken off: the newest by its name, of the others how many there are."""
    from ruraldesk.ui.entry.waiting import words_of

    said = tr(
        "RuralDesk was broken off last time. What you were typing is kept: “{ledger}”, {draft}"
    )
    text = said.format(ledger=tr(form.title), draft=words_of(form, found[0]))
    if len(found) > 1:
        more = tr("{said}, and {count} more in their ledgers")
        text = more.format(said=text, count=len(found) - 1)
    return text

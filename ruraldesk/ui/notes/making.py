"""The page of notes of the open book, its signals led to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.ui.notes.page import NotesPage

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.session import Session


def make_notes(desk: Desk, session: Session) -> NotesPage:
    """Return the page; a note leads to the field or row that it stands on."""

    def open_place(form_key: str, uuid: str, path: str) -> None:
        from ruraldesk.ui.entry.going import go_to

        desk.open_record(form_key, uuid)
        if path:
            go_to(desk.ledger(form_key).place.panel(), path)

    page = NotesPage(session)
    page.place_opened.connect(open_place)
    return page

"""The health page of the open book, its signals led to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.ui.health.page import HealthPage

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.session import Session


def make_health(desk: Desk, session: Session) -> HealthPage:
    """Return the page; a finding leads to the field that it speaks of."""

    def open_place(form_key: str, uuid: str, field: str) -> None:
        from ruraldesk.ui.entry.going import go_to

        desk.open_record(form_key, uuid)
        go_to(desk.ledger(form_key).place.panel(), field)

    page = HealthPage(session)
    page.place_opened.connect(open_place)
    page.ledger_opened.connect(desk.show)
    return page

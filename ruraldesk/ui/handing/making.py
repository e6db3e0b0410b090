"""The pages about packs and keys of the open book, their signals led to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.page import Page
    from ruraldesk.ui.session import Session


def make_packs(desk: Desk, session: Session) -> Page:
    """Return the page about packs."""
    from ruraldesk.ui.handing import taking_in
    from ruraldesk.ui.handing.packs_page import PacksPage

    page = PacksPage(session)
    page.made.connect(lambda file, here: taking_in.after_making(desk, file, here=here))
    page.install_wanted.connect(lambda file: taking_in.look_at_pack(desk, file))
    page.file_wanted.connect(desk.acts.choose_pack)
    page.back_wanted.connect(lambda number, unit: taking_in.take_back(desk, number, unit))
    page.help_wanted.connect(desk.acts.open_help)
    return page


def make_keys(desk: Desk, session: Session) -> Page:
    """Return the page about keys."""
    from ruraldesk.ui.handing.keys_page import KeysPage

    page = KeysPage(session)
    page.help_wanted.connect(desk.acts.open_help)
    return page

"""A newer program on a stick that is plugged in is told of, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages

if TYPE_CHECKING:
    from ruraldesk.services.updates import Offer
    from ruraldesk.ui.desk import Desk


class UpdateOffer(QObject):
    """Looks at each stick once, off the window's thread, when it is plugged in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._seen = ""
        self._told = ""  # the version that was told of

    def look(self, names: str) -> None:
        """Look on the sticks when others are plugged in than before; `names` is "" for none."""
        session = self._desk.session
        if names == self._seen or session is None:
            return
        self._seen = names
        if not names:
            return
        book = session.book

        def search() -> Offer | None:
            from ruraldesk.services import carrying, updates

            return updates.newest(book, [one.root for one in carrying.sticks()])

        # A stick that is pulled out or damaged is no news: nobody asked for an update.
        jobs.run(search, done=self._tell, failed=lambda _: None, owner=session)

    def _tell(self, offer: Offer | None) -> None:
        if offer is None or offer.update.version == self._told:
            return
        self._told = offer.update.version
        text = tr("A newer RuralDesk lies on the stick: {version}, handed down by {unit}.")
        told = text.format(version=offer.update.version, unit=offer.update.unit_name)
        act = (tr("Look at it"), self._desk.acts.open_update)
        messages.tell(self._desk.window, told, "sky", act=act)

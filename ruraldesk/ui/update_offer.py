"""A newer program on a stick that is plugged in is told of, once for each book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages

if TYPE_CHECKING:
    from ruraldesk.services.updates import Offer
    from ruraldesk.ui.desk import Desk


class UpdateOffer(QObject):
    """Looks at each stick off the window's thread, when it is plugged in or a book is opened.

    What may be installed depends on the book: on whose keys it knows.
    """

    looked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._seen = ""
        self._told: set[tuple[Path, str]] = set()  # books, and versions that they were told of
        desk.book_opened.connect(self._look_anew)

    def _look_anew(self) -> None:
        self._seen = ""

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

        def tell(offer: Offer | None) -> None:
            if offer is not None:
                self._tell(book.path, offer)

        # A stick that is pulled out or damaged is no news: nobody asked for an update.
        job = jobs.run(search, done=tell, failed=lambda _: None, owner=session)
        job.ended.connect(self.looked)

    def _tell(self, book: Path, offer: Offer) -> None:
        version = offer.update.version
        if (book, version) in self._told:
            return
        self._told.add((book, version))
        text = tr("A newer RuralDesk lies on the stick: {version}, handed down by {unit}.")
        told = text.format(version=version, unit=offer.update.unit_name)
        act = (tr("Look at it"), self._desk.acts.open_update)
        messages.tell(self._desk.window, told, "sky", act=act)

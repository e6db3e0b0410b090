"""Which sticks are plugged in, looked for again and again, off the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ruraldesk.texts.translate import listed
from ruraldesk.ui import jobs

if TYPE_CHECKING:
    from ruraldesk.services.carrying import Stick

_EVERY_MS = 4000


class StickWatch(QObject):
    """Looks every few seconds; one look at a time, since a failing stick answers slowly."""

    seen = Signal(str)  # the names of the sticks, "" for none

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names = ""
        self._looking = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and from now on."""
        self.look()
        self._timer.start(_EVERY_MS)

    def look(self) -> None:
        """Look once, unless the look before has not come back."""
        if self._looking:
            return
        self._looking = True
        jobs.run(_sticks, done=self._show, owner=self).ended.connect(self._come_back)

    def _come_back(self) -> None:
        self._looking = False

    def _show(self, found: list[Stick]) -> None:
        self.names = listed(one.name for one in found)
        self.seen.emit(self.names)


def _sticks() -> list[Stick]:
    from ruraldesk.services.carrying import sticks

    return sticks()

"""Python's search for garbage, done when it disturbs nobody, and in the window's thread alone.

Python begins a search in whatever thread makes many objects. One that finds a dialog that is no
longer needed deletes it there, and Qt breaks when a widget is deleted outside the window's thread.

Each search stops every thread of the program, too. One among the youngest objects takes
milliseconds; it is made several times a second, if there is anything to search. A full one goes
through all there is, a third of a million objects when a book is open and a third of a second on an
old computer. So what an open book needs as long as it is open is set aside and never searched, and
the rest is searched when nothing is under way and nobody touches anything.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ruraldesk.ui import jobs
from ruraldesk.ui.stillness import Stillness

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.warming import Warming

_EVERY_MS = 250
_YOUNG = 5_000  # new objects after which the young are searched: it takes a few milliseconds
_GROWN = 50_000  # objects since the last search of all, which is then worth one
_STILL_S = 4.0  # seconds for which nobody touched anything before all is searched
_TOO_MANY = 2_000_000  # so many at once do not wait, or memory would run out


class Collector(QObject):
    """Searches for garbage in place of Python, as long as the desk lives."""

    def __init__(self, desk: Desk, warming: Warming) -> None:
        super().__init__(desk)
        self._desk = desk
        self._stillness = Stillness(desk.window)
        self._grown = 0  # objects that the searches of the young left, since all were searched
        self._settling = self._settled = self._left = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        warming.done.connect(self._settle)

    def begin(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._timer.start()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def look(self) -> None:
        """Search the young if there are many, and all if it is worth it now."""
        young = gc.get_count()[0]
        if young > _YOUNG:
            self._grown += young - gc.collect(0)
        quiet, still = jobs.is_quiet(), self._stillness.seconds() > _STILL_S
        if self._grown > _TOO_MANY:
            there = len(gc.get_objects(1)) + len(gc.get_objects(2))  # many went without a search
            self._grown = there
            if there > _TOO_MANY:
                self._search_all()
        elif still and quiet and (self._left or (self._settled and self._grown > _GROWN)):
            self._search_all()
        if self._settling and not self._left and quiet:
            self._settling, self._settled = False, True
            gc.freeze()
            self._grown = 0

    def _settle(self) -> None:
        """A book is open, and all is read: what is there once all is quiet stays as long."""
        if self._desk.session is not None:
            self._settling = True
            self._desk.session.destroyed.connect(self._leave)

    def _leave(self) -> None:
        """The book was left: nothing of it stays, and nothing is set aside before that is gone."""
        gc.unfreeze()
        self._settling, self._settled, self._left = False, False, True

    def _search_all(self) -> None:
        gc.collect()
        self._left, self._grown = False, 0

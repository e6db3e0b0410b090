"""Python's search for garbage, done when it disturbs nobody.

Each search stops every thread of the program. One among the youngest objects takes milliseconds. A
full one goes through all there is, a third of a million objects when a book is open and a third of
a second on an old computer, and Python begins it in the middle of whatever makes many objects: a
paste, a check, an import. So only the young are left to Python: what an open book needs as long as
it is open is set aside and never searched, and the rest is searched when nothing is under way and
nobody touches anything, in the window's thread, where widgets may be deleted.
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

_EVERY_MS = 500
_YOUNG = 5_000  # new objects after which Python searches the young: it takes a few milliseconds
_NEVER = 1_000_000_000
_GROWN = 50_000  # objects since the last search of all, which is then worth one
_STILL_S = 4.0  # seconds for which nobody touched anything before all is searched
_TOO_MANY = 2_000_000  # so many at once do not wait, or memory would run out


class Collector(QObject):
    """Searches for garbage in place of Python, as long as the desk lives."""

    def __init__(self, desk: Desk, warming: Warming) -> None:
        super().__init__(desk)
        self._desk = desk
        self._stillness = Stillness(desk.window)
        self._known = (0, 0)  # searches of the young until it was counted last, and their finds
        self._there = 0  # objects then
        self._settling = self._settled = self._left = False
        self._before = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        warming.done.connect(self._settle)

    def begin(self) -> None:
        """Take over from Python."""
        gc.set_threshold(_YOUNG, _NEVER, _NEVER)
        self._begin_anew()
        self._timer.start()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.set_threshold(*self._before)

    def look(self) -> None:
        """Search all if it is worth it now."""
        grown, quiet = self._grown(), jobs.is_quiet()
        still = self._stillness.seconds() > _STILL_S
        if grown > _TOO_MANY:
            there = len(gc.get_objects(1)) + len(gc.get_objects(2))  # many went without a search
            if there > _TOO_MANY:
                self._search_all()
            else:
                self._begin_anew(there)
        elif still and quiet and (self._left or (self._settled and grown > _GROWN)):
            self._search_all()
        if self._settling and not self._left and quiet:
            self._settling, self._settled = False, True
            gc.freeze()
            self._begin_anew()

    def _grown(self) -> int:
        """Return how many objects came out of searches since all were searched, at most."""
        young = gc.get_stats()[0]
        searches, found = self._known
        new = (young["collections"] - searches) * _YOUNG - (young["collected"] - found)
        return self._there + int(new)

    def _begin_anew(self, there: int = 0) -> None:
        """Count from now on, from `there` objects."""
        self._there = there
        young = gc.get_stats()[0]
        self._known = (young["collections"], young["collected"])

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
        self._left = False
        self._begin_anew()

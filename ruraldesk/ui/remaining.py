"""How long something still takes, judged by how long it took so far."""

from __future__ import annotations

from time import monotonic

from ruraldesk.texts.translate import tr

_NOT_BEFORE = 3.0  # seconds: a guess made sooner is worth nothing
_LEAST_DONE = 0.04  # of the whole
_SHOWN_FROM = 5  # seconds: what ends sooner needs no words
_MINUTE = 60


class Remaining:
    """Begun with the work; asked each time that it tells how far it is."""

    def __init__(self) -> None:
        self._began = monotonic()

    def words(self, done: int, total: int) -> str:
        """Return how long the rest takes, "" as long as nobody can tell."""
        spent = monotonic() - self._began
        if not total or spent < _NOT_BEFORE or done < total * _LEAST_DONE:
            return ""
        seconds = spent * (total - done) / done
        if seconds < _SHOWN_FROM:
            return ""
        if seconds < _MINUTE:
            return tr("about {seconds} seconds left").format(seconds=round(seconds / 5) * 5)
        return tr("about {minutes} minutes left").format(minutes=round(seconds / _MINUTE) or 1)

"""How long work will still take, said only once it is steady, and without jumping about."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ruraldesk.texts.translate import tr

STEADY_S = 2.0  # seconds of a step before anything is said of its end
LEAST_SHARE = 0.04  # of a step that must be done by then
_GROWN = 1.25  # what is left must have grown so much …
_GROWING_S = 3.0  # … for so many seconds before more is said than before
_SOON_S = 5  # below this the exact number is of no use


class TimeLeft:
    """Fed with how far the work is; tells what is left of the present step.

    Work may have several steps, each counted from its own beginning; how many will follow nobody
    knows. So from the second one on it is said that the time is that of the step.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._steps = 0
        self._total = self._done = self._from = 0
        self._began = 0.0
        self._ends: float | None = None  # when the step ends, as it was last said
        self._later_since: float | None = None  # since when it seems to end later than was said

    def note(self, done: int, total: int) -> str:
        """Take in that `done` of `total` is done (0: not known); return what to say, or ""."""
        now = self._now()
        if total != self._total or done < self._done or not self._steps:
            self._begin(done, total, now)
        self._done = done
        past, made = now - self._began, done - self._from
        if not total or past < STEADY_S or made < LEAST_SHARE * (total - self._from):
            return ""
        self._settle(now, now + past / made * (total - done))
        assert self._ends is not None
        return self._said(max(0.0, self._ends - now))

    def _begin(self, done: int, total: int, now: float) -> None:
        self._steps += 1
        self._total, self._from, self._began = total, done, now
        self._ends = self._later_since = None

    def _settle(self, now: float, ends: float) -> None:
        """Take over an earlier end at once, a later one when it stays later."""
        if self._ends is None or ends <= self._ends:
            self._ends, self._later_since = ends, None
        elif ends - now <= max(self._ends - now, _SOON_S) * _GROWN:
            self._later_since = None
        elif self._later_since is None:
            self._later_since = now
        elif now - self._later_since >= _GROWING_S:
            self._ends, self._later_since = ends, None

    def _said(self, seconds: float) -> str:
        if seconds < _SOON_S:
            return tr("nearly done")
        amount = _told(seconds)
        if self._steps > 1:
            return tr("this step: about {time} left").format(time=amount)
        return tr("about {time} left").format(time=amount)


def _told(seconds: float) -> str:
    """Return a time as one says it: by 5 seconds, from a minute on by 10, then in minutes."""
    if seconds >= 115:
        return tr("{count} minutes").format(count=round(seconds / 60))
    grain = 5 if seconds < 60 else 10
    return tr("{count} seconds").format(count=max(grain, round(seconds / grain) * grain))

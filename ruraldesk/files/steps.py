"""How far a long work is: told in bytes, over all its steps, and a way to stop it."""

from __future__ import annotations

from ruraldesk.errors import Cancelled, Progress, Stopped

_UNIT = 1024  # bytes: whole books in bytes would be more than the window can count


class Steps:
    """The steps of one work; without anybody to tell, it only counts.

    Args:
        total: bytes that all steps together go through.
    """

    def __init__(self, total: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._total, self._progress, self._cancelled = total, progress, cancelled
        self._done, self._what = 0, ""

    def begin(self, what: str) -> None:
        """Say what is done from now on.

        Raises:
            Stopped: the user wants it stopped; so does `add`.
        """
        self._what = what
        self.add(0)

    def add(self, size: int) -> None:
        """Tell that `size` more bytes have been gone through."""
        if self._cancelled is not None and self._cancelled():
            raise Stopped
        self._done += size
        if self._progress is not None:
            self._progress(self._done // _UNIT, max(1, self._total // _UNIT), self._what)

    def last(self, what: str) -> None:
        """Say what is done from now on, to the end: it cannot be stopped halfway any more.

        Raises:
            Stopped: the user wanted it stopped just before.
        """
        self.begin(what)
        self._cancelled = None

"""Looking at the entry while it is typed: a moment after the last key, off the thread when slow."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ruraldesk.definitions.model import Record
from ruraldesk.ui import jobs

if TYPE_CHECKING:
    from ruraldesk.services.entry import Review

_PAUSE = 160  # milliseconds without a key
_SLOW = 0.05  # seconds; after a review that took longer the next is made in another thread


class Reviewer(QObject):
    """Asks for a review of the record as it stands."""

    reviewed = Signal(object)  # a Review

    def __init__(
        self,
        record: Callable[[], Record],
        review: Callable[[Record], Review],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._record, self._review = record, review
        self._latest = jobs.Latest(self)
        self._slow = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.now)

    def soon(self) -> None:
        """Review in a moment, unless another key follows."""
        self._pause.start()

    def if_waiting(self) -> bool:
        """Review now what waits for its moment; return whether anything did."""
        waits = self._pause.isActive()
        if waits:
            self.now()
        return waits

    def now(self) -> None:
        """Review at once; the answer comes later where reviews of this form are slow."""
        self._pause.stop()
        record = self._record()
        if self._slow:
            self._latest.run(lambda: self._timed(record), done=self._on_reviewed)
        else:
            self._latest.forget()
            self._on_reviewed(self._timed(record))

    def _timed(self, record: Record) -> tuple[Review, float]:
        begun = perf_counter()
        return self._review(record), perf_counter() - begun

    def _on_reviewed(self, outcome: tuple[Review, float]) -> None:
        """Take the answer, and do the next review where this one shows it belongs."""
        review, seconds = outcome
        self._slow = seconds > _SLOW
        self.reviewed.emit(review)

    def stop(self) -> None:
        """Forget what waits and what is under way."""
        self._pause.stop()
        self._latest.forget()

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
_SLOW = 0.05  # seconds; a review that takes longer is made in another thread from then on


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
        self._latest = jobs.Latest()
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
            self._latest.run(lambda: self._review(record), done=self.reviewed.emit)
            return
        self._latest.forget()
        begun = perf_counter()
        result = self._review(record)
        self._slow = perf_counter() - begun > _SLOW
        self.reviewed.emit(result)

    def stop(self) -> None:
        """Forget what waits and what is under way."""
        self._pause.stop()
        self._latest.forget()

"""Slow acts off the window's thread: one plain function, one result or one failure.

An act is a function without Qt. What it returns reaches `done`, a `UserError` that it raises
reaches `failed`, both on the window's thread; anything else it raises is a bug and goes to the
crash report. A long act takes the job itself, to tell how far it is and to see that it should
stop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot
from shiboken6 import isValid

from ruraldesk.errors import UserError
from ruraldesk.files import crash

T = TypeVar("T")

Done = Callable[[T], object]
Failed = Callable[[UserError], object]
Progress = Callable[[int, int, str], object]

# Not one for each processor: acts wait for SQLite, and on two processors the rows of a ledger
# waited for seconds behind the figures of the home page.
QThreadPool.globalInstance().setMaxThreadCount(8)


_TELLING_S = 0.05  # between two tellings of how far an act is


class Job(QObject):
    """One act on its way; exactly one of `done` and `failed` is called, then `ended` is emitted.

    After `stop_all` neither is called any more.
    """

    progressed = Signal(int, int, str)  # done, total (0: not known), what is being done
    ended = Signal()
    _returned = Signal(object)
    _refused = Signal(object)
    _broke = Signal(object)

    def __init__(
        self,
        done: Callable[[Any], object] | None,
        failed: Failed | None,
        owner: QObject | None = None,
    ) -> None:
        super().__init__()
        self._done, self._failed, self._owner = done, failed, owner
        self._stop = threading.Event()
        self._dropped = False
        self._told, self._told_at = 0, 0.0
        self._returned.connect(self._on_returned)
        self._refused.connect(self._on_refused)
        self._broke.connect(self._on_broke)

    def progress(self, done: int, total: int, what: str) -> None:
        """Tell how far the act is; called by the act, in its own thread.

        An act may tell each of a million rows: what the eye cannot follow is not passed on, since
        the window's thread would do nothing else.
        """
        now = monotonic()
        if done < total == self._told and now - self._told_at < _TELLING_S:
            return
        self._told, self._told_at = total, now
        self.progressed.emit(done, total, what)

    def cancel(self) -> None:
        """Ask the act to stop; it ends with a failure when it does."""
        self._stop.set()

    def drop(self) -> None:
        """Ask the act to stop, and tell nobody how it ends: its book is about to be closed.

        What it has ready may wait for the window's thread already.
        """
        self._dropped = True
        self.cancel()

    def cancelled(self) -> bool:
        """Say whether the act was asked to stop."""
        return self._stop.is_set()

    def perform(self, act: Callable[[], object]) -> None:
        """Call `act` and send its outcome to the window's thread."""
        try:
            result = act()
        except UserError as error:
            self._refused.emit(error)
        except BaseException as error:  # noqa: BLE001  whatever it is, the crash report gets it
            self._broke.emit(error)
        else:
            self._returned.emit(result)

    @Slot(object)
    def _on_returned(self, result: object) -> None:
        self._finish()
        if self._done is not None and self._is_wanted():
            self._done(result)

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        self._finish()
        if not self._is_wanted():
            return
        if self._failed is not None:
            self._failed(error)
        else:
            crash.tell(str(error))

    @Slot(object)
    def _on_broke(self, error: BaseException) -> None:
        self._finish()
        if not self.cancelled():  # the book of an act that was given up may be closed by now
            crash.report(error)

    def _is_wanted(self) -> bool:
        """Say whether whoever asked is still there to be answered."""
        return not self._dropped and (self._owner is None or isValid(self._owner))

    def _finish(self) -> None:
        _running.discard(self)
        _long.discard(self)
        self.ended.emit()


_running: set[Job] = set()
_long: set[Job] = set()


def run(
    act: Callable[[], T],
    *,
    done: Done[T] | None = None,
    failed: Failed | None = None,
    owner: QObject | None = None,
) -> Job:
    """Start `act` in another thread and return its job at once.

    When `owner` is gone before the act ends, nobody is told how it ended.
    """
    job = Job(done, failed, owner)
    _start(job, act)
    return job


def run_long(
    act: Callable[[Job], T],
    *,
    done: Done[T] | None = None,
    failed: Failed | None = None,
    progress: Progress | None = None,
    owner: QObject | None = None,
) -> Job:
    """Start an act that is handed its job (`job.progress(…)`, `job.cancelled()`), like `run`."""
    job = Job(done, failed, owner)
    if progress is not None:
        job.progressed.connect(progress)
    _long.add(job)
    _start(job, lambda: act(job))
    return job


def _start(job: Job, act: Callable[[], object]) -> None:
    _running.add(job)
    QThreadPool.globalInstance().start(lambda: job.perform(act))


def is_quiet() -> bool:
    """Say whether no act is under way."""
    return not _running


def long_acts() -> frozenset[Job]:
    """Return the acts under way that `run_long` started: those that write, or are waited for."""
    return frozenset(_long)


def stop_all(wait_ms: int = 5000) -> bool:
    """Drop every act and wait until it stops; return False when one is still at work afterwards."""
    for job in tuple(_running):
        job.drop()
    return QThreadPool.globalInstance().waitForDone(wait_ms)


class Latest:
    """Several runs of the same question, of which only the newest is answered.

    Each run has a generation number; the outcome of an older one is dropped, and so is every
    outcome when `owner` is gone.
    """

    def __init__(self, owner: QObject | None = None) -> None:
        self._owner = owner
        self._generation = 0
        self._job: Job | None = None

    def run(self, act: Callable[[], T], *, done: Done[T], failed: Failed | None = None) -> Job:
        """Start `act`; results of earlier runs no longer reach their `done`."""
        self.forget()
        generation = self._generation

        def is_newest() -> bool:
            return generation == self._generation

        def tell(result: T) -> None:
            if is_newest():
                done(result)

        def refuse(error: UserError) -> None:
            if is_newest():
                if failed is None:
                    crash.tell(str(error))
                else:
                    failed(error)

        self._job = run(act, done=tell, failed=refuse, owner=self._owner)
        return self._job

    def forget(self) -> None:
        """Drop whatever is under way."""
        self._generation += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None

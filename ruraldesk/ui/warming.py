"""Modules of pages and dialogs, read before they are asked for.

Reading a page's modules takes the window's thread up to a fifth of a second when the page is first
shown. So what opening a book shows at once is read while the book itself is being opened, and the
rest once everything is quiet, in the background.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ruraldesk import ui
from ruraldesk.ui import jobs
from ruraldesk.ui.pages import NOT_LEDGERS

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk

AT_ONCE = ("session", "search_popup", "home")
LEDGER = ("ledger.page", "ledger.moved")
SOON = (*LEDGER, "entry.panel", "month.page", "problems_page", "health.page", "calendar_page")
"""What is likely to be wanted next, before all the rest."""

_EVERY_MS = 150


def read_at_once(page: str) -> None:
    """Read what opening a book will show, `page` first; to be called by the act that opens it."""
    _read(AT_ONCE if page in NOT_LEDGERS else (*AT_ONCE, *LEDGER))


class Warming(QObject):
    """Reads the rest when a book was opened and all its questions are answered."""

    done = Signal()  # a book is open, and all modules are read

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        desk.book_opened.connect(self._timer.start)

    def _look(self) -> None:
        if jobs.is_quiet():
            self._timer.stop()
            jobs.run(read_all, done=lambda _: self.done.emit(), owner=self)


def read_all() -> None:
    """Read every module of the window, the likeliest first."""
    _read(SOON)
    for _, name, _ in walk_packages(ui.__path__, f"{ui.__name__}."):
        import_module(name)


def _read(names: tuple[str, ...]) -> None:
    for name in names:
        import_module(f"{ui.__name__}.{name}")

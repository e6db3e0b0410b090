"""What stands beside the pages: rows of each ledger, what is overdue, where the month stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ruraldesk.ui import jobs
from ruraldesk.ui.pages import badges_beside, counts_beside, standing_beside

if TYPE_CHECKING:
    from ruraldesk.ui.main_window import MainWindow
    from ruraldesk.ui.session import Session

# The page that is shown asks first: three more questions at once made a clerk wait for his table.
_AFTER_MS = 400


class Beside(QObject):
    """Reads what stands in the navigation and the top bar, soon after anything changed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._counts, self._badges = jobs.Latest(self), jobs.Latest(self)
        self._standing = jobs.Latest(self)  # where the month stands, in a word
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_MS)
        self._soon.timeout.connect(self._read)

    def show_for(self, session: Session) -> None:
        """Show what is so in the book of `session`, soon; more changes meanwhile cost nothing."""
        self._session = session
        if not self._soon.isActive():
            self._soon.start()

    def forget(self) -> None:
        """Ask no more: the book is about to be closed, or all is made anew."""
        self._soon.stop()
        for question in (self._counts, self._badges, self._standing):
            question.forget()
        self._session = None

    def _read(self) -> None:
        assert self._session is not None
        book, day, month = self._session.book, self._session.day, self._session.month
        pages, bar = self._window.navigation.pages, self._window.top_bar
        self._counts.run(lambda: counts_beside(book, month), done=pages.show_counts)
        self._standing.run(
            lambda: standing_beside(book, month), done=lambda word: bar.show_month(month, word)
        )
        self._badges.run(lambda: badges_beside(book, day), done=pages.show_badges)

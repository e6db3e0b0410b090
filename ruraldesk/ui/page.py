"""What every page in the middle of the window can do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.session import Session


class Page(QWidget):
    """One page. The window keeps it until the book is closed."""

    loaded = Signal()  # what the page shows has been read

    def forget(self) -> None:
        """Drop every question that is under way; the book is about to be closed."""
        raise NotImplementedError


class BookPage(Page):
    """A page about the whole book: read again when anything changed, but only while it is seen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._latest = Latest(self)
        self._stale = True
        session.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Read everything again, in the background."""
        self._stale = False
        self._read()

    def forget(self) -> None:
        self._latest.forget()

    def _read(self) -> None:
        """Ask for what the page shows, with `_latest`."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _on_checked(self) -> None:
        """The month was checked: for pages on which its steps stand."""
        self._on_changed("")

    def _on_changed(self, form_key: str) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

"""What every page in the middle of the window can do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ruraldesk.errors import UserError
from ruraldesk.ui.focus import first_in
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.page_state import PageState
from ruraldesk.ui.session import Session


class Page(QWidget):
    """One page. The window keeps it until the book is closed."""

    loaded = Signal()  # what the page shows has been read

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrived_at: QWidget | None = None  # until what the page shows has been read
        self.loaded.connect(self._on_loaded)

    def take_focus(self) -> None:
        """Give the focus to what one does first here: the page's own place, or the first there is.

        What is only there once the page is read gets it then, unless one has gone on meanwhile.
        """
        here, first = QApplication.focusWidget(), first_in(self)
        self._arrived_at = first or self
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif here is not None:
            here.clearFocus()  # what is typed now is not meant for where one was

    def _on_loaded(self) -> None:
        arrived, self._arrived_at = self._arrived_at, None
        # While a dialog is closing nothing has the focus; the window knows what gets it back.
        here = QApplication.focusWidget() or self.window().focusWidget()
        if arrived is not None and self.isVisible() and here in (None, self, arrived):
            self.take_focus()
            self._arrived_at = None

    def open_dialog(self, dialog: QDialog) -> None:
        """Open a dialog over the window; it is gone once it is closed."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

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
        self._there = False  # something was read and is shown
        self.cover = PageState(self)
        self.cover.again.connect(self.refresh)
        self.loaded.connect(self.come)
        session.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Read everything again, in the background."""
        self._stale = False
        if not self._there:
            self.cover.wait()
        self._read()

    def come(self) -> None:
        """Let the page be seen: what it shows has been read."""
        self._there = True
        if self.cover.come():
            self.take_focus()

    def fail(self, error: UserError) -> None:
        """Say in the place of the page why it could not be read, with the way to try again."""
        self.cover.fail(error)

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

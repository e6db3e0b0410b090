"""What is opened from outside the window: a book, or a file that travels, by a double-click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from ruraldesk.files.recent import recent_books
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.handing.places import PACKS

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk


class Arrivals(QObject):
    """Brings the window to the front and takes there what was double-clicked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._waiting: Path | None = None  # a file for the book that is being opened
        self._ways: Mapping[str, Callable[[Path], object]] = {
            ".rdp": self._take_package,
            ".rdr": self._take_receipt,
            ".rdk": self._take_pack,
            ".rdu": desk.acts.open_update,
        }
        desk.book_opened.connect(self._deliver)

    def come(self, path: Path | None) -> None:
        """Show the window, and in it what another start of the program was to open."""
        window = self._desk.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        if path is None:
            return
        if QApplication.activeModalWidget() is not None:
            text = tr("Close what is open in front of the window first, then open {name} again.")
            messages.tell(window, text.format(name=path.name), "wheat")
        else:
            self.open(path)

    def open(self, path: Path) -> None:
        """Open a book, or take a file that travels into the book that is open or was last."""
        session = self._desk.session
        if path.suffix.lower() not in self._ways:
            if session is None or session.book.path != path:
                self._desk.acts.open_book(path)
            return
        self._waiting = path
        if session is not None:
            self._deliver()
            return
        last = next((one for one in recent_books() if one.is_there()), None)
        if last is not None:
            self._desk.acts.open_book(last.path)
            return
        self._desk.show_start_page()
        text = tr("Open your book; {name} is then taken into it.")
        messages.tell(self._desk.window, text.format(name=path.name), "sky")

    def _deliver(self) -> None:
        path, self._waiting = self._waiting, None
        if path is not None:
            self._ways[path.suffix.lower()](path)

    def _take_package(self, path: Path) -> None:
        from ruraldesk.ui.pages import REPORTS
        from ruraldesk.ui.reporting.page import ReportingPage

        if self._level() == "village":
            text = tr(
                "{name} is a package for the office above. Carry it there on a stick; it is not "
                "taken into a village's book."
            )
            messages.tell(self._desk.window, text.format(name=path.name), "wheat")
            return
        page = self._desk.page(REPORTS)
        assert isinstance(page, ReportingPage)
        page.take_in([path])

    def _take_receipt(self, path: Path) -> None:
        from ruraldesk.ui.month.page import MonthPage
        from ruraldesk.ui.pages import MONTH

        page = self._desk.page(MONTH)
        assert isinstance(page, MonthPage)
        page.receipts.take(path)

    def _take_pack(self, path: Path) -> None:
        from ruraldesk.ui.handing.taking_in import look_at_pack

        self._desk.show(PACKS)
        look_at_pack(self._desk, path)

    def _level(self) -> str:
        assert self._desk.session is not None
        return self._desk.session.book.info.level

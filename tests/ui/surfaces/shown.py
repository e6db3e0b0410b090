"""What a dialog is made from, and how it is described in the lists of `tests.ui.surfaces`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import Record
from ruraldesk.services.books import open_book
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session
from tests.ui.surfaces.offices import MONTH, STICK, TOWN_BOOK


@dataclass(frozen=True, slots=True)
class Shown:
    """An office's book in the window, and the folder in which `make_offices` put it."""

    session: Session
    folder: Path
    kept: list[QWidget] = field(default_factory=list)  # pages on which dialogs stand

    @property
    def book(self) -> Book:
        return self.session.book

    @property
    def stick(self) -> Path:
        return self.folder / STICK

    def page(self, form: str) -> LedgerPage:
        """Return the page of a ledger, with its rows."""
        page = LedgerPage(self.session, self.session.form(form))
        page.resize(1154, 688)
        page.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        page.show()  # rows are read by what is shown
        self.kept.append(page)
        return page

    def first(self, form: str) -> Record:
        """Return the first record of a ledger."""
        return next(iter(self.book.records.find(form)))


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialog: its class, how it is made, and what is done in it before it is looked at."""

    kind: str  # module below ruraldesk.ui, and class
    make: Callable[[Shown], QWidget]
    then: tuple[Callable[[Any, Shown], object], ...] = ()  # each once the one before has settled
    office: str = TOWN_BOOK


def kind_of(kind: type) -> str:
    """Return how a class of the window is called in the lists."""
    return f"{kind.__module__.removeprefix('ruraldesk.ui.')}.{kind.__qualname__}"


@contextmanager
def opened(folder: Path, office: str = TOWN_BOOK) -> Iterator[Shown]:
    """Yield one of the books of `folder`, as the window has it."""
    with open_book(folder / office) as book:
        session = Session(book)
        session.month = MONTH
        shown = Shown(session, folder)
        try:
            yield shown
        finally:
            jobs.stop_all()
            for page in shown.kept:
                if isinstance(page, LedgerPage):
                    page.forget()
                page.deleteLater()

"""The open book, and what the pages of the window share about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ruraldesk.definitions.model import FormDef
from ruraldesk.services import entry, figures
from ruraldesk.texts.translate import tr
from ruraldesk.ui.nav_list import NavGroup

if TYPE_CHECKING:
    from ruraldesk.services.books import Book


class Session(QObject):
    """One open book. Every page that changes something says so here; the others listen."""

    changed = Signal(str)  # key of the ledger whose rows changed, "" when it may be any
    checked = Signal()  # the month was checked: no row changed, but it stands at another step

    def __init__(self, book: Book, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.day: date = figures.today(book)
        self.month = _month_at_work(book, self.day)
        self.operator = entry.operator(book)
        self.saved_at: datetime | None = None

    def note_change(self, form_key: str = "") -> None:
        """Tell that rows were saved, deleted, imported or taken back just now."""
        self.saved_at = datetime.now()
        self.changed.emit(form_key)

    def form(self, key: str) -> FormDef:
        """Return the ledger `key` as it is defined now: its choice lists may have grown."""
        return self.book.definitions.form(key)

    def forms(self) -> tuple[FormDef, ...]:
        """Return the ledgers that an office of this book's level keeps."""
        level = self.book.info.level
        return tuple(f for f in self.book.definitions.forms.values() if level in f.levels)

    def groups(self) -> tuple[NavGroup, ...]:
        """Return the ledgers by the groups of the navigation; groups without any are left out."""
        groups = []
        for group in self.book.definitions.groups:
            ledgers = tuple(
                (form.key, tr(form.title)) for form in self.forms() if form.group == group.key
            )
            if ledgers:
                groups.append(NavGroup(group.key, tr(group.title), ledgers))
        return tuple(groups)

    def refresh_settings(self) -> None:
        """Read again what the settings dialog may have changed."""
        self.operator = entry.operator(self.book)
        self.day = figures.today(self.book)


def _month_at_work(book: Book, day: date) -> str:
    if book.info.level == "village":
        return f"{day:%Y-%m}"
    from ruraldesk.services.reporting_months import month_at_work

    return month_at_work(book, day)

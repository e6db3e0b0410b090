"""A stand-in for the entry panel, where only its place is tried."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import FormDef
from ruraldesk.store.book import Book


class FakePanel(QWidget):
    """Notes what it was asked to open."""

    saved = Signal(str)
    closed = Signal()
    begun = Signal()
    record_wanted = Signal(str, str)
    new_wanted = Signal(str, object)
    other_saved = Signal(str)

    def __init__(self, book: Book, form: FormDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened: list[str] = []
        self.unsaved = False
        self.keeper = SimpleNamespace(refusal="")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keep_draft(self) -> bool:
        return False

    def open(self, uuid: str) -> None:
        self.opened.append(uuid)

    def open_blank(self) -> None:
        self.opened.append("")

    def has_unsaved(self) -> bool:
        return self.unsaved

"""The left side: the program's name, a field that finds a ledger, and the list of pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.ui import nav_filter, tokens
from ruraldesk.ui.frame import Brand, coloured
from ruraldesk.ui.nav_filter import NavFilter
from ruraldesk.ui.nav_list import BRIEFS, NavGroup, NavList

BRIEFS_KEY = "Ctrl+B"


class Navigation(QWidget):
    """Brand above, then the field that finds a ledger, then the pages."""

    chosen = Signal(str)  # HOME, BRIEFS or the key of a ledger

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        coloured(self, tokens.PINE_DARK)
        self.setFixedWidth(tokens.NAV_WIDTH)
        self.filter, self.pages = NavFilter(self), NavList(self)
        self.filter.hide()
        self._connect_filter()
        beside = QHBoxLayout()
        beside.setContentsMargins(12, 0, 12, 6)
        beside.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addWidget(Brand(self))
        layout.addLayout(beside)
        layout.addWidget(self.pages)
        QShortcut(QKeySequence(nav_filter.KEY), self).activated.connect(self._focus_filter)
        briefs = QShortcut(QKeySequence(BRIEFS_KEY), self)
        briefs.activated.connect(lambda: self.chosen.emit(BRIEFS))

    def show_groups(self, groups: Sequence[NavGroup]) -> None:
        """Show these ledgers and the field that finds one; nothing without a book."""
        self.filter.clear()
        self.filter.setVisible(bool(groups))
        self.pages.show_groups(groups)

    def select(self, key: str) -> None:
        """Mark the page that is open; a search for a ledger that was left unfinished is over."""
        self.filter.clear()
        self.pages.select(key)

    def _connect_filter(self) -> None:
        field, pages = self.filter, self.pages
        field.textChanged.connect(pages.narrow)
        field.moved.connect(pages.move_cursor)
        field.accepted.connect(pages.open_cursor)
        field.left.connect(self._leave_filter)
        pages.typed.connect(self._on_typed)
        pages.chosen.connect(self._on_chosen)

    def _focus_filter(self) -> None:
        if self.filter.isVisible():
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.selectAll()

    def _leave_filter(self) -> None:
        self.filter.clear()
        self.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_typed(self, text: str) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.setText(self.filter.text() + text)

    def _on_chosen(self, key: str) -> None:
        self.filter.clear()
        self.chosen.emit(key)

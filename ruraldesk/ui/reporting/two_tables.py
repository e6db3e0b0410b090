"""Two tables, of which the second tells about the row of the first; or why there is nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QStackedLayout,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.texts.translate import tr
from ruraldesk.ui.empty_state import EmptyState
from ruraldesk.ui.widgets import Button, Card, label


class TwoTables(QWidget):
    """A part of a page; below the second table stand a sentence and what can be done."""

    read_wanted = Signal()  # to take in what there is nothing of yet

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = label("", "table")
        self.sentence.setWordWrap(True)
        self.nothing = EmptyState(icon, "", tr("Take reports in"))
        self.nothing.act.clicked.connect(self.read_wanted)

    def lay_out(
        self,
        way: QBoxLayout.Direction,
        tables: tuple[QTableWidget, QTableWidget],
        shares: tuple[int, int],
        act: Button,
    ) -> None:
        """Put two tables beside or above each other.

        Args:
            way: the direction from the first to the second.
            shares: how they share the room.
            act: what can be done with the row of the cursor.
        """
        both = QWidget()
        around = QBoxLayout(way, both)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(10)
        for table, share in zip(tables, shares, strict=True):
            around.addWidget(_card(table), share)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.setSpacing(14)
        foot.addWidget(self.sentence, 1)
        foot.addWidget(act)
        second = around.itemAt(1).widget().layout()
        assert isinstance(second, QVBoxLayout)
        second.addLayout(foot)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(both)
        self._stack.addWidget(_card(self.nothing))
        self._first = tables[0]
        self.setFocusProxy(self._first)

    def show_there(self, there: bool) -> None:
        """Show the tables, or instead of them that there is nothing yet."""
        had_focus = any(one.hasFocus() for one in (self._first, self.nothing.act))
        self._stack.setCurrentIndex(0 if there else 1)
        self.setFocusProxy(self._first if there else self.nothing.act)
        if had_focus:
            self.setFocus()


def _card(inside: QWidget) -> Card:
    card = Card()
    layout = QVBoxLayout(card)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.setSpacing(0)
    layout.addWidget(inside, 1)
    return card

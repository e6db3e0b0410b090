"""What one report did to each ledger, small enough to stand beside the matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ruraldesk.services.reporting_board import LedgerChange
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.plain_table import NO_OUTLINE, dress

_LEAST = 36  # pixels of a column
_MOST = 7  # lines that are shown without scrolling
_HEAD = 30
_STYLE = f"{NO_OUTLINE} QHeaderView::section {{ padding: 0px 4px; }}"


class ChangeTable(QTableWidget):
    """One line for each ledger: before, added, changed, removed, now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        across = dress(self, tr("What the report changed"), _HEAD, _STYLE)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across.setMinimumSectionSize(_LEAST)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 6):
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def show_changes(
        self, changes: Sequence[LedgerChange], title: Callable[[str], str], *, again: bool
    ) -> None:
        """Show what moved, the ledgers that changed first.

        Args:
            title: of a ledger, by its key.
            again: it corrects a report, so that what was before is not the month before.
        """
        first, last = (
            (tr("Last time"), tr("This time")) if again else (tr("Month before"), tr("Now"))
        )
        words = (tr("Ledger"), first, tr("Added"), tr("Changed"), tr("Removed"), last)
        for column, word in enumerate(words):
            item = QTableWidgetItem(word)
            item.setTextAlignment(_aligned(column))
            self.setHorizontalHeaderItem(column, item)
        moved = sorted(changes, key=lambda one: not (one.added or one.changed or one.removed))
        self.setRowCount(len(moved))
        for row, one in enumerate(moved):
            numbers = (one.before, one.added, one.changed, one.removed, one.now)
            name = title(one.form)
            for column, text in enumerate((name, *(f"{number:,}" for number in numbers))):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_aligned(column))
                quiet = 1 < column < 5 and text == "0"
                item.setForeground(QColor(tokens.HINT if quiet else tokens.INK))
                item.setToolTip(name if column == 0 else "")
                self.setItem(row, column, item)
        self.setFixedHeight(_HEAD + min(len(moved), _MOST) * tokens.ROW)

    def texts(self) -> list[list[str]]:
        """Return what is shown, line by line."""
        return [
            [str(self.model().index(row, column).data()) for column in range(6)]
            for row in range(self.rowCount())
        ]


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

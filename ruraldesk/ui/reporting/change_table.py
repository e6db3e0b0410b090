"""What one report did to each ledger, small enough to stand beside the matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
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

_LEAST, _NAMES = 36, 76  # pixels of a column, and of that of the names
_MOST = 7  # lines that are shown without scrolling
_HEAD = 30
_BESIDE = 13  # pixels beside the words of a cell, together
_STYLE = f"{NO_OUTLINE} QHeaderView::section {{ padding: 0px 4px; }}"


class ChangeTable(QTableWidget):
    """One line for each ledger: before, added, changed, removed, now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        across = dress(self, tr("What the report changed"), _HEAD, _STYLE)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        across.setMinimumSectionSize(_LEAST)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

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
        self._fit_columns(words)
        head = self.horizontalHeader().height()
        self.setFixedHeight(head + min(len(moved), _MOST) * tokens.ROW)

    def _fit_columns(self, words: Sequence[str]) -> None:
        """Make columns of numbers as wide as their longest word."""
        heads, cells = self.horizontalHeader().fontMetrics(), self.fontMetrics()
        for column, heading in enumerate(words[1:], start=1):
            longest = max(heads.horizontalAdvance(one) for one in heading.split())
            texts = (self.item(row, column) for row in range(self.rowCount()))
            numbers = (cells.horizontalAdvance(item.text()) for item in texts if item is not None)
            self.setColumnWidth(column, max(_LEAST, max(longest, *numbers, 0) + _BESIDE))
        self._fit_names()

    def _fit_names(self) -> None:
        """Give the names what the numbers leave; where that is little, one scrolls sideways."""
        others = sum(self.columnWidth(column) for column in range(1, self.columnCount()))
        self.setColumnWidth(0, max(_NAMES, self.viewport().width() - others))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()

    def texts(self) -> list[list[str]]:
        """Return what is shown, line by line."""
        return [
            [str(self.model().index(row, column).data()) for column in range(6)]
            for row in range(self.rowCount())
        ]


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

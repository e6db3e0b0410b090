"""Tables that are only read: what each of them sets up, and cells that hold a chip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
)

from ruraldesk.ui import sheet, tokens
from ruraldesk.ui.widgets import paint_chip

NO_OUTLINE = "QTableView { outline: none; }"
_CHIP_HEIGHT, _BESIDE_TEXT = 20, 18  # pixels
_CHIP_ROOM = 34  # in a cell, beside a chip's text

Index = QModelIndex | QPersistentModelIndex


def dress(table: QTableWidget, name: str, head: int, style: str = NO_OUTLINE) -> QHeaderView:
    """Give a table to read the look of all, and return its heading row.

    Tab leaves it; rows have one height, no numbers, and words on one line.

    Args:
        name: what assistive programs call it.
        head: height of its headings, in pixels.
        style: what is added to the style of tables.
    """
    table.setStyleSheet(sheet.table(style))
    table.setFont(tokens.font(tokens.TABLE))
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAccessibleName(name)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(tokens.ROW)
    across = table.horizontalHeader()
    across.setFont(tokens.font(tokens.TABLE, bold=True))
    across.setFixedHeight(head)
    across.setHighlightSections(False)
    across.setSectionsClickable(False)
    return across


def choose_rows(table: QTableWidget, *, many: bool = False) -> None:
    """Let rows be marked as a whole, one or several, and never scrolled sideways."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    modes = QAbstractItemView.SelectionMode
    table.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def paint_cell_chip(
    painter: QPainter, place: QRect, text: str, tone: tokens.Tone, most: int | None = None
) -> None:
    """Paint a chip at the beginning of a cell; `most` is the width that it may take."""
    if not text:
        return
    painter.save()
    painter.setFont(tokens.font(tokens.LABEL))
    width = painter.fontMetrics().horizontalAdvance(text) + _BESIDE_TEXT
    top = place.y() + (place.height() - _CHIP_HEIGHT) / 2
    shown = width if most is None else min(width, most)
    paint_chip(painter, QRectF(place.x() + 6, top, shown, _CHIP_HEIGHT), text, tone)
    painter.restore()


class PlainCells(QStyledItemDelegate):
    """Cells without a frame of their own around the one with the cursor: its row is marked."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shown = QStyleOptionViewItem(option)
        state = option.state  # type: ignore[attr-defined]  # PySide does not declare it
        shown.state = state & ~QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]
        super().paint(painter, shown, index)


class ChipCells(QStyledItemDelegate):
    """Cells whose words stand on a chip."""

    def __init__(self, table: QTableWidget, tone: Callable[[int], str]) -> None:
        """Paint the chips of a column of `table`; `tone` tells that of a row."""
        super().__init__(table)
        self._table, self._tone = table, tone

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        size.setWidth(size.width() + _CHIP_ROOM)
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
        if self._table.currentRow() == index.row():
            painter.fillRect(place, QColor(tokens.PINE_TINT))
        tone = tokens.TONES[self._tone(index.row())]
        paint_cell_chip(painter, place, str(index.data() or ""), tone)

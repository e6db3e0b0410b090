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

from ruraldesk.texts.translate import joined
from ruraldesk.ui import sheet, tokens
from ruraldesk.ui.widgets import paint_chip, paint_ring

NO_OUTLINE = "QTableView { outline: none; }"
HEAD = 31  # pixels of a heading row
_BESIDE_HEAD = 16  # pixels beside the words of a heading, together
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_AROUND = 8  # pixels above and below words of several lines, together
_CHIP_HEIGHT, _BESIDE_TEXT = 20, 18  # pixels
_CHIP_ROOM = 34  # in a cell, beside a chip's text

Index = QModelIndex | QPersistentModelIndex


def dress(table: QTableWidget, name: str, head: int = HEAD, style: str = NO_OUTLINE) -> QHeaderView:
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
    across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for moved in (across.sectionResized, across.geometriesChanged):
        moved.connect(lambda *_: _fit_head(table, head))
    return across


def _fit_head(table: QTableWidget, least: int) -> None:
    """Let headings that are wider than their columns go on in a next line."""
    across, highest = table.horizontalHeader(), 0
    for column in range(table.columnCount()):
        heading = table.horizontalHeaderItem(column)
        if heading is None or across.isSectionHidden(column):
            continue
        side = int(heading.textAlignment()) or int(across.defaultAlignment())
        heading.setData(Qt.ItemDataRole.TextAlignmentRole, side | _WRAPPED)
        room = QRect(0, 0, max(1, across.sectionSize(column) - _BESIDE_HEAD), 0)
        words = across.fontMetrics().boundingRect(room, _WRAPPED, heading.text())
        highest = max(highest, words.height())
    height = max(least, highest + _AROUND)
    if height != across.minimumHeight():
        across.setFixedHeight(height)
        table.scheduleDelayedItemsLayout()  # the rows begin below it: not while it is measured


def wrap_rows(table: QTableWidget) -> None:
    """Let each row be as high as its words need, so that none of them ends in …."""
    table.setWordWrap(True)
    down = table.verticalHeader()
    down.setMinimumSectionSize(tokens.ROW)
    down.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)


def choose_rows(table: QTableWidget, *, many: bool = False) -> None:
    """Let rows be marked as a whole, one or several, and never scrolled sideways."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    modes = QAbstractItemView.SelectionMode
    table.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.currentCellChanged.connect(lambda row, column, *_: _speak(table, row, column))


def _speak(table: QTableWidget, row: int, column: int) -> None:
    """Let the cell with the cursor be read aloud as its whole row."""
    cells = [table.item(row, number) for number in range(table.columnCount())]
    here = table.item(row, column)
    if here is not None:
        words = joined(one.text() for one in cells if one is not None and one.text())
        here.setData(Qt.ItemDataRole.AccessibleTextRole, words)


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


def plain_option(painter: QPainter, option: QStyleOptionViewItem) -> QStyleOptionViewItem:
    """Paint the ground of a selected cell; return `option` with which its words keep their ink."""
    place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
    state = option.state  # type: ignore[attr-defined]
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(place, QColor(tokens.PINE_TINT))
    shown = QStyleOptionViewItem(option)
    plain = ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
    shown.state = state & plain  # type: ignore[attr-defined]
    return shown


class PlainCells(QStyledItemDelegate):
    """Cells of a table whose rows are marked as a whole, and keep the ink of their words.

    While the table has the focus, a line above and below the row with the cursor is its frame.
    """

    def __init__(self, table: QTableWidget) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        size.setHeight(size.height() + _AROUND)
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
        self.paint_words(painter, plain_option(painter, option), index)
        if self._table.hasFocus() and index.row() == self._table.currentRow():
            self.paint_frame(painter, place, index)

    def paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint what the cell says."""
        super().paint(painter, option, index)

    def paint_frame(self, painter: QPainter, place: QRect, index: Index) -> None:
        """Paint what shows that the row of a cell has the focus."""
        pine = QColor(tokens.PINE)
        painter.fillRect(place.x(), place.y(), place.width(), 2, pine)
        painter.fillRect(place.x(), place.bottom() - 1, place.width(), 2, pine)


class SingleCells(PlainCells):
    """Cells of a table in which one goes from cell to cell: the frame is around one of them."""

    def paint_frame(self, painter: QPainter, place: QRect, index: Index) -> None:
        if index.column() == self._table.currentColumn():
            paint_ring(painter, place)


class ChipCells(PlainCells):
    """Cells whose words stand on a chip."""

    def __init__(self, table: QTableWidget, tone: Callable[[int], str]) -> None:
        """Paint the chips of a column of `table`; `tone` tells that of a row."""
        super().__init__(table)
        self._tone = tone

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        size.setWidth(size.width() + _CHIP_ROOM)
        return size

    def paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
        tone = tokens.TONES[self._tone(index.row())]
        paint_cell_chip(painter, place, str(index.data() or ""), tone)

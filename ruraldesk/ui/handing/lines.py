"""The table of both pages: lines with one chip each, chosen by mouse or arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ruraldesk.ui import sheet, tokens
from ruraldesk.ui.reporting.verdicts import PlainCells
from ruraldesk.ui.widgets import paint_chip, paint_ring

_HEAD = 30
_ROOMY = 500  # pixels from which all columns are shown
_CHIP_ROOM = 34  # beside a chip's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its cells, of which the last is a chip in a tone; `key` tells it from others."""

    key: str
    cells: tuple[str, ...]
    tone: str = "stone"


class LineTable(QTableWidget):
    """Lines under headings; the column that takes the room that is left is elided, with a tip."""

    chosen = Signal(str)  # key of a line

    def __init__(
        self,
        headings: Sequence[str],
        name: str,
        *,
        wide: int,
        spare: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty table.

        Args:
            wide: number of the column that takes the room that is left.
            spare: columns that are hidden where there is little room.
        """
        super().__init__(0, len(headings), parent)
        self._lines: list[Line] = []
        self._wide, self._spare = wide, tuple(spare)
        self.setHorizontalHeaderLabels(list(headings))
        self.setStyleSheet(sheet.table("QTableView { outline: none; }"))
        self.setFont(tokens.font(tokens.TABLE))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setItemDelegate(PlainCells(self))
        self.setItemDelegateForColumn(len(headings) - 1, _Chips(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        across = self.horizontalHeader()
        across.setFont(tokens.font(tokens.TABLE, bold=True))
        across.setFixedHeight(_HEAD)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(headings)):
            fixed = QHeaderView.ResizeMode.ResizeToContents
            mode = QHeaderView.ResizeMode.Stretch if column == wide else fixed
            across.setSectionResizeMode(column, mode)
        self.itemSelectionChanged.connect(self._tell)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; the one that was chosen stays so while it is there."""
        kept = self.current()
        self._lines = list(lines)
        self.blockSignals(True)
        self.setRowCount(len(self._lines))
        for row, one in enumerate(self._lines):
            for column, text in enumerate(one.cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text if column == self._wide else "")
                self.setItem(row, column, item)
        keys = [one.key for one in self._lines]
        self.clearSelection()
        if keys:
            self.selectRow(keys.index(kept) if kept in keys else 0)
        self.blockSignals(False)
        self._tell()

    def lines(self) -> Sequence[Line]:
        """Return the lines in their order."""
        return self._lines

    def current(self) -> str:
        """Return the key of the line that the cursor is on; "" for none."""
        row = self.currentRow()
        return self._lines[row].key if 0 <= row < len(self._lines) else ""

    def choose(self, key: str) -> None:
        """Go to the line with this key, if there is one."""
        keys = [one.key for one in self._lines]
        if key in keys:
            self.selectRow(keys.index(key))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in self._spare:
            self.setColumnHidden(column, self.width() < _ROOMY)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.currentRow() >= 0:
            first = self.visualRect(self.model().index(self.currentRow(), 0))
            room = QRect(0, first.top(), self.viewport().width(), first.height())
            paint_ring(QPainter(self.viewport()), room)

    def _tell(self) -> None:
        self.chosen.emit(self.current())


class _Chips(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        size.setWidth(size.width() + _CHIP_ROOM)
        return size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        table = self.parent()
        assert isinstance(table, LineTable)
        place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
        if table.currentRow() == index.row():
            painter.fillRect(place, QColor(tokens.PINE_TINT))
        text = str(index.data() or "")
        if not text:
            return
        painter.save()
        painter.setFont(tokens.font(tokens.LABEL))
        width = painter.fontMetrics().horizontalAdvance(text) + 18
        chip = QRectF(place.x() + 6, place.y() + (place.height() - 20) / 2, width, 20)
        tone = tokens.TONES[table.lines()[index.row()].tone]
        paint_chip(painter, chip, text, tone)
        painter.restore()

"""What the month did to each ledger: rows before, added, changed, removed and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import sheet, tokens
from ruraldesk.ui.widgets import paint_chip

Index = QModelIndex | QPersistentModelIndex
_NOTE = 6
_NUMBER_WIDTH = 60
_CHIP, _TONE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_STYLE = "QTableView { outline: none; }"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One ledger in the month; None for a number that nobody knows, such as before the first."""

    form: str
    title: str
    before: int | None
    added: int | None
    changed: int | None
    removed: int | None
    now: int
    note: str = ""
    tone: str = "stone"

    @property
    def moved(self) -> bool:
        """Whether anything was added, changed or removed."""
        return bool(self.added or self.changed or self.removed)

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """Before, added, changed, removed, now."""
        return self.before, self.added, self.changed, self.removed, self.now


class LedgerTable(QTableView):
    """One line for each ledger; Enter or a double click opens one."""

    opened = Signal(str)  # key of the ledger

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self.setModel(self._model)
        self.setStyleSheet(sheet.table(_STYLE))
        self.setFont(tokens.font(tokens.TABLE))
        self.setItemDelegateForColumn(_NOTE, _ChipDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setAccessibleName(tr("Ledgers of the month"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        self._fit_columns()
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def show_rows(self, rows: Sequence[LedgerRow]) -> None:
        """Show these ledgers; the cursor stays with the ledger it was on."""
        kept = self.current()
        self._model.show_rows(rows)
        place = next((n for n, row in enumerate(rows) if row.form == kept), 0)
        if rows:
            self.selectRow(place)

    def rows(self) -> Sequence[LedgerRow]:
        """Return the ledgers that are shown."""
        return self._model.rows

    def current(self) -> str:
        """Return the key of the ledger the cursor is on; "" for none."""
        row = self.currentIndex().row()
        return self._model.rows[row].form if 0 <= row < len(self._model.rows) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        row = self.currentIndex().row()
        if self.hasFocus() and row >= 0:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(tokens.PINE), 2))
            width = self.horizontalHeader().length()
            painter.drawRect(1, self.rowViewportPosition(row) + 1, width - 2, tokens.ROW - 3)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._model.rows):
            self.opened.emit(self._model.rows[row].form)

    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        header.setFont(tokens.font(tokens.TABLE, bold=True))
        header.setFixedHeight(30)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, _NOTE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            needed = header.fontMetrics().horizontalAdvance(_headings()[column]) + 18
            self.setColumnWidth(column, max(_NUMBER_WIDTH, needed))
        header.setSectionResizeMode(_NOTE, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(_NOTE, 184)


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[LedgerRow] = ()

    def show_rows(self, rows: Sequence[LedgerRow]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else _NOTE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return _headings()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(column)
        if role == Qt.ItemDataRole.ForegroundRole and 1 < column < 5:
            return QColor(tokens.INK if row.numbers[column - 1] else tokens.HINT)
        if role == Qt.ItemDataRole.ToolTipRole and column == _NOTE:
            return row.note or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role in (_CHIP, _TONE) and column == _NOTE:
            return row.note if role == _CHIP else row.tone
        if role != Qt.ItemDataRole.DisplayRole or column == _NOTE:
            return None
        if column == 0:
            return row.title
        number = row.numbers[column - 1]
        return "—" if number is None else f"{number:,}"

    def _spoken(self, row: LedgerRow) -> str:
        """Return a whole line in words: the keys go from line to line, not from cell to cell."""
        numbers = zip(_headings()[1:_NOTE], row.numbers, strict=True)
        told = [f"{name} {number:,}" for name, number in numbers if number is not None]
        return joined(part for part in (row.title, *told, row.note) if part)


def _headings() -> tuple[str, ...]:
    return (
        tr("Ledger"),
        tr("Before"),
        tr("Added"),
        tr("Changed"),
        tr("Removed"),
        tr("Now"),
        tr("Remarks"),
    )


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in (0, _NOTE) else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


class _ChipDelegate(QStyledItemDelegate):
    """Shows the remark as a chip in its colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)  # the ground: the cell itself has no text
        text = str(index.data(_CHIP) or "")
        if not text:
            return
        painter.save()
        painter.setFont(tokens.font(tokens.LABEL))
        place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
        metrics, area = painter.fontMetrics(), QRectF(place).adjusted(8, 0, -6, 0)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()) - 18)
        width = metrics.horizontalAdvance(shown) + 18
        chip = QRectF(area.x(), area.y() + 4.5, width, 20)
        paint_chip(painter, chip, shown, tokens.TONES[str(index.data(_TONE))])
        painter.restore()

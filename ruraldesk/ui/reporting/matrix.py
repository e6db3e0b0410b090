"""Units by months: who has reported, in time or not; of the last month also when and how much."""

from __future__ import annotations

from collections.abc import Sequence
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
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ruraldesk.services.reporting_board import Board, UnitLine
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import language, tr
from ruraldesk.ui import sheet, tokens
from ruraldesk.ui.plain_table import plain_option
from ruraldesk.ui.reporting.words import agreement, shown_time, state_of, told_state
from ruraldesk.ui.widgets import paint_chip

Index = QModelIndex | QPersistentModelIndex
NAME = 0
_MORE = 3  # columns behind the months: time, rows, whether the totals agree
_WIDE, _NARROW = 57, 35  # of a month's column, few months and many
FEW = 6  # months that are shown with the whole word
_TIME, _ROWS, _LAST = 88, 48, 80
_CHIP, _TONE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_STYLE = "QTableView { outline: none; }"
_TIGHT = f"{_STYLE} QHeaderView::section {{ padding: 0px 3px; }}"


class Matrix(QTableView):
    """One line for each unit; the cursor chooses a unit and, on a month's column, the month."""

    chosen = Signal(str, str)  # unit, month
    opened = Signal(str, str)  # the same, by Enter or a double click

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self.setModel(self._model)
        self.setStyleSheet(sheet.table(_STYLE))
        self.setFont(tokens.font(tokens.TABLE))
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Units and months"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        header = self.horizontalHeader()
        header.setFont(tokens.font(tokens.TABLE, bold=True))
        header.setFixedHeight(31)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(30)
        header.setDefaultSectionSize(_NARROW)  # the last one takes what is left
        self.selectionModel().currentChanged.connect(self._on_current)
        self._names = _Names(self)
        self.doubleClicked.connect(lambda _: self._open())

    def show_board(self, board: Board) -> None:
        """Show these units; the cursor stays with the unit and the month it was on."""
        unit, month = self.current()
        self.selectionModel().blockSignals(True)
        self._model.show_board(board)
        self.selectionModel().blockSignals(False)
        self._fit_columns()
        lines = board.lines
        row = next((n for n, line in enumerate(lines) if line.unit == unit), 0)
        months = board.status.months
        known = month in months[:-1]
        column = months.index(month) + 1 if known else len(months)
        if lines:
            self.setCurrentIndex(self._model.index(row, column))
            self.scrollTo(self.currentIndex())

    def lines(self) -> Sequence[UnitLine]:
        """Return the units that are shown."""
        return self._model.lines

    def current(self) -> tuple[str, str]:
        """Return the unit and the month that the cursor is on; "" where there is none."""
        index, months = self.currentIndex(), self._model.months
        if not 0 <= index.row() < len(self._model.lines):
            return "", ""
        place = index.column() - 1
        inside = 0 <= place < len(months)
        return self._model.lines[index.row()].unit, months[place] if inside else months[-1]

    def choose(self, unit: str, month: str = "") -> None:
        """Go to a unit, in the month that is looked at or another one that is shown."""
        row = next(n for n, line in enumerate(self._model.lines) if line.unit == unit)
        months = self._model.months
        column = months.index(month) + 1 if month else len(months)
        self.setCurrentIndex(self._model.index(row, column))

    def chips(self, unit: str) -> list[str]:
        """Return the words on the chips of a unit's line."""
        row = next(n for n, line in enumerate(self._model.lines) if line.unit == unit)
        columns = range(1, len(self._model.months) + 1)
        return [str(self._model.index(row, column).data(_CHIP) or "") for column in columns]

    def texts(self, unit: str) -> list[str]:
        """Return the cells of a unit's line that are no chips."""
        row = next(n for n, line in enumerate(self._model.lines) if line.unit == unit)
        behind = len(self._model.months) + 1
        columns = (NAME, *range(behind, behind + _MORE))
        return [str(self._model.index(row, column).data() or "") for column in columns]

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        super().scrollTo(index, hint)
        covered = self._names.width() - self.visualRect(index).x()
        if self._names.isVisible() and index.column() > NAME and covered > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - covered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        index = self.currentIndex()
        if self.hasFocus() and index.isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(tokens.PINE), 2))
            painter.drawRect(self.visualRect(index).adjusted(1, 1, -1, -1))

    def _on_current(self, *_: object) -> None:
        self.viewport().update()
        unit, month = self.current()
        if unit:
            self.chosen.emit(unit, month)

    def _open(self) -> None:
        unit, month = self.current()
        if unit:
            self.opened.emit(unit, month)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self.scrollTo(self.currentIndex())

    def _fit_columns(self) -> None:
        """Make columns as wide as there is room: words on the chips or a letter, time and rows."""
        months = len(self._model.months)
        if not months:
            return
        wide = _WIDE if language() != "en" else _WIDE + 14
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(one.name) for one in self.lines()), default=0)
        name = min(max(widest + 22, 74), 170)
        room = self.viewport().width() - name
        spelt = months <= FEW and room >= months * wide + _TIME + _ROWS + _LAST
        room -= months * (wide if spelt else _NARROW)
        hidden = {months + 1, months + 2} if room < _TIME + _ROWS + _LAST else set()
        if room < _LAST:
            hidden.add(months + _MORE)  # what it says stands at the right as well
        self.setStyleSheet(sheet.table(_STYLE if spelt else _TIGHT))
        widths = [name, *(wide if spelt else _NARROW for _ in range(months)), _TIME, _ROWS]
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        for column in range(months + 1 + _MORE):
            self.setColumnHidden(column, column in hidden)
        self.horizontalHeader().setStretchLastSection(True)
        self._names.lie_over(name)


class _Names(QTableView):
    """The names of the units, which stay where they are while the months scroll under them."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__(matrix)
        self._matrix = matrix
        self.setModel(matrix.model())
        self.setSelectionModel(matrix.selectionModel())
        self.setFont(matrix.font())
        self.setStyleSheet(_TIGHT)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.ROW)
        header, above = self.horizontalHeader(), matrix.horizontalHeader()
        header.setFont(above.font())
        header.setFixedHeight(above.height())
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        bar = matrix.verticalScrollBar()
        bar.valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(bar.setValue)
        matrix.horizontalScrollBar().rangeChanged.connect(lambda low, high: self._show_at(high))
        self.hide()

    def lie_over(self, width: int) -> None:
        """Cover the first column of the matrix, which is so wide."""
        for column in range(1, self.model().columnCount()):
            self.setColumnHidden(column, True)
        self.setColumnWidth(NAME, width)
        height = self._matrix.horizontalHeader().height() + self._matrix.viewport().height()
        self.setGeometry(0, 0, width, height)

    def _show_at(self, most: int) -> None:
        self.setVisible(most > 0)
        self.verticalScrollBar().setValue(self._matrix.verticalScrollBar().value())


class _Model(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[UnitLine] = ()
        self.months: Sequence[str] = ()
        self._began = ""

    def show_board(self, board: Board) -> None:
        self.beginResetModel()
        self.lines, self.months, self._began = board.lines, board.status.months, board.began
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.months) + 1 + _MORE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        place = section - 1
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned(section)
        if role == Qt.ItemDataRole.ToolTipRole and 0 <= place < len(self.months):
            return told_month(self.months[place])
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == NAME:
            return tr("Unit")
        if place < len(self.months):
            return tr("M{month}").format(month=int(self.months[place][5:]))
        words = (tr("Reported at"), tr("Rows"), tr("Checked"))
        return words[place - len(self.months)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, place = self.lines[index.row()], index.column() - 1
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._aligned(index.column())
        if 0 <= place < len(self.months):
            return self._month(line, place, role)
        behind = place - len(self.months)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._ink(line, behind))
        if role == Qt.ItemDataRole.ToolTipRole and behind == _MORE - 1:
            return agreement(line)[0] or None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if place < 0:
            return line.name
        rows = "" if line.rows is None else f"{line.rows:,}"
        return (shown_time(line.last.time) or "—", rows, agreement(line)[0])[behind]

    def _month(self, line: UnitLine, place: int, role: int) -> Any:
        one = line.months[place]
        if place + 1 < len(self.months) and not one.month >= self._began > "":
            return "·" if role == Qt.ItemDataRole.DisplayRole else None
        word, tone = state_of(one)
        if role == _CHIP:
            return word
        if role == _TONE:
            return tone
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return told_state(one)
        return None

    def _ink(self, line: UnitLine, behind: int) -> str:
        if behind == _MORE - 1:
            tone = agreement(line)[1]
            plain = {"pine": tokens.INK, "stone": tokens.QUIET}
            return plain.get(tone) or tokens.TONES[tone].text
        return tokens.QUIET if behind == 0 else tokens.INK

    def _aligned(self, column: int) -> Qt.AlignmentFlag:
        behind = column - 1 - len(self.months)
        if behind == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if column > NAME and behind < 0 and len(self.months) > FEW:
            return Qt.AlignmentFlag.AlignCenter
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class _Delegate(QStyledItemDelegate):
    """Shows a month's state as a chip; one letter of it where the column is narrow."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: QRect = option.rect  # type: ignore[attr-defined]  # PySide does not declare it
        super().paint(painter, plain_option(painter, option), index)
        text = str(index.data(_CHIP) or "")
        if text:
            self._paint_chip(painter, place, text, tokens.TONES[str(index.data(_TONE))])

    def _paint_chip(self, painter: QPainter, place: QRect, text: str, tone: tokens.Tone) -> None:
        painter.save()
        painter.setFont(tokens.font(tokens.LABEL))
        narrow = place.width() <= _NARROW
        shown = text[:1] if narrow else text
        width = 24 if narrow else painter.fontMetrics().horizontalAdvance(shown) + 18
        left = place.x() + (place.width() - width) / 2 if narrow else place.x() + 8
        chip = QRectF(left, place.y() + 4.5, width, 20)
        paint_chip(painter, chip, shown, tone)
        painter.restore()

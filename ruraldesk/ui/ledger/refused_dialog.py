"""What is wrong in a block of cells: each cell with its reason, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.plain_table import PlainCells, choose_rows, dress, wrap_rows
from ruraldesk.ui.widgets import Button, framed, label

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.block_writing import Fault
    from ruraldesk.ui.ledger.page import LedgerPage

_MOST_SHOWN = 1000
ROW, COLUMN, TEXT, WHY = range(4)


class RefusedDialog(QDialog):
    """Nothing was written yet: write the right rows only, nothing, or go to a cell."""

    go_wanted = Signal(int, str)  # row of the list, key of the column

    def __init__(
        self,
        page: LedgerPage,
        title: str,
        faults: Sequence[Fault],
        good: int,
        remarks: Sequence[str] = (),
    ) -> None:
        super().__init__(page.window())
        self._faults = list(faults[:_MOST_SHOWN])
        self._form, self._model = page.form, page.model
        self.setWindowTitle(title)
        open_within(self, 820, 460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        told = tr("{count} cells cannot be written; nothing was written yet.")
        layout.addWidget(label(told.format(count=f"{len(faults):,}"), "card"))
        for text in remarks:
            layout.addWidget(_wrapped(text))
        self.table = self._table()
        layout.addWidget(framed(self.table), 1)
        if len(faults) > _MOST_SHOWN:
            more = tr("… and {count} cells more").format(count=f"{len(faults) - _MOST_SHOWN:,}")
            layout.addWidget(label(more, "problem"))
        layout.addWidget(_wrapped(tr("Enter or a double click goes to the cell.")))
        layout.addLayout(self._buttons(good))
        self.table.setFocus()

    def _table(self) -> QTableWidget:
        made = QTableWidget(len(self._faults), 4)
        made.setHorizontalHeaderLabels([tr("Row"), tr("Column"), tr("Value"), tr("Why")])
        across = dress(made, tr("Cells that cannot be written"))
        choose_rows(made)
        wrap_rows(made)
        made.setItemDelegate(PlainCells(made))
        for number, one in enumerate(self._faults):
            field = self._form.find(one.key)
            texts = (self._row(one.row), tr(field.label) if field else "", one.text, one.why)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == WHY:
                    item.setForeground(QColor(tokens.CINNABAR_TEXT))
                made.setItem(number, column, item)
        for column, width in ((ROW, 190), (COLUMN, 110), (TEXT, 130)):
            made.setColumnWidth(column, width)
        across.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        made.doubleClicked.connect(lambda index: self._go(index.row()))
        if self._faults:
            made.setCurrentCell(0, 0)
        return made

    def _row(self, number: int) -> str:
        """Return which row is meant: its place in the list, and how the record begins."""
        if number >= self._model.rowCount():
            return tr("{row} (new)").format(row=number + 1)
        texts = [text for text in self._model.row(number).texts[:2] if text]
        return " ".join([str(number + 1), *texts])

    def _buttons(self, good: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self.nothing = Button(tr("Write nothing"), hint="Esc")
        self.nothing.clicked.connect(self.reject)
        row.addWidget(self.nothing)
        self.right_ones = Button(tr("Write the {count} right rows only").format(count=f"{good:,}"))
        self.right_ones.setEnabled(good > 0)
        self.right_ones.clicked.connect(self.accept)
        row.addWidget(self.right_ones)
        return row

    def _go(self, number: int) -> None:
        if 0 <= number < len(self._faults):
            one = self._faults[number]
            self.reject()
            self.go_wanted.emit(one.row, one.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self._go(self.table.currentRow())
        else:
            super().keyPressEvent(event)


def _wrapped(text: str) -> label:  # type: ignore[valid-type]
    words = label(text, "label")
    words.setWordWrap(True)
    return words

"""What would be pasted, looked at before it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.definitions.values import text_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.entry.lines.pasting import Block, Cell
from ruraldesk.ui.plain_table import dress
from ruraldesk.ui.widgets import Button, framed, label

_SHOWN_ROWS = 200
_WIDEST = 260  # pixels of a column
_TOLD_FAULTS = 5


class PastePreview(QDialog):
    """The block as it would stand in the table; cells that cannot be read are red."""

    def __init__(self, block: Block, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Paste rows"))
        open_within(self, 720, 460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(label(self._summary(block), "card"))
        for text in self._remarks(block):
            words = label(text, "label")
            words.setWordWrap(True)
            layout.addWidget(words)
        layout.addWidget(framed(_table(block)), 1)
        faults = block.faults()
        for number, one, cell in faults[:_TOLD_FAULTS]:
            told = tr("Row {number}, {label}: {reason}")
            words = label(
                told.format(number=number + 1, label=tr(one.label), reason=cell.fault), "problem"
            )
            words.setWordWrap(True)
            layout.addWidget(words)
        if len(faults) > _TOLD_FAULTS:
            more = tr("… and {count} cells more").format(count=len(faults) - _TOLD_FAULTS)
            layout.addWidget(label(more, "problem"))
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = Button(tr("Cancel"), hint="Esc")
        cancel.clicked.connect(self.reject)
        self.paste = Button(tr("Paste"), primary=True, hint="Return")
        self.paste.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.paste)
        layout.addLayout(row)
        self.paste.setFocus()

    def _summary(self, block: Block) -> str:
        text = tr("{rows} rows, {columns} columns")
        return text.format(rows=len(block.rows), columns=len(block.fields))

    def _remarks(self, block: Block) -> list[str]:
        remarks = []
        if faults := block.faults():
            text = tr("{count} cells cannot be read; they are pasted as they are, marked red.")
            remarks.append(text.format(count=len(faults)))
        if block.heading_dropped:
            remarks.append(tr("The first row repeats the headings and is left out."))
        if block.columns_dropped:
            text = tr("{count} columns at the right have no place here and are left out.")
            remarks.append(text.format(count=block.columns_dropped))
        if block.rows_dropped:
            text = tr("{count} rows are too many for pasting; use the import for long tables.")
            remarks.append(text.format(count=block.rows_dropped))
        return remarks


def _table(block: Block) -> QTableWidget:
    shown = block.rows[:_SHOWN_ROWS]
    made = QTableWidget(len(shown), len(block.fields))
    made.setHorizontalHeaderLabels([tr(one.label) for one in block.fields])
    dress(made, tr("Paste rows"))
    made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for number, row in enumerate(shown):
        for column, cell in enumerate(row):
            item = QTableWidgetItem(_text(block, column, cell))
            if cell.fault:
                item.setBackground(QColor(tokens.CINNABAR_TINT))
                item.setForeground(QColor(tokens.CINNABAR_TEXT))
                item.setToolTip(cell.fault)
            made.setItem(number, column, item)
    made.resizeColumnsToContents()
    for column in range(made.columnCount()):
        made.setColumnWidth(column, min(_WIDEST, made.columnWidth(column) + 20))
    numbers = made.verticalHeader()
    numbers.setVisible(True)
    numbers.setFont(tokens.font(tokens.LABEL))
    numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
    numbers.setMinimumWidth(34)
    return made


def _text(block: Block, column: int, cell: Cell) -> str:
    return cell.text if cell.fault else text_of(block.fields[column], cell.value, cell.name)

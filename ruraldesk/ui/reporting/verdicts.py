"""What became of each file, or would: a line each, the whole sentence below the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ruraldesk.services.merging import Said, Verdict
from ruraldesk.services.merging_verdicts import TAKEN_IN
from ruraldesk.texts.translate import tr
from ruraldesk.ui.plain_table import ChipCells, PlainCells, choose_rows, dress

_CHIP = 2
_WIDTHS = (148, 100, 104, 52, 52, 52, 52)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TONES = {
    Said.NEW: "pine",
    Said.SAME: "stone",
    Said.CORRECTION: "sky",
    Said.DAMAGED: "cinnabar",
    Said.FORGED: "cinnabar",
    Said.TOTALS_DIFFER: "cinnabar",
}


class VerdictTable(QTableWidget):
    """Unit, month, verdict, counts, and how the sentence begins; what was refused comes first."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 8, parent)
        self._verdicts: Sequence[Verdict] = ()
        self.setHorizontalHeaderLabels(
            [
                tr("Unit or file"),
                tr("Month, number"),
                tr("Verdict"),
                tr("Added"),
                tr("Changed"),
                tr("Removed"),
                tr("As before"),
                tr("What to do"),
            ]
        )
        for column in range(_CHIP + 1, len(_WIDTHS)):
            heading = self.horizontalHeaderItem(column)
            assert heading is not None
            heading.setTextAlignment(_RIGHT)
        across = dress(self, tr("What becomes of each file"))
        choose_rows(self)
        self.setItemDelegate(PlainCells(self))
        self.setItemDelegateForColumn(_CHIP, ChipCells(self, self.tone))
        for column, width in enumerate(_WIDTHS):
            heading = self.horizontalHeaderItem(column)
            least = across.fontMetrics().horizontalAdvance(heading.text() if heading else "")
            self.setColumnWidth(column, max(width, least + 16))
        across.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        self.itemSelectionChanged.connect(self.chosen)

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Show these files, those that were refused first."""
        self._verdicts = sorted(verdicts, key=_place)
        self.setRowCount(len(self._verdicts))
        for row, one in enumerate(self._verdicts):
            for column, text in enumerate(_texts(one)):
                item = QTableWidgetItem(text)
                if _CHIP < column < len(_WIDTHS):
                    item.setTextAlignment(_RIGHT)
                item.setToolTip(str(one.path) if column == 0 else "")
                self.setItem(row, column, item)
        if self._verdicts:
            self.selectRow(0)

    def verdicts(self) -> Sequence[Verdict]:
        """Return the files in the order in which they are shown."""
        return self._verdicts

    def current(self) -> Verdict | None:
        """Return the file that the cursor is on."""
        row = self.currentRow()
        return self._verdicts[row] if 0 <= row < len(self._verdicts) else None

    def tone(self, row: int) -> str:
        """Return the tone of a line's chip."""
        return _TONES.get(self._verdicts[row].verdict, "wheat")


def verdict_in_words(said: Said) -> str:
    """Return a verdict as the chips say it."""
    words = {
        Said.NEW: tr("new report"),
        Said.SAME: tr("taken in before"),
        Said.CORRECTION: tr("correction"),
        Said.DAMAGED: tr("damaged"),
        Said.FORGED: tr("forged"),
        Said.UNKNOWN_UNIT: tr("unknown unit"),
        Said.WRONG_OFFICE: tr("wrong office"),
        Said.OLDER: tr("older"),
        Said.NEWER_PROGRAM: tr("newer program"),
        Said.TOTALS_DIFFER: tr("totals differ"),
    }
    return words[said]


def _texts(one: Verdict) -> tuple[str, ...]:
    numbers = (one.added, one.changed, one.removed, one.unchanged)
    taken = one.verdict in TAKEN_IN
    month = f"{one.month} · {one.sequence}" if one.month else ""
    return (
        one.unit_name or one.path.name,
        month,
        verdict_in_words(one.verdict),
        *((f"{number:,}" if taken else "") for number in numbers),
        one.message,
    )


def _place(one: Verdict) -> tuple[int, str, str]:
    rank = 2 if one.verdict is Said.SAME else 1 if one.verdict in TAKEN_IN else 0
    return rank, one.unit, one.month

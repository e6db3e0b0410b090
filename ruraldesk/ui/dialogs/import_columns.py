"""What was understood of an office's table: its columns, to be corrected, and its first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ruraldesk.definitions.model import FormDef
from ruraldesk.services.import_columns import ColumnMatch, Matcher, Target, Understanding
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.plain_table import dress

_SAMPLES = 3  # rows below the heading that are shown
_LONGEST = 26  # characters of a sample


class TargetBox(Combo):
    """Where one column goes; the wheel scrolls the table instead of changing it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ColumnsTable(QTableWidget):
    """One row for each column of the table: place, heading, first values, where it goes."""

    corrected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._found: Understanding | None = None
        self._boxes: list[TargetBox] = []
        self.setHorizontalHeaderLabels(
            [tr("Column"), tr("Heading in the table"), tr("First values"), tr("Goes into")]
        )
        across = dress(self, tr("Heading in the table"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalHeader().setDefaultSectionSize(34)
        letters = across.fontMetrics().horizontalAdvance(tr("Column")) + 16
        for column, width in enumerate((max(52, letters), 200, 260)):
            self.setColumnWidth(column, width)
        across.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(3, 240)

    def show_columns(
        self, found: Understanding, form: FormDef, forms: Mapping[str, FormDef]
    ) -> None:
        """Show what `found` says about each column that has a heading."""
        self._found = found
        targets = Matcher(form, forms).targets
        words = target_words(targets, form, forms)
        columns = [one for one in found.columns if one.heading]
        self.setRowCount(len(columns))
        self._boxes = []
        for row, column in enumerate(columns):
            for place, text in enumerate(
                (_letters(column.index), column.heading, _samples(found, column.index))
            ):
                item = QTableWidgetItem(text)
                if place == 1 and column.target is not None and not column.sure:
                    item.setForeground(QColor(tokens.WHEAT_TEXT))
                    item.setToolTip(tr("Only resembles a known heading; please check."))
                self.setItem(row, place, item)
            box = self._make_box(column, words)
            self.setCellWidget(row, 3, box)
            self._boxes.append(box)

    def _make_box(self, column: ColumnMatch, words: Mapping[str, str]) -> TargetBox:
        box = TargetBox()
        box.setFont(tokens.font(tokens.TABLE))
        box.setAccessibleName(column.heading)
        box.setProperty("heading", column.heading)
        box.addItem(tr("(left out)"), "")
        for path, shown in words.items():
            box.addItem(shown, path)
        box.setCurrentIndex(max(0, box.findData(column.field)))
        box.setProperty("understood", box.currentData())
        box.setMaxVisibleItems(14)
        box.activated.connect(lambda _: self._on_chosen(box))
        return box

    def _on_chosen(self, chosen: TargetBox) -> None:
        """A field takes one column: another that went there is left out."""
        path = chosen.currentData()
        for box in self._boxes:
            if path and box is not chosen and box.currentData() == path:
                box.setCurrentIndex(0)
        self.corrected.emit()

    def mapping(self) -> dict[str, str]:
        """Return where each heading goes, "" for those that are left out."""
        return {str(box.property("heading")): str(box.currentData()) for box in self._boxes}

    def corrections(self) -> dict[str, str]:
        """Return where the headings go that were corrected by hand.

        What was understood is not said again: two columns may fill one field of the lines, and a
        column may stand for a member of a list.
        """
        understood = {
            str(box.property("heading")): box.property("understood") for box in self._boxes
        }
        return {words: path for words, path in self.mapping().items() if path != understood[words]}

    def boxes(self) -> Sequence[TargetBox]:
        """Return the boxes, one for each column with a heading."""
        return self._boxes

    def taken(self) -> int:
        """Return how many columns are taken in."""
        return sum(1 for box in self._boxes if box.currentData())


def target_words(
    targets: Mapping[str, Target], form: FormDef, forms: Mapping[str, FormDef]
) -> dict[str, str]:
    """Return what a person calls each target: its label, behind the lines or ledger it is in."""
    titles = _titles(form, forms)
    found = {}
    for path, target in targets.items():
        prefix = titles.get(path.partition(".")[0], "") if "." in path else ""
        label = tr(target.field.label)
        found[path] = f"{tr(prefix)} · {label}" if prefix else label
    return found


def _titles(form: FormDef, forms: Mapping[str, FormDef]) -> dict[str, str]:
    """Return what the first part of a target's path is called: lines, other ledgers."""
    titles = {one.key: one.title for one in form.lines}
    titles |= {spread.form: forms[spread.form].title for spread in form.imports.spread}
    return titles


def _samples(found: Understanding, column: int) -> str:
    values = []
    for row in range(found.first, min(found.first + 4 * _SAMPLES, len(found.sheet.rows))):
        text = found.sheet.text(row, column).strip()
        if text:
            values.append(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
        if len(values) == _SAMPLES:
            break
    return " · ".join(values)


def _letters(index: int) -> str:
    """Return a column's name in Excel: A, B … Z, AA …."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters

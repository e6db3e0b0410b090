"""Two versions of one record side by side: what I entered, and what somebody saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.definitions.model import FieldDef, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import text_of
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.entry.working import same_lines
from ruraldesk.ui.plain_table import SingleCells, dress, wrap_rows
from ruraldesk.ui.widgets import Button, framed, label

MINE, THEIRS = 1, 2  # columns


@dataclass(slots=True)
class Difference:
    """A field (or all rows of one kind) in which the versions differ, and which one is taken."""

    key: str
    label: str
    mine: str
    theirs: str
    take_mine: bool


def differences(form: FormDef, base: Record, mine: Record, theirs: Record) -> list[Difference]:
    """Return where two versions differ; what only they changed is theirs unless chosen otherwise.

    `base` is the record from which `mine` was made.
    """
    found = []
    for one in form.asked():
        if one.stored and mine[one.key] != theirs[one.key]:
            texts = _text(one, mine), _text(one, theirs)
            take_mine = mine[one.key] != base[one.key]
            found.append(Difference(one.key, tr(one.label), *texts, take_mine))
    for lines in form.lines:
        of_mine, of_theirs = mine.lines.get(lines.key, ()), theirs.lines.get(lines.key, ())
        if not same_lines(lines, of_mine, of_theirs):
            texts = _rows(lines, of_mine), _rows(lines, of_theirs)
            take_mine = not same_lines(lines, base.lines.get(lines.key, ()), of_mine)
            found.append(Difference(lines.key, tr(lines.title), *texts, take_mine))
    return found


def merged(mine: Record, theirs: Record, chosen: list[Difference]) -> Record:
    """Return the record that holds of each version what was chosen."""
    values = dict(theirs.values)
    names = dict(theirs.names)
    lines = dict(theirs.lines)
    for one in chosen:
        if not one.take_mine:
            continue
        if one.key in mine.lines or one.key in theirs.lines:
            lines[one.key] = mine.lines.get(one.key, ())
        else:
            values[one.key] = mine[one.key]
            names[one.key] = mine.names.get(one.key, "")
    return replace(
        theirs,
        values={key: value for key, value in values.items() if value is not None},
        names=names,
        lines=lines,
    )


def _text(one: FieldDef, record: Record) -> str:
    text = text_of(one, record[one.key], record.names.get(one.key, ""))
    return text or tr("(empty)")


def _rows(form: FormDef, lines: tuple[Record, ...]) -> str:
    names = listed(name_of(form, line) for line in lines[:3])
    more = "…" if len(lines) > 3 else ""
    return tr("{count} rows: {names}").format(count=len(lines), names=names + more)


class ComparisonDialog(QDialog):
    """Each difference in a row; a click, or left and right, chooses one side."""

    def __init__(
        self, form: FormDef, base: Record, mine: Record, theirs: Record, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._mine, self._theirs = mine, theirs
        self.rows = differences(form, base, mine, theirs)
        self.setWindowTitle(tr("Two versions"))
        open_within(self, 760, min(520, 220 + 40 * len(self.rows)))
        text = tr("“{name}” was saved by {who} while you were entering ({time}).").format(
            name=name_of(form, theirs),
            who=theirs.changed_by or tr("somebody else"),
            time=theirs.changed[:16].replace("T", " "),
        )
        heading = label(text, "card")
        heading.setWordWrap(True)
        hint = tr("Choose for each difference which version is right: click it, or use ← →.")
        self.table = _ChoiceTable(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(label(hint, "label"))
        layout.addWidget(framed(self.table), 1)
        layout.addLayout(self._buttons())
        self.table.setFocus()

    def merged(self) -> Record:
        """Return the record as it was chosen."""
        return merged(self._mine, self._theirs, self.rows)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        back = Button(tr("Back to the entry"), hint="Esc")
        back.clicked.connect(self.reject)
        self.save = Button(tr("Save what is chosen"), primary=True, hint="Ctrl+Return")
        self.save.clicked.connect(self.accept)
        row.addWidget(back)
        row.addWidget(self.save)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        elif not enter:
            super().keyPressEvent(event)


class _ChoiceTable(QTableWidget):
    """Field, my version, their version; the chosen one is green."""

    def __init__(self, dialog: ComparisonDialog) -> None:
        super().__init__(len(dialog.rows), 3)
        self._rows = dialog.rows
        self.setHorizontalHeaderLabels([tr("Field"), tr("I entered"), tr("Saved meanwhile")])
        across = dress(self, tr("Two versions"))
        wrap_rows(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setItemDelegate(SingleCells(self))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for number, one in enumerate(self._rows):
            self.setItem(number, 0, QTableWidgetItem(one.label))
            self._show(number)
        self.clicked.connect(self._on_clicked)
        self.setCurrentCell(0, MINE)

    def choose(self, row: int, *, mine: bool) -> None:
        """Take one version of a row."""
        self._rows[row].take_mine = mine
        self._show(row)

    def _show(self, row: int) -> None:
        one = self._rows[row]
        for column, text, taken in (
            (MINE, one.mine, one.take_mine),
            (THEIRS, one.theirs, not one.take_mine),
        ):
            item = QTableWidgetItem(f"✓ {text}" if taken else text)
            item.setBackground(QColor(tokens.PINE_TINT if taken else tokens.CARD))
            item.setForeground(QColor(tokens.INK if taken else tokens.HINT))
            self.setItem(row, column, item)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() in (MINE, THEIRS):
            self.choose(index.row(), mine=index.column() == MINE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row >= 0:
            self.choose(row, mine=event.key() == Qt.Key.Key_Left)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

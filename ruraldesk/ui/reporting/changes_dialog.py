"""All records that a report changed: what became of each, opened by Enter, commented on here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.services.entry import FieldChange
from ruraldesk.services.month_changes import RowDifference
from ruraldesk.services.reporting_board import MOST_SHOWN, UnitReport
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.plain_table import PlainCells, choose_rows, dress
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, framed, label

_WIDTHS = (140, 56, 180)
_WHOLE_HEIGHT = 96
_TONES = {"added": "pine", "changed": "wheat", "removed": "cinnabar"}


class ChangesDialog(Sheet):
    """Ledger, what happened, record, and which field became what."""

    record_wanted = Signal(str, str)  # form key, UUID
    comment_wanted = Signal(str, str, str)  # form key, UUID, what the record is called

    def __init__(
        self,
        session: Session,
        report: UnitReport,
        changes: Sequence[RowDifference],
        parent: QWidget | None,
    ) -> None:
        """Show what the last report of a unit's month changed."""
        title = f"{report.name} · {told_month(report.month)}"
        super().__init__(title, parent, 720)
        self.resize(980, 600)
        self._changes = tuple(changes)
        told = tr("{count} records came otherwise than before.")
        if len(changes) >= MOST_SHOWN:
            told = tr("The first {count} records that came otherwise than before.")
        self.head = label(told.format(count=f"{len(changes):,}"), "quiet")
        self.table = _Table()
        self.table.opened.connect(self.open_record)
        self.table.show_changes(session, self._changes)
        self.body.addWidget(self.head)
        self.body.addWidget(framed(self.table), 1)
        self.body.addWidget(self._whole_card())
        self.table.itemSelectionChanged.connect(self._show_whole)
        self._show_whole()
        self.go = Button(tr("Open the record"), primary=True, hint="Return")
        self.go.clicked.connect(self.open_record)
        self.write = Button(tr("Comment on it…"))
        self.write.clicked.connect(self._comment)
        self.write.setEnabled(not session.book.read_only)
        self.finish(cancel_button(self, tr("Close")), self.write, self.go, filled=True)
        self.table.setFocus()

    def _whole_card(self) -> Card:
        card = Card()
        card.setFixedHeight(_WHOLE_HEIGHT)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 10, 14, 10)
        self.whole = label("", "table")
        self.whole.setWordWrap(True)
        inside.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _show_whole(self) -> None:
        """Show all that became of the record on which the cursor is."""
        one = self.current()
        told = [] if one is None else [one.name, *(_told(f, one.kind) for f in one.fields)]
        self.whole.setText("  ·  ".join(told))

    def act(self) -> None:
        self.open_record()

    def current(self) -> RowDifference | None:
        """Return the record that the cursor is on."""
        row = self.table.currentRow()
        return self._changes[row] if 0 <= row < len(self._changes) else None

    def open_record(self) -> None:
        """Leave, and show the record in its ledger."""
        one = self.current()
        if one is not None:
            self.accept()
            self.record_wanted.emit(one.form, one.uuid)

    def _comment(self) -> None:
        one = self.current()
        if one is not None:
            self.comment_wanted.emit(one.form, one.uuid, one.name)


def _told(field: FieldChange, kind: str) -> str:
    """Return what a field became; of a new record what it says."""
    said = tr("{place}: {sentence}")
    new = field.new or tr("(empty)")
    if kind != "changed":
        return said.format(place=field.label, sentence=new)
    return said.format(place=field.label, sentence=f"{field.old or tr('(empty)')} → {new}")


class _Table(QTableWidget):
    opened = Signal()

    def __init__(self) -> None:
        super().__init__(0, 4)
        self.setHorizontalHeaderLabels(
            [tr("Ledger"), tr("Kind"), tr("Record"), tr("What became of it")]
        )
        across = dress(self, tr("What the report changed"))
        choose_rows(self)
        self.setItemDelegate(PlainCells(self))
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda _: self.opened.emit())

    def show_changes(self, session: Session, changes: Sequence[RowDifference]) -> None:
        words = {"added": tr("Added"), "changed": tr("Changed"), "removed": tr("Removed")}
        self.setRowCount(len(changes))
        for row, one in enumerate(changes):
            fields = [_told(field, one.kind) for field in one.fields]
            title = tr(session.form(one.form).title)
            for column, text in enumerate((title, words[one.kind], one.name, "  ".join(fields))):
                item = QTableWidgetItem(text)
                item.setToolTip("\n".join(fields) if column == len(_WIDTHS) else text)
                if column == 1:
                    item.setForeground(QColor(tokens.TONES[_TONES[one.kind]].text))
                self.setItem(row, column, item)
        if changes:
            self.selectRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

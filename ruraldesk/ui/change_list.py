"""变动表 on the screen: what moved this month, why, and the way to Excel and onto paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.services import change_list
from ruraldesk.services.change_list import ChangeRow
from ruraldesk.services.month_changes import ADDED, CHANGED, REMOVED
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages, tokens
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.empty_state import EmptyState
from ruraldesk.ui.jobs import Latest, run
from ruraldesk.ui.page_state import PageState
from ruraldesk.ui.plain_table import SingleCells, dress, wrap_rows
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, framed, label

_REASON = 6
_TONES = {ADDED: "pine", CHANGED: "wheat", REMOVED: "cinnabar"}


class ChangeListDialog(QDialog):
    """The list of one ledger or of all; in the column of reasons one types."""

    record_opened = Signal(str, str)  # form key, UUID
    shown = Signal()

    def __init__(self, session: Session, form: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._form = session, form
        self._rows: list[ChangeRow] = []
        self._filling = False
        self._latest = Latest(self)
        title = tr("What moved in {month}").format(month=told_month(session.month))
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        open_within(self, 1120, 600)
        self.ledger = Combo()
        self.ledger.setAccessibleName(tr("Ledger"))
        self.ledger.addItem(tr("All ledgers"), "")
        for one in session.forms():
            if one.lasting:
                self.ledger.addItem(tr(one.title), one.key)
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(form)))
        self.ledger.activated.connect(lambda _: self._read())
        self.count = label("", "quiet")
        self.table = self._make_table()
        self.nothing = EmptyState("check")
        self.nothing.hide()
        self._lay_out(title)
        self._read()

    def rows(self) -> list[ChangeRow]:
        """Return what is shown."""
        return self._rows

    def _make_table(self) -> QTableWidget:
        heads = (
            *(tr("Ledger"), tr("Record"), tr("Kind of change"), tr("Field")),
            *(tr("Last month"), tr("In the month"), tr("Reason"), tr("Time"), tr("Operator")),
        )
        table = QTableWidget(0, len(heads))
        table.setHorizontalHeaderLabels(list(heads))
        across = dress(table, tr("List of changes with reasons"))
        wrap_rows(table)
        table.setItemDelegate(SingleCells(table))
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(
            triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked
        )
        across.setMinimumSectionSize(56)
        table.itemChanged.connect(self._take_reason)
        table.itemDoubleClicked.connect(self._open)
        return table

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(title, "title"))
        head.addWidget(self.ledger)
        head.addWidget(self.count, 1)
        hint = label(tr("Type the reason in its column: once for a record."), "quiet")
        hint.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(hint, 1)
        self.to_excel = Button(tr("Save as Excel…"))
        self.to_excel.clicked.connect(lambda: self._save("xlsx", "Excel (*.xlsx)"))
        self.to_pdf = Button(tr("Save as PDF…"))
        self.to_pdf.clicked.connect(lambda: self._save("pdf", "PDF (*.pdf)"))
        close = Button(tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        for button in (self.to_excel, self.to_pdf, close):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 16, tokens.MARGIN, 14)
        layout.setSpacing(10)
        layout.addLayout(head)
        frame = framed(self.table)
        layout.addWidget(frame, 1)
        layout.addWidget(self.nothing, 1)
        self.frame, self.cover = frame, PageState(frame)
        self.cover.again.connect(self._read)
        layout.addLayout(foot)

    def _read(self) -> None:
        self._form = str(self.ledger.currentData())
        book, month, form = self._session.book, self._session.month, self._form
        self.count.setText(tr("comparing…"))
        self.cover.wait()
        self._latest.run(
            lambda: change_list.change_list(book, month, form),
            done=self._show,
            failed=self.cover.fail,
        )

    def _show(self, rows: list[ChangeRow]) -> None:
        self._rows, self._filling = rows, True
        self.cover.come()
        self.frame.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.table.setRowCount(len(rows))
        words = {ADDED: tr("Added"), CHANGED: tr("Changed"), REMOVED: tr("Removed")}
        forms = self._session.book.definitions.forms
        writable = not self._session.book.read_only
        for at, row in enumerate(rows):
            texts = (
                *(tr(forms[row.form].title), row.name, words[row.kind], row.field),
                *(row.old, row.new, row.reason, row.time[:10], row.operator),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column != _REASON or not writable:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                if column == 2:
                    item.setForeground(QColor(tokens.TONES[_TONES[row.kind]].text))
                self.table.setItem(at, column, item)
        self._filling = False
        self._fit()
        lacking = len({row.uuid for row in rows if not row.reason})
        told = tr("{count} lines; {lacking} records without a reason")
        self.count.setText(told.format(count=len(rows), lacking=lacking) if rows else "")
        self.nothing.setText(
            tr("Nothing moved since the month before, or that month was not closed.")
        )
        for button in (self.to_excel, self.to_pdf):
            button.setEnabled(bool(rows))
        if rows and self.table.currentRow() < 0:
            self.table.setCurrentCell(0, _REASON)  # the focus would take the first cell
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def _fit(self) -> None:
        """Let short columns be as wide as their words, and share what is left among the others."""
        across, stretch = self.table.horizontalHeader(), QHeaderView.ResizeMode.Stretch
        for column in range(self.table.columnCount()):
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in (1, 4, 5, _REASON):
            across.setSectionResizeMode(column, stretch)

    def _take_reason(self, item: QTableWidgetItem) -> None:
        """Keep a reason that was typed; all lines of its record say it."""
        if self._filling or item.column() != _REASON:
            return
        row = self._rows[item.row()]
        change_list.give_reason(self._session.book, self._session.month, row, item.text())
        self._read()

    def _open(self, item: QTableWidgetItem) -> None:
        row = self._rows[item.row()]
        if item.column() != _REASON and row.kind != REMOVED:
            self.accept()
            self.record_opened.emit(row.form, row.uuid)

    def _save(self, ending: str, kinds: str) -> None:
        book, month, form = self._session.book, self._session.month, self._form
        name = f"{book.info.name} {month} 台账变动表.{ending}"
        folder = folders.proposed(folders.EXPORTS)
        proposed = str(folder / name)
        chosen, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), proposed, kinds)
        if not chosen:
            return
        target = Path(chosen)
        folders.keep(folders.EXPORTS, target.parent)
        run(
            lambda: change_list.write_change_list(book, month, target, form),
            done=lambda _: messages.tell(
                self, tr("Written: {path}").format(path=str(target)), "pine"
            ),
            failed=lambda error: messages.tell_error(self, error),
            owner=self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; what is still being read is dropped."""
        self._latest.forget()
        super().done(result)

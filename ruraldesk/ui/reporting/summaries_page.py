"""The office's summary tables: a row for each unit below, each number one Enter from its rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.files import preferences
from ruraldesk.services import exporting, summaries
from ruraldesk.services.summaries import Summary, SummaryRow
from ruraldesk.texts.dates import month_range, told_month
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr, unit_name
from ruraldesk.ui import folders, keys, messages, tokens
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.plain_table import SingleCells, dress
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, label

_HEADING = 46  # pixels: a grouped heading above a column's own
_NAME_WIDTH, _LEAST_WIDTH = 120, 76
_CHOSEN = "summary"  # the preference that remembers which table was looked at


class SummariesPage(BookPage):
    """Which table, the table, and the ways out of the program."""

    record_opened = Signal(str, str)  # form key, UUID

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._found: Summary | None = None
        self._saving = Latest(self)
        self.as_of = label("", "quiet")
        self.which = Combo()
        for one in summaries.summaries(session.book):
            self.which.addItem(tr(one.title), one.key)
        kept = self.which.findData(preferences.load(_CHOSEN, ""))
        self.which.setCurrentIndex(max(kept, 0))
        self.which.setAccessibleName(tr("Summary table"))
        self.which.activated.connect(self._choose)
        self.excel = Button(tr("Export to Excel…"))
        self.excel.clicked.connect(self._export)
        self.print = Button(tr("Print…"))
        self.print.clicked.connect(self._print)
        self.table = _SummaryTable()
        self.table.opened.connect(self._open)
        self.setFocusProxy(self.table)
        keys.set_hints(
            self.table, tr("Arrows choose · Enter opens the rows behind · F6 next area · F1 help")
        )
        self._lay_out()

    def _lay_out(self) -> None:
        head, acts = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("Summary tables"), "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.as_of, 1, Qt.AlignmentFlag.AlignBaseline)
        acts.setSpacing(8)
        for widget in (self.which, self.excel, self.print):
            acts.addWidget(widget)
        acts.addStretch(1)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(acts)
        layout.addWidget(card, 1)

    def found(self) -> Summary | None:
        """Return the table that is shown."""
        return self._found

    def _read(self) -> None:
        key = self.which.currentData()
        month = self._session.month
        words = tr("as of the end of {month}").format(month=told_month(month))
        if key is None:
            self.as_of.setText(tr("This office makes no summary tables."))
            return
        self.as_of.setText(words)
        book, day = self._session.book, month_range(month)[1]
        self._latest.run(
            lambda: summaries.summary(book, key, day),
            done=self._show,
            failed=self.fail,
        )

    def _show(self, found: Summary) -> None:
        self._found = found
        self.table.show_summary(found)
        self.loaded.emit()

    def _choose(self) -> None:
        preferences.keep(_CHOSEN, self.which.currentData())
        self.refresh()

    def _open(self, row: SummaryRow, column: int) -> None:
        from ruraldesk.ui.trace_view import TraceView

        assert self._found is not None
        key = self._found.definition.columns[column].figure
        view = TraceView(
            self._session,
            key,
            self,
            self._found.as_of,
            units=row.start,
            whose=row.name if row.start else "",
        )
        view.record_opened.connect(self.record_opened)
        view.open()

    def _title(self) -> str:
        assert self._found is not None
        session = self._session
        return f"{session.book.info.name}_{session.month}_{self._found.definition.title}"

    def _print(self) -> None:
        found, book, month = self._found, self._session.book, self._session.month
        if found is not None:
            PaperDialog(
                self,
                tr(found.definition.title),
                self._title(),
                lambda target: exporting.print_summary(book, found, month, target),
            ).open()

    def _export(self) -> None:
        if self._found is None:
            return
        proposed = str(folders.proposed(folders.EXPORTS) / f"{legal_name(self._title())}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Export to Excel"), proposed, "Excel (*.xlsx)"
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, target: Path) -> None:
        """Write the table that is shown into a workbook of its own."""
        found, book, month = self._found, self._session.book, self._session.month
        assert found is not None

        def tell(_: object) -> None:
            folders.keep(folders.EXPORTS, target.parent)
            messages.tell(self, tr("Saved: {name}").format(name=str(target)))

        self._saving.run(
            lambda: exporting.export_summary(book, found, month, target),
            done=tell,
            failed=lambda error: messages.tell_error(self, error),
        )

    def forget(self) -> None:
        self._saving.forget()
        super().forget()


class _SummaryTable(QTableWidget):
    """The numbers; the total stands first, where it is seen without scrolling."""

    opened = Signal(object, int)  # a SummaryRow, and the column of a number

    def __init__(self) -> None:
        super().__init__(0, 0)
        self._rows: tuple[SummaryRow, ...] = ()
        dress(self, tr("Summary table"), _HEADING)
        self.setItemDelegate(SingleCells(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(True)
        self.activated.connect(self._activate)
        self.doubleClicked.connect(self._activate)

    def show_summary(self, found: Summary) -> None:
        """Show a table; what was marked stays marked where it is still there."""
        place = (max(self.currentRow(), 0), max(self.currentColumn(), 1))
        self._rows = (found.total, *found.rows)
        self.setColumnCount(len(found.figures) + 1)
        self.setRowCount(len(self._rows))
        self._show_headings(found)
        for number, row in enumerate(self._rows):
            total = number == 0
            self._put(number, 0, tr("Total") if total else row.name, total=total)
            for column, (figure, value) in enumerate(zip(found.figures, row.values, strict=True)):
                text = summaries.told(figure, value)
                self._put(number, column + 1, text, total=total, quiet=not value)
        self.resizeColumnsToContents()
        self.setColumnWidth(0, max(self.columnWidth(0), _NAME_WIDTH))
        for column in range(1, self.columnCount()):
            self.setColumnWidth(column, max(self.columnWidth(column) + 8, _LEAST_WIDTH))
        self.setCurrentCell(
            min(place[0], self.rowCount() - 1), min(place[1], self.columnCount() - 1)
        )

    def _show_headings(self, found: Summary) -> None:
        self.setHorizontalHeaderItem(0, QTableWidgetItem(tr("Unit")))
        for number, (column, figure) in enumerate(
            zip(found.definition.columns, found.figures, strict=True)
        ):
            group, own = tr(column.group), tr(column.heading)
            if summaries.needs_unit(column, figure):
                own = f"{own} {unit_name(summaries.unit_of(figure))}"
            item = QTableWidgetItem(f"{group}\n{own}" if group else own)
            item.setToolTip(tr(figure.note) if figure.note else "")
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(number + 1, item)

    def _put(
        self, row: int, column: int, text: str, *, total: bool = False, quiet: bool = False
    ) -> None:
        item = QTableWidgetItem(text)
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(QColor(tokens.HINT if quiet else tokens.INK))
        if total:
            item.setBackground(QColor(tokens.TOTALS))
            item.setFont(tokens.font(tokens.TABLE, bold=True))
        self.setItem(row, column, item)

    def _activate(self, index: QModelIndex) -> None:
        row = self._rows[index.row()]
        known = row.start or index.row() == 0
        if index.column() and known:
            self.opened.emit(row, index.column() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
        else:
            super().keyPressEvent(event)

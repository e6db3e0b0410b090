"""The page about receipts: what was decided on each report, and which receipts went down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services import reporting_receipts
from ruraldesk.services.reporting_receipts import Answer, Way
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import keys, tokens
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.empty_state import EmptyState
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.reporting.list_table import Cell, Column, ListTable, follow
from ruraldesk.ui.reporting.receipts_dialog import ReceiptsDialog
from ruraldesk.ui.reporting.words import shown_time
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, ElidedLabel, label
from ruraldesk.ui.wrapping import WrappingRow


class ReceiptsPage(BookPage):
    """The reports of a month with their answers; receipts are written for all or for some."""

    unit_wanted = Signal(str, str)  # unit, month
    read_wanted = Signal()  # to go where reports are taken in

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._answers: Sequence[Answer] = ()
        self._shown: Sequence[Answer] = ()
        columns = (
            Column(tr("Unit"), 150),
            Column(tr("Submission"), 64, right=True),
            Column(tr("Decision"), 92),
            Column(tr("Comments"), 60, right=True),
            Column(tr("Receipt"), 132),
            Column(tr("Written to")),
            Column(tr("Written at"), 96),
        )
        self.table = ListTable(columns, tr("Receipts of the month"), many=True)
        self.table.moved.connect(self._show_buttons)
        self.table.opened.connect(self._show_unit)
        self.month = Combo()
        self.month.setMinimumWidth(200)
        self.month.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.month.setAccessibleName(tr("Month"))
        self.month.activated.connect(lambda _: self._show_month())
        self.only = QCheckBox(tr("Only those to be written"))
        self.only.toggled.connect(lambda _: self._show_month())
        self.write = Button(tr("Write the receipts"), primary=True)
        self.write.clicked.connect(lambda: self.write_receipts())
        self.some = Button("")
        self.some.clicked.connect(self._write_some)
        self.show_unit = Button(tr("Show the unit's report"))
        self.show_unit.clicked.connect(self._show_unit)
        self.count = ElidedLabel("quiet")
        self.nothing = EmptyState("receipts", "", tr("Take reports in"))
        self.nothing.act.clicked.connect(self.read_wanted)
        self._lay_out()
        self.setFocusProxy(self.table)
        keys.set_hints(self, tr("↑↓ line · Enter opens · Tab to the buttons · F6 next area"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("Receipts"), "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        tools = WrappingRow()
        tools.add(self.write, self.some, self.show_unit)
        tools.add_right(self.only, self.month)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.nothing, 1)
        inside.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(tools)
        layout.addWidget(card, 1)
        follow(self.table, self.write, self.some, self.show_unit, self.only, self.month)

    # what is shown

    def _read(self) -> None:
        book = self._session.book
        self._latest.run(
            lambda: reporting_receipts.answers(book),
            done=self._show,
            failed=self.fail,
        )

    def _show(self, answers: Sequence[Answer]) -> None:
        kept = self.month.currentData()
        self._answers = tuple(answers)
        waiting = Counter(one.report.month for one in answers if one.is_open)
        months = dict.fromkeys((*waiting, *(one.report.month for one in answers)))
        shown = sorted(months, reverse=True) or [self._session.month]
        self.month.clear()
        for month in shown:
            words = told_month(month)
            if waiting[month]:
                words = tr("{month}, {count} to write").format(month=words, count=waiting[month])
            self.month.addItem(words, month)
        wanted = next(
            (one for one in (kept, self._session.month, *sorted(waiting)) if one in shown), ""
        )
        self.month.setCurrentIndex(max(0, self.month.findData(wanted)))
        self._show_month()
        self.loaded.emit()

    def shown(self) -> Sequence[Answer]:
        """Return the answers in the order in which they are shown."""
        return self._shown

    def _show_month(self) -> None:
        month = self.month.currentData()
        inside = [one for one in self._answers if one.report.month == month]
        self._shown = [one for one in inside if one.is_open or not self.only.isChecked()]
        self.table.show_rows([_cells(one) for one in self._shown])
        self.table.setVisible(bool(self._shown))
        self.nothing.setVisible(not self._shown)
        self.nothing.act.setVisible(not inside)
        self.setFocusProxy(self.table if self._shown else self.only if inside else self.nothing.act)
        self.nothing.setText(
            tr("All receipts of the month are written.")
            if inside
            else tr("Nothing to answer yet: no report of a unit was taken in.")
        )
        ways = Counter(one.way for one in inside)
        elsewhere = sum(one.is_open for one in self._answers) - sum(o.is_open for o in inside)
        clauses = [
            tr("{count} to write").format(count=sum(one.is_open for one in inside)),
            tr("{count} written").format(count=ways[Way.WRITTEN]),
        ]
        if ways[Way.UNDECIDED]:
            clauses.append(tr("{count} undecided").format(count=ways[Way.UNDECIDED]))
        if elsewhere:
            clauses.append(tr("{count} more in other months").format(count=elsewhere))
        self.count.setText(f"{told_month(str(month))} · {joined(clauses)}")
        self._show_buttons()

    def _show_buttons(self) -> None:
        writable = not self._session.book.read_only
        marked = [self._shown[row] for row in self.table.marked()]
        some = [one for one in marked if one.way is not Way.ON_PAPER]
        self.some.setText(tr("Only the {count} marked").format(count=len(some)))
        self.some.updateGeometry()
        self.some.setVisible(bool(some))
        self.some.setEnabled(writable)
        self.write.setEnabled(writable and any(w.way is not Way.ON_PAPER for w in self._shown))
        self.show_unit.setVisible(len(marked) == 1)

    # acts

    def write_receipts(self, units: Sequence[str] | None = None) -> ReceiptsDialog:
        """Open the dialog that writes the receipts of the month, of all units or of some."""
        dialog = ReceiptsDialog(
            self._session, str(self.month.currentData()), self.window(), units=units
        )
        self.open_dialog(dialog)
        return dialog

    def _write_some(self) -> None:
        marked = [self._shown[row] for row in self.table.marked()]
        self.write_receipts([one.report.unit for one in marked if one.way is not Way.ON_PAPER])

    def _show_unit(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._shown):
            report = self._shown[row].report
            self.unit_wanted.emit(report.unit, report.month)


def _cells(one: Answer) -> tuple[Cell, ...]:
    word, tone = _decided(one.report.answer)
    way, colour = _way(one.way)
    given = one.given if one.way in (Way.WRITTEN, Way.STALE) else None
    return (
        Cell(one.name),
        Cell(str(one.report.sequence)),
        Cell(word, tone=tone),
        Cell(str(one.comments) if one.comments else ""),
        Cell(way, tone=colour),
        Cell(given.place if given else "—", ink=tokens.INK if given else tokens.HINT),
        Cell(shown_time(given.time) if given else "", ink=tokens.QUIET),
    )


def _decided(answer: str) -> tuple[str, str]:
    words = {
        "accepted": (tr("accepted"), "pine"),
        "returned": (tr("Returned"), "cinnabar"),
    }
    return words.get(answer, (tr("undecided"), "stone"))


def _way(way: Way) -> tuple[str, str]:
    words = {
        Way.UNDECIDED: (tr("not yet"), "stone"),
        Way.TO_WRITE: (tr("to be written"), "wheat"),
        Way.STALE: (tr("to be written anew"), "wheat"),
        Way.WRITTEN: (tr("written ✓"), "pine"),
        Way.ON_PAPER: (tr("tell by mouth"), "stone"),
    }
    return words[way]

"""The page of an office above: who has reported which month, and what each report changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ruraldesk.definitions.model import UNIT
from ruraldesk.files import preferences
from ruraldesk.services import comments as commenting
from ruraldesk.services import reporting_board
from ruraldesk.services.reporting_board import Board, UnitReport
from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import keys, messages, tokens
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.reporting.deciding import Deciding
from ruraldesk.ui.reporting.detail import RECEIPT, REMIND, Detail
from ruraldesk.ui.reporting.list_table import follow
from ruraldesk.ui.reporting.matrix import FEW, Matrix
from ruraldesk.ui.reporting.no_units import NoUnits
from ruraldesk.ui.reporting.notices_dialog import NoticesDialog
from ruraldesk.ui.reporting.places import ask_folder, with_stick
from ruraldesk.ui.reporting.reading import ReadingDialog
from ruraldesk.ui.reporting.receipts_dialog import ReceiptsDialog
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, ElidedLabel, label
from ruraldesk.ui.wrapping import WrappingRow

_GAP = 14
_SPANS = (6, 12)  # months
_SHARES = ((72, 38), (75, 35))  # of the width, for few months and for many
_NARROW, _NARROW_SHARE = 900, (57, 51)  # pixels: below that width, as with large letters
_SPAN = "reporting_months"  # key of the preference


class ReportingPage(BookPage):
    """Units by months, and at the right the unit and month that the cursor is on."""

    record_opened = Signal(str, str)  # form key, UUID
    ledger_wanted = Signal(str)  # form key
    report_shown = Signal()  # at the right

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._board: Board | None = None
        self._goal = ("", "")  # unit and month to go to once the matrix is there
        self._latest_report = Latest(self)
        kept = preferences.load(_SPAN)
        self._months = kept if kept in _SPANS else _SPANS[0]
        self.matrix = Matrix()
        self.matrix.chosen.connect(self._read_report)
        self.detail = Detail()
        self.matrix.opened.connect(lambda *_: self.detail.start())
        self.deciding = Deciding(session, self.detail)
        self.detail.asked.connect(self._do)
        self.deciding.record_wanted.connect(self.record_opened)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.matrix)
        self.nobody = NoUnits()
        self.nobody.enter.clicked.connect(lambda: self.ledger_wanted.emit(UNIT))
        self.nobody.hide()
        inside.addWidget(self.nobody, 1)
        self._below = below = QHBoxLayout()
        below.setSpacing(_GAP)
        below.addWidget(card)
        below.addWidget(self.detail)
        self._share_width()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        layout.addWidget(self._tools())
        layout.addLayout(below, 1)
        buttons = (self.read_stick, self.read_folder, self.answer, self.remind, self.span)
        follow(self.matrix, *buttons)
        self.setFocusProxy(self.matrix)
        keys.set_hints(self, reporting_hints())

    # parts

    def _head(self) -> QHBoxLayout:
        self.count = ElidedLabel("quiet")
        head = QHBoxLayout()
        head.setSpacing(10)
        level = self._session.book.info.level
        head.addWidget(label(page_title(level), "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        return head

    def _tools(self) -> WrappingRow:
        self.span = Button(_span_words(self._months), menu=True)
        self.span.clicked.connect(self._open_spans)
        self.read_stick = Button(tr("Read the stick"), primary=True)
        self.read_stick.clicked.connect(self._read_stick)
        self.read_folder = Button(tr("Read a folder"))
        self.read_folder.clicked.connect(self._read_folder)
        self.answer = Button(tr("Make receipts"))
        self.answer.clicked.connect(lambda: self.write_receipts())
        self.remind = Button(tr("Print reminders"))
        self.remind.clicked.connect(lambda: self.print_reminders())
        row = WrappingRow(6)
        for button in (self.read_stick, self.read_folder, self.answer, self.remind):
            button.setEnabled(button is self.remind or not self._session.book.read_only)
            row.add(button)
        row.add_right(self.span)
        return row

    # taking in

    def _read_stick(self) -> None:
        with_stick(
            self.read_stick,
            lambda stick: self.take_in([stick.root], stick.name),
            otherwise=self._read_folder,
        )

    def _read_folder(self) -> None:
        folder = ask_folder(self.read_folder, tr("In which folder are the reports?"))
        if folder is not None:
            self.take_in([folder])

    def take_in(self, paths: Sequence[Path], place: str = "") -> ReadingDialog:
        """Open the dialog that takes in the packages of a stick called `place`, or a folder."""
        dialog = ReadingDialog(self._session, paths, self.window(), place)
        self.open_dialog(dialog)
        return dialog

    def write_receipts(self, unit: str = "", month: str = "") -> ReceiptsDialog:
        """Open the dialog that answers the reports of a month, of all units or of one."""
        units = [unit] if unit else None
        dialog = ReceiptsDialog(
            self._session, month or self._session.month, self.window(), units=units
        )
        self.open_dialog(dialog)
        return dialog

    def print_reminders(self, unit: str = "", month: str = "", name: str = "") -> NoticesDialog:
        """Show the reminders as they will be printed, those of one unit first."""
        month = month or self._session.month
        dialog = NoticesDialog(self._session, month, self.window(), unit=unit, name=name)
        self.open_dialog(dialog)
        return dialog

    def _do(self, key: str) -> None:
        report = self.detail.report()
        if report is not None and key == RECEIPT:
            self.write_receipts(report.unit, report.month)
        elif report is not None and key == REMIND:
            self.print_reminders(report.unit, report.month, report.name)

    # what is shown

    def board(self) -> Board | None:
        """Return what the matrix shows."""
        return self._board

    def forget(self) -> None:
        super().forget()
        self._latest_report.forget()

    def show_months(self, count: int) -> None:
        """Show the last `count` months."""
        self._months = count
        preferences.keep(_SPAN, count)
        self.span.setText(_span_words(count))
        self.span.updateGeometry()
        self._share_width()
        self.refresh()

    def _share_width(self) -> None:
        narrow = self.width() < _NARROW
        for place, share in enumerate(_NARROW_SHARE if narrow else _SHARES[self._months > FEW]):
            self._below.setStretch(place, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _read(self) -> None:
        book, month, months = self._session.book, self._session.month, self._months
        self._latest.run(
            lambda: reporting_board.board(book, month, months=months),
            done=self._show,
            failed=self.fail,
        )

    def _show(self, board: Board) -> None:
        self._board = board
        self.count.setText(_told(board))
        here = self.matrix.hasFocus() or self.nobody.enter.hasFocus()
        self.matrix.setVisible(bool(board.lines))
        self.detail.setVisible(bool(board.lines))
        self.nobody.setVisible(not board.lines)
        first = self.matrix if board.lines else self.nobody.enter
        self.setFocusProxy(first)
        if here:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        for button in (self.read_stick, self.read_folder, self.answer, self.remind, self.span):
            button.setVisible(bool(board.lines))
        self.matrix.show_board(board)
        if board.lines:
            self._go_to_goal()
        else:
            self._show_report(None)
        self.loaded.emit()

    def choose(self, unit: str, month: str) -> None:
        """Put the cursor on a unit's month, as soon as it is there."""
        self._goal = (unit, month)
        if self._board is not None and not self._stale:
            self._go_to_goal()

    def _go_to_goal(self) -> None:
        unit, month = self._goal
        self._goal = ("", "")
        board = self._board
        if board is None or unit not in board.status.matrix:
            return
        self.matrix.choose(unit, month if month in board.status.months else "")

    def _read_report(self, unit: str, month: str) -> None:
        book = self._session.book
        self._latest_report.run(
            lambda: reporting_board.unit_report(book, unit, month),
            done=self._show_report,
            failed=lambda error: messages.tell_error(self, error),
        )

    def _show_report(self, report: UnitReport | None) -> None:
        book = self._session.book
        self.detail.show_report(
            report,
            title=lambda form: tr(self._session.form(form).title),
            place=lambda comment: commenting.place_of(book, comment),
            mine="" if book.read_only else book.info.unit,
        )
        self.report_shown.emit()

    def _open_spans(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for count in _SPANS:
            entry = menu.addAction(_span_words(count))
            entry.setCheckable(True)
            entry.setChecked(count == self._months)
            entry.triggered.connect(lambda _=False, chosen=count: self.show_months(chosen))
        menu.popup(self.span.mapToGlobal(self.span.rect().bottomLeft()))


def page_title(level: str) -> str:
    """Return what the page of an office of this level is called."""
    return tr("Towns' reports") if level == "county" else tr("Villages' reports")


def reporting_hints() -> str:
    """Return the hints of the page."""
    return tr("↑↓ unit · ←→ month · Tab to the buttons · F6 next area · F1 help")


def _span_words(count: int) -> str:
    return tr("Last {count} months").format(count=count)


def _told(board: Board) -> str:
    """Return how many should have reported and did, in time or not."""
    units = len(board.lines)
    if not units:
        return ""
    clauses = (
        tr("{count} to report").format(count=units),
        tr("{count} reported").format(count=board.reported),
        tr("{count} in time").format(count=board.on_time),
        tr("{count} returned").format(count=board.returned),
        tr("{count} missing").format(count=units - board.reported),
    )
    due = tr("due on {day}").format(day=told_date(board.status.due))
    return f"{told_month(board.status.month)} · {joined(clauses)} · {due}"

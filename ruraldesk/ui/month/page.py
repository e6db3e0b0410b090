"""The page of the month that is being reported: its steps, its ledgers, the months before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services import comments, month_ledgers, month_steps, months, nil_reports
from ruraldesk.services.comments import Comment
from ruraldesk.services.month_ledgers import LedgerMonth
from ruraldesk.services.month_steps import MonthState, MonthView, PastMonth, state_in_words
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, keys, messages, tokens
from ruraldesk.ui.dialogs.reason import ask_reason
from ruraldesk.ui.month import empty_ledgers
from ruraldesk.ui.month.acts import acts_of, notes_of
from ruraldesk.ui.month.comments import CommentDialog, CommentsCard
from ruraldesk.ui.month.ledger_table import LedgerRow, LedgerTable
from ruraldesk.ui.month.page_parts import (
    Waiting,
    month_hints,
    past_item,
    reopening_words,
    titled_card,
    told_state,
)
from ruraldesk.ui.month.receipts import ReceiptTaking
from ruraldesk.ui.month.steps_card import StepsCard
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.row_list import RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Card, Chip, ElidedLabel, LinkButton, label, scrolling

if TYPE_CHECKING:
    from ruraldesk.ui.month.differences import DifferencesDialog
    from ruraldesk.ui.month.wizard import MonthEnd

_GAP = 12
_NARROW = 900  # pixels of width below which ledgers and months stand one under the other


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the page shows."""

    view: MonthView
    past: list[PastMonth]
    comments: list[tuple[Comment, str]]  # with the words for its place


class MonthPage(BookPage):
    """What a clerk does at the month's end, from the first entry to the answer from above."""

    entry_wanted = Signal()  # to enter something
    ledger_opened = Signal(str)  # form key
    place_opened = Signal(str, str, str)  # form key, UUID, field
    month_chosen = Signal(str)
    wanted = Signal()  # the page itself, from where one mended something

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        session.checked.connect(self._on_checked)
        self._shown: _Read | None = None
        self._comparing = jobs.Latest(self)
        self.steps = StepsCard()
        self.steps.chosen.connect(self.do_step)
        self.table = LedgerTable()
        self.table.opened.connect(self._open_ledger)
        self.past = RowList(empty_text=tr("No month has been closed yet."))
        self.past.setAccessibleName(tr("Months before"))
        self.past.opened.connect(self._open_past)
        self.comments = CommentsCard()
        self.comments.opened.connect(self.open_comment)
        self.receipts = ReceiptTaking(session, self)
        self.receipts.taken.connect(lambda received: self.month_chosen.emit(received.month))
        self._lay_out()
        self.setFocusProxy(self.table)
        keys.set_hints(self, month_hints())

    # parts

    def _lay_out(self) -> None:
        """Stand one under the other, in a frame that scrolls where the window is low."""
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(_GAP)
        layout.addLayout(self._head())
        layout.addWidget(self.waiting)
        layout.addWidget(self.steps)
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(_GAP)
        right = QVBoxLayout()
        right.setSpacing(_GAP)
        right.addWidget(self.comments, 1)
        right.addWidget(self._past_card(), 1)
        self._below.addWidget(self._ledger_card(), 17)
        self._below.addLayout(right, 11)
        layout.addLayout(self._below, 1)
        for part, rows in ((self.table, 7), (self.past, 3), (self.comments.list, 3)):
            part.setMinimumHeight(rows * tokens.ROW)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside, sideways=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the ledgers have the whole width where it is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._below.setDirection(way)

    def _head(self) -> QHBoxLayout:
        self.state = Chip()
        self.due = ElidedLabel("quiet")
        self.left = label("", "text")
        self.left.setTextFormat(Qt.TextFormat.RichText)  # a number only, no record's text
        self.month = label("", "quiet")
        self.read_receipt = LinkButton(tr("Read a receipt…"))
        self.read_receipt.clicked.connect(self.receipts.begin)
        self.waiting = Waiting()
        self.waiting.button.clicked.connect(self._go_to_waiting)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("This month"), "title"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.month, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.due, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.left, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.read_receipt, 0, Qt.AlignmentFlag.AlignVCenter)
        return head

    def _ledger_card(self) -> Card:
        self.count = label("", "quiet")
        return titled_card(tr("Ledgers"), self.count, self.table)

    def _past_card(self) -> Card:
        self.compare = LinkButton(tr("What changed…"))
        self.compare.clicked.connect(lambda: self.open_differences())
        return titled_card(tr("Months before"), label("", "quiet"), self.past, self.compare)

    # what is shown

    def view(self) -> MonthView | None:
        """Return what is shown of the month."""
        return None if self._shown is None else self._shown.view

    def _read(self) -> None:
        book, month = self._session.book, self._session.month

        def read() -> _Read:
            return _Read(
                month_steps.month_view(book, month),
                month_steps.past_months(book),
                [
                    (one, comments.place_of(book, one))
                    for one in comments.comments(book, book.info.unit, month)
                ],
            )

        self._latest.run(read, done=self._show, failed=self.fail)

    def _show(self, read: _Read) -> None:
        self._shown = read
        self.come()
        view = read.view
        status = view.status
        self.month.setText(told_month(status.month))
        self.state.show_state(state_in_words(status.state), status.light)
        self.due.setText(told_state(view))
        self._show_days(view)
        read_only = self._session.book.read_only
        self.steps.show_steps(view.steps, notes_of(view), acts_of(view, read_only=read_only))
        self.waiting.show_month(view.waiting)
        step = not self.steps.button("receipt").isHidden()  # it says so in its place
        waits = status.state is MonthState.SUBMITTED and step
        self.read_receipt.setVisible(bool(read.past) and not read_only and not waits)
        self.comments.show_comments(read.comments)
        self.past.show_items([past_item(one) for one in read.past])
        self.compare.setVisible(len(read.past) > 1)
        self._read_ledgers()

    def _read_ledgers(self) -> None:
        """Compare the ledgers with the month before: what takes longest comes last."""
        book, month = self._session.book, self._session.month
        self.count.setText(tr("comparing…"))
        self._comparing.run(
            lambda: month_ledgers.ledgers(book, month),
            done=self._show_ledgers,
            failed=lambda error: messages.tell_error(self, error),
        )

    def forget(self) -> None:
        self._comparing.forget()
        super().forget()

    def _show_days(self, view: MonthView) -> None:
        reported = view.status.state not in (MonthState.OPEN, MonthState.CLOSED)
        self.left.setVisible(not reported)
        days = view.days_left
        text = tr("<b>{days}</b> days left") if days >= 0 else tr("<b>{days}</b> days late")
        ink = tokens.WHEAT_TEXT if days >= 0 else tokens.CINNABAR_TEXT
        self.left.setText(f'<span style="color:{ink}">{text.format(days=abs(days))}</span>')

    def _show_ledgers(self, ledgers: list[LedgerMonth]) -> None:
        view = self.view()
        assert view is not None
        rows = [row for one in ledgers if (row := self._row(one, view)) is not None]
        unkept = view.standing
        rows.sort(key=lambda row: (row.tone != "cinnabar", row.form in unkept, not row.moved))
        self.table.show_rows(rows)
        moved = sum(row.moved for row in rows)
        told = tr("{count} in use, {moved} with changes in this month")
        used = sum(row.form not in unkept for row in rows)
        self.count.setText(told.format(count=used, moved=moved))
        self.loaded.emit()

    def _row(self, one: LedgerMonth, view: MonthView) -> LedgerRow | None:
        """Return a ledger's line; None for one that is not in use."""
        note, tone = "", "stone"
        if one.form in view.owed:
            note, tone = tr("empty: say why"), "cinnabar"
        elif one.form in view.standing:
            note = tr("not kept: {reason}").format(reason=view.standing[one.form])
        elif one.form in view.nil:
            note, tone = tr("nothing: {reason}").format(reason=view.nil[one.form]), "sky"
        elif one.form in view.corrected:
            note, tone = tr("{count} corrected").format(count=view.corrected[one.form]), "wheat"
        if not (one.now or one.before or note):
            return None
        return LedgerRow(
            form=one.form,
            title=tr(self._session.form(one.form).title),
            before=one.before,
            added=one.added,
            changed=one.changed,
            removed=one.removed,
            now=one.now,
            note=note,
            tone=tone,
        )

    # acts

    def do_step(self, key: str) -> None:
        """Do what the button of a step says."""
        view = self.view()
        if view is None:
            return
        open_month = view.status.state is MonthState.OPEN
        if key == "enter":
            self.entry_wanted.emit()
        elif key == "receipt" and view.status.state is not MonthState.RETURNED:
            self.receipts.begin()
        elif key == "receipt" or (key == "close" and not open_month):
            self.reopen()
        else:
            self.open_wizard(key)

    def open_wizard(self, step: str) -> MonthEnd:
        """Open the month-end wizard at a step: check, close, print or stick."""
        from ruraldesk.ui.month.wizard import MonthEnd

        wizard = MonthEnd(self._session, step, self.window())
        wizard.record_wanted.connect(self._mend)
        wizard.month_wanted.connect(self.month_chosen)
        wizard.empty_wanted.connect(lambda form: self.explain_empty(form, wizard))
        wizard.reopen_wanted.connect(lambda: self.reopen(wizard))
        self.open_dialog(wizard)
        return wizard

    def _mend(self, form: str, uuid: str, field: str) -> None:
        """Go to what the check found, and offer the way back."""
        self.place_opened.emit(form, uuid, field)
        text = tr("Mend it and save, then go on with the month end.")
        act = (tr("Go on with the month end"), self._go_on)
        messages.tell(self, text, "wheat", act=act)

    def _go_on(self) -> None:
        self.wanted.emit()
        self.open_wizard("check")

    def reopen(self, wizard: MonthEnd | None = None) -> None:
        """Open the closed month again, once a reason is given; the wizard begins its step anew."""
        month = self._session.month
        view = self.view()
        accepted = view is not None and view.status.state is MonthState.ACCEPTED
        title = tr("Reopen {month}").format(month=told_month(month))
        says = reopening_words(accepted=accepted)
        reason = ask_reason(wizard or self.window(), title, says, tr("Reopen"))
        if reason:
            book = self._session.book
            told = tr("The month is open again.")
            self._change(lambda: months.reopen(book, month, reason), told, wizard)

    def open_comment(self, about: Comment) -> CommentDialog:
        """Show a comment of the office above, to be answered."""
        dialog = CommentDialog(self._session, about, self.window())
        dialog.place_wanted.connect(self.place_opened)
        self.open_dialog(dialog)
        return dialog

    def explain_empty(self, form: str, wizard: MonthEnd | None = None) -> None:
        """Report that nothing happened in a ledger's month, once a reason is given."""
        act = empty_ledgers.asked(self._session, form, wizard or self.window())
        if act is not None:
            self._change(act, tr("Kept."), wizard)

    def keep_again(self, form: str, reason: str) -> None:
        """Take back, after a question, that a ledger is not kept."""
        if empty_ledgers.taken_back(self._session, form, reason, self.window()):
            book, month = self._session.book, self._session.month
            told = tr("From now on it needs a record or a reason in each month.")
            self._change(lambda: nil_reports.kept_again(book, form, month), told, None)

    def _change(self, act: Callable[[], object], told: str, wizard: MonthEnd | None) -> None:
        def done(_: object) -> None:
            self._session.note_change()
            messages.tell(self, told)
            if wizard is not None:
                wizard.again()

        jobs.run(act, done=done, failed=lambda error: messages.tell_error(self, error), owner=self)

    def _open_ledger(self, form: str) -> None:
        shown = None if self._session.book.read_only else self.view()
        if shown is not None and form in shown.owed:
            self.explain_empty(form)
        elif shown is not None and form in shown.standing:
            self.keep_again(form, shown.standing[form])
        elif self._is_comparable(form):
            self.open_differences(form)
        else:
            self.ledger_opened.emit(form)

    def _is_comparable(self, form: str) -> bool:
        """Say whether a ledger moved between two closed months, of which the archive tells."""
        row = next((one for one in self.table.rows() if one.form == form), None)
        months_known = [one.status.month for one in self._past()]
        month = self._session.month
        both = month in months_known and months.month_before(month) in months_known
        return both and row is not None and row.moved

    def _past(self) -> list[PastMonth]:
        return [] if self._shown is None else self._shown.past

    def open_differences(self, form: str = "") -> DifferencesDialog | None:
        """Show what changed from the month before to this one, in one ledger or in all."""
        from ruraldesk.ui.month.differences import DifferencesDialog

        known = [one.status.month for one in self._past()]
        if len(known) < 2:
            return None
        month = self._session.month
        later = month if month in known[:-1] else known[0]
        dialog = DifferencesDialog(self._session, known, later, self.window(), form)
        dialog.record_opened.connect(lambda key, uuid: self.place_opened.emit(key, uuid, ""))
        self.open_dialog(dialog)
        return dialog

    def _open_past(self, number: int) -> None:
        assert self._shown is not None
        self.month_chosen.emit(self._shown.past[number].status.month)

    def _go_to_waiting(self) -> None:
        view = self.view()
        if view is not None and view.waiting:
            self.month_chosen.emit(view.waiting)

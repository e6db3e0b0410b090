"""The page of the month that is being reported: its steps, its ledgers, the months before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services import month_ledgers, month_steps, months
from ruraldesk.services.month_ledgers import LedgerMonth
from ruraldesk.services.month_steps import MonthState, MonthView, PastMonth, state_in_words
from ruraldesk.services.nil_reports import nil_report
from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, keys, messages, tokens
from ruraldesk.ui.month.acts import acts_of, notes_of
from ruraldesk.ui.month.ledger_table import LedgerRow, LedgerTable
from ruraldesk.ui.month.reason_dialog import ask_reason
from ruraldesk.ui.month.steps_card import StepsCard
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, Chip, ElidedLabel, LinkButton, label

if TYPE_CHECKING:
    from ruraldesk.ui.month.differences import DifferencesDialog
    from ruraldesk.ui.month.wizard import MonthEnd

_GAP = 12
STATE_TONES = {
    MonthState.OPEN: "wheat",
    MonthState.CLOSED: "wheat",
    MonthState.SUBMITTED: "sky",
    MonthState.ACCEPTED: "pine",
    MonthState.RETURNED: "cinnabar",
}


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the page shows."""

    view: MonthView
    ledgers: list[LedgerMonth]
    past: list[PastMonth]


class MonthPage(BookPage):
    """What a clerk does at the month's end, from the first entry to the answer from above."""

    entry_wanted = Signal()  # to enter something
    ledger_opened = Signal(str)  # form key
    place_opened = Signal(str, str, str)  # form key, UUID, field
    month_chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shown: _Read | None = None
        self.steps = StepsCard()
        self.steps.chosen.connect(self.do_step)
        self.table = LedgerTable()
        self.table.opened.connect(self._open_ledger)
        self.past = RowList(empty_text=tr("No month has been closed yet."))
        self.past.setAccessibleName(tr("Months before"))
        self.past.opened.connect(self._open_past)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(_GAP)
        layout.addLayout(self._head())
        layout.addWidget(self.waiting)
        layout.addWidget(self.steps)
        below = QHBoxLayout()
        below.setSpacing(_GAP)
        below.addWidget(self._ledger_card(), 17)
        below.addWidget(self._past_card(), 11)
        layout.addLayout(below, 1)
        self.setFocusProxy(self.table)
        keys.set_hints(self, month_hints())

    # parts

    def _head(self) -> QHBoxLayout:
        self.state = Chip()
        self.due = ElidedLabel("quiet")
        self.left = label("", "text")
        self.left.setTextFormat(Qt.TextFormat.RichText)  # a number only, no record's text
        self.month = label("", "quiet")
        self.waiting = _Waiting()
        self.waiting.button.clicked.connect(self._go_to_waiting)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("This month"), "title"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.month, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.due, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.left, 0, Qt.AlignmentFlag.AlignVCenter)
        return head

    def _ledger_card(self) -> Card:
        self.count = label("", "quiet")
        return _card(tr("Ledgers"), self.count, self.table)

    def _past_card(self) -> Card:
        self.compare = LinkButton(tr("What changed…"))
        self.compare.clicked.connect(lambda: self.open_differences())
        return _card(tr("Months before"), label("", "quiet"), self.past, self.compare)

    # what is shown

    def view(self) -> MonthView | None:
        """Return what is shown of the month."""
        return None if self._shown is None else self._shown.view

    def _read(self) -> None:
        book, month = self._session.book, self._session.month

        def read() -> _Read:
            return _Read(
                month_steps.month_view(book, month),
                month_ledgers.ledgers(book, month),
                month_steps.past_months(book),
            )

        self._latest.run(
            read, done=self._show, failed=lambda error: messages.tell_error(self, error)
        )

    def _show(self, read: _Read) -> None:
        self._shown = read
        view = read.view
        status = view.status
        self.month.setText(told_month(status.month))
        self.state.show_state(state_in_words(status.state), STATE_TONES[status.state])
        self.due.setText(_told(view))
        self._show_days(view)
        read_only = self._session.book.read_only
        self.steps.show_steps(view.steps, notes_of(view), acts_of(view, read_only=read_only))
        self.waiting.show_month(view.waiting)
        self._show_ledgers(read)
        self.past.show_items([_past_item(one) for one in read.past])
        self.compare.setVisible(len(read.past) > 1)
        self.loaded.emit()

    def _show_days(self, view: MonthView) -> None:
        reported = view.status.state not in (MonthState.OPEN, MonthState.CLOSED)
        self.left.setVisible(not reported)
        days = view.days_left
        text = tr("<b>{days}</b> days left") if days >= 0 else tr("<b>{days}</b> days late")
        ink = tokens.WHEAT_TEXT if days >= 0 else tokens.CINNABAR_TEXT
        self.left.setText(f'<span style="color:{ink}">{text.format(days=abs(days))}</span>')

    def _show_ledgers(self, read: _Read) -> None:
        rows = [row for one in read.ledgers if (row := self._row(one, read.view)) is not None]
        rows.sort(key=lambda row: (row.tone != "cinnabar", not row.moved))
        self.table.show_rows(rows)
        moved = sum(row.moved for row in rows)
        told = tr("{count} in use, {moved} with changes in this month")
        self.count.setText(told.format(count=len(rows), moved=moved))

    def _row(self, one: LedgerMonth, view: MonthView) -> LedgerRow | None:
        """Return a ledger's line; None for one that is not in use."""
        note, tone = "", "stone"
        if one.form in view.owed:
            note, tone = tr("empty: say why"), "cinnabar"
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
        elif key == "receipt" or (key == "close" and not open_month):
            self.reopen()
        else:
            self.open_wizard(key)

    def open_wizard(self, step: str) -> MonthEnd:
        """Open the month-end wizard at a step: check, close, print or stick."""
        from ruraldesk.ui.month.wizard import MonthEnd

        wizard = MonthEnd(self._session, step, self.window())
        wizard.record_wanted.connect(self.place_opened)
        wizard.month_wanted.connect(self.month_chosen)

        def explain(form: str) -> None:
            self.explain_empty(form, then=wizard.again)

        wizard.empty_wanted.connect(explain)
        wizard.reopen_wanted.connect(lambda: self.reopen(then=wizard.again))
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.open()
        return wizard

    def reopen(self, then: Callable[[], object] | None = None) -> None:
        """Open the closed month again, once a reason is given, and go on with `then`."""
        month = self._session.month
        reason = ask_reason(
            self.window(),
            tr("Reopen {month}").format(month=told_month(month)),
            tr(
                "What was reported stays in the archive. Mend what is wrong and close the month "
                "again: the next submission is a correction, and the office above sees the reason."
            ),
            tr("Reopen"),
        )
        if reason:
            book = self._session.book
            told = tr("The month is open again.")
            self._change(lambda: months.reopen(book, month, reason), told, then)

    def explain_empty(self, form: str, then: Callable[[], object] | None = None) -> None:
        """Report that nothing happened in a ledger's month, once a reason is given."""
        month, title = self._session.month, tr(self._session.form(form).title)
        reason = ask_reason(
            self.window(),
            tr("Nothing in “{form}”").format(form=title),
            tr(
                "{form} has no record of {month}. An empty ledger could as well be forgotten: say "
                "in a few words why there is nothing, and it is reported so."
            ).format(form=title, month=told_month(month)),
            tr("Report nothing"),
        )
        if reason:
            book = self._session.book
            self._change(lambda: nil_report(book, form, month, reason), tr("Kept."), then)

    def _change(
        self, act: Callable[[], object], told: str, then: Callable[[], object] | None
    ) -> None:
        def done(_: object) -> None:
            self._session.note_change()
            messages.tell(self, told)
            if then is not None:
                then()

        jobs.run(act, done=done, failed=lambda error: messages.tell_error(self, error), owner=self)

    def _open_ledger(self, form: str) -> None:
        view = self.view()
        if view is not None and form in view.owed and not self._session.book.read_only:
            self.explain_empty(form)
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
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _open_past(self, number: int) -> None:
        assert self._shown is not None
        self.month_chosen.emit(self._shown.past[number].status.month)

    def _go_to_waiting(self) -> None:
        view = self.view()
        if view is not None and view.waiting:
            self.month_chosen.emit(view.waiting)


class _Waiting(Card):
    """A line that leads to an earlier month which is not handed in yet."""

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "table")
        self.button = Button(tr("Go there"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def show_month(self, month: str) -> None:
        """Name the month; nothing for ""."""
        self.setVisible(bool(month))
        if month:
            told = tr("{month} has not been handed in yet.")
            self.text.setText(told.format(month=told_month(month)))


def month_hints() -> str:
    """Return the hints of the month's page."""
    return tr("Tab next · ↑↓ choose · Enter opens · F6 next area · F1 help")


def _card(title: str, note: QWidget, inside: QWidget, act: QWidget | None = None) -> Card:
    card = Card()
    head = QHBoxLayout()
    head.setContentsMargins(16, 0, 16, 0)
    head.setSpacing(8)
    head.addWidget(label(title, "card"))
    head.addWidget(note)
    head.addStretch(1)
    if act is not None:
        head.addWidget(act)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(1, 10, 1, 8)
    layout.setSpacing(8)
    layout.addLayout(head)
    layout.addWidget(inside, 1)
    return card


def _told(view: MonthView) -> str:
    """Return in a line when the month is due and what happened to it."""
    status = view.status
    parts = [tr("due on {day}").format(day=told_date(status.due))]
    if status.sequence:
        parts.append(tr("submission {number}").format(number=status.sequence))
    if status.corrections:
        told = tr("{count} records were corrected since it was closed")
        parts.append(told.format(count=status.corrections))
    if status.reason and status.state in (MonthState.OPEN, MonthState.RETURNED):
        words = tr("reopened: {reason}"), tr("returned: {reason}")
        told = words[status.state is MonthState.RETURNED]
        parts.append(told.format(reason=status.reason))
    return " · ".join(parts)


def _past_item(one: PastMonth) -> Item:
    status = one.status
    parts = [told_month(status.month), tr("submission {number}").format(number=status.sequence)]
    for words, time in (
        (tr("closed {day}"), status.closed_at),
        (tr("handed in {day}"), one.submitted_at),
        (tr("answered {day}"), one.answered_at),
    ):
        if time:
            parts.append(words.format(day=time[5:10]))
    return Item(state_in_words(status.state), STATE_TONES[status.state], "  ".join(parts))

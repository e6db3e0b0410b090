"""The wizard's second step: closing the month, after what that means was said."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import months
from ruraldesk.services.month_steps import MonthState, MonthView
from ruraldesk.services.months import Closed, EarlierOpen
from ruraldesk.services.nil_reports import never_begun
from ruraldesk.texts.dates import month_range, told_date, told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui.month.part import Part
from ruraldesk.ui.month.texts import Points
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, LinkButton, label


class ClosePart(Part):
    """What closing does, the close itself, and the way back with a reason."""

    check_wanted = Signal()  # something has to be mended first
    month_wanted = Signal(str)  # another month comes first
    reopen_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._first = ""  # the month that must be closed before this one
        self.title = label("", "title")
        self.points = Points()
        self.earlier = Button("")
        self.earlier.clicked.connect(lambda: self.month_wanted.emit(self._first))
        self.reopen = LinkButton(tr("Reopen…"))
        self.reopen.clicked.connect(self.reopen_wanted)
        row = QHBoxLayout()
        row.addWidget(self.earlier)
        row.addWidget(self.reopen)
        row.addStretch(1)
        self.body.addWidget(self.title)
        self.body.addWidget(self.points)
        self.body.addWidget(self.problem)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.body.addWidget(self.work)

    def words(self) -> str:
        if self.view is None or self.work.is_working() or self._first:
            return ""
        return tr("Close the month") if self._is_open() else tr("On to printing")

    def act(self) -> None:
        if not self._is_open():
            self.done.emit()
            return
        book, month = self._session.book, self._session.month
        self._run(
            lambda job: (
                None  # the check asks of ledgers that never said anything
                if never_begun(book, month)
                else months.close(book, month, progress=job.progress, cancelled=job.cancelled)
            ),
            self._closed,
            failed=self._refused,
            stopped=tr("Stopped. The month is open as before."),
        )

    def _begin(self, view: MonthView) -> None:
        self._first = ""
        self.earlier.hide()
        self.reopen.setVisible(not self._is_open())
        month = told_month(view.status.month)
        if self._is_open():
            self.title.setText(tr("Close {month}").format(month=month))
            self.points.show_points(self._before(view), doubts=self._doubts(view))
        else:
            self.title.setText(tr("{month} is closed").format(month=month))
            self.points.show_points(self._after(view))

    def _is_open(self) -> bool:
        return self.view is not None and self.view.status.state is MonthState.OPEN

    def _before(self, view: MonthView) -> list[str]:
        return [
            tr("Every ledger is kept as it is now: this is what is reported."),
            tr("Payments, receipts and points of the month change afterwards only with a reason."),
            tr("All other ledgers stay open: go on working, it belongs to the next month."),
            tr("The report is due on {day}.").format(day=told_date(view.status.due)),
        ]

    def _doubts(self, view: MonthView) -> list[str]:
        """Return what one should think of before closing."""
        status, doubts = view.status, []
        if status.sequence:
            told = tr("This will be submission {number}, a correction: {reason}")
            doubts.append(told.format(number=status.sequence + 1, reason=status.reason))
        last = month_range(status.month)[1]
        if self._session.day < last:
            told = tr(
                "The month ends on {day} only. What comes until then and is final needs a reason "
                "afterwards; close it when nothing more comes."
            )
            doubts.append(told.format(day=told_date(last)))
        return doubts

    def _after(self, view: MonthView) -> list[str]:
        status = view.status
        closed = tr("Submission {number}, closed on {time}; it lies in the archive.")
        time = status.closed_at[:16].replace("T", " ")
        points = [closed.format(number=status.sequence, time=time)]
        if status.corrections:
            told = tr("{count} records were corrected since it was closed")
            points.append(told.format(count=status.corrections))
        return points

    def _closed(self, closed: Closed | None) -> None:
        if closed is None or closed.refused:
            self.check_wanted.emit()
            return
        self._session.note_change()
        self.moved.emit()
        self.done.emit()

    def _refused(self, error: UserError) -> None:
        if isinstance(error, EarlierOpen):
            self._first = error.first
            words = tr("Go to {month}").format(month=told_month(error.first))
            self.earlier.setText(words)
            self.earlier.updateGeometry()
            self.earlier.show()
        self.refuse(str(error))

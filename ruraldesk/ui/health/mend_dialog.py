"""Before anything is mended: what is there, what will be, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableWidget, QWidget
from PySide6.QtWidgets import QTableWidgetItem as Cell

from ruraldesk.errors import UserError
from ruraldesk.services import health_mending
from ruraldesk.services.health import Finding
from ruraldesk.services.health_mending import Mended, Preview
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, WorkStrip, cancel_button
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.plain_table import PlainCells, choose_rows, dress, wrap_rows
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, framed

_MOST_SHOWN = 200  # lines of the preview; all findings are mended
_LINES = 8  # that are seen without scrolling


class MendDialog(Sheet):
    """A table of before and after, the reason, and the work itself."""

    mended = Signal(object)  # Mended

    def __init__(
        self, session: Session, findings: Sequence[Finding], parent: QWidget | None
    ) -> None:
        title = tr("Mend {count} findings").format(count=len(findings))
        super().__init__(title, parent, 760)
        self._session, self._findings = session, tuple(findings)
        self.say(
            tr(
                "A checked backup is made first. Changes of records stand in their history and can "
                "be taken back with Ctrl+Z. What a rule does not allow stays as it is and is told."
            )
        )
        self.table = _table([health_mending.preview(session.book, one) for one in self._shown()])
        self.body.addWidget(framed(self.table), 1)
        if len(findings) > _MOST_SHOWN:
            more = tr("… and {count} more of the same kind").format(
                count=len(findings) - _MOST_SHOWN
            )
            self.say(more)
        self.reason = QLineEdit(tr("Health check"))
        self.ask(tr("Reason, for the history"), self.reason)
        self.work = WorkStrip()
        self.body.addWidget(self.work)
        self.agree = Button(tr("Mend"), primary=True, hint="Ctrl+Return")
        self.agree.clicked.connect(self.act)
        self.cancel = cancel_button(self)
        self.finish(self.cancel, self.agree, filled=True)
        self.agree.setFocus()

    def _shown(self) -> tuple[Finding, ...]:
        return self._findings[:_MOST_SHOWN]

    def act(self) -> None:
        if self.work.is_working():
            return
        reason = self.reason.text().strip()
        if not reason:
            self.refuse(tr("No reason is given. Write in a few words why."), self.reason)
            return
        book, findings = self._session.book, self._findings
        self.agree.setEnabled(False)

        def mend(job: Job) -> Mended:
            return health_mending.mend(
                book, findings, reason, progress=job.progress, cancelled=job.cancelled
            )

        self.work.start(mend, done=self._done, failed=self._refused, stopped=self._stopped)

    def reject(self) -> None:
        if self.work.is_working():
            self.work.cancel()
        else:
            super().reject()

    def _done(self, mended: Mended) -> None:
        self.mended.emit(mended)
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.agree.setEnabled(True)
        self.refuse(str(error))

    def _stopped(self) -> None:
        self.agree.setEnabled(True)
        self.refuse(tr("Stopped before anything was changed."))


def _table(previews: Sequence[Preview]) -> QTableWidget:
    table = QTableWidget(len(previews), 3)
    table.setHorizontalHeaderLabels([tr("Where"), tr("As it is"), tr("Afterwards")])
    dress(table, tr("What would be changed")).setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    choose_rows(table)
    wrap_rows(table)
    table.setItemDelegate(PlainCells(table))
    for row, one in enumerate(previews):
        for column, text in enumerate((one.place, one.before, one.after)):
            cell = Cell(text)
            cell.setToolTip(text)
            if column == 1:
                cell.setForeground(QColor(tokens.QUIET))
            table.setItem(row, column, cell)
    table.setMinimumHeight((min(len(previews), _LINES) + 1) * tokens.ROW + 8)
    return table

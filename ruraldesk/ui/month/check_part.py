"""The wizard's first step: every rule over every ledger, each problem one Enter away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ruraldesk.errors import Level, Problem
from ruraldesk.services import nil_reports
from ruraldesk.services.month_steps import MonthState, MonthView
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, problem_items
from ruraldesk.ui.month.part import Part
from ruraldesk.ui.progress import PATIENCE_MS
from ruraldesk.ui.row_list import RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Card, LinkButton, label


class CheckPart(Part):
    """What must be put right first, and what one should look at."""

    record_wanted = Signal(str, str, str)  # form key, UUID, field
    empty_wanted = Signal(str)  # key of a ledger that must say why it is empty

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._problems: tuple[Problem, ...] = ()
        self._checked = False
        self._again = False  # once the check that is under way has ended
        self._left = False
        self.told = label("", "text")
        self.told.setWordWrap(True)
        self.again = LinkButton(tr("Check again"))
        self.again.clicked.connect(self.check)
        self.list = RowList(empty_text=tr("Every rule is kept. Nothing has to be put right."))
        self.list.setAccessibleName(tr("Problems"))
        self.list.opened.connect(self._open)
        self.list.setMinimumHeight(140)
        head = QHBoxLayout()
        head.addWidget(self.told, 1)
        head.addWidget(self.again)
        card = Card()
        inside = QHBoxLayout(card)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.list)
        self.body.addWidget(label(tr("Check"), "title"))
        self.body.addLayout(head)
        self.body.addWidget(self.work)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.problem)

    def problems(self) -> tuple[Problem, ...]:
        """Return what was found, the heaviest first."""
        return self._problems

    def words(self) -> str:
        if not self._checked or any(one.level is Level.BLOCK for one in self._problems):
            return ""
        return tr("On to closing")

    def act(self) -> None:
        self.done.emit()

    def first_stop(self) -> QWidget | None:
        return self.list if self._problems else None

    def leave(self) -> None:
        self._left, self._again = True, False
        self.work.cancel()

    def holds(self) -> bool:
        return False  # a check changes nothing

    def _begin(self, view: MonthView) -> None:
        if view.status.state is MonthState.OPEN:
            self.check()
        else:
            self._checked, self._problems = True, ()
            self.list.show_items([])
            self.told.setText(tr("The month is closed: it was checked then."))
        self.again.setVisible(view.status.state is MonthState.OPEN)

    def check(self) -> None:
        """Check every ledger again, in the background; a check that takes longer can be stopped."""
        self._checked, self._left = False, False
        self.told.setText(tr("checking…"))
        if self.work.is_working():  # of what was so before
            self._again = True
            self.work.cancel()
            return
        self._again = False
        session, month = self._session, self._session.month
        self.work.start(
            lambda job: problem_items.found(session, month, job),
            done=lambda found: self._show(*found),
            failed=lambda error: messages.tell_error(self, error),
            stopped=self._on_stopped,
            patience_ms=PATIENCE_MS,
        )
        self.changed.emit()

    def _on_stopped(self) -> None:
        if self._again:
            self.check()
        else:
            self.told.setText(tr("Stopped; nothing was checked."))

    def _show(self, found: tuple[Problem, ...], called: Mapping[str, str]) -> None:
        if self._again:
            self.check()
            return
        if self._left:
            return
        problems = tuple(
            sorted(nil_reports.at_close(found), key=lambda one: one.level is not Level.BLOCK)
        )
        self._problems, self._checked = problems, True
        self.list.show_items(problem_items.items(self._session, problems, called))
        self.told.setText(self._told())
        self.moved.emit()
        self._session.checked.emit()
        self.changed.emit()

    def _told(self) -> str:
        blocking = sum(one.level is Level.BLOCK for one in self._problems)
        rest = len(self._problems) - blocking
        if blocking:
            told = tr(
                "{count} must be put right before {month} can be closed. Enter opens the record, "
                "at the field."
            )
            return told.format(count=blocking, month=told_month(self._session.month))
        if rest:
            told = tr("Nothing keeps the month from being closed; {count} you should look at.")
            return told.format(count=rest)
        return tr("Everything is in order.")

    def _open(self, number: int) -> None:
        problem = self._problems[number]
        if problem.code == nil_reports.CODE:
            self.empty_wanted.emit(problem.form)
        elif problem.form and problem.record:
            self.record_wanted.emit(problem.form, problem.record, problem.field)

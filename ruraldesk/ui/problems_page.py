"""The month's check: everything that is wrong, each with its sentence, each one Enter away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import Level, Problem
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import problem_items, tokens
from ruraldesk.ui.dialogs.parts import WorkStrip
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.row_list import RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, label


class ProblemsPage(BookPage):
    """What must be put right before the month can be handed in, the heaviest first."""

    record_opened = Signal(str, str)  # form key, UUID
    checked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._problems: tuple[Problem, ...] = ()
        self.count = label("", "quiet")
        self.again = Button(tr("Check again"), hint="F5")
        self.again.clicked.connect(self.refresh)
        self.work = WorkStrip()
        self.list = RowList(empty_text=tr("Every rule is kept. Nothing has to be put right."))
        self.list.setAccessibleName(tr("Check the month"))
        self.list.opened.connect(self._open)
        self.setFocusProxy(self.list)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("Check"), "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.again)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.work)
        layout.addWidget(card, 1)

    def problems(self) -> Sequence[Problem]:
        """Return what is shown."""
        return self._problems

    def _read(self) -> None:
        """Check every ledger of the month in the background; it can be stopped."""
        if self.work.is_working():
            self._stale = True  # read again once this check is through
            return
        self.count.setText(tr("checking…"))
        session, month = self._session, self._session.month
        self.work.start(
            lambda job: problem_items.found(session, month, job),
            done=lambda checked: self._show(*checked),
            failed=self.fail,
            stopped=self._on_stopped,
        )

    def _on_stopped(self) -> None:
        self.count.setText(tr("Stopped; nothing was checked. F5 checks again."))

    def forget(self) -> None:
        self.work.cancel()
        super().forget()

    def _show(self, problems: tuple[Problem, ...], called: Mapping[str, str]) -> None:
        self._problems = problems
        blocking = sum(one.level is Level.BLOCK for one in problems)
        words = tr("{month}: {count} to look at, {blocking} of them must be put right")
        month = told_month(self._session.month)
        self.count.setText(words.format(month=month, count=len(problems), blocking=blocking))
        self.list.show_items(problem_items.items(self._session, problems, called))
        self.checked.emit()
        self.loaded.emit()
        self._session.checked.emit()
        if self._stale and self.isVisible():
            self.refresh()

    def _open(self, number: int) -> None:
        problem = self._problems[number]
        if problem.form and problem.record:
            self.record_opened.emit(problem.form, problem.record)

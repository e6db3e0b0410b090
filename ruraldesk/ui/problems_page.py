"""The month's check: everything that is wrong, each with its sentence, each one Enter away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import Level, Problem
from ruraldesk.services import checking
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, tokens
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, label

if TYPE_CHECKING:
    pass

_TONES = {Level.BLOCK: "cinnabar", Level.WARN: "wheat", Level.INFORM: "sky"}


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
        self.list = RowList(empty_text=tr("Every rule is kept. Nothing has to be put right."))
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
        layout.addWidget(card, 1)

    def problems(self) -> Sequence[Problem]:
        """Return what is shown."""
        return self._problems

    def _read(self) -> None:
        """Check every ledger of the month in the background."""
        self.count.setText(tr("checking…"))
        book, month = self._session.book, self._session.month

        def check() -> tuple[list[Problem], dict[str, str]]:
            found = checking.check(book, month)
            return found, checking.called(book, found)

        self._latest.run(
            check,
            done=lambda checked: self._show(*checked),
            failed=lambda error: messages.tell_error(self, error),
        )

    def _show(self, found: list[Problem], called: dict[str, str]) -> None:
        heaviest_first = {Level.BLOCK: 0, Level.WARN: 1, Level.INFORM: 2}
        self._problems = tuple(sorted(found, key=lambda one: heaviest_first[one.level]))
        blocking = sum(one.level is Level.BLOCK for one in found)
        words = tr("{month}: {count} to look at, {blocking} of them must be put right")
        month = told_month(self._session.month)
        self.count.setText(words.format(month=month, count=len(found), blocking=blocking))
        names = {Level.BLOCK: tr("Wrong"), Level.WARN: tr("Doubtful"), Level.INFORM: tr("Note")}
        self.list.show_items(
            [
                Item(
                    names[one.level],
                    _TONES[one.level],
                    _sentence(one, called),
                    self._title(one),
                )
                for one in self._problems
            ]
        )
        self.checked.emit()
        self._session.checked.emit()

    def _title(self, problem: Problem) -> str:
        return tr(self._session.form(problem.form).title) if problem.form else ""

    def _open(self, number: int) -> None:
        problem = self._problems[number]
        if problem.form and problem.record:
            self.record_opened.emit(problem.form, problem.record)


def _sentence(problem: Problem, called: dict[str, str]) -> str:
    """Return what is wrong, after the name of the record where it is known."""
    if problem.record not in called:
        return problem.message
    told = tr("{place}: {sentence}")
    return told.format(place=called[problem.record], sentence=problem.message)

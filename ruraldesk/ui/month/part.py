"""What the parts of the month-end wizard have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services.month_steps import MonthView
from ruraldesk.ui.dialogs.parts import WorkStrip
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import label

T = TypeVar("T")


class Part(QWidget):
    """One step: what it says, its work, and the main button that the wizard shows for it."""

    changed = Signal()  # the main button, or what the part says
    done = Signal()  # the step is done: on to the next one
    moved = Signal()  # the month is in another state now

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.view: MonthView | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 18, 24, 8)
        self.body.setSpacing(10)
        self.work = WorkStrip()
        self.work.ended.connect(self.changed)
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()

    def begin(self, view: MonthView) -> None:
        """The step is shown, or the month it is about has changed."""
        self.view = view
        self.refuse("")
        self._begin(view)
        self.changed.emit()

    def _begin(self, view: MonthView) -> None:
        raise NotImplementedError

    def words(self) -> str:
        """Return what the main button says; "" where there is nothing to press."""
        raise NotImplementedError

    def act(self) -> None:
        """Do what the main button says."""
        raise NotImplementedError

    def first_stop(self) -> QWidget | None:
        """Return what has the focus when the step begins; None leaves it to the main button."""
        return None

    def leave(self) -> None:
        """The step is no longer shown."""

    def holds(self) -> bool:
        """Say whether something is being done that one does not go away from."""
        return self.work.is_working()

    def refuse(self, sentence: str) -> None:
        """Say what went wrong and how to mend it."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.changed.emit()

    def _run(
        self,
        act: Callable[[Job], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[UserError], object] | None = None,
        stopped: str,
    ) -> None:
        """Do something long; `stopped` is said when it was stopped."""
        self.refuse("")
        self.work.start(
            act,
            done=done,
            failed=failed or (lambda error: self.refuse(str(error))),
            stopped=lambda: self.refuse(stopped),
        )
        self.changed.emit()

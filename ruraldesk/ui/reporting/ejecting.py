"""Letting a stick go that was written to, so that nobody pulls it out too early."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import carrying
from ruraldesk.services.carrying import Stick
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs
from ruraldesk.ui.widgets import Button


def stick_of(file: Path, sticks: Sequence[Stick]) -> Stick | None:
    """Return the stick on which a file lies; None where it lies on no stick."""
    return next((one for one in sticks if file.is_relative_to(one.root)), None)


class EjectButton(Button):
    """Offered once a stick was written to; says by its callbacks what came of it."""

    def __init__(
        self,
        done: Callable[[str], object],
        failed: Callable[[UserError], object],
        parent: QWidget | None = None,
    ) -> None:
        """Make the button, hidden; `done` is told a sentence, `failed` why the stick stays."""
        super().__init__(tr("Eject the stick"), parent, primary=True)
        self._done, self._failed = done, failed
        self._stick: Stick | None = None
        self.clicked.connect(self.eject)
        self.hide()

    def offer(self, stick: Stick | None) -> None:
        """Offer to let `stick` go; nothing where none was written to."""
        self._stick = stick
        self.setVisible(stick is not None)
        self.setEnabled(stick is not None)

    def eject(self) -> None:
        """Ask the system to let the stick go."""
        stick = self._stick
        if stick is None:
            return
        self.setEnabled(False)
        jobs.run(
            lambda: carrying.eject(stick),
            done=lambda _: self._tell(stick),
            failed=self._refuse,
            owner=self,
        )

    def _tell(self, stick: Stick) -> None:
        self.offer(None)
        self._done(tr("{stick} can be pulled out safely now.").format(stick=stick.name))

    def _refuse(self, error: UserError) -> None:
        self.setEnabled(True)
        self._failed(error)

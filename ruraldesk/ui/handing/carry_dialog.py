"""Something that this office made goes onto a stick, again and again: one stick after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import carrying
from ruraldesk.services.carrying import Carried, Stick
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.dialogs.place_row import Place, PlaceRow
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.widgets import Button, Card, label, recolour


class CarryDialog(WorkSheet):
    """Chooses a stick or a folder, writes, reads back, and lets the stick go."""

    looked = Signal()  # which sticks there are
    written = Signal()
    let_go = Signal()

    def __init__(
        self,
        title: str,
        explained: str,
        write: Callable[[Place, Job], tuple[Carried, ...]],
        parent: QWidget | None,
    ) -> None:
        """Ask where to, and write there with `write`, which returns () for a folder."""
        super().__init__(title, parent, 580)
        self._write = write
        self._stick: Stick | None = None  # that was written to last
        self.say(explained, "table")
        self.where = PlaceRow(tr("Write to which folder?"))
        self.where.look_wanted.connect(self.look)
        self.where.offered.connect(self._show_state)
        self._lay_out()
        self.work.ended.connect(self._show_state)
        self.look()

    def _lay_out(self) -> None:
        self.ask(tr("Where to"), self.where)
        self.card = Card()
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(14, 10, 14, 10)
        self.outcome = label("", "table")
        self.outcome.setWordWrap(True)
        inside.addWidget(self.outcome)
        self.card.hide()
        self.body.addWidget(self.card)
        self.body.addWidget(self.work)
        self.eject = Button(tr("Eject the stick"))
        self.eject.clicked.connect(self.release)
        self.eject.hide()
        self.leave = cancel_button(self, tr("Close"))
        self.main = Button(tr("Write"), primary=True, hint="Ctrl+Return")
        self.main.clicked.connect(self.act)
        self.finish(self.leave, self.eject, self.main)

    def look(self) -> None:
        """Look which sticks are plugged in."""
        self._latest.run(
            carrying.sticks, done=self._show_sticks, failed=lambda error: self.refuse(str(error))
        )

    def _show_sticks(self, found: list[Stick]) -> None:
        self.where.offer_sticks(found)
        self.looked.emit()

    def use_folder(self, folder: Path) -> None:
        """Offer a folder before the sticks."""
        self.where.use_folder(folder)

    def _show_state(self) -> None:
        idle = not self.work.is_working()
        self.main.setEnabled(idle and self.where.chosen() is not None)
        self.where.set_idle(idle)
        self.eject.setEnabled(idle)
        self.eject.setVisible(self._stick is not None)

    def act(self) -> None:
        """Write to the place that is chosen."""
        place = self.where.chosen()
        if self.work.is_working() or place is None:
            return
        self.refuse("")
        self.work.start(
            lambda job: self._write(place, job),
            done=lambda carried: self._on_written(place, carried),
            failed=self._fail,
            stopped=lambda: self.refuse(tr("Stopped; nothing is on the stick.")),
        )
        self._show_state()

    def _on_written(self, place: Place, carried: tuple[Carried, ...]) -> None:
        self._stick = place if isinstance(place, Stick) else None
        if carried:
            told = carrying.told(carried) + "\n" + tr("Eject the stick before you pull it out.")
        else:
            told = tr("Written into {folder}.").format(folder=place)
        self._show_outcome(told, tokens.INK)
        (self.eject if self._stick is not None else self.leave).setFocus(
            Qt.FocusReason.OtherFocusReason
        )
        self.written.emit()

    def release(self) -> None:
        """Let the stick go, and say when it can be pulled out."""
        stick = self._stick
        if stick is None:
            return
        self._latest.run(
            lambda: carrying.eject(stick), done=lambda _: self._on_let_go(), failed=self._fail
        )

    def _on_let_go(self) -> None:
        self._stick = None
        self._show_outcome(tr("The stick can be pulled out safely"), tokens.PINE)
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self.let_go.emit()
        self.look()

    def _show_outcome(self, text: str, ink: str) -> None:
        self.outcome.setText(text)
        recolour(self.outcome, ink)
        self.card.show()
        self._show_state()
        self.body.activate()
        self.refuse("")  # makes room for it

    def _fail(self, error: UserError) -> None:
        self.refuse(str(error))
        self._show_state()

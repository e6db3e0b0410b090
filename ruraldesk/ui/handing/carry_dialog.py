"""Something that this office made goes onto a stick, again and again: one stick after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import carrying
from ruraldesk.services.carrying import Carried, Stick
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Combo, cancel_button
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.widgets import Button, Card, LinkButton, label, recolour

Place = Stick | Path


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
        self._places: list[Place] = []
        self._stick: Stick | None = None  # that was written to last
        self.say(explained, "table")
        self.place = Combo()
        self.again = LinkButton(tr("Look again"))
        self.again.clicked.connect(self.look)
        self.folder = LinkButton(tr("A folder…"))
        self.folder.clicked.connect(self._ask_folder)
        self._lay_out()
        self.work.ended.connect(self._show_state)
        self.look()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.place, 1)
        row.addWidget(self.again)
        row.addWidget(self.folder)
        where = QWidget()
        where.setLayout(row)
        where.setFocusProxy(self.place)
        self.ask(tr("Where to"), where)
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
        folders = [one for one in self._places if isinstance(one, Path)]
        self._offer([*folders, *found])
        self.looked.emit()

    def use_folder(self, folder: Path) -> None:
        """Offer a folder before the sticks."""
        self._offer([folder, *(one for one in self._places if one != folder)])

    def _offer(self, places: list[Place]) -> None:
        self._places = places
        self.place.clear()
        self.place.addItems([str(one) if isinstance(one, Path) else one.name for one in places])
        if not places:
            self.place.addItem(tr("No stick is plugged in"))
        self._show_state()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Write to which folder?"))
        if chosen:
            self.use_folder(Path(chosen))

    def _show_state(self) -> None:
        idle = not self.work.is_working()
        self.main.setEnabled(idle and bool(self._places))
        self.place.setEnabled(idle and bool(self._places))
        for button in (self.again, self.folder, self.eject):
            button.setEnabled(idle)
        self.eject.setVisible(self._stick is not None)

    def act(self) -> None:
        """Write to the place that is chosen."""
        if self.work.is_working() or not self._places:
            return
        place = self._places[self.place.currentIndex()]
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

"""A newer program from a stick: what it brings, a backup, its setup started; or the way back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from ruraldesk import __version__
from ruraldesk.files import places
from ruraldesk.files.failures import drive_errors
from ruraldesk.files.places import cache_folder
from ruraldesk.services import carrying, updates
from ruraldesk.services.updates import Offer
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages
from ruraldesk.ui.backing_up import back_up_for_update
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, LinkButton, label


@dataclass(frozen=True, slots=True)
class Ready:
    """A setup that may be started; `refusal` says which backups could not be made."""

    setup: Path
    refusal: str


def _unpacked(offer: Offer) -> Path:
    """Copy the setup from the stick; one of an earlier update goes, since each keeps itself."""
    folder = cache_folder() / "updates"
    for _, old in updates.kept_setups(folder):
        with drive_errors(old):
            old.unlink(missing_ok=True)
    return updates.unpack(offer, folder)


class UpdateDialog(WorkSheet):
    """Looks on the sticks, shows what is new, and starts the setup when the clerk wants it."""

    looked = Signal()
    ready = Signal(object)  # Path of the setup that is to take over

    def __init__(self, session: Session, parent: QWidget | None, file: Path | None = None) -> None:
        """Look on the sticks, or at one file."""
        super().__init__(tr("Update the program"), parent, 560)
        self._session, self._file = session, file
        self._offer: Offer | None = None
        self._back = updates.earlier_setup(places.PROGRAM / "setup")
        self.say(tr("This computer has RuralDesk {version}.").format(version=__version__), "table")
        self.card = Card()
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.setSpacing(6)
        self.head, self.source = label("", "card"), label("", "hint")
        self.changes = label("", "table")
        for words in (self.head, self.source, self.changes):
            words.setWordWrap(True)
            inside.addWidget(words)
        self.body.addWidget(self.card)
        self.elsewhere = LinkButton(tr("Look in another place…"))
        self.elsewhere.clicked.connect(self._ask_file)
        self.body.addWidget(self.elsewhere)
        self.body.addWidget(self.work)
        self.work.ended.connect(self._show_state)
        self._lay_foot()
        self.look()

    def _lay_foot(self) -> None:
        self.leave = cancel_button(self, tr("Close"))
        self.again = Button(tr("Look again"))
        self.again.clicked.connect(self.look)
        buttons = [self.leave, self.again]
        if self._back is not None:
            words = tr("Back to {version}…").format(version=self._back[0])
            self.back = Button(words)
            self.back.clicked.connect(self.go_back)
            buttons.append(self.back)
        self.main = Button(tr("Back up and update"), primary=True, hint="Ctrl+Return")
        self.main.clicked.connect(self.act)
        self.finish(*buttons, self.main)

    # looking

    def look(self) -> None:
        """Look once more for the newest update."""
        book, file = self._session.book, self._file
        self._show(None, tr("Looking on the sticks…"))

        def search() -> Offer | None:
            if file is not None:
                return updates.offer(book, file)
            return updates.newest(book, [one.root for one in carrying.sticks()])

        self._latest.run(search, done=self._found, failed=self._refused)

    def _found(self, offer: Offer | None) -> None:
        self._show(offer, tr("No newer program on the sticks."))
        self.looked.emit()

    def _refused(self, error: Exception) -> None:
        self._show(None, tr("Nothing was installed."))
        self.refuse(str(error))
        self.looked.emit()

    def _show(self, offer: Offer | None, otherwise: str) -> None:
        self._offer = offer
        if offer is None:
            self.head.setText(otherwise)
            self.source.setText(tr("Updates come from the office above, on a stick (.rdu)."))
            self.changes.clear()
        else:
            said = offer.update
            self.head.setText(tr("RuralDesk {version}").format(version=said.version))
            told = tr("Handed down by {unit} on {day}; its key is known here.")
            self.source.setText(told.format(unit=said.unit_name, day=said.made[:10]))
            self.changes.setText(said.changes or tr("What is new was not written down."))
        self.changes.setVisible(offer is not None)
        self._show_state()
        self.refuse("")  # makes room for what is shown now
        (self.again if offer is None else self.main).setFocus()

    def _show_state(self) -> None:
        idle = not self.work.is_working()
        self.main.setEnabled(idle and self._offer is not None)
        self.again.setEnabled(idle)
        self.elsewhere.setEnabled(idle)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            tr("Which update?"),
            str(folders.documents()),
            tr("Update ({files})").format(files="*.rdu"),
        )
        if chosen:
            self._file = Path(chosen)
            self.look()

    # doing

    def act(self) -> None:
        """Back the book up, copy the setup from the stick, and let it take over."""
        offer = self._offer
        if offer is not None and not self.work.is_working():
            self._prepare(lambda: _unpacked(offer))

    def go_back(self) -> None:
        """Let the setup of the version before take over."""
        kept = self._back
        if kept is not None and not self.work.is_working():
            self._prepare(lambda: kept[1])

    def _prepare(self, setup: Callable[[], Path]) -> None:
        book = self._session.book
        self.refuse("")

        def prepare(job: Job) -> Ready:
            made = back_up_for_update(book, job)
            return Ready(setup(), made.refusal)

        self.work.start(
            prepare,
            done=self._hand_over,
            failed=self._refused,
            stopped=lambda: self.refuse(tr("Stopped; the program is as it was.")),
        )
        self._show_state()

    def _hand_over(self, ready: Ready) -> None:
        if ready.refusal and not self._goes_on_without(ready.refusal):
            self.refuse(tr("Stopped; the program is as it was."))
            return
        if sys.platform == "win32":
            self._start(ready.setup)
        else:
            text = tr("The setup is for Windows; it lies here: {path}")
            self.head.setText(text.format(path=ready.setup))

    def _start(self, setup: Path) -> None:
        # It waits until this window is closed, and opens the book again; books are backed up by
        # now. A text, since NSIS takes quotation marks around the path only, not around the word.
        book = self._session.book.path
        try:
            subprocess.Popen(f'"{setup}" /S /BACKED_UP /START="{book}"', close_fds=True)
        except OSError as error:
            text = tr(
                "Windows did not start the setup ({reason}); the program is as it was. It lies "
                "here: {path}. Close RuralDesk and double-click it there, or show this to whoever "
                "looks after the computer: a virus scanner or a rule of the office may forbid it."
            )
            reason = str(error.strerror).rstrip("。")  # so a Chinese Windows ends it
            self.refuse(text.format(reason=reason, path=setup))
            return
        self.accept()
        self.ready.emit(setup)

    def _goes_on_without(self, refusal: str) -> bool:
        """Ask whether the program is replaced although backups are missing."""
        return messages.ask(
            self,
            tr("Not everything could be backed up. Update all the same?"),
            yes=tr("Update all the same"),
            detail=refusal,
        )

"""The answers to the units: how far they are decided, where they are written, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import carrying, handing_down
from ruraldesk.services.carrying import Stick
from ruraldesk.services.handing_down import HandedDown, ToAnswer
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import joined, listed, tr
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.dialogs.place_row import PlaceRow
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.reporting.ejecting import EjectButton
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, label


class ReceiptsDialog(WorkSheet):
    """Writes the receipts of a month, of all units or of one."""

    read = Signal()  # what there is to answer, and where it can go
    written = Signal()

    def __init__(
        self, session: Session, month: str, parent: QWidget | None, units: Sequence[str] | None
    ) -> None:
        """Answer a month's reports; `units` None means all."""
        title = tr("Receipts of {month}").format(month=told_month(month))
        super().__init__(title, parent, 560)
        self._session, self._month, self._units = session, month, units
        self.counts = label("", "strong")
        self.decide = QCheckBox()
        self.decide.setChecked(True)
        self.decide.hide()
        self.explained = label(
            tr("Returned is what has a comment that must be mended, all else is accepted."), "hint"
        )
        self.explained.hide()
        self.where = PlaceRow(tr("Where are the receipts to lie?"))
        self.where.look_wanted.connect(self.look)
        self.where.offered.connect(self._show_state)
        self.where.folder_chosen.connect(self._to_writing)
        self.outcome = label("", "table")
        self.outcome.setWordWrap(True)
        self.work.ended.connect(self._show_state)
        self._lay_out()
        self.look()

    def _lay_out(self) -> None:
        self.body.addWidget(self.counts)
        self.body.addWidget(self.decide)
        self.body.addWidget(self.explained)
        self.ask(tr("Where to"), self.where)
        self.result_card = Card()
        inside = QVBoxLayout(self.result_card)
        inside.setContentsMargins(14, 10, 14, 10)
        inside.addWidget(self.outcome)
        self.result_card.hide()
        self.body.addWidget(self.result_card)
        self.body.addWidget(self.work)
        self.leave = cancel_button(self, tr("Close"))
        self.write = Button(tr("Write the receipts"), primary=True, hint="Ctrl+Return")
        self.write.clicked.connect(self.act)
        self.eject = EjectButton(self._on_ejected, self._fail)
        self.finish(self.leave, self.write, self.eject)
        self.write.setFocus()

    # what there is

    def look(self) -> None:
        """Look at what is to be answered, and which sticks are plugged in."""
        book, month, units = self._session.book, self._month, self._units

        def read() -> tuple[ToAnswer, list[Stick]]:
            return handing_down.to_answer(book, month, units), carrying.sticks()

        self._latest.run(
            read,
            done=lambda found: self._show(*found),
            failed=lambda error: self.refuse(str(error)),
        )

    def _show(self, found: ToAnswer, sticks: list[Stick]) -> None:
        clauses = [
            tr("{count} accepted").format(count=found.accepted),
            tr("{count} returned").format(count=found.returned),
            tr("{count} undecided").format(count=found.undecided),
        ]
        if found.on_paper:
            told = tr("{count} of them with tables, to be told by mouth")
            clauses.append(told.format(count=found.on_paper))
        self.counts.setText(joined(clauses))
        self.decide.setText(
            tr("Decide on the {count} undecided ones").format(count=found.undecided)
        )
        self.decide.setVisible(bool(found.undecided))
        self.explained.setVisible(bool(found.undecided))
        self.where.offer_sticks(sticks)
        self.refuse("")  # makes room for what is shown now
        if self.write.isEnabled() and not self.result_card.isVisibleTo(self):
            self.write.setFocus()  # what the dialog is for
        self.read.emit()

    def _show_state(self) -> None:
        idle = not self.work.is_working()
        self.write.setEnabled(idle and self.where.chosen() is not None)
        self.decide.setEnabled(idle)
        self.where.set_idle(idle)

    def use_folder(self, folder: Path) -> None:
        """Offer a folder before the sticks."""
        self.where.use_folder(folder)

    def _to_writing(self) -> None:
        self.write.setFocus()

    # writing

    def act(self) -> None:
        """Write the receipts."""
        place = self.where.chosen()
        if self.work.is_working() or place is None:
            return
        book, month, units = self._session.book, self._month, self._units
        first = self.decide.isVisibleTo(self) and self.decide.isChecked()
        self.refuse("")

        def run(job: Job) -> HandedDown:
            return handing_down.hand_down(
                book,
                month,
                place,
                units=units,
                decide_first=first,
                progress=job.progress,
                cancelled=job.cancelled,
            )

        self.work.start(run, done=self._on_written, failed=self._fail, stopped=self._on_stopped)
        self._show_state()

    def _on_written(self, down: HandedDown) -> None:
        self._session.note_change()
        place = self.where.chosen()
        stick = place if down.carried and isinstance(place, Stick) else None
        self.write.set_primary(False)
        self.eject.offer(stick)
        self.outcome.setText("\n".join(_told(down)))
        self.result_card.show()
        self.refuse("")  # makes room for it
        (self.leave if stick is None else self.eject).setFocus()
        self.look()
        self.written.emit()

    def _on_ejected(self, told: str) -> None:
        self.outcome.setText(f"{self.outcome.text()}\n{told}")
        self.refuse("")
        self.leave.setFocus()
        self.look()

    def _on_stopped(self) -> None:
        self._session.note_change()
        self.refuse(tr("Stopped; no receipt is on the stick."))

    def _fail(self, error: UserError) -> None:
        self._session.note_change()
        self.refuse(str(error))
        self._show_state()


def _told(down: HandedDown) -> list[str]:
    """Return line by line what was written, and whom no receipt reaches."""
    written = down.written
    if down.carried:
        lines = [carrying.told(down.carried)]
    else:
        told = tr("{count} receipts written").format(count=len(written.receipts))
        folder = written.receipts[0].path.parent if written.receipts else ""
        lines = (
            [tr("{place}: {sentence}").format(place=folder, sentence=told)] if folder else [told]
        )
    if written.waiting:
        told = tr("Undecided, without a receipt: {names}")
        lines.append(told.format(names=listed(one.unit_name for one in written.waiting)))
    if written.on_paper:
        told = tr("Reported with tables, tell them by mouth: {names}")
        lines.append(told.format(names=listed(one.unit_name for one in written.on_paper)))
    return lines

"""The reminders of a month as they will be printed: a page for each unit, or one list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ruraldesk.services import carrying
from ruraldesk.services.books import Book
from ruraldesk.services.reminder_notices import write_notices
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.reporting.ejecting import EjectButton, stick_of
from ruraldesk.ui.session import Session


class NoticesDialog(PaperDialog):
    """For whom and how above the pages; a stick on which they were saved can be ejected."""

    def __init__(
        self, session: Session, month: str, parent: QWidget | None, unit: str = "", name: str = ""
    ) -> None:
        """Show the reminders of a month, of one unit or (`unit` "") of all that lack."""
        which, how = Combo(), Combo()
        which.setAccessibleName(tr("For whom"))
        how.setAccessibleName(tr("A page for each or one list"))
        if unit:
            which.addItem(name, unit)
        which.addItem(tr("All that are missing or returned"), "")
        how.addItem(tr("A page for each"), False)
        how.addItem(tr("One list"), True)
        super().__init__(
            parent,
            tr("Reminders of {month}").format(month=told_month(month)),
            f"{session.book.info.name}_{month}_催报单",
            _writer(session.book, month, unit, as_list=False),
            choices=(which, how),
            counted=tr("for {count} units"),
        )
        self.which, self.how = which, how
        self._book, self._month = session.book, month
        for box in (which, how):
            box.activated.connect(lambda _: self._choose())
        self.eject = EjectButton(lambda told: messages.tell(self, told), self.refuse)
        self.foot.insertWidget(self.foot.indexOf(self.print), self.eject)
        self.saved.connect(self._offer_ejecting)

    def _choose(self) -> None:
        unit, as_list = str(self.which.currentData()), bool(self.how.currentData())
        self.show_written(_writer(self._book, self._month, unit, as_list=as_list))

    def _offer_ejecting(self, target: Path) -> None:
        jobs.run(
            carrying.sticks,
            done=lambda found: self.eject.offer(stick_of(target, found)),
            failed=self.refuse,
            owner=self,
        )


def _writer(book: Book, month: str, unit: str, *, as_list: bool) -> Callable[[Path], int]:
    units = [unit] if unit else None
    return lambda target: write_notices(book, month, target, units=units, as_list=as_list)

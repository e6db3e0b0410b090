"""Taking in the answer of the office above: found on a stick, or shown by the clerk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ruraldesk.services import carrying, receipt_files, receiving
from ruraldesk.services.receiving import Received
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, jobs, messages
from ruraldesk.ui.session import Session

FILES = "*.rdr"


class ReceiptTaking(QObject):
    """Looks on the sticks for the newest receipt; where there is none, asks for the file."""

    taken = Signal(object)  # Received

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._page = session, page

    def begin(self) -> None:
        """Look on the sticks, off the window's thread."""
        book = self._session.book

        def look() -> tuple[list[Path], Path | None]:
            sticks = carrying.sticks()
            waiting = receipt_files.waiting_receipts(book, *(one.root for one in sticks))
            files = [*waiting.known, *waiting.files]  # the newest last
            return files[::-1], sticks[0].root if sticks else None

        def found(looked: tuple[list[Path], Path | None]) -> None:
            files, root = looked
            if files:
                self.take(files[0])
            else:
                self._ask(root)

        jobs.run(
            look,
            done=found,
            failed=lambda error: messages.tell_error(self._page, error),
            owner=self,
        )

    def _ask(self, folder: Path | None) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._page.window(),
            tr("Which receipt?"),
            str(folder or folders.documents()),
            tr("Receipt ({files})").format(files=FILES),
        )
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Take a receipt in and say what the office above answered."""
        book = self._session.book

        def tell(received: Received) -> None:
            self._session.note_change()
            accepted = received.verdict.value == "accepted" and not received.to_answer
            messages.tell(self._page, received.message, "pine" if accepted else "wheat")
            self.taken.emit(received)

        jobs.run(
            lambda: receiving.receive(book, path),
            done=tell,
            failed=lambda error: messages.tell_error(self._page, error),
            owner=self,
        )

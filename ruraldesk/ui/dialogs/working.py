"""A dialog that works for a while: leaving it stops the work first, and the dialog stays."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.ui.dialogs.parts import Sheet, WorkStrip
from ruraldesk.ui.jobs import Latest


class WorkSheet(Sheet):
    """A sheet with a strip that shows its long work, and with quick questions to the book."""

    def __init__(self, title: str, parent: QWidget | None, width: int) -> None:
        super().__init__(title, parent, width)
        self.work = WorkStrip()
        self._latest = Latest(self)

    def reject(self) -> None:
        if self.work.is_working():
            self.work.cancel()
        else:
            self._latest.forget()
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.work.is_working():
            self.work.cancel()
            event.ignore()

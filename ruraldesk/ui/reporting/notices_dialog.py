"""The reminders of a month as they will be printed: a page for each unit, or one list."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import carrying
from ruraldesk.services.reminder_notices import write_notices
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages, preferences, tokens
from ruraldesk.ui.dialogs.exporting import export_folder
from ruraldesk.ui.dialogs.pages_view import Pages, PagesView
from ruraldesk.ui.dialogs.paper import PrinterRefused, make_printer, print_pages
from ruraldesk.ui.dialogs.parts import Combo, cancel_button
from ruraldesk.ui.reporting.ejecting import EjectButton, stick_of
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Ground, label


class NoticesDialog(QDialog):
    """Choices above, pages below, printing at the foot."""

    shown = Signal(int)  # for how many units

    def __init__(
        self, session: Session, month: str, parent: QWidget | None, unit: str = "", name: str = ""
    ) -> None:
        """Show the reminders of a month, of one unit or (`unit` "") of all that lack."""
        super().__init__(parent)
        self._session, self._month = session, month
        self._folder = tempfile.TemporaryDirectory(prefix="ruraldesk-")
        self._latest = jobs.Latest(self)
        self._number = 0  # of the preview, since a file that is open is not overwritten
        self._file: Path | None = None
        self.pages: Pages | None = None
        title = tr("Reminders of {month}").format(month=told_month(month))
        self.setWindowTitle(title)
        self.resize(860, 720)
        self.which, self.how = Combo(), Combo()
        if unit:
            self.which.addItem(name, unit)
        self.which.addItem(tr("All that are missing or returned"), "")
        self.how.addItem(tr("A page for each"), False)
        self.how.addItem(tr("One list"), True)
        self.count = label("", "label")
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.view = PagesView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top(title))
        column.addWidget(self.view, 1)
        column.addWidget(self._bottom())
        self.refresh()

    def _top(self, title: str) -> QWidget:
        bar = Ground(tokens.PAPER, edge="bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        row.addWidget(label(title, "card"))
        row.addWidget(self.count, 1)
        for box in (self.which, self.how):
            row.addWidget(box)
            box.activated.connect(lambda _: self.refresh())
        return bar

    def _bottom(self) -> QWidget:
        bar = Ground(tokens.PAPER, edge="top")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 10)
        row.setSpacing(8)
        row.addWidget(self.problem, 1)
        self.save = Button(tr("Save as PDF…"))
        self.save.clicked.connect(self._save)
        self.print = Button(tr("Print…"), primary=True)
        self.print.clicked.connect(self._print)
        self.eject = EjectButton(lambda told: messages.tell(self, told), self._refuse)
        leave = cancel_button(self, tr("Close"))
        for button in (leave, self.save, self.eject, self.print):
            row.addWidget(button)
        return bar

    def refresh(self) -> None:
        """Write the reminders as they are chosen above, and show them."""
        self._number += 1
        target = Path(self._folder.name) / f"{self._number}.pdf"
        book, month = self._session.book, self._month
        unit, as_list = str(self.which.currentData()), bool(self.how.currentData())
        units: Sequence[str] | None = [unit] if unit else None
        self._enable(False)
        self._latest.run(
            lambda: write_notices(book, month, target, units=units, as_list=as_list),
            done=lambda count: self._show(target, count),
            failed=self._refuse,
        )

    def _show(self, file: Path, count: int) -> None:
        self.problem.setText("")
        if self.pages is not None:
            self.pages.close()
        self._file, self.pages = file, Pages(file)
        self.view.show_pages(self.pages)
        self.count.setText(tr("for {count} units").format(count=count))
        self._enable(count > 0)
        self.shown.emit(count)

    def _enable(self, enabled: bool) -> None:
        self.save.setEnabled(enabled)
        self.print.setEnabled(enabled)

    def _refuse(self, error: UserError) -> None:
        self.problem.setText(str(error))

    def _print(self) -> None:
        if self.pages is None:
            return
        printer = make_printer(self.pages)
        printer.setDocName(self._title())
        if not QPrintDialog(printer, self).exec():
            return
        try:
            done = print_pages(self.pages, range(len(self.pages)), printer)
        except PrinterRefused as error:
            self._refuse(error)
            return
        messages.tell(self, tr("{count} pages sent to the printer.").format(count=done))

    def _save(self) -> None:
        proposed = str(export_folder() / f"{self._title()}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as PDF"), proposed, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Save what is shown as `target`."""
        assert self._file is not None
        try:
            shutil.copyfile(self._file, target)
        except OSError as error:
            text = tr("{path} cannot be written: {error}. Choose another place.")
            self.problem.setText(text.format(path=target, error=error.strerror))
            return
        preferences.keep("export_folder", str(target.parent))
        messages.tell(self, tr("Saved: {name}").format(name=str(target)))
        jobs.run(
            carrying.sticks,
            done=lambda found: self.eject.offer(stick_of(target, found)),
            failed=self._refuse,
            owner=self,
        )

    def _title(self) -> str:
        return legal_name(f"{self._session.book.info.name}_{self._month}_催报单")

    # Qt

    def done(self, result: int) -> None:
        self._latest.forget()
        self.view.show_pages(None)
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        self._folder.cleanup()
        super().done(result)

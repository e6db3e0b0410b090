"""The own key card as it will be printed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services.unit_keys import write_key_card
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages, preferences, tokens
from ruraldesk.ui.dialogs.exporting import export_folder
from ruraldesk.ui.dialogs.pages_view import Pages, PagesView
from ruraldesk.ui.dialogs.paper import PrinterRefused, make_printer, print_pages
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Ground, label


class CardDialog(QDialog):
    """The page, printing and saving at the foot."""

    shown = Signal()

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = tempfile.TemporaryDirectory(prefix="ruraldesk-")
        self._file = Path(self._folder.name) / "card.pdf"
        self._latest = jobs.Latest(self)
        self.pages: Pages | None = None
        self.setWindowTitle(tr("Key card"))
        room = self.screen().availableGeometry()
        self.resize(min(760, room.width() - 24), min(640, room.height() - 48))
        self.view = PagesView()
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self._bottom())
        book, file = session.book, self._file
        self._latest.run(
            lambda: write_key_card(book, file), done=lambda _: self._show(), failed=self._refuse
        )

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
        for button in (cancel_button(self, tr("Close")), self.save, self.print):
            row.addWidget(button)
        for button in (self.save, self.print):
            button.setEnabled(False)
        return bar

    def _show(self) -> None:
        self.pages = Pages(self._file)
        self.view.show_pages(self.pages)
        self.save.setEnabled(True)
        self.print.setEnabled(True)
        self.print.setFocus()
        self.shown.emit()

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
        """Save the card as `target`."""
        try:
            shutil.copyfile(self._file, target)
        except OSError as error:
            text = tr("{path} cannot be written: {error}. Choose another place.")
            self.problem.setText(text.format(path=target, error=error.strerror))
            return
        preferences.keep("export_folder", str(target.parent))
        messages.tell(self, tr("Saved: {name}").format(name=str(target)))

    def _title(self) -> str:
        return legal_name(f"{self._session.book.info.name}_密钥卡")

    def done(self, result: int) -> None:
        self._latest.forget()
        self.view.show_pages(None)
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        self._folder.cleanup()
        super().done(result)

"""A document as it will be printed: its pages, printing and saving."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages, preferences, tokens
from ruraldesk.ui.dialogs.exporting import export_folder
from ruraldesk.ui.dialogs.pages_view import Pages, PagesView
from ruraldesk.ui.dialogs.paper import PrinterRefused, make_printer, print_pages
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.widgets import Button, Ground, label


class PdfDialog(QDialog):
    """Pages above, printing and saving at the foot."""

    shown = Signal(int)  # how many pages

    def __init__(
        self, title: str, file_name: str, write: Callable[[Path], object], parent: QWidget | None
    ) -> None:
        """Show what `write` writes into the PDF file it is given; it runs off the window's thread.

        Args:
            file_name: what the file is called when it is saved, without `.pdf`.
        """
        super().__init__(parent)
        self._file_name = legal_name(file_name)
        self._folder = tempfile.TemporaryDirectory(prefix="ruraldesk-")
        self._latest = jobs.Latest(self)
        self._file = Path(self._folder.name) / "pages.pdf"
        self.pages: Pages | None = None
        self.setWindowTitle(title)
        self.resize(860, 720)
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.view = PagesView()
        self.save = Button(tr("Save as PDF…"))
        self.save.clicked.connect(self._save)
        self.print = Button(tr("Print…"), primary=True)
        self.print.clicked.connect(self._print)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self._bottom())
        self._enable(False)
        self._latest.run(
            lambda: write(self._file), done=lambda _: self._show(), failed=self._refuse
        )

    def _bottom(self) -> QWidget:
        bar = Ground(tokens.PAPER, edge="top")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 10)
        row.setSpacing(8)
        row.addWidget(self.problem, 1)
        for button in (cancel_button(self, tr("Close")), self.save, self.print):
            row.addWidget(button)
        return bar

    def _show(self) -> None:
        self.pages = Pages(self._file)
        self.view.show_pages(self.pages)
        self._enable(True)
        self.shown.emit(len(self.pages))

    def _enable(self, enabled: bool) -> None:
        self.save.setEnabled(enabled)
        self.print.setEnabled(enabled)

    def _refuse(self, error: UserError) -> None:
        self.problem.setText(str(error))

    def _print(self) -> None:
        if self.pages is None:
            return
        printer = make_printer(self.pages)
        printer.setDocName(self._file_name)
        if not QPrintDialog(printer, self).exec():
            return
        try:
            done = print_pages(self.pages, range(len(self.pages)), printer)
        except PrinterRefused as error:
            self._refuse(error)
            return
        messages.tell(self, tr("{count} pages sent to the printer.").format(count=done))

    def _save(self) -> None:
        proposed = str(export_folder() / f"{self._file_name}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as PDF"), proposed, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Save what is shown as `target`."""
        try:
            shutil.copyfile(self._file, target)
        except OSError as error:
            text = tr("{path} cannot be written: {error}. Choose another place.")
            self.problem.setText(text.format(path=target, error=error.strerror))
            return
        preferences.keep("export_folder", str(target.parent))
        messages.tell(self, tr("Saved: {name}").format(name=str(target)))

    # Qt

    def done(self, result: int) -> None:
        self._latest.forget()
        self.view.show_pages(None)
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        self._folder.cleanup()
        super().done(result)

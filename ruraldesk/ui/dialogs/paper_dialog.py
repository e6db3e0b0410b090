"""Pages that were just made: looked at, printed, saved as a PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.files.writing import copied_whole
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, jobs, messages, tokens
from ruraldesk.ui.dialogs.pages_view import Pages, PagesView
from ruraldesk.ui.dialogs.paper import PRINTER, choose_printer, make_printer
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.dialogs.sending import send
from ruraldesk.ui.widgets import Button, Ground, label


class PaperDialog(QDialog):
    """What is chosen above, the pages, and printing at the foot."""

    shown = Signal(int)  # how many there are of what was counted
    saved = Signal(Path)

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        name: str,
        write: Callable[[Path], object],
        choices: Sequence[QWidget] = (),
        counted: str = "",
    ) -> None:
        """Show pages.

        Args:
            parent: over which the dialog opens.
            title: of the dialog.
            name: proposed for the file; it need not be legal, nor end in `.pdf`.
            write: writes the PDF as it is chosen now, and returns how many there are of what it
                counts, or nothing where that is the pages; called off the window's thread.
            choices: fields above the pages; `refresh` is to be called when they change.
            counted: the sentence with `{count}` that tells it; pages unless said otherwise.
        """
        super().__init__(parent)
        self._name, self._write = legal_name(name.removesuffix(".pdf")), write
        self._counted = counted or tr("{count} pages")
        self._folder = tempfile.TemporaryDirectory(prefix="ruraldesk-", ignore_cleanup_errors=True)
        self._latest = jobs.Latest(self)
        self._number = 0  # of the preview, since a file that is open is not overwritten
        self._file: Path | None = None
        self.pages: Pages | None = None
        self.setWindowTitle(title)
        open_within(self, 900, 700)
        self.count = label("", "label")
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.view = PagesView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top(title, choices))
        column.addWidget(self.view, 1)
        column.addWidget(self._bottom())
        self.refresh()

    def _top(self, title: str, choices: Sequence[QWidget]) -> QWidget:
        bar = Ground(tokens.PAPER, edge="bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        row.addWidget(label(title, "card"))
        row.addWidget(self.count, 1)
        for box in choices:
            row.addWidget(box)
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
        self.foot = row
        for button in (cancel_button(self, tr("Close")), self.save, self.print):
            row.addWidget(button)
        return bar

    def show_written(self, write: Callable[[Path], object]) -> None:
        """Show from now on what `write` writes."""
        self._write = write
        self.refresh()

    def refresh(self) -> None:
        """Write the pages as they are chosen now, and show them."""
        self._number += 1
        target = Path(self._folder.name) / f"{self._number}.pdf"
        self._enable(False)
        self.count.setText(tr("Making the pages…"))
        self._latest.run(
            lambda: self._write(target),
            done=lambda found: self._show(target, found),
            failed=self.refuse,
        )

    def _show(self, file: Path, found: object) -> None:
        self.problem.setText("")
        if self.pages is not None:
            self.pages.close()
        self._file, self.pages = file, Pages(file)
        self.view.show_pages(self.pages)
        count = found if isinstance(found, int) else len(self.pages)
        self.count.setText(self._counted.format(count=count))
        self._enable(count > 0)
        self.print.setFocus()
        self.shown.emit(count)

    def _enable(self, enabled: bool) -> None:
        self.save.setEnabled(enabled)
        self.print.setEnabled(enabled)

    def refuse(self, error: UserError) -> None:
        """Say in the dialog why something cannot be done."""
        self.count.setText("")
        self.problem.setText(str(error))

    def save_to(self, target: Path) -> None:
        """Keep the pages as they are shown in the file `target`; say so, or why not."""
        assert self._file is not None
        try:
            copied_whole(self._file, target)
        except UserError as error:
            self.problem.setText(str(error))
            return
        folders.keep(folders.EXPORTS, target.parent)
        messages.tell(self, tr("Saved: {name}").format(name=str(target)))
        self.saved.emit(target)

    def _save(self) -> None:
        proposed = str(folders.proposed(folders.EXPORTS) / f"{self._name}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as PDF"), proposed, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def _print(self) -> None:
        if self.pages is None:
            return
        printer = make_printer(self.pages)
        printer.setDocName(self._name)
        choose_printer(printer, preferences.load(PRINTER, ""))
        asking = QPrintDialog(printer, self)
        asking.setMinMax(1, len(self.pages))
        if not asking.exec():
            return
        preferences.keep(PRINTER, printer.printerName())
        self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Print the pages as they are shown; say so, or why not."""
        assert self._file is not None

        def tell(done: int) -> None:
            messages.tell(self, tr("{count} pages sent to the printer.").format(count=done))

        send(self, self._file, printer, done=tell, failed=self.refuse)

    def done(self, result: int) -> None:
        self._latest.forget()
        self.view.show_pages(None)
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        self._folder.cleanup()
        super().done(result)

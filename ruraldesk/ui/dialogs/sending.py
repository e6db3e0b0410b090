"""Sending pages to the printer, in a thread of its own and behind how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import progress
from ruraldesk.ui.dialogs.pages_view import Pages
from ruraldesk.ui.dialogs.paper import make_printer, pages_of_range, print_pages
from ruraldesk.ui.jobs import Job


class PrintingStopped(UserError):
    """The user stopped the printing."""

    code = "printing_stopped"

    def __init__(self, done: int, total: int) -> None:
        super().__init__(
            tr(
                "Printing was stopped after {done} of {total} pages. What the printer has taken "
                "already it may still print."
            ).format(done=done, total=total)
        )


def send(
    parent: QWidget,
    file: Path,
    printer: QPrinter,
    *,
    numbers: Sequence[int] | None = None,
    done: Callable[[int], object],
    failed: Callable[[UserError], object],
) -> None:
    """Print pages of a PDF, those that were chosen in the system's dialog, too.

    Args:
        numbers: of the pages, from 0; all unless said otherwise.
        done: gets how many sides the printer took.
        failed: gets why it did not, or that it was stopped.
    """

    def act(job: Job) -> int:
        pages = Pages(file)
        try:
            wanted = range(len(pages)) if numbers is None else numbers
            return _print(pages, pages_of_range(wanted, printer), printer, job)
        finally:
            pages.close()

    # At once: until the last page is out nothing else is to be done here.
    progress.run(parent, tr("Printing"), act, done=done, failed=failed, patience_ms=0)


def send_all(
    parent: QWidget,
    files: Sequence[Path],
    printer: QPrinter,
    *,
    done: Callable[[int], object],
    failed: Callable[[UserError], object],
) -> None:
    """Print PDFs one after the other, each on paper of its own size; else as `send`."""

    def act(job: Job) -> int:
        sides = 0
        for file in files:
            pages = Pages(file)
            try:
                printer.setPageLayout(make_printer(pages).pageLayout())
                printer.setDocName(file.stem)
                sides += _print(pages, range(len(pages)), printer, job)
            finally:
                pages.close()
        return sides

    progress.run(parent, tr("Printing"), act, done=done, failed=failed, patience_ms=0)


def _print(pages: Pages, numbers: Sequence[int], printer: QPrinter, job: Job) -> int:
    """Print pages and tell how far it is.

    Raises:
        PrinterRefused, PrintingStopped.
    """
    done, total = 0, len(numbers)
    what = printer.docName()

    def printed() -> bool:
        nonlocal done
        done += 1
        job.progress(done, total, what)
        return done == total or not job.cancelled()

    job.progress(0, total, what)
    taken = print_pages(pages, numbers, printer, printed)
    if taken < total:
        raise PrintingStopped(taken, total)
    return taken

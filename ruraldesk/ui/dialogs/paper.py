"""Putting pages on paper: which ones, in which order, at 300 dots to the inch."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.pages_view import Pages

DOTS = 300  # per inch
_POINTS = 72


class Sides(StrEnum):
    """Which pages go to paper; odd and even ones apart for printers that print one side only."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


class PrinterRefused(UserError):
    """The printer did not begin, or did not take a page."""

    code = "printer_refused"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr(
                "The printer {name} does not take the pages. Is it switched on, does it have "
                "paper? Then print again; “from page” goes on where it stopped."
            ).format(name=name)
        )


def pages_to_print(count: int, sides: Sides, first: int = 1) -> list[int]:
    """Return the numbers (from 0) of the pages to print, beginning with page `first` (from 1).

    Pages keep their sides when printing goes on from page n: odd numbers are front sides.
    """
    wanted = {Sides.ALL: (0, 1), Sides.ODD: (0,), Sides.EVEN: (1,)}[sides]
    return [number for number in range(max(0, first - 1), count) if number % 2 in wanted]


def lonely_sheet(count: int) -> bool:
    """Say whether the last sheet has a front side only: it is taken away before the back sides."""
    return count % 2 == 1


def choose_printer(printer: QPrinter, name: str) -> bool:
    """Let `printer` be the one of that name, where this computer still has it; say whether."""
    if not name or name not in QPrinterInfo.availablePrinterNames():
        return False
    layout = printer.pageLayout()
    printer.setPrinterName(name)
    printer.setPageLayout(layout)  # the paper of the pages, not what that printer had last
    return True


def make_printer(pages: Pages) -> QPrinter:
    """Return a printer set to the paper of the pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DOTS)
    width, height = pages.sizes[0] if len(pages) else (595.0, 842.0)
    narrow, long = sorted((width, height))
    size = QPageSize(QSizeF(narrow, long), QPageSize.Unit.Point, "", _MATCH)
    printer.setPageLayout(
        QPageLayout(
            size,
            QPageLayout.Orientation.Landscape
            if width > height
            else QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    printer.setFullPage(True)
    return printer


_MATCH = QPageSize.SizeMatchPolicy.FuzzyMatch


def print_pages(pages: Pages, numbers: Iterable[int], printer: QPrinter) -> int:
    """Send pages to a printer; return how many sides it took.

    Raises:
        PrinterRefused: it does not begin, or does not take a further page.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterRefused(printer.printerName())
    try:
        done = 0
        for number in numbers:
            if done and not printer.newPage():
                raise PrinterRefused(printer.printerName())
            image = pages.picture(number, DOTS)
            width, height = pages.sizes[number]
            scale = printer.resolution() / _POINTS
            painter.drawImage(QRectF(0, 0, width * scale, height * scale), image)
            done += 1
    finally:
        painter.end()
    return done

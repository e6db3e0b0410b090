"""Putting pages on paper: which ones, in which order, at 300 dots to the inch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from PySide6.QtCore import QMarginsF, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.pages_view import Pages

DOTS = 300  # per inch
PRINTER = "printer"  # the preference: which one was printed on last
_POINTS = 72
_AS_LARGE = 0.99
_TILE, _OVER = 1536, 8  # dots


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


def pages_of_range(numbers: Sequence[int], printer: QPrinter) -> list[int]:
    """Return those of the pages that were chosen in the system's own dialog, too."""
    if printer.printRange() != QPrinter.PrintRange.PageRange:
        return list(numbers)
    first, last = printer.fromPage(), printer.toPage()  # from 1; 0 where nothing was said
    return [one for one in numbers if first <= one + 1 <= (last or one + 1)]


def print_pages(
    pages: Pages, numbers: Sequence[int], printer: QPrinter, printed: Callable[[], bool]
) -> int:
    """Send pages to a printer; return how many sides it took.

    Args:
        printed: called after each page; when it returns False, the rest is not printed.

    Raises:
        PrinterRefused: it does not begin, or does not take a further page.
    """
    if numbers:
        _turn(printer, pages.sizes[numbers[0]])
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterRefused(printer.printerName())
    try:
        for place, number in enumerate(numbers):
            if place:
                _turn(printer, pages.sizes[number])
                if not printer.newPage():
                    raise PrinterRefused(printer.printerName())
            image = pages.picture(number, printer.resolution())
            _draw(painter, image, _room(printer, pages.sizes[number]))
            if not printed():
                printer.abort()
                return place + 1
    finally:
        painter.end()
    return len(numbers)


def _draw(painter: QPainter, image: QImage, room: QRectF) -> None:
    """Draw a page in tiles that lie a little over one another.

    Qt hands large pictures to Windows' printers in tiles of 2048 dots and rounds where each begins:
    where the scale is not whole, a line of dots was lost between two of them, through the digits.
    """
    across, down = room.width() / image.width(), room.height() / image.height()
    for top in range(0, image.height(), _TILE):
        for left in range(0, image.width(), _TILE):
            tile = QRect(left, top, _TILE + _OVER, _TILE + _OVER) & image.rect()
            size = QSizeF(tile.width() * across, tile.height() * down)
            place = QPointF(room.x() + left * across, room.y() + top * down)
            painter.drawImage(QRectF(place, size), image.copy(tile))


def _turn(printer: QPrinter, size: tuple[float, float]) -> None:
    """Let the next sheet lie as a page of this size in points does."""
    wide = size[0] > size[1]
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    )


def _room(printer: QPrinter, size: tuple[float, float]) -> QRectF:
    """Return where on the sheet a page goes: as large as it is, smaller where the sheet is."""
    dots = printer.resolution() / _POINTS
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    width, height = size[0] * dots, size[1] * dots
    fit = min(1.0, sheet.width() / width, sheet.height() / height)
    if fit > _AS_LARGE:  # a millimetre of rounding
        fit = 1.0
    return QRectF(0, 0, width * fit, height * fit)

"""A ledger on paper: one PDF with a repeated heading, page sums, and a place to sign.

Pages are drawn on a fixed grid as the records come, so a long ledger needs no more memory than a
short one; only the number of pages is filled in at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.documents import fonts
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.pdf_card import CardPainter
from ruraldesk.documents.pdf_grid import BOTTOM, FOOT_ROOM, ROW, SIGNATURE_ROOM, grid_of, paper_of
from ruraldesk.documents.pdf_page import PagePainter
from ruraldesk.documents.pdf_rows import Row, RowMaker, Totals, entries
from ruraldesk.documents.replacing import replacing
from ruraldesk.errors import Cancelled, Progress, Stopped
from ruraldesk.texts.translate import tr

TOLD_EVERY = 200  # rows between two words about progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """How many pages were drawn, and how many records stand on them."""

    pages: int
    rows: int


def write_ledger(
    form: FormDef,
    layout: LayoutDef,
    records: Iterable[Record],
    target: Path,
    letterhead: Letterhead,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Printed:
    """Print `records` in `layout` to the PDF `target`, which is replaced only when complete.

    The rows are the records, or those lines of theirs that the layout names; a card gives each
    record pages of its own.

    Every page repeats the heading and is filled up with empty rows. Where columns are summed, a
    page ends with 本页小计 and 过次页 (合计 on the last one) and the next begins with 承前页.

    Raises:
        MissingGlyphs: a character cannot be printed; nothing is written.
        Stopped: `cancelled` said so; nothing is written.
        CannotWrite: the target cannot be written.
    """
    with replacing(target) as unfinished:
        canvas = Canvas(
            str(unfinished),
            pagesize=paper_of(layout),
            pageCompression=1,
            invariant=1,  # the same ledger is the same file, whenever it is printed
            initialFontName=fonts.face(fonts.SONG).name,
        )
        canvas.setDateFormatter(lambda *_: f"D:{letterhead.printed_on:%Y%m%d}000000+08'00'")
        canvas.setTitle(layout.title)
        canvas.setAuthor(letterhead.unit_name)
        canvas.setCreator("RuralDesk")
        document: CardPainter | _Ledger
        if layout.kind == "card":
            document = CardPainter(canvas, form, layout, letterhead)
        else:
            document = _Ledger(canvas, form, layout, letterhead)
        rows = document.draw(_watched(records, tr(layout.title), progress, cancelled))
        canvas.save()
    return Printed(pages=document.pages, rows=rows)


def _watched(
    records: Iterable[Record],
    title: str,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Iterator[Record]:
    for number, record in enumerate(records):
        if number % TOLD_EVERY == 0:
            if cancelled is not None and cancelled():
                raise Stopped
            if progress is not None:
                progress(number, 0, title)
        yield record


class _Ledger:
    """Fills page after page with rows and keeps the sums."""

    def __init__(
        self, canvas: Canvas, form: FormDef, layout: LayoutDef, letterhead: Letterhead
    ) -> None:
        self._form, self._layout = form, layout
        grid = grid_of(form, layout)
        self._painter = PagePainter(canvas, grid, layout, letterhead)
        full = grid.body_top - BOTTOM - FOOT_ROOM - SIGNATURE_ROOM
        self._maker = RowMaker(form, layout, grid, full - 3 * ROW)
        self._summed = bool(self._maker.summed)  # 合计 at the end
        self._sums = layout.page_subtotal and self._summed  # 承前页, 本页小计, 过次页
        self._room = full - (2 if self._sums else 1 if self._summed else 0) * ROW  # with 承前页
        self._page: Totals = self._nothing()
        self._all: Totals = self._nothing()
        self._left = 0.0

    @property
    def pages(self) -> int:
        """The pages begun so far."""
        return self._painter.pages

    def draw(self, records: Iterable[Record]) -> int:
        """Draw all records, or the lines of all; return the number of rows."""
        self._begin()
        number = 0
        for number, entry in enumerate(entries(self._form, self._layout, records), start=1):
            for row in self._maker.rows(entry, number):
                self._draw(row)
        self._end(last=True)
        self._painter.finish()
        return number

    def _draw(self, row: Row) -> None:
        if row.height > self._left + 0.01:
            self._end(last=False)
            self._begin()
            row = row.first()
        self._painter.row(row)
        self._left -= row.height
        for index, amount in row.amounts.items():
            self._page[index] += amount
            self._all[index] += amount

    def _begin(self) -> None:
        self._painter.begin_page()
        self._left = self._room
        if self._sums and self._painter.pages > 1:
            self._painter.sum_row("承前页", self._maker.total_texts(self._all), shaded=True)
            self._left -= ROW
        self._page = self._nothing()

    def _end(self, *, last: bool) -> None:
        while self._left >= ROW:
            self._painter.empty_row()
            self._left -= ROW
        if self._sums:
            self._painter.sum_row("本页小计", self._maker.total_texts(self._page))
        if self._summed and (last or self._sums):
            words = "合计" if last else "累计（过次页）"
            self._painter.sum_row(words, self._maker.total_texts(self._all), bold=True)
        elif self._summed:
            self._painter.empty_row()
        self._painter.end_page()

    def _nothing(self) -> Totals:
        return dict.fromkeys(self._maker.summed, Decimal(0))

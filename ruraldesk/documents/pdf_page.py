"""Drawing one page of a printed ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.model import FieldType
from ruraldesk.documents import fonts
from ruraldesk.documents.cells import CENTRED, RIGHT_ALIGNED
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.pdf_grid import (
    BOTTOM,
    FOOT_ROOM,
    LEADING,
    LINE_ROOM,
    MARGIN,
    PADDING,
    ROW,
    SIZE,
    TITLE_SIZE,
    TOP,
    Grid,
    Heading,
)
from ruraldesk.documents.pdf_rows import Row
from ruraldesk.texts.dates import chinese_date, chinese_month

THIN, THICK = 0.5, 1.4  # line widths; the outside is drawn double weight
SHADE = 0.955  # grey of the row 承前页
SMALL = 8.5  # points, the foot
WORDS = 10.5  # points, the lines above and below the table
SMALLEST = 4.5  # a number shrinks down to this before it would leave its cell
PAGES_FORM = "pages"  # the PDF form that holds the number of pages, filled in at the end
PAGES_ROOM: float = 12 * mm  # “共 99 页” just fits
RISE = 0.36  # of the size: from the middle of a line of text down to its base line


class PagePainter:
    """Draws pages of one ledger onto a canvas; knows nothing of records."""

    def __init__(
        self, canvas: Canvas, grid: Grid, layout: LayoutDef, letterhead: Letterhead
    ) -> None:
        self._canvas, self._grid = canvas, grid
        self._layout, self._letterhead = layout, letterhead
        self._aligned = [self._alignment(index) for index in range(len(grid.columns) + 1)]
        self._y = 0.0
        self._stripes: list[tuple[float, float]] = []  # top and bottom of runs with all columns
        self.pages = 0

    def begin_page(self) -> None:
        """Draw what stands above the rows."""
        self.pages += 1
        self._stripes = []
        self._title()
        self._line_above()
        self._headings()
        self._y = self._grid.body_top

    def row(self, row: Row) -> None:
        """Draw one row."""
        bottom = self._y - row.height
        for place, lines in enumerate(row.cells):
            if lines:
                self._cell(place, lines, self._y, bottom, fonts.SONG)
        self._close(bottom, columns=True)

    def empty_row(self) -> None:
        """Draw a row to be filled in by hand."""
        self._close(self._y - ROW, columns=True)

    def sum_row(
        self,
        words: str,
        totals: Mapping[int, str],
        *,
        bold: bool = False,
        shaded: bool = False,
    ) -> None:
        """Draw a row of sums; its words take the columns before the first sum."""
        edges, bottom = self._grid.edges, self._y - ROW
        first = min(totals) + 1
        if shaded:
            self._canvas.setFillGray(SHADE)
            self._canvas.rect(edges[0], bottom, edges[-1] - edges[0], ROW, stroke=0, fill=1)
            self._canvas.setFillGray(0)
        face = fonts.HEI if bold else fonts.SONG
        spaced = " ".join(words) if len(words) <= 4 else words
        if first > 1:
            left, right = edges[0], edges[first]
        else:
            left, right = edges[0], edges[1]
        self._centred([spaced], left, right, self._y, bottom, face)
        size = min(
            self._fitting(text, face, self._grid.room(index + 1)) for index, text in totals.items()
        )  # one size for the whole row
        for index, text in totals.items():
            right = edges[index + 2] - PADDING
            x = right - fonts.width(text, face, size)
            self._text(text, x, (self._y + bottom) / 2 - SIZE * RISE, face, size)
        for edge in edges[max(first, 1) : -1]:
            self._canvas.line(edge, self._y, edge, bottom)
        self._close(bottom, columns=False)

    def end_page(self) -> None:
        """Draw what stands below the rows and finish the page."""
        self._frame()
        self._signatures()
        self._foot()
        self._canvas.showPage()

    def finish(self) -> None:
        """Fill the number of pages into all pages."""
        self._canvas.beginForm(PAGES_FORM, 0, 0, PAGES_ROOM, FOOT_ROOM)
        self._text(f"共 {self.pages} 页", 0, 2, fonts.SONG, SMALL)
        self._canvas.endForm()

    def _alignment(self, place: int) -> str:
        if place == 0:
            return "centre"
        field = self._grid.columns[place - 1][1]
        if field.shape in RIGHT_ALIGNED:
            return "right"
        return "centre" if field.shape in CENTRED or field.choices else "left"

    def _close(self, bottom: float, *, columns: bool) -> None:
        """Draw the line under a row and remember where the columns' lines must run."""
        edges = self._grid.edges
        self._canvas.setLineWidth(THIN)
        self._canvas.line(edges[0], bottom, edges[-1], bottom)
        if columns:
            if self._stripes and self._stripes[-1][1] == self._y:
                self._stripes[-1] = (self._stripes[-1][0], bottom)
            else:
                self._stripes.append((self._y, bottom))
        self._y = bottom

    def _frame(self) -> None:
        edges, top = self._grid.edges, self._grid.table_top
        self._canvas.setLineWidth(THIN)
        for upper, lower in self._stripes:
            for edge in edges[1:-1]:
                self._canvas.line(edge, upper, edge, lower)
        self._canvas.setLineWidth(THICK)
        self._canvas.rect(edges[0], self._y, edges[-1] - edges[0], top - self._y)

    def _title(self) -> None:
        text = self._layout.title
        gap = TITLE_SIZE * (0.55 if len(text) <= 12 else 0.15)
        whole = fonts.width(text, fonts.HEI, TITLE_SIZE) + gap * (len(text) - 1)
        x = (self._grid.width - whole) / 2
        y = self._grid.height - TOP - TITLE_SIZE
        for character in text:
            self._text(character, x, y, fonts.HEI, TITLE_SIZE)
            x += fonts.width(character, fonts.HEI, TITLE_SIZE) + gap

    def _line_above(self) -> None:
        y = self._grid.table_top + (LINE_ROOM - WORDS) / 2
        head = self._letterhead
        self._text(f"填报单位：{head.unit_name}（盖章）", MARGIN, y, fonts.SONG, WORDS)
        if head.month:
            month = chinese_month(head.month)
            x = (self._grid.width - fonts.width(month, fonts.SONG, WORDS)) / 2
            self._text(month, x, y, fonts.SONG, WORDS)
        if any(field.shape is FieldType.MONEY for _, field in self._grid.columns):
            unit = f"单位：{self._layout.money_unit}"
            x = self._grid.edges[-1] - fonts.width(unit, fonts.SONG, WORDS)
            self._text(unit, x, y, fonts.SONG, WORDS)

    def _headings(self) -> None:
        grid = self._grid
        self._canvas.setLineWidth(THIN)
        for cell in grid.headings:
            top, bottom = self._heading_box(cell)
            self._canvas.rect(cell.left, bottom, cell.right - cell.left, top - bottom)
            self._centred(cell.lines, cell.left, cell.right, top, bottom, fonts.HEI)

    def _heading_box(self, cell: Heading) -> tuple[float, float]:
        top = self._grid.table_top
        rows = self._grid.heading_rows
        if cell.spans:
            return top, top - sum(rows)
        above = rows[0] if cell.level else 0
        return top - above, top - above - rows[cell.level]

    def _signatures(self) -> None:
        y = self._y - 7 * mm
        parts = [self._signature(role) for role in self._layout.signatures]
        parts.append(f"填报日期：{chinese_date(self._letterhead.printed_on)}")
        widths = [fonts.width(part, fonts.SONG, WORDS) for part in parts]
        left, right = self._grid.edges[0], self._grid.edges[-1]
        gap = (right - left - sum(widths)) / (len(parts) - 1)
        x = left
        for part, wide in zip(parts, widths, strict=True):
            self._text(part, x, y, fonts.SONG, WORDS)
            x += wide + gap

    def _signature(self, role: str) -> str:
        return f"{role}：{self._letterhead.signers.get(role) or '____________'}"

    def _foot(self) -> None:
        head = self._letterhead
        code = f"校验码 {head.check_code} · " if head.check_code else ""
        self._text(f"{code}{self._layout.title}", MARGIN, BOTTOM, fonts.SONG, SMALL)
        page = f"第 {self.pages} 页 "
        right = self._grid.edges[-1]
        x = right - PAGES_ROOM - fonts.width(page, fonts.SONG, SMALL)
        self._text(page, x, BOTTOM, fonts.SONG, SMALL)
        self._canvas.saveState()
        self._canvas.translate(right - PAGES_ROOM, BOTTOM - 2)
        self._canvas.doForm(PAGES_FORM)
        self._canvas.restoreState()

    def _cell(self, place: int, lines: Sequence[str], top: float, bottom: float, face: str) -> None:
        left, right = self._grid.edges[place], self._grid.edges[place + 1]
        aligned = self._aligned[place]
        if aligned == "centre":
            self._centred(lines, left, right, top, bottom, face)
            return
        base = (top + bottom) / 2 + LEADING * (len(lines) - 1) / 2 - SIZE * RISE
        for line in lines:
            if aligned == "right":
                size = self._fitting(line, face, right - left - 2 * PADDING)
                x = right - PADDING - fonts.width(line, face, size)
                self._text(line, x, base, face, size)
            else:
                self._text(line, left + PADDING, base, face, SIZE)
            base -= LEADING

    def _centred(
        self,
        lines: Sequence[str],
        left: float,
        right: float,
        top: float,
        bottom: float,
        face: str,
    ) -> None:
        base = (top + bottom) / 2 + LEADING * (len(lines) - 1) / 2 - SIZE * RISE
        for line in lines:
            size = self._fitting(line, face, right - left - PADDING)
            x = (left + right - fonts.width(line, face, size)) / 2
            self._text(line, x, base, face, size)
            base -= LEADING

    def _fitting(self, text: str, face: str, room: float) -> float:
        """Return the size at which `text` fits `room`: a number is never broken or cut."""
        wide = fonts.width(text, face, SIZE)
        return SIZE if wide <= room else max(SMALLEST, SIZE * room / wide)

    def _text(self, text: str, x: float, y: float, face: str, size: float) -> None:
        for name, piece in fonts.runs(text, face):
            self._canvas.setFont(name, size)
            self._canvas.drawString(x, y, piece)
            x += fonts.width(piece, name, size)

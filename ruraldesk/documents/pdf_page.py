"""Drawing one page of a printed ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.pdfgen.canvas import Canvas

from ruraldesk.definitions.layouts import OF_PARENT, LayoutDef
from ruraldesk.definitions.model import FieldType
from ruraldesk.documents import fonts
from ruraldesk.documents.cells import alignment
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.pdf_frame import RISE, THICK, THIN, Frame, fitting
from ruraldesk.documents.pdf_grid import PADDING, ROW, SIZE, Grid, Heading
from ruraldesk.documents.pdf_rows import Row


class PagePainter:
    """Draws pages of one ledger onto a canvas; knows nothing of records.

    Lines between rows are drawn as the top of each row, since only the next row tells which cells
    go on downwards.
    """

    def __init__(
        self, canvas: Canvas, grid: Grid, layout: LayoutDef, letterhead: Letterhead
    ) -> None:
        self._canvas, self._grid, self._layout = canvas, grid, layout
        money = any(field.shape is FieldType.MONEY for _, field in grid.columns)
        self._frame = Frame(canvas, (grid.width, grid.height), layout, letterhead, money=money)
        self._aligned = ["centre", *(alignment(field) for _, field in grid.columns)]
        self._merged = [
            place
            for place, (column, _) in enumerate(grid.columns, start=1)
            if column.field.startswith(OF_PARENT)
        ]
        self._y = 0.0
        self._stripes: list[tuple[float, float]] = []  # top and bottom of runs with all columns
        self._open: dict[int, tuple[float, Sequence[str]]] = {}  # merged cells: top and text

    @property
    def pages(self) -> int:
        """The pages begun so far."""
        return self._frame.pages

    def begin_page(self) -> None:
        """Draw what stands above the rows."""
        self._stripes = []
        self._frame.begin(self._layout.title, self._grid.table_top)
        self._headings()
        self._y = self._grid.body_top

    def row(self, row: Row) -> None:
        """Draw one row; a joined one leaves the cells of its record to the row above."""
        if not row.joined:
            self._close_merged()
            self._open = {place: (self._y, row.cells[place]) for place in self._merged}
        bottom = self._y - row.height
        for place, lines in enumerate(row.cells):
            if lines and place not in self._merged:
                self._cell(place, lines, self._y, bottom)
        self._down_to(bottom, columns=True, through=self._merged if row.joined else ())

    def empty_row(self) -> None:
        """Draw a row to be filled in by hand."""
        self._close_merged()
        self._down_to(self._y - ROW, columns=True)

    def sum_row(
        self,
        words: str,
        totals: Mapping[int, str],
        *,
        bold: bool = False,
        shaded: bool = False,
    ) -> None:
        """Draw a row of sums; its words take the columns before the first sum."""
        self._close_merged()
        edges, bottom = self._grid.edges, self._y - ROW
        first = min(totals) + 1
        if shaded:
            self._frame.shade(edges[0], edges[-1], self._y, bottom)
        face = fonts.HEI if bold else fonts.SONG
        spaced = " ".join(words) if len(words) <= 4 else words
        self._frame.box([spaced], edges[0], edges[max(first, 1)], self._y, bottom, face=face)
        size = min(
            fitting(text, face, self._grid.room(index + 1)) for index, text in totals.items()
        )  # one size for the whole row
        for index, text in totals.items():
            x = edges[index + 2] - PADDING - fonts.width(text, face, size)
            self._frame.text(text, x, (self._y + bottom) / 2 - SIZE * RISE, face, size)
        for edge in edges[max(first, 1) : -1]:
            self._canvas.line(edge, self._y, edge, bottom)
        self._down_to(bottom, columns=False)

    def end_page(self) -> None:
        """Draw what stands below the rows and finish the page."""
        self._close_merged()
        self._lines()
        self._frame.end(self._y)

    def finish(self) -> None:
        """Fill the number of pages into all pages."""
        self._frame.finish()

    def _down_to(self, bottom: float, *, columns: bool, through: Sequence[int] = ()) -> None:
        """Draw the line above a row and remember where the columns' lines must run.

        Args:
            through: the columns whose cells go on from the row above: no line crosses them.
        """
        edges = self._grid.edges
        self._canvas.setLineWidth(THIN)
        left = edges[0]
        for place in through:
            if edges[place] > left:
                self._canvas.line(left, self._y, edges[place], self._y)
            left = edges[place + 1]
        if left < edges[-1]:
            self._canvas.line(left, self._y, edges[-1], self._y)
        if columns:
            if self._stripes and self._stripes[-1][1] == self._y:
                self._stripes[-1] = (self._stripes[-1][0], bottom)
            else:
                self._stripes.append((self._y, bottom))
        self._y = bottom

    def _close_merged(self) -> None:
        """Write what the record says in the middle beside its lines."""
        for place, (top, lines) in self._open.items():
            if lines:
                self._cell(place, lines, top, self._y)
        self._open = {}

    def _lines(self) -> None:
        edges, top = self._grid.edges, self._grid.table_top
        self._canvas.setLineWidth(THIN)
        for upper, lower in self._stripes:
            for edge in edges[1:-1]:
                self._canvas.line(edge, upper, edge, lower)
        self._canvas.setLineWidth(THICK)
        self._canvas.rect(edges[0], self._y, edges[-1] - edges[0], top - self._y)

    def _headings(self) -> None:
        self._canvas.setLineWidth(THIN)
        for cell in self._grid.headings:
            top, bottom = self._heading_box(cell)
            self._canvas.rect(cell.left, bottom, cell.right - cell.left, top - bottom)
            self._frame.box(cell.lines, cell.left, cell.right, top, bottom, face=fonts.HEI)

    def _heading_box(self, cell: Heading) -> tuple[float, float]:
        top = self._grid.table_top
        rows = self._grid.heading_rows
        if cell.spans:
            return top, top - sum(rows)
        above = rows[0] if cell.level else 0
        return top - above, top - above - rows[cell.level]

    def _cell(self, place: int, lines: Sequence[str], top: float, bottom: float) -> None:
        left, right = self._grid.edges[place], self._grid.edges[place + 1]
        self._frame.box(lines, left, right, top, bottom, aligned=self._aligned[place])

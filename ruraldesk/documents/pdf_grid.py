"""The fixed grid of a printed ledger: where columns stand, and how headings are stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A3, A4
from reportlab.lib.units import mm

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.documents import fonts
from ruraldesk.documents.cells import columns_of, heading_of
from ruraldesk.documents.wrapping import wrap
from ruraldesk.texts.translate import on_paper

MARGIN: float = 16 * mm
TOP: float = 14 * mm
BOTTOM: float = 10 * mm
NUMBER_WIDTH: float = 10 * mm  # the column 序号
PADDING: float = 1.2 * mm
ROW: float = 6.4 * mm  # height of a row with one line
SIZE = 9.0  # points, text of cells and headings
LEADING = 11.5
TITLE_SIZE = 18.0
TITLE_ROOM: float = 12 * mm
LINE_ROOM: float = 7 * mm  # the line with unit and month
SIGNATURE_ROOM: float = 11 * mm
FOOT_ROOM: float = 6 * mm

DIGIT: float = 0.56 * SIZE  # the width of a digit or capital letter of Song, a little more
NEVER_BROKEN = {  # characters of values that are read as one
    FieldType.DATE: 10,
    FieldType.MONTH: 7,
    FieldType.PERSON_ID: 18,
    FieldType.CREDIT_CODE: 22,  # with capital letters, which are wider
    FieldType.PHONE: 11,
}
LEAST_SHARED = 0.3  # of the page, for the columns that may break

PAPERS = {"A4": A4, "A3": A3}


@dataclass(frozen=True, slots=True)
class Heading:
    """One cell of the heading: where it stands and its lines of text."""

    left: float
    right: float
    level: int  # 0 upper row, 1 lower row
    spans: bool  # stands over both rows
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything about a page of this layout that does not depend on its rows. Points."""

    width: float
    height: float
    edges: Sequence[float]  # left edge of every column, then the right edge of the table
    columns: Sequence[tuple[ColumnDef, FieldDef]]
    headings: Sequence[Heading]
    heading_rows: Sequence[float]  # heights of the one or two rows of the heading

    @property
    def table_top(self) -> float:
        """Where the table begins, measured from the page's lower edge."""
        return self.height - TOP - TITLE_ROOM - LINE_ROOM

    @property
    def body_top(self) -> float:
        """Where the first row begins."""
        return self.table_top - sum(self.heading_rows)

    def room(self, index: int) -> float:
        """Return the width that text has in column `index`, 0 being 序号."""
        return self.edges[index + 1] - self.edges[index] - 2 * PADDING


def paper_of(layout: LayoutDef) -> tuple[float, float]:
    """Return width and height of the layout's paper as it lies, in points."""
    width, height = PAPERS[layout.paper]
    return (height, width) if layout.orientation == "landscape" else (width, height)


def grid_of(form: FormDef, layout: LayoutDef) -> Grid:
    """Lay out the columns of `layout` over its paper, stretched or shrunk to the page."""
    paper_width, paper_height = paper_of(layout)
    columns = columns_of(form, layout)
    edges = [MARGIN, MARGIN + NUMBER_WIDTH]
    for width in _widths(columns, paper_width - 2 * MARGIN - NUMBER_WIDTH):
        edges.append(edges[-1] + width)
    headings, rows = _headings(columns, edges, layout)
    return Grid(
        width=paper_width,
        height=paper_height,
        edges=edges,
        columns=columns,
        headings=headings,
        heading_rows=rows,
    )


def _widths(columns: Sequence[tuple[ColumnDef, FieldDef]], room: float) -> list[float]:
    """Share the room out as the layout asks; what must not break gets at least what it needs."""
    wanted = [float(column.width) for column, _ in columns]
    least = [NEVER_BROKEN.get(field.shape, 0) * DIGIT + 2 * PADDING for _, field in columns]
    fixed: set[int] = set()
    scale = room / sum(wanted)
    while short := {
        index
        for index, width in enumerate(wanted)
        if index not in fixed and width * scale < least[index]
    }:
        fixed |= short
        left = room - sum(least[index] for index in fixed)
        if left < room * LEAST_SHARED:  # too many of them: all are shrunk alike
            return [width * room / sum(wanted) for width in wanted]
        scale = left / sum(width for index, width in enumerate(wanted) if index not in fixed)
    return [least[index] if index in fixed else width * scale for index, width in enumerate(wanted)]


def _headings(
    columns: Sequence[tuple[ColumnDef, FieldDef]], edges: Sequence[float], layout: LayoutDef
) -> tuple[list[Heading], list[float]]:
    """Return the heading's cells and row heights; neighbours of one group share an upper cell."""
    grouped = any(column.group for column, _ in columns)
    cells = [_heading(on_paper("No."), edges[0], edges[1], 0, spans=True)]
    start = 0
    for index, (column, field) in enumerate(columns):
        left, right = edges[index + 1], edges[index + 2]
        words = heading_of(column, field, layout)
        if not column.group:
            cells.append(_heading(words, left, right, 0, spans=True))
            continue
        if index == 0 or columns[index - 1][0].group != column.group:
            start = index
        cells.append(_heading(words, left, right, 1, spans=False))
        if index + 1 == len(columns) or columns[index + 1][0].group != column.group:
            cells.append(_heading(column.group, edges[start + 1], right, 0, spans=False))
    if not grouped:
        return cells, [_tall(cells)]
    upper = _tall([cell for cell in cells if not cell.spans and cell.level == 0])
    lower = _tall([cell for cell in cells if cell.level == 1])
    spanning = _tall([cell for cell in cells if cell.spans])
    return cells, [upper, max(lower, spanning - upper)]


def _heading(words: str, left: float, right: float, level: int, *, spans: bool) -> Heading:
    lines = wrap(words, fonts.HEI, SIZE, right - left - PADDING)
    return Heading(left, right, level, spans, lines)


def _tall(cells: Sequence[Heading]) -> float:
    most = max(len(cell.lines) for cell in cells)
    return max(ROW, most * LEADING + 2 * PADDING)

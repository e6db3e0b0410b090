"""Cards on paper: each record on pages of its own, its fields by section, its lines as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.documents import fonts
from ruraldesk.documents.cells import alignment, cell_text, columns_of, heading_of, shown_lines
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.pdf_frame import THICK, THIN, Frame
from ruraldesk.documents.pdf_grid import (
    BOTTOM,
    FOOT_ROOM,
    LEADING,
    LINE_ROOM,
    PADDING,
    ROW,
    SIGNATURE_ROOM,
    SIZE,
    TITLE_ROOM,
    TOP,
    Grid,
    grid_of,
    paper_of,
)
from ruraldesk.documents.pdf_rows import Entry, Row, RowMaker
from ruraldesk.documents.wrapping import wrap
from ruraldesk.texts.translate import tr

LABEL: float = 27 * mm  # eight characters; longer labels take a second line
WIDE = frozenset({FieldType.NOTE, FieldType.FILES, FieldType.CHOICES})
Shown = tuple[ColumnDef, FieldDef]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A box of a card, between two edges, and what stands in it."""

    left: float
    right: float
    lines: Sequence[str]
    face: str = fonts.SONG
    aligned: str = "left"


@dataclass(frozen=True, slots=True)
class _Strip:
    """Boxes side by side, as high as the page goes down with them."""

    cells: Sequence[_Cell]
    height: float
    title: bool = False  # of a section: grey
    keeps: bool = False  # never the last strip of a page
    heading: _Strip | None = None  # of the table that the strip belongs to


class CardPainter:
    """Draws the cards of one ledger."""

    def __init__(
        self, canvas: Canvas, form: FormDef, layout: LayoutDef, letterhead: Letterhead
    ) -> None:
        """Lay out the card.

        Raises:
            MissingGlyphs: a name or title around the card cannot be printed.
        """
        self._canvas, self._form, self._layout = canvas, form, layout
        self._columns = columns_of(form, layout)
        self._tables = [_Table(form.line(table.lines), layout, table) for table in layout.tables]
        shown = [*self._columns, *(one for table in self._tables for one in table.grid.columns)]
        money = any(field.shape is FieldType.MONEY for _, field in shown)
        width, height = paper_of(layout)
        self._frame = Frame(canvas, (width, height), layout, letterhead, money=money)
        self._top = height - TOP - TITLE_ROOM - LINE_ROOM
        self._end = BOTTOM + FOOT_ROOM + SIGNATURE_ROOM
        self._tallest = self._top - self._end - 3 * ROW
        self._y = 0.0

    @property
    def pages(self) -> int:
        """The pages begun so far."""
        return self._frame.pages

    def draw(self, records: Iterable[Record]) -> int:
        """Draw a card for each record, or an empty one; return the number of records.

        Raises:
            MissingGlyphs: a character that no face can print.
        """
        number = 0
        for number, record in enumerate(records, start=1):
            self._card(record, f"{tr(self._layout.title)} · {number}")
        if not number:
            self._card(Record(values={}), tr(self._layout.title))
        self._frame.finish()
        return number

    def _card(self, record: Record, place: str) -> None:
        strips = [*self._fields(record, place)]
        for table in self._tables:
            strips += [self._title(table.title), *table.strips(record, self._tallest)]
        self._begin()
        for index, strip in enumerate(strips):
            if self._y - _needed(strips, index) < self._end - 0.01:
                self._finish_page()
                self._begin()
                self._strip(self._title(f"{name_of(self._form, record)}（续）"))
                if strip.heading is not None:
                    self._strip(strip.heading)
            self._strip(strip)
        self._finish_page()

    def _begin(self) -> None:
        self._frame.begin(self._layout.title, self._top)
        self._y = self._top

    def _finish_page(self) -> None:
        frame = self._frame
        self._canvas.setLineWidth(THICK)
        self._canvas.rect(frame.left, self._y, frame.right - frame.left, self._top - self._y)
        frame.end(self._y)

    def _strip(self, strip: _Strip) -> None:
        bottom = self._y - strip.height
        self._canvas.setLineWidth(THIN)
        for cell in strip.cells:
            if strip.title:
                self._frame.shade(cell.left, cell.right, self._y, bottom)
            self._canvas.rect(cell.left, bottom, cell.right - cell.left, strip.height)
            self._frame.box(
                cell.lines, cell.left, cell.right, self._y, bottom,
                face=cell.face, aligned=cell.aligned,
            )  # fmt: skip
        self._y = bottom

    def _title(self, words: str) -> _Strip:
        cell = _Cell(self._frame.left, self._frame.right, [words], fonts.HEI)
        return _Strip([cell], ROW, title=True, keeps=True)

    def _fields(self, record: Record, place: str) -> Iterator[_Strip]:
        """Yield the record's fields, two beside each other where they are short."""
        before = ""
        waiting: list[Shown] = []
        for column, field in self._columns:
            if field.visible_when is not None and record[field.key] is None:
                continue  # not asked of this record
            section = column.group
            wide = _wide(field)
            if waiting and (wide or len(waiting) == 2 or section != before):
                yield from self._pair(waiting, record, place)
                waiting = []
            if section and section != before:
                yield self._title(section)
            before = section
            waiting.append((column, field))
            if wide:
                yield from self._pair(waiting, record, place)
                waiting = []
        if waiting:
            yield from self._pair(waiting, record, place)

    def _pair(self, shown: Sequence[Shown], record: Record, place: str) -> Iterator[_Strip]:
        """Yield one or two fields beside each other; a text taller than a page goes on below."""
        left, right = self._frame.left, self._frame.right
        middle = right if _wide(shown[0][1]) else (left + right) / 2
        cells: list[_Cell] = []
        for index, (column, field) in enumerate(shown):
            edges = (middle, right) if index else (left, middle)
            cells += self._field(column, field, record, edges, place)
        if cells[-1].right < right:
            cells.append(_Cell(middle, right, ()))
        most = int((self._tallest - 2 * PADDING) // LEADING)
        for start in range(0, max(len(cell.lines) for cell in cells) or 1, most):
            part = [replace(cell, lines=cell.lines[start : start + most]) for cell in cells]
            lines = max(len(cell.lines) for cell in part)
            yield _Strip(part, max(ROW, lines * LEADING + 2 * PADDING))

    def _field(
        self,
        column: ColumnDef,
        field: FieldDef,
        record: Record,
        edges: tuple[float, float],
        place: str,
    ) -> list[_Cell]:
        left, right = edges
        words = wrap(heading_of(column, field, self._layout), fonts.HEI, SIZE, LABEL - PADDING)
        text = cell_text(field, record, self._layout)
        fonts.demand(text, f"{place} · {field.label}")
        lines = wrap(text, fonts.SONG, SIZE, right - left - LABEL - 2 * PADDING) if text else ()
        return [
            _Cell(left, left + LABEL, words, fonts.HEI, "centre"),
            _Cell(left + LABEL, right, lines),
        ]


def _wide(field: FieldDef) -> bool:
    """Say whether a field has a row of the card to itself."""
    return field.type in WIDE or field.width > 1


def _needed(strips: Sequence[_Strip], index: int) -> float:
    """Return the room that a strip needs with those that must follow it on the same page."""
    room = strips[index].height
    while strips[index].keeps and index + 1 < len(strips):
        index += 1
        room += strips[index].height
    return room


class _Table:
    """The lines of a record as a table within its card."""

    def __init__(self, line: FormDef, card: LayoutDef, table: LayoutDef) -> None:
        self._table, self._line = table, line
        self.title = table.title
        self._layout = replace(
            card,
            title=f"{card.title} · {table.title}",
            columns=tuple(replace(column, group="") for column in table.columns),
        )
        self.grid: Grid = grid_of(line, self._layout)
        self._heading = _Strip(
            [
                _Cell(cell.left, cell.right, cell.lines, fonts.HEI, "centre")
                for cell in self.grid.headings
            ],
            self.grid.heading_rows[0],
            keeps=True,
        )

    def strips(self, record: Record, tallest: float) -> Iterator[_Strip]:
        """Yield the heading, the lines (one to fill in by hand where there are none), the sums."""
        maker = RowMaker(self._line, self._layout, self.grid, tallest)
        yield self._heading
        sums = dict.fromkeys(maker.summed, Decimal(0))
        lines = shown_lines(self._table, record)
        for number, line in enumerate(lines, start=1):
            for row in maker.rows(Entry(line), number):
                for index, amount in row.amounts.items():
                    sums[index] += amount
                yield self._row(row)
        if not lines:
            yield self._row(Row([()] * (len(self.grid.columns) + 1), ROW))
        elif sums and len(lines) > 1:
            yield self._sums(maker.total_texts(sums))

    def _row(self, row: Row) -> _Strip:
        aligned = ["centre", *(alignment(field) for _, field in self.grid.columns)]
        edges = self.grid.edges
        cells = [
            _Cell(edges[place], edges[place + 1], lines, fonts.SONG, aligned[place])
            for place, lines in enumerate(row.cells)
        ]
        return _Strip(cells, row.height, heading=self._heading)

    def _sums(self, texts: dict[int, str]) -> _Strip:
        edges, first = self.grid.edges, max(min(texts) + 1, 1)
        cells = [_Cell(edges[0], edges[first], ["合 计"], fonts.HEI, "centre")]
        for place in range(first, len(edges) - 1):
            text = texts.get(place - 1)
            cells.append(
                _Cell(edges[place], edges[place + 1], [text] if text else (), fonts.HEI, "right")
            )
        return _Strip(cells, ROW, heading=self._heading)

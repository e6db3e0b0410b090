"""A table of groups as an Excel sheet: real numbers, frozen headings, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from ruraldesk.documents.excel_cells import CellKind, Content, looks_like_formula
from ruraldesk.documents.excel_out import legal_sheet_name
from ruraldesk.documents.excel_styles import Styles
from ruraldesk.documents.replacing import replacing
from ruraldesk.errors import Cancelled, Stopped

_HEADING = 3  # number of the first row of headings, below the title and a line about the table
_ASKED_EVERY = 200  # lines between two questions whether to stop
_NARROWEST, _WIDEST = 10, 40  # characters
_UPRIGHT, _LYING = 95, 190  # characters that can still be read side by side on a page
_TITLE_HEIGHT, _LINE_HEIGHT, _HEADING_HEIGHT = 36, 20, 24  # points
_NAMES = CellKind("@", "left")


@dataclass(frozen=True, slots=True)
class PivotRow:
    """A line of the table: what it is about, then a number for each column; None stays empty."""

    names: tuple[str, ...]
    numbers: tuple[Content, ...]
    total: bool = False  # a subtotal, or the total of all


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotSheet:
    """A table of groups, ready to be written.

    `told` are sentences about it: condition, day, unit. `across` is what the columns are about,
    "" where there is only one.
    """

    title: str
    told: tuple[str, ...]
    names: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    total: str  # heading of the last column
    kind: CellKind
    rows: tuple[PivotRow, ...]


def write_pivot(table: PivotSheet, target: Path, *, cancelled: Cancelled | None = None) -> int:
    """Write a table of groups to the workbook `target`; return the number of lines.

    Raises:
        Stopped: `cancelled` said so; nothing is written.
        CannotWrite: the target cannot be written.
    """
    with replacing(target) as unfinished:
        workbook = Workbook(write_only=True)
        try:
            _Sheet(workbook, table).write(cancelled)
        finally:
            # a write-only workbook keeps temporary files until it is saved or closed
            workbook.save(unfinished)
    return len(table.rows)


class _Sheet:
    def __init__(self, workbook: Workbook, table: PivotSheet) -> None:
        self._table = table
        self._styles = Styles(workbook)
        self._sheet = workbook.create_sheet(legal_sheet_name(table.title))
        self._leading = len(table.names)
        self._count = self._leading + len(table.columns) + 1
        self._first = _HEADING + (2 if table.across else 1)  # row of the first group
        self._set_up()

    def write(self, cancelled: Cancelled | None) -> None:
        """Write the head, then line after line."""
        self._head()
        body, total = self._styles.body(self._table.kind), self._styles.total(self._table.kind)
        named, summed = self._styles.body(_NAMES), self._styles.total(_NAMES)
        for number, row in enumerate(self._table.rows):
            if number % _ASKED_EVERY == 0 and cancelled is not None and cancelled():
                raise Stopped
            names = [*row.names, *[""] * (self._leading - len(row.names))]
            cells = [self._cell(name or None, summed if row.total else named) for name in names]
            style = total if row.total else body
            self._sheet.append([*cells, *(self._cell(one, style) for one in row.numbers)])

    def _head(self) -> None:
        styles, sheet, table = self._styles, self._sheet, self._table
        sheet.append([self._cell(table.title, styles.title())])
        sheet.append([self._cell(_line(table), styles.line("left"))])
        self._across(1, 1, self._count)
        self._across(2, 1, self._count)
        upper = [*table.names, *table.columns, table.total]
        if table.across:
            groups = [table.across] * len(table.columns)
            self._headings([*table.names, *groups, table.total])
            self._across(_HEADING, self._leading + 1, self._count - 1)
            for place in (*range(1, self._leading + 1), self._count):
                letter = get_column_letter(place)
                sheet.merged_cells.add(f"{letter}{_HEADING}:{letter}{_HEADING + 1}")
            upper = [*[""] * self._leading, *table.columns, ""]
        self._headings(upper)

    def _headings(self, words: Iterable[str]) -> None:
        style = self._styles.heading()
        self._sheet.append([self._cell(word or None, style) for word in words])

    def _set_up(self) -> None:
        sheet = self._sheet
        widths = self._widths()
        lies = sum(widths) > _UPRIGHT
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.orientation = "landscape" if lies else "portrait"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth = -(-sum(widths) // _LYING)
        sheet.page_setup.fitToHeight = 0
        sheet.print_title_cols = f"A:{get_column_letter(self._leading)}"
        sheet.print_options.horizontalCentered = True
        sheet.print_title_rows = f"1:{self._first - 1}"
        sheet.freeze_panes = f"{get_column_letter(self._leading + 1)}{self._first}"
        sheet.oddFooter.right.text = "第 &P 页 共 &N 页"
        heights = {1: _TITLE_HEIGHT, 2: _LINE_HEIGHT}
        heights |= dict.fromkeys(range(_HEADING, self._first), _HEADING_HEIGHT)
        for row, height in heights.items():
            sheet.row_dimensions[row].height = height
        for place, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width

    def _widths(self) -> list[int]:
        """Return the width of each column: as its texts need it, and the line above the table."""
        table = self._table
        widths = []
        for place in range(self._leading):
            texts = [row.names[place] for row in table.rows if len(row.names) > place]
            widths.append(_width([table.names[place], *texts]))
        for place, heading in enumerate((*table.columns, table.total)):
            texts = [f"{row.numbers[place] or 0:,}  " for row in table.rows]
            widths.append(_width([heading, *texts]))
        lacking = _wide(_line(table)) + 6 - sum(widths)
        return [width + max(0, -(-lacking // self._count)) for width in widths]

    def _across(self, row: int, left: int, right: int) -> None:
        if right > left:
            area = f"{get_column_letter(left)}{row}:{get_column_letter(right)}{row}"
            self._sheet.merged_cells.add(area)

    def _cell(self, content: Content, style: str) -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet, content)  # type: ignore[arg-type]  # takes Decimal too
        cell.style = style
        if looks_like_formula(content):
            cell.data_type = "s"
            cell.quotePrefix = True
        return cell


def _line(table: PivotSheet) -> str:
    """Return the line between title and table."""
    return "    ".join(table.told)


def _wide(text: str) -> int:
    """Return how wide a text is, in Latin characters."""
    return sum(1 if char.isascii() else 2 for char in text)


def _width(texts: Iterable[str]) -> int:
    return max(_NARROWEST, min(_WIDEST, max(map(_wide, texts)) + 2))

"""Refused rows in the layout they came in, each with its reason: mend them and import again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ruraldesk.documents.excel_cells import looks_like_formula
from ruraldesk.documents.excel_looks import Looks
from ruraldesk.documents.excel_raw import RawValue
from ruraldesk.documents.excel_rows import rows_in_full
from ruraldesk.documents.replacing import replacing
from ruraldesk.documents.understanding import Understanding

REASON = "原因"
REASON_WIDTH, COLUMN_WIDTH, WIDEST = 60, 16, 40  # characters
EXACT_WHOLE = 10**11  # whole numbers from here on are codes, not amounts: kept as text …
RUINED_WHOLE = 10**15  # … but from here on Excel lost digits, which must still show

_UNBROKEN = re.compile(r"[!-~]+")  # a number or a code, which is never wrapped
_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_RED = Font(name="宋体", size=10, color="FF9B1C15")


def write_errors(
    found: Understanding,
    refused: Mapping[int, Sequence[str]],
    target: Path,
    context: Mapping[int, Mapping[int, str]] | None = None,
) -> int:
    """Write the refused rows below the table's own heading; return how many.

    `refused` gives the reasons by row number as Excel shows it, `context` for some of these the
    rows that must stand above them to be understood, with a remark each. What stands above the
    heading is kept, so that unit and title are read again when the mended file is imported; what
    stands in joined cells or behind a ditto mark is written out.

    Raises:
        CannotWrite: the target cannot be written.
    """
    workbook = Workbook()
    page = workbook.active
    if not isinstance(page, Worksheet):
        raise TypeError("a new workbook has one worksheet")
    page.title = found.sheet.name[:31] or "1"
    reasons = _reason_column(found)
    writer = _Writer(page, found.sheet.looks())
    for index in range(found.first):
        writer.row(index + 1, index + 1, found.sheet.rows[index], boxed=index in found.heading)
    for top, left, bottom, right in found.sheet.merged:
        if bottom < found.first:
            page.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    _put(page.cell(found.heading.stop, reasons), REASON, boxed=True)
    rows = _rows(refused, context or {})
    full = rows_in_full(found, rows)
    for place, (row, text) in enumerate(rows.items(), start=found.first + 1):
        writer.row(place, row, full.get(row) or found.sheet.rows[row - 1], boxed=True)
        cell = page.cell(place, reasons)
        _put(cell, text, boxed=True)
        cell.font = _RED
    for column in range(1, reasons):
        page.column_dimensions[get_column_letter(column)].width = _width(page, column, found.first)
    page.column_dimensions[get_column_letter(reasons)].width = REASON_WIDTH
    page.freeze_panes = f"A{found.first + 1}"
    with replacing(target) as unfinished:
        workbook.save(unfinished)
    return len(refused)


def _width(page: Worksheet, column: int, above: int) -> float:
    """Return the width of a column: that of its longest number, so that an id number shows."""
    cells = (page.cell(row, column).value for row in range(above + 1, page.max_row + 1))
    words = (word for value in cells for word in _UNBROKEN.findall(str(value or "")))
    longest = max((len(word) for word in words), default=0)
    return min(max(COLUMN_WIDTH, longest + 2), WIDEST)


def _rows(
    refused: Mapping[int, Sequence[str]], context: Mapping[int, Mapping[int, str]]
) -> dict[int, str]:
    """Return the rows to write in their order, with what their last column says."""
    rows: dict[int, str] = {}
    for row, reasons in refused.items():
        for above, remark in context.get(row, {}).items():
            rows.setdefault(above, remark)
        rows[row] = "\n".join(reasons)
    return dict(sorted(rows.items()))


def _reason_column(found: Understanding) -> int:
    """Return the column for the reasons, from 1: a new one, or that of an earlier such file."""
    for column in found.columns:
        if column.heading == REASON and column.target is None:
            return column.index + 1
    return max(len(row) for row in found.sheet.rows[: found.first]) + 1


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes rows with what decides how their numbers are read: percentages, two decimals."""

    page: Worksheet
    looks: Looks

    def row(self, place: int, source: int, values: Sequence[RawValue], *, boxed: bool) -> None:
        """Write a row that was number `source`, both as Excel numbers them."""
        for column, value in enumerate(values, start=1):
            cell = self.page.cell(place, column)
            _put(cell, value, boxed=boxed)
            if isinstance(value, float) and not isinstance(cell, MergedCell):
                if (source - 1, column - 1) in self.looks.percents:
                    cell.number_format = "0.00%"
                elif (source - 1, column - 1) in self.looks.two_places:
                    cell.number_format = "0.00"


def _put(cell: Cell | MergedCell, value: RawValue, *, boxed: bool) -> None:
    if isinstance(cell, MergedCell):  # the upper left cell of the area holds its value
        return
    if isinstance(value, float) and EXACT_WHOLE <= abs(value) < RUINED_WHOLE:
        value = f"{value:.0f}"
    cell.value = value
    if isinstance(value, str) or (isinstance(value, float) and abs(value) >= RUINED_WHOLE):
        cell.number_format = "@"  # what is typed over it stays text
    if isinstance(value, str) and looks_like_formula(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if boxed:
        cell.border = _BOX
        cell.alignment = Alignment(vertical="center", wrap_text=True)

"""Refused rows in the layout they came in, each with its reason: mend them and import again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ruraldesk.documents.excel_cells import looks_like_formula
from ruraldesk.documents.excel_raw import RawValue
from ruraldesk.documents.replacing import replacing
from ruraldesk.documents.understanding import Understanding

REASON = "原因"
REASON_WIDTH, COLUMN_WIDTH = 60, 16  # characters
EXACT_WHOLE = 10**11  # whole numbers from here on are codes, not amounts: kept as text

_THIN = Side(style="thin", color="FF000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_RED = Font(name="宋体", size=10, color="FF9B1C15")


def write_errors(found: Understanding, refused: Mapping[int, Sequence[str]], target: Path) -> int:
    """Write the refused rows below the table's own heading; return how many.

    `refused` gives the reasons by row number as Excel shows it. What stands above the heading is
    kept, so that unit and title are read again when the mended file is imported.

    Raises:
        CannotWrite: the target cannot be written.
    """
    workbook = Workbook()
    sheet = workbook.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has one worksheet")
    sheet.title = found.sheet.name[:31] or "1"
    width = max(len(row) for row in found.sheet.rows[: found.first])
    for index in range(found.first):
        _write(sheet, index + 1, found.sheet.rows[index], boxed=index in found.heading)
    for top, left, bottom, right in found.sheet.merged:
        if bottom < found.first:
            sheet.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
    _put(sheet.cell(found.heading.stop, width + 1), REASON, boxed=True)
    for place, (row, reasons) in enumerate(sorted(refused.items()), start=found.first + 1):
        _write(sheet, place, found.sheet.rows[row - 1], boxed=True)
        cell = sheet.cell(place, width + 1)
        _put(cell, "\n".join(reasons), boxed=True)
        cell.font = _RED
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
    sheet.column_dimensions[get_column_letter(width + 1)].width = REASON_WIDTH
    sheet.freeze_panes = f"A{found.first + 1}"
    with replacing(target) as unfinished:
        workbook.save(unfinished)
    return len(refused)


def _write(sheet: Worksheet, row: int, values: Sequence[RawValue], *, boxed: bool) -> None:
    for column, value in enumerate(values, start=1):
        _put(sheet.cell(row, column), value, boxed=boxed)


def _put(cell: Cell | MergedCell, value: RawValue, *, boxed: bool) -> None:
    if isinstance(cell, MergedCell):  # the upper left cell of the area holds its value
        return
    if isinstance(value, float) and abs(value) >= EXACT_WHOLE:
        value = f"{value:.0f}"
    cell.value = value
    if isinstance(value, str):
        cell.number_format = "@"
        if looks_like_formula(value):
            cell.data_type = "s"
            cell.quotePrefix = True
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if boxed:
        cell.border = _BOX
        cell.alignment = Alignment(vertical="center", wrap_text=True)

"""An office's workbook as it is: sheets of raw cells, merged areas, number formats.

Cell values are read by calamine, which is quick and takes .xls, .xlsx, .xlsm, .xlsb and .ods.
Number formats, which it does not tell, are read from the first rows by openpyxl: they decide
whether 0.82 is 82 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.texts.clean import clean_text
from ruraldesk.texts.translate import tr

RawValue = str | float | bool | date | None

FORMAT_ROWS = 60  # rows from which number formats are read
LARGEST = 200_000_000  # bytes: beyond this it is no office table
MOST_COLUMNS = 500


class CannotRead(UserError):
    """A file is no workbook that can be read."""

    code = "cannot_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """One sheet: rows of values from its first row on, and which cells are joined.

    `merged` lists (top, left, bottom, right), 0-based and inclusive.
    """

    name: str
    file: Path
    rows: Sequence[Sequence[RawValue]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False

    def percents(self) -> frozenset[int]:
        """Return the columns whose cells are formatted as percentages; reads the file again."""
        return _percent_columns(self.file, self.name)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, "" beyond the edge."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return raw_text(self.rows[row][column])


def raw_text(value: RawValue) -> str:
    """Return a raw cell as text: whole numbers without a point, dates in ISO form."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return clean_text(value, multiline=True)
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    return value.isoformat()


def read_sheets(file: Path) -> list[RawSheet]:
    """Return the sheets of a workbook, hidden ones marked.

    Raises:
        CannotRead: the file is missing, too large, encrypted, damaged, or no workbook.
    """
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetVisibleEnum,
    )

    _check(file)
    try:
        workbook = CalamineWorkbook.from_path(str(file))
        with workbook:
            names = workbook.sheet_names
            hidden = {
                one.name: one.visible != SheetVisibleEnum.Visible
                for one in workbook.sheets_metadata
            }
            sheets = [workbook.get_sheet_by_name(name) for name in names]
            raw = [
                (
                    sheet.name,
                    [_row(row) for row in sheet.iter_rows()],
                    [(*top, *bottom) for top, bottom in sheet.merged_cell_ranges or ()],
                )
                for sheet in sheets
            ]
    except PasswordError as error:
        raise CannotRead(
            tr(
                "“{name}” is protected with a password. Open it in Excel, save it without one, and "
                "import it again."
            ).format(name=file.name)
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(
            tr(
                "“{name}” is no Excel workbook that can be read, or it is damaged. Open it in "
                "Excel or WPS, save it as .xlsx, and import it again."
            ).format(name=file.name)
        ) from error
    return [
        RawSheet(name=name, file=file, rows=rows, merged=merged, hidden=hidden.get(name, False))
        for name, rows, merged in raw
    ]


def _check(file: Path) -> None:
    if not file.is_file():
        raise CannotRead(
            tr("There is no file “{path}”. Check the name and the folder.").format(path=file)
        )
    if file.stat().st_size > LARGEST:
        raise CannotRead(
            tr(
                "“{name}” is larger than {size} MB. Copy the table into a new workbook and import "
                "that one."
            ).format(name=file.name, size=LARGEST // 1_000_000)
        )


def _row(row: Sequence[object]) -> list[RawValue]:
    return [_value(cell) for cell in row[:MOST_COLUMNS]]


def _value(cell: object) -> RawValue:
    """Return a cell as text, number, truth or date; an empty cell is None."""
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return float(cell)
    if cell == "" or cell is None:
        return None
    return cell if isinstance(cell, (str, float, bool, date)) else str(cell)


def _percent_columns(file: Path, name: str) -> frozenset[int]:
    """Return the columns formatted as percentages; none for formats other than .xlsx."""
    if file.suffix.lower() not in (".xlsx", ".xlsm"):
        return frozenset()
    from openpyxl import load_workbook

    workbook = load_workbook(file, read_only=True)
    try:
        return frozenset(
            cell.column - 1
            for row in workbook[name].iter_rows(max_row=FORMAT_ROWS)
            for cell in row
            if isinstance(cell.value, (int, float)) and "%" in str(cell.number_format)
        )
    finally:
        workbook.close()

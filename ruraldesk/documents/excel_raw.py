"""An office's workbook as it is: sheets of raw cells and joined areas.

Cell values are read by calamine, which is quick and takes .xls, .xlsx, .xlsm, .xlsb and .ods.
Tables saved as text (.csv, .txt) are one sheet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path

from ruraldesk.documents.excel_looks import Looks, looks_of
from ruraldesk.documents.web_page import is_web_page, page_tables
from ruraldesk.errors import Cancelled, Progress, Stopped, UserError
from ruraldesk.texts.clean import clean_text
from ruraldesk.texts.translate import tr

RawValue = str | float | bool | date | None

TEXT_FILES = (".csv", ".txt")
LARGEST = 200_000_000  # bytes: beyond this it is no office table
MOST_COLUMNS = 500
TOLD_EVERY = 200  # rows between two words about progress
_FREED = 2000  # rows at once


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
    rows: list[list[RawValue]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False

    def looks(self, *, formats: bool = True) -> Looks:
        """Return how the cells look; reads the file again."""
        return looks_of(self.file, self.name, formats=formats)

    def let_go(self) -> None:
        """Free the rows of a sheet that is of no use, some at a time.

        All at once, those of a long workbook hold every thread of the program for a second.
        """
        while self.rows:
            del self.rows[-_FREED:]

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


def read_sheets(
    file: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> list[RawSheet]:
    """Return the sheets of a workbook, hidden ones marked; of a text file its one table.

    Raises:
        CannotRead: the file is missing, locked, too large, encrypted, damaged, or no workbook.
        Stopped: `cancelled` said so.
    """
    _check(file)
    try:
        return _read(file, progress, cancelled)
    except PermissionError as error:
        raise CannotRead(
            tr(
                "“{name}” cannot be opened: another program keeps it locked, or you may not read "
                "it. Close it there, or copy it to the desktop, and import it again."
            ).format(name=file.name)
        ) from error


def _read(file: Path, progress: Progress | None, cancelled: Cancelled | None) -> list[RawSheet]:
    if is_web_page(file):
        return [_page(file)]
    if file.suffix.lower() in TEXT_FILES:
        return [RawSheet(name=file.stem, file=file, rows=_text_rows(file))]
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        # By content: offices rename .xls to .xlsx, and the other way round.
        with (
            file.open("rb") as stream,
            CalamineWorkbook.from_filelike(stream) as workbook,
        ):
            known = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            read, told = [], (progress, cancelled)
            for place, one in enumerate(known):
                sheet = workbook.get_sheet_by_name(one.name)
                part = (place, len(known))
                rows = _watched(sheet.iter_rows(), sheet.height, one.name, part, told)
                read.append(
                    RawSheet(
                        name=one.name,
                        file=file,
                        rows=_rows(rows, (sheet.start or (0, 0))[1]),
                        merged=[(*top, *bottom) for top, bottom in sheet.merged_cell_ranges or ()],
                        hidden=one.visible != SheetVisibleEnum.Visible,
                    )
                )
            return read
    except PasswordError as error:
        raise CannotRead(
            tr(
                "“{name}” is protected with a password. Open it in Excel, save it without one, and "
                "import it again."
            ).format(name=file.name)
        ) from error
    except PermissionError:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(
            tr(
                "“{name}” is no Excel workbook that can be read, or it is damaged. Open it in "
                "Excel or WPS, save it as .xlsx, and import it again."
            ).format(name=file.name)
        ) from error


def _watched(
    rows: Iterable[Sequence[object]],
    count: int,
    name: str,
    part: tuple[int, int],
    told: tuple[Progress | None, Cancelled | None],
) -> Iterator[Sequence[object]]:
    """Yield the rows of one of so many sheets, telling how much of the workbook is read.

    That is told in hundredths: how many rows the further sheets have is not known yet.
    """
    (place, sheets), (progress, cancelled) = part, told
    for number, row in enumerate(rows):
        if number % TOLD_EVERY == 0:
            if cancelled is not None and cancelled():
                raise Stopped
            if progress is not None:
                progress(int(100 * (place + number / max(count, 1)) / sheets), 100, name)
        yield row


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


def _rows(rows: Iterable[Sequence[object]], left: int) -> list[list[RawValue]]:
    """Return the rows from column A on; `left` empty columns before the first cell are not told."""
    empty: list[RawValue] = [None] * left
    return [empty + [_value(cell) for cell in row[:MOST_COLUMNS]] for row in rows]


def _page(file: Path) -> RawSheet:
    """Read a web page that calls itself a workbook; its numbers are texts."""
    try:
        rows, merged = page_tables(file)
    except PermissionError:
        raise
    except (OSError, ValueError) as error:
        raise CannotRead(
            tr(
                "“{name}” is a web page that cannot be read. Open it in Excel or WPS, save it as "
                ".xlsx, and import it again."
            ).format(name=file.name)
        ) from error
    raw = _rows([[clean_text(cell, multiline=True) for cell in row] for row in rows], 0)
    return RawSheet(name=file.stem, file=file, rows=raw, merged=merged)


def _text_rows(file: Path) -> list[list[RawValue]]:
    """Read a table that was saved as text, in UTF-8 or in the code page of Chinese Windows."""
    try:
        text = _decoded(file.read_bytes())
        if "\0" in text:
            raise ValueError("a text holds no zero characters")
        mark = max(",\t;|", key=text.count)
        return _rows(csv.reader(StringIO(text, newline=""), delimiter=mark), 0)
    except PermissionError:
        raise
    except (OSError, ValueError, csv.Error) as error:
        raise CannotRead(
            tr(
                "“{name}” is no text table that can be read. Open it in Excel or WPS, save it as "
                ".xlsx, and import it again."
            ).format(name=file.name)
        ) from error


def _decoded(data: bytes) -> str:
    """Return a text in UTF-8, in the UTF-16 of Excel's “Unicode text”, or in GB 18030."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


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

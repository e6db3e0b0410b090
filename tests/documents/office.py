"""Tables as offices write them, for import to find its way in."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cells = Sequence[object]


def office_book(
    path: Path,
    rows: Iterable[Cells],
    *,
    sheet: str = "Sheet1",
    merged: Iterable[str] = (),
    formats: Iterable[tuple[str, str]] = (),
    others: Iterable[str] = (),
) -> Path:
    """Write rows to the sheet `sheet`; `others` are sheets with only a note in them."""
    workbook = Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    for cell, number_format in formats:
        page[cell].number_format = number_format
    for name in others:
        workbook.create_sheet(name, 0).append(["填表说明：请勿修改表样"])
    workbook.save(path)
    return path

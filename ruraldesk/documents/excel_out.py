"""The month's workbook: one sheet per ledger, further sheets for the lines of its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.workbook import Workbook

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.loader_layouts import heading_of, width_of
from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.documents.cells import columns_of
from ruraldesk.documents.excel_lists import Lists
from ruraldesk.documents.excel_sheet import Columns, SheetWriter
from ruraldesk.documents.excel_styles import Styles
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.replacing import replacing
from ruraldesk.documents.telling import part_of
from ruraldesk.errors import Cancelled, Progress, Stopped
from ruraldesk.texts.translate import tr

TOLD_EVERY = 200  # rows between two words about progress
LONGEST_NAME = 31  # characters of a sheet's name (Excel's limit)
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One ledger for the workbook: its form, its layout, and its records with lines."""

    form: FormDef
    layout: LayoutDef
    records: Iterable[Record]
    count: int = 0  # of the records, to tell how far the writing is; 0: not known


def write_workbook(
    sheets: Sequence[Sheet],
    target: Path,
    letterhead: Letterhead,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Mapping[str, int]:
    """Write the ledgers to the workbook `target`; return the number of rows by form.

    Rows go to the file as they come. Lines stand on sheets of their own, "ledger·lines", beside
    the record they belong to. The target is replaced only when the workbook is complete.

    Raises:
        Stopped: `cancelled` said so; nothing is written.
        CannotWrite: the target cannot be written.
    """
    with replacing(target) as unfinished:
        workbook = Workbook(write_only=True)
        try:
            counted = _Workbook(workbook, letterhead).write(sheets, progress, cancelled)
        finally:
            # a write-only workbook keeps temporary files until it is saved or closed
            workbook.save(unfinished)
    return counted


class _Workbook:
    def __init__(self, workbook: Workbook, letterhead: Letterhead) -> None:
        self._workbook, self._letterhead = workbook, letterhead
        self._styles, self._lists = Styles(workbook), Lists()

    def write(
        self, sheets: Sequence[Sheet], progress: Progress | None, cancelled: Cancelled | None
    ) -> dict[str, int]:
        counted, total, before = {}, sum(sheet.count for sheet in sheets), 0
        for sheet in sheets:
            told = part_of(progress, before, total)
            counted[sheet.form.key] = self._ledger(sheet, told, cancelled)
            before += sheet.count
        self._lists.write(self._workbook)
        return counted

    def _ledger(self, sheet: Sheet, progress: Progress | None, cancelled: Cancelled | None) -> int:
        form = sheet.form
        columns = Columns(columns_of(form, sheet.layout), belongs=False)
        rows = self._sheet(form.title, sheet.layout, columns)
        lines: dict[str, SheetWriter] = {}
        for number, record in enumerate(sheet.records):
            if number % TOLD_EVERY == 0:
                if cancelled is not None and cancelled():
                    raise Stopped
                if progress is not None:
                    progress(number, sheet.count, tr(form.title))
            rows.append(record)
            for key, details in record.lines.items():
                if details and key not in lines:
                    lines[key] = self._lines(form, form.line(key), sheet.layout)
                for detail in details:
                    lines[key].append(detail, record, name_of(form, record))
        for writer in (rows, *lines.values()):
            writer.finish()
        return rows.rows

    def _lines(self, form: FormDef, line: FormDef, layout: LayoutDef) -> SheetWriter:
        whole = line.excel or lines_layout(form, line, layout)
        columns = Columns(columns_of(line, whole), belongs=True)
        return self._sheet(lines_sheet(form, line), whole, columns)

    def _sheet(self, name: str, layout: LayoutDef, columns: Columns) -> SheetWriter:
        return SheetWriter(
            self._workbook,
            legal_sheet_name(name),
            layout,
            columns,
            self._letterhead,
            self._styles,
            self._lists,
        )


def lines_sheet(form: FormDef, line: FormDef) -> str:
    """Return the name of the sheet that holds a form's lines."""
    return legal_sheet_name(f"{form.title}·{line.title}")


def lines_layout(form: FormDef, line: FormDef, ledger: LayoutDef) -> LayoutDef:
    """Return the layout of lines that define none: every field, in the ledger's unit of money."""
    columns = tuple(
        ColumnDef(
            field=field.key,
            heading="",
            width=width_of(field, heading_of(field), "excel"),
            total=field.key in line.totals,
        )
        for field in line.asked()
    )
    return LayoutDef(
        key=line.key,
        title=f"{form.title} · {line.title}",
        columns=columns,
        money_unit=ledger.money_unit,
        signatures=ledger.signatures,
        masked=ledger.masked,
    )


def legal_sheet_name(name: str) -> str:
    """Return `name` as Excel allows it: at most 31 characters, no brackets, colons, slashes …."""
    return name.translate(FORBIDDEN)[:LONGEST_NAME].strip("'")

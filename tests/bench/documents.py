"""How quickly tables go out and come in: `python -m tests.bench.documents`.

Excel out against XlsxWriter, PDF against reportlab's LongTable, Excel in against openpyxl.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from openpyxl import load_workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.documents import fonts
from ruraldesk.documents.cells import cell_text
from ruraldesk.documents.excel_cells import content_of, kind_of
from ruraldesk.documents.excel_out import Sheet, write_workbook
from ruraldesk.documents.excel_raw import read_sheets
from ruraldesk.documents.excel_rows import read_rows
from ruraldesk.documents.pdf_out import write_ledger
from ruraldesk.documents.understanding import understand
from tests.bench.timing import seconds, tell
from tests.documents.samples import HEAD, well, well_form

ROWS = 5_000


def main() -> None:
    """Time the four jobs and print their ratios."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        form = well_form(folder)
        records = [well(number) for number in range(1, ROWS + 1)]
        print(f"{ROWS} rows of 10 columns, Python {sys.version.split()[0]}")
        for job in (excel_out, pdf_out, excel_in):
            job(form, records, folder)


def excel_out(form: FormDef, records: list[Record], folder: Path) -> None:
    """Write the same styled rows with openpyxl (ours) and with XlsxWriter."""
    ours = partial(write_sheet, form, records, folder / "a.xlsx")
    peer = partial(with_xlsxwriter, form, records, folder / "b.xlsx")
    tell("Excel out", seconds(ours), "XlsxWriter", seconds(peer))


def write_sheet(form: FormDef, records: list[Record], target: Path) -> None:
    """Write the ledger as the month's export does."""
    if form.excel is not None:
        sheet = Sheet(form=form, layout=form.excel, records=records)
        write_workbook([sheet], target, HEAD)


def with_xlsxwriter(form: FormDef, records: list[Record], target: Path) -> None:
    """Write the same cells with the same formats through XlsxWriter."""
    layout = form.excel
    if layout is None:
        return
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        fields = [form.field(column.field) for column in layout.columns]
        kinds = [kind_of(field, layout) for field in fields]
        styles = [
            book.add_format({"border": 1, "num_format": kind.number_format}) for kind in kinds
        ]
        for row, record in enumerate(records):
            for column, (field, style) in enumerate(zip(fields, styles, strict=True)):
                sheet.write(row, column, content_of(field, record, layout), style)


def pdf_out(form: FormDef, records: list[Record], folder: Path) -> None:
    """Print the same rows on our grid and as a LongTable."""
    layout = form.prints[0]
    ours: Callable[[], object] = partial(
        write_ledger, form, layout, records, folder / "a.pdf", HEAD
    )
    peer = partial(as_long_table, form, records, folder / "b.pdf")
    tell("PDF", seconds(ours), "LongTable", seconds(peer))


def as_long_table(form: FormDef, records: list[Record], target: Path) -> None:
    """Print the rows as reportlab's own table, without page sums."""
    layout = form.prints[0]
    fields = [form.field(column.field) for column in layout.columns]
    data = [[field.label for field in fields]]
    data += [[cell_text(field, record, layout) for field in fields] for record in records]
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), fonts.face(fonts.SONG).name, 9),
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ]
    )
    SimpleDocTemplate(str(target), pagesize=landscape(A4)).build(
        [LongTable(data, repeatRows=1, style=style)]
    )


def excel_in(form: FormDef, records: list[Record], folder: Path) -> None:
    """Understand and parse a written ledger, against only iterating it with openpyxl."""
    file = folder / "a.xlsx"

    def ours() -> int:
        found = understand(read_sheets(file), form, {form.key: form})
        return sum(1 for _ in read_rows(found))

    def peer() -> int:
        workbook = load_workbook(file, read_only=True)
        return sum(1 for row in workbook.worksheets[0].iter_rows(values_only=True) if row)

    tell("Excel in, understood and checked", seconds(ours), "openpyxl read-only", seconds(peer))


if __name__ == "__main__":
    main()

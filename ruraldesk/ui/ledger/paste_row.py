"""Pasting into the row that is being entered: its cells come in one by one, as if typed.

Read as a block, they would be refused for what of the row is still to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.services import cells
from ruraldesk.services.pasted_table import read_cells
from ruraldesk.services.pasting import CellReader
from ruraldesk.ui.ledger.writing import Entered

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


def takes(page: LedgerPage, text: str) -> bool:
    """Say whether what is pasted is meant for a row that is being entered, or begun by one cell."""
    chosen, row = page.grid.selection, page.grid.selection.row
    if len(chosen.rows) * len(chosen.columns) > 1 or "\n" in text.strip("\r\n"):
        return False
    begins = row >= page.model.rowCount() and "\t" not in text
    return page.entering.is_waiting(row) or begins


def paste_row(page: LedgerPage, text: str, html: str) -> None:
    """Write the cells into the row, from the cursor on; stop at one that cannot stay."""
    chosen = page.grid.selection
    row = chosen.row
    columns = page.model.columns()
    places = [
        number
        for number in range(chosen.column, len(columns))
        if page.grid.geometry_of_columns.shown(number)
    ]
    fields = [page.form.field(columns[number].key) for number in places]
    book = page.session.book
    [found] = CellReader(book).rows(read_cells(text, html)[:1], fields)
    for number, one, cell in zip(places, fields, found, strict=False):
        if not cell.text or page.entering.why_fixed(row, number):
            continue
        names = cells.names_of(book, page.form, {one.key: cell.value})
        entered = Entered(cell.value, names.get(one.key, ""))
        refused = cell.fault or page.entering.put(row, number, entered)
        if refused:
            chosen.move(row, number)
            page.grid.cell.arm()
            page.grid.cell.tell(refused)
            return
    page.grid.cell.arm()

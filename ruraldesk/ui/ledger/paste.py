"""Pasting a block of cells from Excel, WPS or LibreOffice into a ledger's table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.services import cells
from ruraldesk.services.cells import RowChange
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.ledger import blocks, paste_row
from ruraldesk.ui.ledger.block_writing import MOST_ROWS, Block, Fault, TooMany, run

if TYPE_CHECKING:
    from ruraldesk.services.pasted_table import Pasted
    from ruraldesk.services.pasting import Cell
    from ruraldesk.ui.jobs import Job
    from ruraldesk.ui.ledger.page import LedgerPage


def paste(page: LedgerPage) -> None:
    """Write what the clipboard holds into the table, from the marked cell on.

    Below the last row new records begin. One copied cell fills all marked ones. Nothing is written
    while a cell is wrong. A row that is being entered takes its cells as if they were typed.
    """
    held = QGuiApplication.clipboard().mimeData()
    text, html = held.text() if held.hasText() else "", held.html() if held.hasHtml() else ""
    if not text.strip() and not html:
        messages.tell(page, tr("The clipboard holds no cells and no text."), "sky")
        return
    if page.grid.selection.row < 0 or not page.grid.cell.settle():
        return
    if paste_row.takes(page, text):
        paste_row.paste_row(page, text, html)
        return
    pasting = _Pasting.at_cursor(page, text, html)
    run(page, pasting.block, text.count("\n") + 1, tr("Paste"))


@dataclass(slots=True)
class _Pasting:
    """One block on its way from the clipboard to the table."""

    page: LedgerPage
    text: str
    html: str
    first: int  # row of the list
    marked: int  # rows that are marked
    wide: int  # columns that are marked
    fields: list[FieldDef]  # on which the block may fall
    ids: list[int]  # of the records from the first row on
    can_begin: bool  # whether new records may be begun below the last row

    @classmethod
    def at_cursor(cls, page: LedgerPage, text: str, html: str) -> _Pasting:
        chosen = page.grid.selection
        shown = [
            page.form.field(column.key)
            for number, column in enumerate(page.model.columns())
            if number >= chosen.columns.start and page.grid.geometry_of_columns.shown(number)
        ]
        last = min(page.model.rowCount(), chosen.rows.start + MOST_ROWS)
        return cls(
            page=page,
            text=text,
            html=html,
            first=chosen.rows.start,
            marked=len(chosen.rows),
            wide=len(chosen.columns),
            fields=shown,
            ids=blocks.ids_of(page, range(chosen.rows.start, last)),
            can_begin=page.entering.takes_new(),
        )

    def block(self, job: Job | None) -> Block:
        """Read the clipboard's cells, and say what is to be written where."""
        from ruraldesk.services.pasted_table import read_cells
        from ruraldesk.services.pasting import CellReader, is_heading

        block = Block()
        rows = read_cells(self.text, self.html)
        if len(rows) > 1 and is_heading(rows[0], self.fields):
            rows = rows[1:]
            block.remarks.append(tr("The first row repeats the headings and is left out."))
        if len(rows) > MOST_ROWS:
            raise TooMany
        rows = self._spread(rows)
        self._tell_left_out(block, rows)
        reader = CellReader(self.page.session.book)
        progress, cancelled = (job.progress, job.cancelled) if job else (None, None)
        read = reader.rows(rows, self.fields, progress=progress, cancelled=cancelled)
        self._lay(block, read)
        return block

    def _spread(self, rows: list[list[Pasted]]) -> list[list[Pasted]]:
        """Let one cell stand in all marked ones."""
        if len(rows) == 1 and len(rows[0]) == 1 and self.marked * self.wide > 1:
            return [rows[0] * self.wide] * self.marked
        return rows

    def _tell_left_out(self, block: Block, rows: Sequence[Sequence[Pasted]]) -> None:
        wide = max(map(len, rows), default=0)
        only_new = not self.ids
        fixed = [one for one in self.fields[:wide] if self._why_fixed(one, new=only_new)]
        if fixed:
            block.remarks.append(blocks.left_out([tr(one.label) for one in fixed]))
        if wide > len(self.fields):
            told = tr("{count} columns at the right have no place here and are left out.")
            block.remarks.append(told.format(count=wide - len(self.fields)))

    def _why_fixed(self, one: FieldDef, *, new: bool = False) -> str:
        return cells.why_fixed(self.page.form, one, new=new)

    def _lay(self, block: Block, read: Sequence[Sequence[Cell]]) -> None:
        """Lay the cells over the rows that are there, and begin new records below them."""
        records = iter(blocks.records_of(self.page, self.ids[: len(read)], self.fields))
        for row, found in enumerate(read, start=self.first):
            record = next(records, None)
            if record is None and not self.can_begin:
                return
            values = self._values(block, row, found, new=record is None)
            if record is not None:
                block.add(row, blocks.change_of(record, values))
            elif values:
                block.add(row, RowChange(values=values))

    def _values(
        self, block: Block, row: int, found: Sequence[Cell], *, new: bool
    ) -> dict[str, Value]:
        """Return the values of one row; an empty cell empties one that is there."""
        values: dict[str, Value] = {}
        for one, cell in zip(self.fields, found, strict=False):
            if self._why_fixed(one, new=new) or (new and not cell.text):
                continue
            if cell.fault:
                block.faults.append(Fault(row, one.key, cell.text, cell.fault))
            values[one.key] = cell.value
        return values

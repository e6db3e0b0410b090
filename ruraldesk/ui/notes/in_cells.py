"""The note on the cell under the cursor of a ledger's table (F8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


def open_for_cell(page: LedgerPage) -> None:
    """Write or change the note on the cell under the cursor."""
    row = page.grid.selection.row
    if row < 0 or page.bin or not page.grid.cell.settle():
        return
    uuid = page.model.row(row).uuid if row < page.model.rowCount() else ""
    if not uuid:
        messages.tell(page, tr("Save the record first; a note stands on what is saved."), "sky")
        return
    from ruraldesk.ui.entry.note_dialog import NoteDialog

    key = page.model.columns()[page.grid.selection.column].key
    if NoteDialog(page.session.book, page.form.key, uuid, key, page).exec():
        page.session.note_change(page.form.key)
    page.grid.setFocus(Qt.FocusReason.OtherFocusReason)

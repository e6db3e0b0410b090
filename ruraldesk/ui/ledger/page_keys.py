"""The keys of a ledger's page: what is done with the marked cells, rows, and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ruraldesk.ui.ledger import acts, blocks, cell_menu, kept_views, paste
from ruraldesk.ui.notes.in_cells import open_for_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ruraldesk.ui.ledger.page import LedgerPage

Key, Held = Qt.Key, Qt.KeyboardModifier
_CONTROL_SHIFT = Held.ControlModifier | Held.ShiftModifier


def _cut(page: LedgerPage) -> None:
    """Put the marked cells on the clipboard, and empty them once they are there."""
    acts.copy_marked(page, then=lambda: blocks.clear_marked(page))


_WRITING: Mapping[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[LedgerPage], object]] = {
    (Key.Key_Delete, Held.NoModifier): blocks.clear_marked,
    (Key.Key_Delete, Held.ControlModifier): acts.delete_marked,
    (Key.Key_D, Held.ControlModifier): blocks.fill_down,
    (Key.Key_D, _CONTROL_SHIFT): blocks.fill_series,
    (Key.Key_R, Held.ControlModifier): blocks.fill_right,
    (Key.Key_V, Held.ControlModifier): paste.paste,
    (Key.Key_X, Held.ControlModifier): _cut,
    (Key.Key_N, _CONTROL_SHIFT): lambda page: page.go_to_new_row(),
    (Key.Key_C, _CONTROL_SHIFT): acts.repeat_row,
    (Key.Key_E, Held.ControlModifier): cell_menu.change_many,
}


def perform(page: LedgerPage, event: QKeyEvent) -> bool:
    """Do what a key asks of the page; return False where it asks for nothing here."""
    key, held = Key(event.key()), event.modifiers() & ~Held.KeypadModifier
    if page.grid.cell.writing is not None and (key, held) in _WRITING:
        _WRITING[key, held](page)
    elif held == Held.ControlModifier and key == Key.Key_C:
        acts.copy_marked(page)
    elif held == Held.NoModifier and key == Key.Key_F8:
        open_for_cell(page)
    elif key == Key.Key_Escape:
        return _escape(page)
    elif held == Held.AltModifier and key in (Key.Key_Up, Key.Key_Down) and page.model.columns():
        column = page.model.columns()[page.grid.selection.column]
        page.sort_exactly(column.key, descending=key == Key.Key_Down)
    else:
        return False
    return True


def _escape(page: LedgerPage) -> bool:
    """Give up one thing after the other: an unsaved row, the open entry, the filter, the bin."""
    if page.entering.give_up(page.grid.selection.row):
        page.grid.cell.note.hide()
        page.waiting.look()  # the draft of it is offered above the table
    elif page.place.is_open():
        page.place.close_panel()
    elif page.is_narrowed():
        page.clear_filters()
    elif page.bin:
        kept_views.leave(page, None)
    else:
        return False
    return True

"""What the menu of a row offers for the marked cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from ruraldesk.texts.translate import tr
from ruraldesk.ui.ledger import acts, blocks, paste

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


def add_cell_acts(page: LedgerPage, menu: QMenu) -> None:
    """Offer what is done with marked cells, where they may be written."""
    if page.grid.cell.writing is None:
        return
    cell = page.grid.cell
    count = blocks.count_marked(page)
    _add(menu, tr("Edit the cell"), "F2", lambda: cell.open(typing=False))
    _add(menu, tr("Paste"), "Ctrl+V", lambda: paste.paste(page))
    more = menu.addMenu(tr("Fill and change"))
    _add(more, tr("Fill down"), "Ctrl+D", lambda: blocks.fill_down(page))
    _add(more, tr("Fill right"), "Ctrl+R", lambda: blocks.fill_right(page))
    _add(more, tr("Count on"), "Ctrl+Shift+D", lambda: blocks.fill_series(page))
    _add(more, tr("Empty cells"), "Delete", lambda: blocks.clear_marked(page))
    words = tr("Change {count} rows…").format(count=f"{count:,}")
    _add(more, words, "Ctrl+E", lambda: change_many(page))
    more.addSeparator()
    _add(more, tr("New row at the end"), "Ctrl+Shift+N", page.go_to_new_row)
    _add(more, tr("New row like this one"), "Ctrl+Shift+C", lambda: acts.repeat_row(page))


def change_many(page: LedgerPage) -> None:
    """Open the dialog that changes one field of all marked rows."""
    from ruraldesk.ui.ledger import change_many as dialog

    dialog.change_many(page)


def _add(menu: QMenu, text: str, keys: str, act: Callable[[], object]) -> None:
    entry = menu.addAction(text)
    entry.setShortcut(QKeySequence(keys))
    entry.setShortcutVisibleInContextMenu(True)
    entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # shown; the page listens
    entry.triggered.connect(lambda: act())

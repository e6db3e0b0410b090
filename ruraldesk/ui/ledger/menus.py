"""The menus of a ledger's page, and the dialogs that it opens, imported when they are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ruraldesk.texts.translate import tr
from ruraldesk.ui.ledger import acts
from ruraldesk.ui.ledger.cell_menu import add_cell_acts
from ruraldesk.ui.ledger.picking import is_listed
from ruraldesk.ui.notes.in_cells import open_for_cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from ruraldesk.ui.ledger.page import LedgerPage


def open_views(page: LedgerPage) -> None:
    """Offer the views, the table of groups and the recycle bin."""
    views_menu(page).popup(page.views.mapToGlobal(QPoint(0, page.views.height() + 3)))


def views_menu(page: LedgerPage) -> QMenu:
    """Return what the button for views offers."""
    from ruraldesk.ui.ledger import kept_views, pivoting

    menu = QMenu(page)
    leave = kept_views.leave
    everything = page.view is None and not page.bin
    _check(menu, tr("All records"), everything, lambda: leave(page, None))
    for view in page.form.views:
        on = page.view is not None and page.view.key == view.key
        _check(menu, tr(view.title), on, partial(leave, page, view))
    kept_views.add_to_menu(page, menu, partial(pivoting.show_view, page))
    menu.addSeparator()
    _add(menu, tr("Pivot…"), "", lambda: pivoting.open_pivot(page), enabled=not page.bin)
    _add(menu, tr("Second keying…"), "", lambda: key_again(page), enabled=not page.bin)
    writable = not page.session.book.read_only
    _add(menu, tr("Colours…"), "", page.finding.choose_colours, enabled=writable)
    menu.addSeparator()
    _check(menu, tr("Recycle bin"), page.bin, lambda: leave(page, None, in_bin=True))
    return menu


def _check(menu: QMenu, text: str, on: bool, act: Callable[[], object]) -> None:
    entry = menu.addAction(text)
    entry.setCheckable(True)
    entry.setChecked(on)
    entry.triggered.connect(lambda: act())


def key_again(page: LedgerPage) -> None:
    """Have amounts and numbers typed again, and show where the two differ."""
    from ruraldesk.ui.second_keying.choosing import start

    start(page)


def open_row_menu(page: LedgerPage, point: QPoint) -> None:
    """Offer what can be done with the row, and with the value, under the cursor."""
    menu = row_menu(page)
    if menu is not None:
        menu.popup(point)


def row_menu(page: LedgerPage) -> QMenu | None:
    """Return the menu of the row under the cursor; None without a row."""
    row = page.grid.selection.row
    if row < 0:
        return None
    menu = QMenu(page)
    writable = not page.session.book.read_only
    ended = page.model.has_ended(row)
    if page.bin or ended:
        _add(menu, tr("Restore"), "", lambda: acts.restore_marked(page), enabled=writable)
    if not page.bin:
        _add(menu, tr("Open"), "Return", lambda: page.open_row(row))
        _add(menu, tr("History of the record"), "", lambda: open_history(page))
        _add(menu, tr("Note…"), "F8", lambda: open_for_cell(page))
    _add(menu, tr("Copy"), "Ctrl+C", lambda: acts.copy_marked(page))
    add_cell_acts(page, menu)
    _add_value_filter(page, menu, row)
    if not page.bin and not ended:
        menu.addSeparator()
        text = tr("To the recycle bin")
        _add(menu, text, "Ctrl+Delete", lambda: acts.delete_marked(page), enabled=writable)
    return menu


def _add_value_filter(page: LedgerPage, menu: QMenu, row: int) -> None:
    """Offer the rows that have the value under the cursor, and those that have another one."""
    column = page.model.columns()[page.grid.selection.column]
    if not page.model.id_at(row):
        return
    text = page.model.row(row).texts[page.grid.selection.column]
    told = text if len(text) <= 16 else f"{text[:15]}…"
    only = tr("Only “{value}”").format(value=told or tr("(not entered)"))
    others = tr("Without “{value}”").format(value=told or tr("(not entered)"))
    if is_listed(column.field):
        values = page.finding.values_in(row, column.key)
        _add(menu, only, "", lambda: page.finding.pick(column.key, values))
        _add(menu, others, "", lambda: page.finding.pick(column.key, values, without=True))
    elif text:
        typed = text.replace(",", "") if column.right else text
        _add(menu, only, "", lambda: page.type_filter(column.key, typed))


def open_heading_menu(page: LedgerPage, number: int, point: QPoint) -> None:
    """Offer what can be done with a column."""
    key = page.model.columns()[number].key
    menu = QMenu(page)
    _add(menu, tr("Sort ascending"), "Alt+Up", lambda: page.sort_exactly(key, False))
    _add(menu, tr("Sort descending"), "Alt+Down", lambda: page.sort_exactly(key, True))
    _add(menu, tr("Filter this column"), "Ctrl+F", lambda: page.grid.filter_row.edit(number))
    listed = is_listed(page.model.columns()[number].field)
    _add(menu, tr("Pick values…"), "", lambda: pick_values(page, number), enabled=listed)
    menu.addSeparator()
    _add(menu, tr("Fit the width"), "", lambda: page.grid.header.fit_asked.emit(number))
    hidden = [column.key for column in page.model.columns() if column.key != key]
    hide = tr("Hide this column")
    _add(menu, hide, "", lambda: page.take_columns(hidden), enabled=bool(hidden))
    _add(menu, tr("Choose columns…"), "", page.choose_columns)
    menu.addSeparator()
    frozen = page.grid.geometry_of_columns.frozen_asked
    freeze = page.finding.freeze
    here = tr("Freeze up to this column")
    _add(menu, here, "", lambda: freeze(number + 1), enabled=frozen != number + 1)
    _add(menu, tr("Freeze no column"), "", lambda: freeze(0), enabled=frozen > 0)
    usual = frozen != page.form.frozen_columns
    _add(menu, tr("Freeze as usual"), "", lambda: freeze(None), enabled=usual)
    menu.popup(point)


def pick_values(page: LedgerPage, number: int) -> None:
    """Offer the values that occur in a column."""
    page.grid.filter_row.edit(number)
    page.grid.filter_row.open_choices()


def _add(
    menu: QMenu, text: str, keys: str, act: Callable[[], object], *, enabled: bool = True
) -> QAction:
    entry = menu.addAction(text)
    if keys:
        entry.setShortcut(QKeySequence(keys))
        entry.setShortcutVisibleInContextMenu(True)
        entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # shown; the page listens
    entry.setEnabled(enabled)
    entry.triggered.connect(lambda: act())
    return entry


def open_import(page: LedgerPage) -> None:
    """Take rows in from an Excel table."""
    from ruraldesk.ui.dialogs.importing import ImportDialog

    dialog = ImportDialog(page.session.book, page.form, page)
    dialog.exec()
    if dialog.has_taken_in():
        page.session.note_change(page.form.key)


def open_print(page: LedgerPage) -> None:
    """Show the ledger as it will be printed."""
    from ruraldesk.ui.dialogs.printing import PrintDialog

    marked = [row.id for row in page.marked()]
    PrintDialog(page.session.book, page.form, page.query(), page, marked).exec()


def open_history(page: LedgerPage) -> None:
    """Show what happened to the record under the cursor."""
    from ruraldesk.ui.dialogs.history import HistoryDialog

    row = page.model.row(page.grid.selection.row)
    if HistoryDialog(page.session.book, page.form, row.uuid, page).exec():
        page.session.note_change(page.form.key)

"""The menus of a ledger's page, and the dialogs that it opens, imported when they are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.ledger import acts
from ruraldesk.ui.ledger.filters import CHOOSABLE, members

if TYPE_CHECKING:
    from collections.abc import Callable

    from ruraldesk.definitions.expressions import Expression
    from ruraldesk.services.ledger import Filter, ListQuery
    from ruraldesk.services.pivot import PivotSpec
    from ruraldesk.ui.ledger.page import LedgerPage
    from ruraldesk.ui.pivot.dialog import PivotDialog


def open_views(page: LedgerPage) -> None:
    """Offer the views, the table of groups and the recycle bin."""
    views_menu(page).popup(page.views.mapToGlobal(QPoint(0, page.views.height() + 3)))


def views_menu(page: LedgerPage) -> QMenu:
    """Return what the button for views offers."""
    menu = QMenu(page)
    _check(
        menu, tr("All records"), page.view is None and not page.bin, lambda: page.show_view(None)
    )
    for view in page.form.views:
        on = page.view is not None and page.view.key == view.key
        _check(menu, tr(view.title), on, partial(page.show_view, view))
    menu.addSeparator()
    _add(menu, tr("Pivot…"), "", lambda: open_pivot(page), enabled=not page.bin)
    menu.addSeparator()
    _check(menu, tr("Recycle bin"), page.bin, lambda: page.show_view(None, in_bin=True))
    return menu


def _check(menu: QMenu, text: str, on: bool, act: Callable[[], object]) -> None:
    entry = menu.addAction(text)
    entry.setCheckable(True)
    entry.setChecked(on)
    entry.triggered.connect(lambda: act())


def open_row_menu(page: LedgerPage, point: QPoint) -> None:
    """Offer what can be done with the row, and with the value, under the cursor."""
    row = page.grid.selection.row
    if row < 0:
        return
    menu = QMenu(page)
    writable = not page.session.book.read_only
    if page.bin:
        _add(menu, tr("Restore"), "", lambda: acts.restore_marked(page), enabled=writable)
    else:
        _add(menu, tr("Open"), "Return", lambda: page.open_row(row))
        _add(menu, tr("History of the record"), "", lambda: open_history(page))
    _add(menu, tr("Copy"), "Ctrl+C", lambda: acts.copy_marked(page))
    _add_value_filter(page, menu, row)
    if not page.bin:
        menu.addSeparator()
        text = tr("To the recycle bin")
        _add(menu, text, "Delete", lambda: acts.delete_marked(page), enabled=writable)
    menu.popup(point)


def _add_value_filter(page: LedgerPage, menu: QMenu, row: int) -> None:
    column = page.model.columns()[page.grid.selection.column]
    text = page.model.row(row).texts[page.grid.selection.column]
    if not text:
        return
    words = tr("Only “{value}”").format(value=text if len(text) <= 16 else f"{text[:15]}…")
    if column.field.shape in CHOOSABLE:
        codes = [code for code, label in members(column.field) if label == text]
        _add(menu, words, "", lambda: page.choose_filter(column.key, codes))
    else:
        typed = text.replace(",", "") if column.right else text
        _add(menu, words, "", lambda: page.type_filter(column.key, typed))


def open_heading_menu(page: LedgerPage, number: int, point: QPoint) -> None:
    """Offer what can be done with a column."""
    key = page.model.columns()[number].key
    menu = QMenu(page)
    _add(menu, tr("Sort ascending"), "Alt+Up", lambda: page.sort_exactly(key, False))
    _add(menu, tr("Sort descending"), "Alt+Down", lambda: page.sort_exactly(key, True))
    _add(menu, tr("Filter this column"), "Ctrl+F", lambda: page.grid.filter_row.edit(number))
    menu.addSeparator()
    _add(menu, tr("Fit the width"), "", lambda: page.grid.header.fit_asked.emit(number))
    hidden = [column.key for column in page.model.columns() if column.key != key]
    hide = tr("Hide this column")
    _add(menu, hide, "", lambda: page.take_columns(hidden), enabled=bool(hidden))
    _add(menu, tr("Choose columns…"), "", page.choose_columns)
    menu.popup(point)


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


def open_pivot(page: LedgerPage, spec: PivotSpec | None = None) -> PivotDialog:
    """Show the rows as they are filtered now as a table of groups."""
    return _open_pivot(page, page.query(), page.words(), spec)


def _open_pivot(
    page: LedgerPage, query: ListQuery, words: str, spec: PivotSpec | None
) -> PivotDialog:
    from ruraldesk.ui.pivot.dialog import PivotDialog

    dialog = PivotDialog(page.session, page.form, query, words, page, spec)

    def show(where: tuple[Filter | Expression, ...], told: str) -> None:
        page.show_only(where, told)
        back = tr("Back to the pivot"), lambda: _open_pivot(page, query, words, dialog.spec)
        messages.tell(page, tr("The rows behind the number are shown."), act=back)

    dialog.rows_wanted.connect(show)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


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

"""A ledger's page and its table of groups: opened, led back to, kept as a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ruraldesk.definitions.expressions import Expression
from ruraldesk.services.ledger import Filter, ListQuery
from ruraldesk.services.pivot import PivotSpec
from ruraldesk.services.views import KeptView
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.ledger import kept_views
from ruraldesk.ui.ledger.pivot.dialog import PivotDialog

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


def open_pivot(page: LedgerPage, spec: PivotSpec | None = None) -> PivotDialog:
    """Show the rows as they are filtered now as a table of groups."""
    return _open_pivot(page, page.query(), page.words(), spec)


def show_view(page: LedgerPage, view: KeptView) -> None:
    """Show a kept view: its rows in its order and columns, then its table of groups."""
    kept_views.lay(page, view)
    if view.pivot is not None:
        open_pivot(page, view.pivot)


def _open_pivot(
    page: LedgerPage, query: ListQuery, words: str, spec: PivotSpec | None
) -> PivotDialog:
    dialog = PivotDialog(page.session, page.form, query, words, page, spec)

    def show(where: tuple[Filter | Expression, ...], told: str) -> None:
        asked = dialog.spec
        page.show_only(where, told)
        back = tr("Back to the pivot"), lambda: _open_pivot(page, query, words, asked)
        messages.tell(page, tr("The rows behind the number are shown."), act=back)

    dialog.rows_wanted.connect(show)
    dialog.keep_wanted.connect(lambda asked: kept_views.keep(page, asked, dialog))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog

"""What a ledger's page says of its list: how many rows, what narrows them, why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import messages
from ruraldesk.ui.ledger import kept_views

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


def count_of(page: LedgerPage) -> str:
    """Return how many records the list shows, and which."""
    text = tr("{count} records") if page.model.complete else tr("reading…")
    ended = page.model.count_ended()
    shown = [text.format(count=f"{page.model.rowCount() - ended:,}")]
    if ended:
        shown.append(tr("Ended: {count}").format(count=f"{ended:,}"))
    if page.bin:
        shown.append(tr("Recycle bin, Esc leaves it"))
    if words := page.words():
        shown.append(tr("Filter: {words}").format(words=words))
    return " · ".join(shown)


def narrowed_by(page: LedgerPage, behind: str) -> str:
    """Return in words what narrows the rows: the view, the number behind them, filters."""
    parts = [behind, page.filters.words()]
    if page.view is not None and not _was_cleared(page):
        parts.insert(0, tr(page.view.title))
    return joined(part for part in parts if part)


def _was_cleared(page: LedgerPage) -> bool:
    """Say whether the filters of a view that a clerk keeps were cleared: it is not shown now."""
    kept = kept_views.shown(page)
    return kept is not None and bool(kept.typed or kept.picked) and not page.filters.words()


def why_empty(page: LedgerPage) -> str:
    """Return why there are no rows; "" while that is not known."""
    if not page.model.complete:
        return ""
    if page.bin:
        return tr("The recycle bin of this ledger is empty.")
    if page.words():
        return tr("No record answers to the filter.")
    if page.session.book.read_only:
        return tr("No records yet. The book is open to be read only: nothing can be entered here.")
    return tr("No records yet. Ctrl+N enters the first one; Import takes in an Excel table.")


def say_failed(page: LedgerPage, error: UserError) -> None:
    """Say in the place of the rows why they could not be read; over rows that are there, beside."""
    if page.model.complete or page.model.rowCount():
        messages.tell_error(page, error)
        return
    page.count.clear()
    page.grid.show_empty_text(tr("{problem} F5 reads again.").format(problem=error))

"""What a ledger's page says of its list: how many rows, what narrows them, why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


def count_of(page: LedgerPage) -> str:
    """Return how many records the list shows, and which."""
    text = tr("{count} records") if page.model.complete else tr("reading…")
    shown = [text.format(count=f"{page.model.rowCount():,}")]
    if page.bin:
        shown.append(tr("Recycle bin"))
    if words := page.words():
        shown.append(tr("Filter: {words}").format(words=words))
    return " · ".join(shown)


def why_empty(page: LedgerPage) -> str:
    """Return why there are no rows; "" while that is not known."""
    if not page.model.complete:
        return ""
    if page.bin:
        return tr("The recycle bin of this ledger is empty.")
    if page.words():
        return tr("No record answers to the filter.")
    return tr("No records yet. Ctrl+N enters the first one; Import takes in an Excel table.")

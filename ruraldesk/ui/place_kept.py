"""Where one is in the window, so that everything can be made anew without losing the place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and the entry that is open beside its table."""

    page: str
    is_open: bool = False
    record: str = ""  # UUID of a saved record
    draft: str = ""  # key of what was typed

    @classmethod
    def of(cls, desk: Desk) -> Place:
        """Return where one is now; what is typed is kept as a draft."""
        from ruraldesk.ui.ledger.page import LedgerPage

        shown = desk.window.pages.currentWidget()
        if not isinstance(shown, LedgerPage) or not shown.place.is_open():
            return cls(desk.shown_key())
        panel = shown.place.panel()
        panel.keep_draft()
        return cls(shown.form.key, True, panel.working.base.uuid, panel.working.key)

    def open_entry(self, desk: Desk) -> None:
        """Open on the page, which is shown again, the entry that was open."""
        if not self.is_open:
            return
        page = desk.ledger(self.page)
        if self.record:
            page.open_record(self.record)
            return
        drafts = page.place.panel().door.drafts()
        draft = next((one for one in drafts if one.key == self.draft), None)
        if draft is None:
            page.open_blank()
        else:
            page.place.open_draft(draft)

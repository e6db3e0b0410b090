"""All pages and dialogs of the window by their names, with what a town and its villages have.

`tests.ui.test_looks_focus` tries what Tab reaches in each of them, `tests.looks` draws them all. A
page or dialog that is in none of these lists fails a test.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ruraldesk.ui import pages
from ruraldesk.ui.nav_list import BRIEFS, HOME
from tests.ui.surfaces import of_desk, of_ledger, of_reports
from tests.ui.surfaces.shown import Dialog

LEDGER = "ledger.page.LedgerPage"
PAGES = {
    HOME: "home.HomePage",
    pages.CHECK: "problems_page.ProblemsPage",
    BRIEFS: "briefs_page.BriefsPage",
    pages.MONTH: "month.page.MonthPage",
    pages.REPORTS: "reporting.page.ReportingPage",
    pages.MERGING: "reporting.merging_page.MergingPage",
    pages.RECEIPTS: "reporting.receipts_page.ReceiptsPage",
    pages.SUMMARIES: "reporting.summaries_page.SummariesPage",
    pages.PACKS: "handing.packs_page.PacksPage",
    pages.KEYS: "handing.keys_page.KeysPage",
    pages.HEALTH: "health.page.HealthPage",
    pages.NOTES: "notes.page.NotesPage",
    pages.CALENDAR: "calendar_page.CalendarPage",
    "project": LEDGER,
    "cadre": LEDGER,
    "unit": LEDGER,
}
"""The pages of the town's book and their classes."""
VILLAGE_PAGES = (HOME, pages.MONTH, pages.PACKS, pages.KEYS)
"""The pages of a village's book that are not like the town's."""
START = "start_page.StartPage"
ENTRIES = ("project", "cadre", "grid_event")
"""Ledgers that are also shown with an empty entry at the side."""
DIALOGS: dict[str, Dialog] = {**of_desk.DIALOGS, **of_ledger.DIALOGS, **of_reports.DIALOGS}


def focusable(root: QWidget) -> list[QWidget]:
    """Return what Tab reaches in `root`."""
    return [
        one
        for one in root.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and one.isEnabled()
        and one.isVisible()
    ]

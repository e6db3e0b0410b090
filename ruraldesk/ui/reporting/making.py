"""The pages about reports of units below, their signals led to the desk; and what waits on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ruraldesk.services.books import Book
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.entry.panel import EntryPanel
    from ruraldesk.ui.page import Page
    from ruraldesk.ui.session import Session

REPORTS = "reports"  # key of the page on which an office takes in what its units report
MERGING = "merging"  # key of the page about what waits, what was read, and the totals
RECEIPTS = "receipts"  # key of the page about the answers
SUMMARIES = "summaries"  # key of the page with the office's summary tables


def pages_below(level: str) -> tuple[tuple[str, str], ...]:
    """Return key and title of the pages that an office of this level has about its units."""
    words = tr("Towns' reports") if level == "county" else tr("Villages' reports")
    return (
        (REPORTS, words),
        (MERGING, tr("Merging and checking")),
        (RECEIPTS, tr("Receipts")),
        (SUMMARIES, tr("Summary tables")),
    )


def counts_below(book: Book, month: str) -> dict[str, int | str]:
    """Return what stands beside these pages: how many have reported, receipts to be written."""
    from ruraldesk.services.reporting_board import counts
    from ruraldesk.services.reporting_receipts import to_write

    done, units = counts(book, month)
    found: dict[str, int | str] = {REPORTS: f"{done}/{units}"} if units else {}
    if waiting := to_write(book):
        found[RECEIPTS] = waiting
    return found


def badges_below(book: Book) -> dict[str, int]:
    """Return in red how much waits for the office."""
    from ruraldesk.services.reporting_points import waiting

    return {MERGING: waiting(book)}


def standing(book: Book, month: str) -> str:
    """Return in a word where a month stands."""
    from ruraldesk.services.reporting_months import standing

    return standing(book, month)


def make_reports(desk: Desk, session: Session) -> Page:
    """Return the page on which reports are taken in."""
    from ruraldesk.ui.reporting.page import ReportingPage

    page = ReportingPage(session)
    page.record_opened.connect(desk.open_record)
    page.ledger_wanted.connect(desk.show)
    return page


def make_merging(desk: Desk, session: Session) -> Page:
    """Return the page about what waits, what was read, and the totals."""
    from ruraldesk.definitions.model import UNIT
    from ruraldesk.services.ledger import Filter
    from ruraldesk.ui.reporting.merging_page import MergingPage

    def show_rows(form_key: str, codes: Sequence[str], name: str) -> None:
        where = (Filter(UNIT, "in", tuple(codes)),) if codes else ()
        desk.ledger(form_key).show_only(where, name)

    page = MergingPage(session)
    page.record_opened.connect(desk.open_record)
    page.rows_wanted.connect(show_rows)
    page.read_wanted.connect(lambda: desk.show(REPORTS))
    page.unit_wanted.connect(lambda unit, month: show_unit(desk, unit, month))
    return page


def make_receipts(desk: Desk, session: Session) -> Page:
    """Return the page about the answers."""
    from ruraldesk.ui.reporting.receipts_page import ReceiptsPage

    page = ReceiptsPage(session)
    page.read_wanted.connect(lambda: desk.show(REPORTS))
    page.unit_wanted.connect(lambda unit, month: show_unit(desk, unit, month))
    return page


def make_summaries(desk: Desk, session: Session) -> Page:
    """Return the page with the office's summary tables."""
    from ruraldesk.ui.reporting.summaries_page import SummariesPage

    page = SummariesPage(session)
    page.record_opened.connect(desk.open_record)
    return page


def watch_origins(session: Session, panel: EntryPanel) -> None:
    """Let the panel of an office say of a record that a unit handed it in."""
    if session.book.info.level != "village":
        from ruraldesk.ui.reporting.origin import Origin

        Origin(session, panel)


def show_unit(desk: Desk, unit: str, month: str) -> None:
    """Show the reports with the cursor on a unit's month."""
    from ruraldesk.ui.reporting.page import ReportingPage

    desk.show(REPORTS)
    page = desk.window.pages.currentWidget()
    assert isinstance(page, ReportingPage)
    page.choose(unit, month)


MAKERS = {
    REPORTS: make_reports,
    MERGING: make_merging,
    RECEIPTS: make_receipts,
    SUMMARIES: make_summaries,
}

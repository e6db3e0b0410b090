"""The pages of a book, made when they are first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.texts.translate import tr
from ruraldesk.ui.handing import places as handing
from ruraldesk.ui.nav_list import BRIEFS, HOME, NavGroup
from ruraldesk.ui.page import Page
from ruraldesk.ui.reporting import making as below

if TYPE_CHECKING:
    from datetime import date

    from ruraldesk.services.books import Book
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.session import Session

CHECK = "check"  # key of the month's check, beside HOME and the keys of the ledgers
REPORTS, MERGING, RECEIPTS = below.REPORTS, below.MERGING, below.RECEIPTS
SUMMARIES = below.SUMMARIES
MONTH = "month"  # key of the page on which the month is closed and handed in
PACKS, KEYS = handing.PACKS, handing.KEYS
NOTES = "notes"  # key of the page with the clerk's own notes
HEALTH = "health"  # key of the page on which the whole book is examined
_BELOW = (REPORTS, MERGING, RECEIPTS, SUMMARIES)
CALENDAR = "calendar"  # key of the page with what is due on which day
NOT_LEDGERS = (HOME, CHECK, BRIEFS, MONTH, *_BELOW, PACKS, KEYS, HEALTH, NOTES, CALENDAR)


def reporting_group(level: str) -> NavGroup:
    """Return the pages about reporting of a book of this level; they stand above the ledgers."""
    own, keys = (MONTH, tr("This month")), (KEYS, tr("Unit keys"))
    if level == "village":
        return NavGroup("reporting", tr("Reporting"), (own, (PACKS, tr("Packs from above")), keys))
    packs = (PACKS, tr("Forms and tasks"))
    return NavGroup("reporting", tr("Reporting"), (*below.pages_below(level), packs, keys, own))


def searched_pages(level: str) -> tuple[tuple[str, str], ...]:
    """Return key and title of the pages that the search over everything finds by their names."""
    own = ((HOME, tr("Home")), (BRIEFS, tr("Briefs")), (CALENDAR, tr("Work calendar")))
    more = ((CHECK, tr("Check the month")), (HEALTH, tr("Health check")), (NOTES, tr("Notes")))
    return (*own, *reporting_group(level).ledgers, *more)


def counts_beside(book: Book, month: str) -> dict[str, int | str]:
    """Return what stands beside the pages: rows of each ledger, how many units have reported."""
    from ruraldesk.services import ledger

    counts: dict[str, int | str] = {**ledger.counts(book)}
    if book.info.level != "village":
        counts |= below.counts_below(book, month)
    from ruraldesk.services.packs import installed, made

    packs = len(installed(book) if book.info.level == "village" else made(book))
    return {**counts, PACKS: packs} if packs else counts


def badges_beside(book: Book, day: date) -> dict[str, int]:
    """Return in red what is overdue in the ledgers, and what waits for an office."""
    from ruraldesk.services.home import overdue
    from ruraldesk.services.unit_keys import strange_count

    found = dict(overdue(book, day)) | {KEYS: strange_count(book)}
    return found if book.info.level == "village" else found | below.badges_below(book)


def standing_beside(book: Book, month: str) -> str:
    """Return in a word where the month stands at an office that takes reports in, else ""."""
    return "" if book.info.level == "village" else below.standing(book, month)


def make_page(desk: Desk, session: Session, key: str) -> Page:
    """Return the page `key` of the open book, its signals led to the desk."""
    own = {HOME: _make_home, BRIEFS: _make_briefs, MONTH: _make_month, CALENDAR: _make_calendar}
    makers = {**own, **below.MAKERS}
    if key in makers:
        return makers[key](desk, session)
    if key == CHECK:
        from ruraldesk.ui.problems_page import ProblemsPage

        checks = ProblemsPage(session)
        checks.record_opened.connect(desk.open_record)
        return checks
    if key == PACKS:
        from ruraldesk.ui.handing.making import make_packs

        return make_packs(desk, session)
    if key == KEYS:
        from ruraldesk.ui.handing.making import make_keys

        return make_keys(desk, session)
    if key == HEALTH:
        from ruraldesk.ui.health.making import make_health

        return make_health(desk, session)
    if key == NOTES:
        from ruraldesk.ui.notes.making import make_notes

        return make_notes(desk, session)
    from ruraldesk.ui.ledger import moved
    from ruraldesk.ui.ledger.page import LedgerPage

    ledger = LedgerPage(session, session.form(key))
    moved.attach(ledger)
    ledger.place.record_wanted.connect(desk.open_record)
    ledger.place.new_wanted.connect(desk.open_new)
    ledger.place.panel_made.connect(lambda panel: below.watch_origins(session, panel))
    return ledger


def _make_home(desk: Desk, session: Session) -> Page:
    from ruraldesk.ui.home import HomePage

    page = HomePage(session)
    page.step_chosen.connect(desk.acts.do_step)
    page.start_chosen.connect(desk.begin)
    page.figure_opened.connect(desk.acts.open_figure)
    page.record_opened.connect(desk.open_record)
    page.bar_opened.connect(desk.acts.open_bar)
    page.calendar_wanted.connect(lambda: desk.show(CALENDAR))
    return page


def _make_calendar(desk: Desk, session: Session) -> Page:
    from ruraldesk.ui.calendar_page import CalendarPage

    page = CalendarPage(session)
    page.record_opened.connect(desk.open_record)
    page.month_wanted.connect(lambda: desk.show(MONTH))
    return page


def _make_month(desk: Desk, session: Session) -> Page:
    from ruraldesk.ui.month.page import MonthPage

    def open_place(form_key: str, uuid: str, field: str) -> None:
        """Show a record with the focus in one of its fields, or in a cell of its lines."""
        from ruraldesk.ui.entry.going import go_to

        desk.open_record(form_key, uuid)
        go_to(desk.ledger(form_key).place.panel(), field)

    page = MonthPage(session)
    page.entry_wanted.connect(lambda: desk.acts.do_step("enter"))
    page.ledger_opened.connect(desk.show)
    page.place_opened.connect(open_place)
    page.wanted.connect(lambda: desk.show(MONTH))
    page.month_chosen.connect(desk.choose_month)
    return page


def _make_briefs(desk: Desk, session: Session) -> Page:
    from ruraldesk.ui.briefs_page import BriefsPage

    def open_figure(key: str, day: date) -> None:
        from ruraldesk.ui.trace_view import TraceView

        view = TraceView(session, key, desk.window, day)
        view.record_opened.connect(desk.open_record)
        view.open()

    page = BriefsPage(session)
    page.figure_opened.connect(open_figure)
    return page

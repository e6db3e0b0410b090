"""The first page of a book: the month, the main figures, what is due, and its charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ruraldesk.definitions.home import ChartDef
from ruraldesk.definitions.model import UNIT
from ruraldesk.services.book_settings import setting
from ruraldesk.services.due_groups import WHENS, DueGroup, grouped
from ruraldesk.services.due_later import not_put_off, put_off_count
from ruraldesk.services.figures import today
from ruraldesk.services.home_charts import Bar, Chart, Series, chart, charts_of
from ruraldesk.services.home_figures import KeyFigure, key_figure
from ruraldesk.services.month_steps import REPORTED, Step, entered_in, steps_of
from ruraldesk.services.months import state
from ruraldesk.services.notes import due_notes
from ruraldesk.services.own_unit import untouched_own_unit
from ruraldesk.services.reporting_status import units_below
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.packs import Packs, PackState
from ruraldesk.store.reminders import Due, due_things

__all__ = [
    "WHENS", "Bar", "Chart", "Due", "DueGroup", "Home", "KeyFigure", "Series", "Start", "Step",
    "home", "shown_chart",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Start:
    """A first step in a new book: settings, enter, import; at an office above others too.

    There units (they are registered), unit_list (or taken in as a list), pack and read.
    `count` says how much of it is there.
    """

    key: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything on the first page, as of one day; `entered` counts the rows of all ledgers.

    `put_off` counts the due things that the clerk has put off. `starts` are the first steps of a
    book with which nobody has begun to work, else nothing.
    """

    entered: int
    starts: tuple[Start, ...]
    steps: tuple[Step, ...]
    days_left: int | None
    due: tuple[DueGroup, ...]
    put_off: int
    figures: tuple[KeyFigure, ...]
    charts: tuple[ChartDef, ...]
    chart: Chart | None


def overdue(book: Book, day: date) -> Counter[str]:
    """Return how many things are overdue on a day, by the ledger they stand in."""
    told = not_put_off(book, due_things(book, day), day)
    return Counter(one.form for one in told if one.days < 0)


def home(book: Book, month: str, chart_key: str = "") -> Home:
    """Return what the first page shows for `month` ("2023-11"), as of the book's day.

    Args:
        chart_key: which of the charts; the first one if there is none of this key.
    """
    day = today(book)
    definition = book.definitions.home
    entered = entered_in(book)
    status = state(book, month)
    due = sorted([*due_things(book, day), *due_notes(book, day)], key=lambda one: one.due)
    return Home(
        entered=entered,
        starts=_starts(book, entered, due),
        steps=steps_of(book, month, entered, status),
        days_left=None if status.state in REPORTED else (status.due - day).days,
        due=grouped(book, not_put_off(book, due, day)),
        put_off=put_off_count(book, due, day),
        figures=tuple(key_figure(book, card, day) for card in definition.cards),
        charts=charts_of(book),
        chart=shown_chart(book, day, chart_key),
    )


def _starts(book: Book, entered: int, due: Sequence[Due]) -> tuple[Start, ...]:
    """Return the first steps as long as they are to be shown in place of what is due.

    An office above others has begun only with their first report: registering them is a step.
    """
    settings = Start("settings", count=bool(setting(book, "operator")))
    form = book.definitions.forms.get(UNIT)
    if book.info.level == "village" or form is None or form.find("upper") is None:
        own = (settings, Start("enter"), Start("import"))
        return () if entered or due else own
    units = book.lists.count(UNIT, ListQuery())
    others = entered - units + (untouched_own_unit(book) is not None)
    if others or book.taking.taken():
        return ()
    below = len(units_below(book))
    packs = len(Packs(book).all(PackState.MADE))
    registered = (Start("units", count=below), Start("unit_list"))
    return (settings, *registered, Start("pack", count=packs), Start("read"))


def shown_chart(book: Book, day: date, key: str = "") -> Chart | None:
    """Return the chart `key` as of a day, the first one where there is none of this key."""
    known = charts_of(book)
    if not known:
        return None
    return chart(book, next((one for one in known if one.key == key), known[0]), day)

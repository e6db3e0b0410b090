"""The first page of a book: the month, the main figures, what is due, where the money is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ruraldesk.definitions.expressions import aggregates_of
from ruraldesk.definitions.home import CardDef, ChartDef
from ruraldesk.definitions.model import UNIT
from ruraldesk.services.book_settings import setting
from ruraldesk.services.due_groups import WHENS, DueGroup, grouped
from ruraldesk.services.figures import number_and_unit, today
from ruraldesk.services.month_steps import REPORTED, Step, entered_in, steps_of
from ruraldesk.services.months import state
from ruraldesk.services.own_unit import untouched_own_unit
from ruraldesk.services.reporting_status import units_below
from ruraldesk.store.book import Book
from ruraldesk.store.figure_parts import FigurePart
from ruraldesk.store.figures import FigureResult
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.packs import Packs, PackState
from ruraldesk.store.reminders import Due, due_things
from ruraldesk.texts.numbers import in_unit
from ruraldesk.texts.translate import tr

__all__ = [
    "WHENS", "Bar", "Chart", "Due", "DueGroup", "Home", "KeyFigure", "Start", "Step", "home",
]  # fmt: skip

CHART_UNIT = "万元"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A main figure as a card shows it; `tone` colours the note."""

    key: str
    label: str
    value: str
    unit: str
    note: str = ""
    tone: str = "stone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One kind of money, in the chart's unit; `where` is the value of the chart's field."""

    label: str
    where: str
    planned: Decimal
    received: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars, and the ledger and field by which their rows are found."""

    title: str
    unit: str
    form: str
    field: str
    bars: tuple[Bar, ...]


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

    `starts` are the first steps of a book with which nobody has begun to work, else nothing.
    """

    entered: int
    starts: tuple[Start, ...]
    steps: tuple[Step, ...]
    days_left: int | None
    due: tuple[DueGroup, ...]
    figures: tuple[KeyFigure, ...]
    chart: Chart | None


def overdue(book: Book, day: date) -> Counter[str]:
    """Return how many things are overdue on a day, by the ledger they stand in."""
    return Counter(one.form for one in due_things(book, day) if one.days < 0)


def home(book: Book, month: str) -> Home:
    """Return what the first page shows for `month` ("2023-11"), as of the book's day."""
    day = today(book)
    definition = book.definitions.home
    entered = entered_in(book)
    status = state(book, month)
    due = due_things(book, day)
    return Home(
        entered=entered,
        starts=_starts(book, entered, due),
        steps=steps_of(book, month, entered, status),
        days_left=None if status.state in REPORTED else (status.due - day).days,
        due=grouped(book, due),
        figures=tuple(_card(book, card, day) for card in definition.cards),
        chart=_chart(book, definition.chart, day) if definition.chart is not None else None,
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


def _card(book: Book, card: CardDef, day: date) -> KeyFigure:
    found = book.figures.value(card.figure, day)
    definition = found.definition
    value, unit = number_and_unit(found)
    return KeyFigure(
        key=definition.key,
        label=definition.label,
        value=value,
        unit=unit,
        note=" · ".join(
            f"{tr(one.label)} {_short(book.figures.value(one.figure, day))}" for one in card.notes
        ),
    )


def _short(found: FigureResult) -> str:
    value, unit = number_and_unit(found)
    if found.value is None:
        return value
    return f"{value}{unit}" if unit == "%" else value


def _chart(book: Book, chart: ChartDef, day: date) -> Chart:
    """Return the bars: one for each value of the field that any of the figures has."""
    sides = [
        {part.key: part for part in book.figures.value(key, day, chart.by).by}
        for key in (chart.planned, chart.received, chart.paid)
    ]
    labels = {key: part.label for side in reversed(sides) for key, part in side.items()}
    bars = [
        Bar(
            label=label,
            where=key,
            planned=_amount(sides[0], key),
            received=_amount(sides[1], key),
            paid=_amount(sides[2], key),
        )
        for key, label in labels.items()
    ]
    bars.sort(key=lambda bar: -bar.received)
    counted = aggregates_of(book.definitions.figures[chart.received].value)
    form = counted[0].source.form.key
    return Chart(title=chart.title, unit=CHART_UNIT, form=form, field=chart.by, bars=tuple(bars))


def _amount(side: dict[str, FigurePart], key: str) -> Decimal:
    part = side.get(key)
    return in_unit(part.value, CHART_UNIT) if part is not None and part.value else Decimal(0)

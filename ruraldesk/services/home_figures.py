"""The main figures of the first page, and how they stand to a month and to a year before."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ruraldesk.definitions.expression_nodes import AsOf, SpanStart
from ruraldesk.definitions.expressions import walk
from ruraldesk.definitions.home import CardDef
from ruraldesk.definitions.model import FigureDef
from ruraldesk.services.figures import number_and_unit
from ruraldesk.store.book import Book
from ruraldesk.store.figures import FigureResult, dated
from ruraldesk.texts.dates import told_date
from ruraldesk.texts.numbers import group, half_up
from ruraldesk.texts.translate import tr, with_unit
from ruraldesk.texts.units import convert

MONTH, YEAR = "month", "year"
_SHARE_PLACES = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a figure stands to an earlier day: `than` is "month" or "year" before.

    `sign` is 1 for more, -1 for less, 0 for the same; `by` is the difference as it is shown, and
    `told` the whole of it in a sentence.
    """

    than: str
    sign: int
    by: str
    told: str

    @property
    def short(self) -> str:
        """The change in a few signs: 环比 ↑12.3."""
        word = tr("m/m") if self.than == MONTH else tr("y/y")
        arrow = {1: "↑", -1: "↓", 0: ""}[self.sign]
        return f"{word} {arrow}{self.by if self.sign else tr('same')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A main figure as a card shows it; `tone` colours the note."""

    key: str
    label: str
    value: str
    unit: str
    note: str = ""
    tone: str = "stone"
    changes: tuple[Change, ...] = ()


def key_figure(book: Book, card: CardDef, day: date) -> KeyFigure:
    """Return the figure of a card as of a day."""
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
        changes=_changes(book, found, day),
    )


def month_earlier(day: date) -> date:
    """Return the same day a month before; the last day of a month has the last one before it."""
    last_before = day.replace(day=1) - timedelta(days=1)
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return last_before
    return last_before.replace(day=min(day.day, last_before.day))


def year_earlier(day: date) -> date:
    """Return the same day a year before; the last of February has the last of February."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=last if ends else min(day.day, last))


def _changes(book: Book, now: FigureResult, day: date) -> tuple[Change, ...]:
    """Return the changes since a month and a year before.

    There is none where there was nothing before, and none of a figure that does not ask which day
    it is: it would always be the same. One with a span has the same part of the span before.
    """
    if now.value is None or not _asks_the_day(now.definition):
        return ()
    earlier = ((MONTH, month_earlier(day)), (YEAR, year_earlier(day)))
    found = []
    for than, then in earlier:
        before = book.figures.value(now.key, then).value
        if before:
            found.append(_change(now.definition, than, then, before, now.value))
    return tuple(found)


def _asks_the_day(definition: FigureDef) -> bool:
    tree = dated(definition).value.tree
    return any(isinstance(node, AsOf | SpanStart) for node in walk(tree))


def _change(definition: FigureDef, than: str, then: date, before: Decimal, now: Decimal) -> Change:
    unit = definition.shown_in or definition.unit
    places = definition.places
    was, is_now = (
        half_up(convert(value, definition.unit, unit), places) for value in (before, now)
    )
    more = is_now - was  # of what is shown: a card must not say ↑0
    sign = (more > 0) - (more < 0)
    percent = definition.unit == "%"
    told = tr("{day}: {value}").format(
        day=told_date(then), value=with_unit(group(was, places), unit)
    )
    if sign and not percent:
        share = group(abs(more) * 100 / abs(was), _SHARE_PLACES) if was else ""
        words = tr("{share}% more since") if sign > 0 else tr("{share}% less since")
        told = " · ".join((told, words.format(share=share))) if share else told
    by = group(abs(more), places)
    if percent:
        by = tr("{points} points").format(points=by)
    return Change(than=than, sign=sign, by=by, told=told)


def _short(found: FigureResult) -> str:
    value, unit = number_and_unit(found)
    if found.value is None:
        return value
    return f"{value}{unit}" if unit == "%" else value

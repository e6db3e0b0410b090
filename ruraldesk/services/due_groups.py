"""What is due, with what one reminder says many times told once: a town has 35 villages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruraldesk.definitions.identity import division_level, is_division_code
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import Due
from ruraldesk.texts.translate import tr

GROUP_FROM = 4  # so many alike are told in one line
WHENS = ("overdue", "today", "week", "later")  # from the most urgent
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DueGroup:
    """One thing that is due, or many alike, the most urgent first; `message` tells of them all."""

    message: str
    things: tuple[Due, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes things alike: one reminder, and how urgent they are."""
        return _alike(self.things[0])

    @property
    def when(self) -> str:
        """How urgent they are, one of `WHENS`."""
        return _when(self.things[0].days)

    @property
    def owed(self) -> bool:
        """Say whether they are reports that units owe, if only to say that there was nothing."""
        return bool(self.things[0].owed_by)


def grouped(book: Book, due: Sequence[Due]) -> tuple[DueGroup, ...]:
    """Return things in their order; those alike stand together, at the place of the first."""
    alike: dict[tuple[str, str, str], list[Due]] = {}
    for one in due:
        alike.setdefault(_alike(one), []).append(one)
    places = {id(one): place for place, one in enumerate(due)}
    villages: frozenset[str] | None = None
    groups: list[DueGroup] = []
    for things in alike.values():
        if len(things) < GROUP_FROM:
            groups += [DueGroup(message=one.message, things=(one,)) for one in things]
            continue
        if villages is None:
            villages = _villages(book)
        groups.append(DueGroup(message=_told(book, things, villages), things=tuple(things)))
    return tuple(sorted(groups, key=lambda group: places[id(group.things[0])]))


def by_ledger(groups: Sequence[DueGroup], titles: Mapping[str, str]) -> tuple[DueGroup, ...]:
    """Return the same things with one group for each ledger, the most urgent ledger first."""
    of: dict[str, list[Due]] = {}
    for one in sorted((one for group in groups for one in group.things), key=lambda one: one.due):
        of.setdefault(one.form, []).append(one)
    told = tr("{ledger}: {count}")
    return tuple(
        DueGroup(
            message=told.format(ledger=titles.get(form, form), count=len(things)),
            things=tuple(things),
        )
        for form, things in of.items()
    )


def _alike(one: Due) -> tuple[str, str, str]:
    return one.form, one.reminder, _when(one.days)


def _when(days: int) -> str:
    """Return what of `WHENS` is due in so many days; a week is the next seven with today."""
    if days < 0:
        return "overdue"
    return "today" if days == 0 else "week" if days < _WEEK else "later"


def _villages(book: Book) -> frozenset[str]:
    """Return the names of the villages that the book knows."""
    return frozenset(
        name
        for code, name in book.records.units()
        if is_division_code(code) and division_level(code) == "village"
    )


def _told(book: Book, things: Sequence[Due], villages: frozenset[str]) -> str:
    """Return one sentence for all: the units counted in place of a name, else the first one's."""
    first, count = things[0], len(things)
    if all(one.owed_by and one.owed_by in one.message for one in things):
        only_villages = all(one.owed_by in villages for one in things)
        who = tr("{count} villages") if only_villages else tr("{count} units")
        return first.message.replace(first.owed_by, who.format(count=count), 1)
    title = tr(book.definitions.form(first.form).title)
    told = tr("{ledger}, {count} alike: {message}")
    return told.format(ledger=title, count=count, message=first.message)

"""Which columns a ledger's table shows, how wide, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ruraldesk.definitions.model import NUMBER_TYPES, FieldDef, FieldType, FormDef
from ruraldesk.definitions.values import shown_unit
from ruraldesk.files import preferences
from ruraldesk.texts.translate import tr

PADDING = 8  # between a cell's text and its line
SIGN = 18  # what the sign of a problem takes beside a text
NARROWEST = 48
WIDEST = 260  # that a column takes by itself; a clerk may drag it wider
SHORTEST = 160  # to which such a column shrinks before the table has to be scrolled
LONG = 120  # a column of texts this wide takes what is left over
TIGHT = 130  # to which it shrinks beside an open entry
STRETCHED = frozenset({FieldType.TEXT, FieldType.NOTE, FieldType.REFERENCE, FieldType.CHOICES})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table on screen."""

    field: FieldDef
    heading: str
    right: bool  # numbers stand at the right
    colours: Mapping[str, str]  # of its chips by code; other values are plain texts

    @property
    def chip(self) -> bool:
        """Whether chips stand in it: the record's state, or a choice that has colours."""
        return bool(self.colours)

    @property
    def key(self) -> str:
        """The field's key."""
        return self.field.key


def default_keys(form: FormDef) -> tuple[str, ...]:
    """Return the columns that the form's definition asks for, or all of a form without any."""
    keys = form.list_columns or tuple(field.key for field in form.asked())
    return tuple(key for key in keys if form.find(key) is not None)


def make_columns(form: FormDef, keys: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns for these field keys; a key that the form lost is left out."""
    return tuple(
        Column(
            field=field,
            heading=heading_of(field),
            right=field.shape in NUMBER_TYPES and field.shape is not FieldType.YEAR,
            colours=_colours(form, field),
        )
        for key in keys
        if (field := form.find(key)) is not None
    )


def _colours(form: FormDef, field: FieldDef) -> Mapping[str, str]:
    """Return what colours the column's chips have by code; nothing where it has plain texts."""
    if field.shape is not FieldType.CHOICE or field.choices is None:
        return {}
    if form.states is not None and form.states.field == field.key:
        states = {state.code: state.colour for state in form.states.states}
        return {code: states.get(code, "stone") for code in field.choices.codes()}
    return {item.code: item.colour for item in field.choices.items if item.colour}


def heading_of(field: FieldDef) -> str:
    """Return the label, and for quantities the unit after it."""
    unit = shown_unit(field) if field.shape in NUMBER_TYPES else ""
    label = tr(field.label)
    return f"{label} {unit}" if unit and unit not in label else label


def remembered_keys(form: FormDef) -> tuple[str, ...]:
    """Return the columns the clerk chose last, or the form's own."""
    kept = preferences.load(f"columns.{form.key}", [])
    chosen = tuple(key for key in kept if form.find(key) is not None)
    return chosen or default_keys(form)


def remember_keys(form: FormDef, keys: Sequence[str] | None) -> None:
    """Keep the chosen columns for the next time; None goes back to the form's own."""
    preferences.keep(f"columns.{form.key}", list(keys) if keys else None)


def remembered_widths(form: FormDef) -> dict[str, int]:
    """Return the widths that the clerk dragged, by field key."""
    kept = preferences.load(f"widths.{form.key}", {})
    return {key: width for key, width in kept.items() if isinstance(width, int)}


def remember_widths(form: FormDef, widths: Mapping[str, int]) -> None:
    """Keep the dragged widths for the next time."""
    preferences.keep(f"widths.{form.key}", dict(widths) or None)


def remembered_frozen(form: FormDef) -> int:
    """Return how many columns do not scroll: as the clerk chose, or as the form says."""
    return max(0, int(preferences.load(f"frozen.{form.key}", form.frozen_columns)))


def remember_frozen(form: FormDef, count: int | None) -> None:
    """Keep how many columns do not scroll; None goes back to the form's own number."""
    preferences.keep(f"frozen.{form.key}", count)


@dataclass(slots=True)
class Placed:
    """A column where it is drawn."""

    number: int
    left: int
    width: int


class Geometry:
    """Where the columns stand: the frozen ones first, the others scrolled under them."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = ()
        self.widths: list[int] = []
        self.frozen = 0
        self.offset = 0
        self.room = 0
        self.crowded = False  # beside an open entry: lesser columns may go for the time being
        self._natural: list[int] = []
        self.frozen_asked = 0

    def set_columns(self, columns: tuple[Column, ...], natural: Sequence[int], frozen: int) -> None:
        """Take these columns with the widths their content asks for."""
        self.columns = columns
        self._natural = list(natural)
        self.frozen_asked = frozen
        self.offset = 0
        self.fit(self.room)

    def fit(self, room: int) -> None:
        """Fill `room` pixels: what is left over goes to the text columns."""
        self.room = room
        self.widths = list(self._natural)
        spare = room - sum(self.widths)
        takers = self._takers()
        if spare > 0 and takers:
            share = sum(self._natural[i] for i in takers)
            for i in takers:
                self.widths[i] += spare * self._natural[i] // share
            self.widths[takers[0]] += room - sum(self.widths)
        self._shrink(takers, SHORTEST)
        if self.crowded and sum(self.widths) > room:
            self._put_lesser_away(takers)
        self.frozen = min(self.frozen_asked, len(self.columns))
        while self.frozen and sum(self.widths[: self.frozen]) > room * 3 // 5:
            self.frozen -= 1  # a narrow window must still show what scrolls
        self.offset = max(0, min(self.offset, self.furthest))

    def _shrink(self, takers: Sequence[int], least: int) -> None:
        """Let long texts give some of their width where room is short."""
        for i in takers:
            give = min(max(0, self.widths[i] - least), max(0, sum(self.widths) - self.room))
            self.widths[i] -= give

    def _put_lesser_away(self, takers: Sequence[int]) -> None:
        """Show the main columns without scrolling: the others get no width, the last one first.

        What names the record, its state and its numbers stays; where that is still too much, every
        column stays and the table scrolls.
        """
        before = list(self.widths)
        lesser = [
            i
            for i, column in enumerate(self.columns)
            if i >= self.frozen_asked and not (column.chip or column.right) and i not in takers[:1]
        ]
        for i in reversed(lesser):
            if sum(self.widths) > self.room:
                self.widths[i] = 0
        self._shrink(takers, TIGHT)
        if sum(self.widths) > self.room:
            self.widths = before

    def shown(self, number: int) -> bool:
        """Say whether a column is there to be seen."""
        return not self.widths or self.widths[number] > 0

    def next_shown(self, number: int, step: int) -> int:
        """Return the next column that is seen, to the right (1) or the left (-1); may be none."""
        number += step
        while 0 <= number < len(self.widths) and not self.shown(number):
            number += step
        return number

    def _takers(self) -> list[int]:
        """Return the columns that may be wider than they need: long texts, else any."""
        texts = [i for i, column in enumerate(self.columns) if column.field.shape in STRETCHED]
        long = [i for i in texts if self._natural[i] >= LONG]
        return long or list(range(len(self.columns)))

    def set_width(self, number: int, width: int) -> None:
        """Give a column the width a clerk dragged it to."""
        self._natural[number] = max(NARROWEST, width)
        self.fit(self.room)

    @property
    def total(self) -> int:
        """The width of all columns together."""
        return sum(self.widths)

    @property
    def frozen_width(self) -> int:
        """The width of the columns that do not scroll."""
        return sum(self.widths[: self.frozen])

    @property
    def furthest(self) -> int:
        """How far the columns can be scrolled."""
        return max(0, self.total - self.room)

    def left(self, number: int) -> int:
        """Return where a column begins on the screen."""
        left = sum(self.widths[:number])
        return left if number < self.frozen else left - self.offset

    def scrolling(self) -> Iterator[Placed]:
        """Yield the visible columns that scroll; their left may lie under the frozen ones."""
        left = self.frozen_width - self.offset
        for number in range(self.frozen, len(self.columns)):
            width = self.widths[number]
            if width and left + width > self.frozen_width and left < self.room:
                yield Placed(number, left, width)
            left += width

    def fixed(self) -> Iterator[Placed]:
        """Yield the frozen columns."""
        left = 0
        for number in range(self.frozen):
            yield Placed(number, left, self.widths[number])
            left += self.widths[number]

    def at(self, x: int) -> int:
        """Return the number of the column at `x`, or -1."""
        for placed in (*self.fixed(), *self.scrolling()):
            if placed.left <= x < placed.left + placed.width:
                return placed.number
        return -1

    def edge_at(self, x: int, reach: int = 4) -> int:
        """Return the number of the column whose right edge is near `x`, or -1."""
        for placed in (*self.fixed(), *self.scrolling()):
            if abs(placed.left + placed.width - 1 - x) <= reach:
                return placed.number
        return -1

    def offset_showing(self, number: int) -> int:
        """Return the scroll offset nearest to today's at which the column is wholly visible."""
        if number < self.frozen:
            return self.offset
        left = sum(self.widths[:number])
        smallest = left + self.widths[number] - self.room
        largest = left - self.frozen_width
        return max(0, min(max(self.offset, smallest), largest))

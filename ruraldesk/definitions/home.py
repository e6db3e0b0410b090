"""What the first page of a book shows: main figures, and charts of others."""

from __future__ import annotations

from dataclasses import dataclass

from ruraldesk.definitions.identity import BOOK_LEVELS

LOOKS = ("main", "behind", "below")
ORDERS = ("largest", "listed")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDef:
    """A further figure below a main one, under a short label."""

    figure: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDef:
    """One main figure of the home page, with further figures told small below it."""

    figure: str
    notes: tuple[NoteDef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDef:
    """One figure of a chart, drawn for each value of the chart's field.

    `look` is "main", by which bars are ordered and whose number is written; "behind" it, as what
    was planned; or "below" it, as what of it was paid.
    """

    figure: str
    label: str = ""  # in the legend; "" takes the figure's
    look: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartDef:
    """Bars of the home page: figures broken down by the same field, a bar for each value.

    `by` is a field of the main figure's ledger or, as `month(given_on)`, the month or year of one.
    `order` is "largest" first, or "listed": as the list of choices, the months or the codes go.
    `most` leaves only so many bars, the first ones or the last months; 0 leaves all. `levels` are
    those of the books that show it.
    """

    key: str
    title: str
    by: str
    series: tuple[SeriesDef, ...]
    order: str = "largest"
    most: int = 0
    levels: tuple[str, ...] = BOOK_LEVELS

    @property
    def main(self) -> SeriesDef:
        """The series whose numbers are written beside the bars."""
        return next(one for one in self.series if one.look == LOOKS[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeDef:
    """What the first page of a book shows beside the month and what is due."""

    cards: tuple[CardDef, ...] = ()
    charts: tuple[ChartDef, ...] = ()

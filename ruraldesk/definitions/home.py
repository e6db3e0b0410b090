"""What the first page of a book shows: main figures, and a chart of money."""

from __future__ import annotations

from dataclasses import dataclass


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
class ChartDef:
    """The home page's bars: three figures broken down by the same field, a bar for each value."""

    title: str
    by: str
    planned: str
    received: str
    paid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeDef:
    """What the first page of a book shows beside the month and what is due."""

    cards: tuple[CardDef, ...] = ()
    chart: ChartDef | None = None

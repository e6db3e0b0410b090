"""Summary tables: a row for each office below, a figure in each column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryColumnDef:
    """One figure of a summary table, as each office below has it."""

    figure: str
    heading: str  # the figure's label unless said otherwise
    group: str = ""  # neighbours with the same group stand under one grouped heading


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryDef:
    """A table that an office makes of what the offices below it reported."""

    key: str
    title: str
    columns: tuple[SummaryColumnDef, ...]
    levels: tuple[str, ...] = ("town", "county")
    paper: str = "A4"  # A4 or A3

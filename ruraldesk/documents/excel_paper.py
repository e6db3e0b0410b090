"""On which paper a sheet is printed, and over how many pages a wide one is spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ruraldesk.definitions.layouts import LayoutDef

LEGIBLE_WIDTH = {  # characters across a page that can be read, about 60 % of their size
    ("A4", "portrait"): 140,
    ("A4", "landscape"): 215,
    ("A3", "portrait"): 215,
    ("A3", "landscape"): 310,
}
SEVERAL_WIDTH = 265  # characters across each of several A3 pages …
LEGIBLE_SCALE = 60  # … at this percentage, with a standard font wider than Excel's own, too
PAPER_CODES = {"A4": 9, "A3": 8}  # ECMA-376, 18.3.1.63 pageSetup
FULL_ENOUGH = 0.6  # a page so full may end before a group, so that no group is torn apart


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """Paper, and the first and last columns of the pages side by side, counted from 1.

    The columns that begin every page belong to none of several pages.
    """

    paper: str
    orientation: str
    starts: Sequence[int]
    ends: Sequence[int]

    @property
    def code(self) -> int:
        """What Excel calls the paper."""
        return PAPER_CODES[self.paper]


def paper_for(
    layout: LayoutDef, widths: Sequence[int], groups: Sequence[str], frozen: int
) -> SheetPaper:
    """Choose the layout's paper where it holds the columns legibly, else A3, else several pages.

    Args:
        widths: of all printed columns, in characters.
        groups: the grouped heading above each of them, "" for none.
        frozen: the leading columns that begin every page.
    """
    own, lying, larger = (
        (layout.paper, layout.orientation),
        (layout.paper, "landscape"),
        ("A3", "landscape"),
    )
    for paper in (own, lying, larger):
        if sum(widths) <= LEGIBLE_WIDTH[paper]:
            return SheetPaper(*paper, [1], [len(widths)])
    ends = _ends(widths, groups, frozen, SEVERAL_WIDTH)
    return SheetPaper(*larger, [frozen + 1, *(end + 1 for end in ends[:-1])], ends)


def _ends(widths: Sequence[int], groups: Sequence[str], frozen: int, room: int) -> list[int]:
    """Return the last column of each page; a page ends before a group where it is full enough."""
    ends: list[int] = []
    every = sum(widths[:frozen])
    used, between = every, 0  # between: the last place where a page may end, 0 for none
    for place in range(frozen, len(widths)):
        new_group = place > frozen and (not groups[place] or groups[place] != groups[place - 1])
        if new_group and used >= FULL_ENOUGH * room:
            between = place
        if used + widths[place] > room and place > frozen:
            end = between or place
            ends.append(end)
            used, between = every + sum(widths[end:place]), 0
        used += widths[place]
    return [*ends, len(widths)]

"""The line of a record on which a note stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One saved line, and which row of its table it is now."""

    lines: str  # key of its kind
    uuid: str
    number: int  # from 1

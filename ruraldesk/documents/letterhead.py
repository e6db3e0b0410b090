"""What stands around a table: whose it is, for which month, who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto


class Use(Enum):
    """What a paper is for: it decides what the unit and the day are called on it."""

    REPORTED = auto()  # a table that is filled in for the office above
    ISSUED = auto()  # a notice to others
    OWN = auto()  # the unit's own working paper, which nobody seals


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The words around a printed table or a sheet.

    `month` is "2023-11", or "" for a list that belongs to no month. `signers` gives the name that
    is printed after a role; without one a line to sign on is left.
    """

    unit_name: str
    month: str
    printed_on: date
    check_code: str = ""
    use: Use = Use.REPORTED
    signers: Mapping[str, str] = field(default_factory=dict)

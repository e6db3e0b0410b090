"""What a unit's report hands over to the book of the office above, and how it can be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ruraldesk.definitions.model import Record
from ruraldesk.errors import UserError
from ruraldesk.texts.divisions import told_unit
from ruraldesk.texts.translate import tr

_NAMED = 3  # faults that a sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """All ledgers of one unit as they were when its month was closed.

    Ledgers are read by key, more than once: `uuids` yields who is there, `records` those whose UUID
    is asked for, with their lines. `counts` has the rows of every table that the report speaks of,
    also of empty ones, by the table's name; `totals` the sums of its numbers as exact text;
    `hashes` one text for each ledger that is the same as long as its content is.
    """

    unit: str
    unit_name: str
    month: str
    sequence: int
    sha256: str  # what the report is known by
    before: Sequence[str] = ()  # what the unit's earlier reports are known by, the last one first
    check_code: str = ""
    path: str = ""
    closed_at: str = ""  # ISO, when the unit closed the month
    counts: Mapping[str, int]
    totals: Mapping[str, Mapping[str, str]]
    hashes: Mapping[str, str] = field(default_factory=dict)
    uuids: Callable[[str], Iterable[str]]
    records: Callable[[str, Callable[[str], bool]], Iterator[Record]]


class ForeignRows(UserError):
    """A report brings rows of a unit that it does not speak for."""

    code = "foreign_rows"

    def __init__(self, form: str, uuid: str, unit: str, reporting: str, name: str = "") -> None:
        super().__init__(
            tr(
                "In “{form}” a row ({uuid}) belongs to {unit}, for which {reporting} does not "
                "report. Nothing was taken in: let the unit mend the row's unit, close the month "
                "anew and hand it in again."
            ).format(form=form, uuid=uuid, unit=told_unit(unit, name) or "—", reporting=reporting)
        )
        self.form, self.uuid, self.unit, self.reporting = form, uuid, unit, reporting

    def named(self, names: Mapping[str, str]) -> ForeignRows:
        """Return it with the name of the unit, where `names` has it by its code."""
        name = names.get(self.unit, "")
        return ForeignRows(self.form, self.uuid, self.unit, self.reporting, name)


class DoubledRows(UserError):
    """A report brings the same row twice, or a value twice that must differ."""

    code = "doubled_rows"

    def __init__(self, form: str, what: str) -> None:
        super().__init__(
            tr(
                "In “{form}” there is something twice that must be there once ({what}). Nothing "
                "was taken in: ask the unit to make the package anew."
            ).format(form=form, what=what)
        )


class TotalsDiffer(UserError):
    """What was written does not add up to what the report says itself."""

    code = "totals_differ"

    def __init__(self, differences: Sequence[tuple[str, str, str]]) -> None:
        """Take (what, by the report, as counted here) of each difference."""
        told = tr("{what}: {theirs} by the package, {ours} as counted here")
        said = tr("; ").join(
            told.format(what=what, theirs=theirs, ours=ours)
            for what, theirs, ours in differences[:_NAMED]
        )
        super().__init__(
            tr(
                "The control totals do not agree ({count} of them): {differences}. Nothing was "
                "taken in. Do not correct it by hand: ask the unit to make the package anew, and "
                "compare it with the printed cover."
            ).format(count=len(differences), differences=said)
        )
        self.differences = tuple(differences)

"""Who has reported: for each unit below, month by month, in time or not, corrected, returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ruraldesk.definitions.identity import is_division_code, parent_code
from ruraldesk.definitions.model import UNIT
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import UserError
from ruraldesk.services.figures import today
from ruraldesk.services.months import due_on
from ruraldesk.services.places import Places
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.taken import ACCEPTED, REPORTED, RETURNED, Taken
from ruraldesk.store.taking_laying import Counted
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

MONTHS = 12  # of the matrix
_BELOW = {"town": "village", "county": "town"}
_CODES = 12  # digits
_LEVELS = ("code", "level")  # fields of the ledger of units


class ReportState(StrEnum):
    """Where a unit's month stands at the office above; stable words."""

    MISSING = "missing"
    REPORTED = "reported"
    CORRECTED = "corrected"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class NotBelow(UserError):
    """A unit is named that does not report to this office."""

    code = "not_below"

    def __init__(self, text: str, reason: str = "") -> None:
        message = tr(
            "“{text}” is none of the units that report here. {reason}They stand on the page of "
            "reports; enter what is missing in “Units”, with this office as its upper unit."
        )
        super().__init__(message.format(text=text, reason=f"{reason} " if reason else ""))


class HasReported(UserError):
    """A unit is to count as reported that has handed in a package."""

    code = "has_reported"

    def __init__(self, name: str, month: str) -> None:
        message = tr(
            "{name} has reported {month} already. There is nothing to note; the page of reports "
            "shows when."
        )
        super().__init__(message.format(name=name, month=told_month(month)))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMonth:
    """One unit in one month.

    `on_time` is about its first report; None as long as nothing came and it is not late. What
    counts is the day on which this office took the report in, the only one that it saw itself: a
    unit closes by its own clock, and what is closed is not handed in yet. Where the first report
    came late but was closed in time, `closed_in_time` says so, since then perhaps this office read
    the stick late.

    `light` is the colour that shows it: pine in time, wheat late or corrected, cinnabar missing or
    returned, stone when it is not due yet.
    """

    unit: str
    name: str
    month: str
    state: ReportState
    on_time: bool | None
    sequence: int = 0
    time: str = ""  # ISO, of the last one
    check_code: str = ""
    by_hand: bool = False  # without the program: its tables were taken in here
    batch: str = ""
    light: str = "stone"
    first_closed: str = ""  # ISO, when the unit closed what it reported first; "" for tables
    first_taken: str = ""  # ISO, when that was taken in here
    closed_in_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """All units below in one month, and in the months before it."""

    month: str
    due: date
    units: tuple[UnitMonth, ...]
    months: tuple[str, ...]  # the oldest first, `month` last
    matrix: Mapping[str, tuple[UnitMonth, ...]]  # by unit, for each of `months`

    def count(self, state: ReportState) -> int:
        """Return how many units are in a state."""
        return sum(one.state is state for one in self.units)


def status(book: Book, month: str, *, months: int = MONTHS) -> Status:
    """Return who has reported `month`, and the `months` that end with it.

    The units are those of the ledger of units that are directly below the book's own.
    """
    wanted = months_back(month, months)
    taken = _by_place(book.taking.taken())
    due = {one: due_on(book, one) for one in wanted}
    day = today(book)
    matrix = {
        unit: tuple(
            _unit_month(unit, name, one, taken.get((unit, one), ()), due[one], day)
            for one in wanted
        )
        for unit, name in units_below(book)
    }
    return Status(
        month=month,
        due=due[month],
        units=tuple(row[-1] for row in matrix.values()),
        months=wanted,
        matrix=matrix,
    )


def unit_status(book: Book, unit: str, month: str) -> UnitMonth | None:
    """Return where one unit's month stands; None for a unit that does not report here."""
    name = dict(units_below(book)).get(unit)
    if name is None:
        return None
    reports = book.taking.taken(unit=unit, month=month)
    return _unit_month(unit, name, month, reports, due_on(book, month), today(book))


def units_below(book: Book) -> list[tuple[str, str]]:
    """Return code and name of the units that report to this book's office, by code."""
    own, names = book.info.unit, dict(book.records.units())
    levels = _levels(book)
    wanted = _BELOW.get(book.info.level)
    return [
        (code, names.get(code, code))
        for code, upper in sorted(book.taking.above().items())
        if code != own and (upper or _parent(code)) == own and levels.get(code) in (None, wanted)
    ]


def note_report(book: Book, unit: str, month: str, *, operator: str = "") -> str:
    """Note that a unit without the program has reported: its tables were taken in here.

    Args:
        unit: its code or its name.

    Returns:
        The batch, by which it can be taken back.

    Raises:
        NotBelow: it is none of the units that report here.
        HasReported: it has reported the month already.
    """
    below = dict(units_below(book))
    try:
        code = unit if len(unit) == _CODES and unit.isdecimal() else Places(book).code_of(unit)
    except BadValue as error:
        raise NotBelow(unit, str(error)) from error
    if code not in below:
        raise NotBelow(unit)
    if book.taking.taken(unit=code, month=month):
        raise HasReported(below[code], month)
    act = Act(operator=operator)
    with book.taking.run(act) as run:
        run.note(code, below[code], month, 1, Counted())
    return act.batch


def _unit_month(
    unit: str, name: str, month: str, reports: Sequence[Taken], due: date, day: date
) -> UnitMonth:
    if not reports:
        late = day > due
        return UnitMonth(
            unit=unit,
            name=name,
            month=month,
            state=ReportState.MISSING,
            on_time=False if late else None,
            light="cinnabar" if late else "stone",
        )
    first, last = reports[0], reports[-1]
    state = _state(reports)
    on_time = _day(first.time) <= due
    return UnitMonth(
        unit=unit,
        name=name,
        month=month,
        state=state,
        on_time=on_time,
        sequence=last.sequence,
        time=last.time,
        check_code=last.check_code,
        by_hand=last.verdict == REPORTED,
        batch=last.batch,
        light=_light(state, on_time=on_time),
        first_closed=first.closed_at,
        first_taken=first.time,
        closed_in_time=bool(first.closed_at) and _day(first.closed_at) <= due,
    )


def _day(time: str) -> date:
    return date.fromisoformat(time[:10])


def _state(reports: Sequence[Taken]) -> ReportState:
    last = reports[-1]
    if last.answer in (ACCEPTED, RETURNED):
        return ReportState(last.answer)
    corrected = len({one.sha256 for one in reports}) > 1
    return ReportState.CORRECTED if corrected else ReportState.REPORTED


def _light(state: ReportState, *, on_time: bool) -> str:
    if state is ReportState.RETURNED:
        return "cinnabar"
    return "pine" if on_time and state is not ReportState.CORRECTED else "wheat"


def _by_place(taken: Sequence[Taken]) -> dict[tuple[str, str], list[Taken]]:
    found: dict[tuple[str, str], list[Taken]] = {}
    for one in taken:
        found.setdefault((one.unit, one.month), []).append(one)
    return found


def _levels(book: Book) -> dict[str, str]:
    """Return the level of each unit by code, where the ledger says it."""
    form = book.definitions.forms.get(UNIT)
    if form is None or form.find("level") is None:
        return {}
    return {str(code): str(level) for code, level in book.records.identities(UNIT, _LEVELS)}


def months_back(month: str, count: int) -> tuple[str, ...]:
    """Return `count` months, the oldest first, of which `month` is the last."""
    last = int(month[:4]) * 12 + int(month[5:]) - 1
    return tuple(
        f"{number // 12:04}-{number % 12 + 1:02}" for number in range(last - count + 1, last + 1)
    )


def _parent(code: str) -> str:
    return parent_code(code) if is_division_code(code) else ""

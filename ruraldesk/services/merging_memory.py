"""What was read before: by reading, with the verdict on each file and what became of it since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path, PureWindowsPath

from ruraldesk.services.merging_desk import Verdict
from ruraldesk.services.merging_verdicts import FINE, TAKEN_IN, Said
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.office_notes import Judged
from ruraldesk.store.taken import REPORTED, Taken
from ruraldesk.texts.clean import shown_path

_COUNTS = ("added", "changed", "unchanged", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a stick or a folder, or tables that were noted as a report.

    `said` counts its files by verdict. `held` are the reports of it that still hold, `undone` says
    that what it brought was taken back.
    """

    batch: str
    time: str  # ISO
    operator: str
    place: str
    said: Counter[Said]
    held: tuple[str, ...]  # names of units
    undone: bool
    by_hand: bool = False

    @property
    def refused(self) -> int:
        """How many files were neither taken in nor known already."""
        return sum(count for said, count in self.said.items() if said not in FINE)

    @property
    def taken(self) -> int:
        """How many files were taken in."""
        return sum(count for said, count in self.said.items() if said in TAKEN_IN)


def remember(book: Book, files: Sequence[Verdict], act: Act) -> None:
    """Keep what became of the files of a reading, unless all were known already.

    Raises:
        ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
    """
    if all(one.verdict is Said.SAME and not one.is_read_anew for one in files):
        return
    book.notes.keep_judged([_judged(one) for one in files], act)


def remember_refused(book: Book, files: Sequence[Verdict], operator: str) -> None:
    """Keep what was refused of files that were only tried, since none of them can be taken in.

    What is known to be refused so is not kept again, however often it is tried.

    Raises:
        ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
    """
    known = {(file_name(o.path), o.verdict, o.check_code) for o in book.notes.judged()}
    refused = [_judged(one) for one in files if one.verdict not in FINE]
    new = [o for o in refused if (file_name(o.path), o.verdict, o.check_code) not in known]
    book.notes.keep_judged(new, Act(operator=operator))


def file_name(path: str) -> str:
    """Return the name of a file that was read here or on another system."""
    return PureWindowsPath(path).name


def readings(book: Book) -> list[Reading]:
    """Return what was read, the newest first."""
    judged: dict[str, list[Judged]] = {}
    for file in book.notes.judged():
        judged.setdefault(file.batch, []).append(file)
    taken: dict[str, list[Taken]] = {}
    for report in book.taking.taken(undone=True):
        taken.setdefault(report.batch, []).append(report)
    found = [
        _reading(batch, judged.get(batch, []), taken.get(batch, []))
        for batch in {**judged, **taken}
    ]
    return sorted(found, key=attrgetter("time"))[::-1]


def files_of(book: Book, batch: str) -> list[Verdict]:
    """Return the verdicts of a reading as they were given."""
    return [verdict_of(one) for one in book.notes.judged(batch)]


def verdict_of(one: Judged) -> Verdict:
    """Return a verdict that was kept."""
    return Verdict(
        path=Path(one.path),
        verdict=Said(one.verdict),
        message=one.message,
        unit=one.unit,
        unit_name=one.unit_name,
        month=one.month,
        sequence=one.sequence,
        check_code=one.check_code,
        added=one.counts["added"],
        changed=one.counts["changed"],
        unchanged=one.counts["unchanged"],
        removed=one.counts["removed"],
    )


def _judged(one: Verdict) -> Judged:
    return Judged(
        path=shown_path(str(one.path)),
        verdict=one.verdict.value,
        message=one.message,
        unit=one.unit,
        unit_name=one.unit_name,
        month=one.month,
        sequence=one.sequence,
        check_code=one.check_code,
        counts={key: getattr(one, key) for key in _COUNTS},
    )


def _reading(batch: str, files: Sequence[Judged], taken: Sequence[Taken]) -> Reading:
    known: list[Judged | Taken] = [*files, *taken]
    places = {str(Path(one.path).parent) for one in known if one.path}
    held = [one.unit_name for one in taken if one.undone is None]
    return Reading(
        batch=batch,
        time=known[0].time,
        operator=known[0].operator,
        place=min(places, key=len) if places else "",
        said=Counter(Said(one.verdict) for one in (files or taken) if one.verdict != REPORTED),
        held=tuple(held),
        undone=bool(taken) and not held,
        by_hand=any(one.verdict == REPORTED for one in taken),
    )

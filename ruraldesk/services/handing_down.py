"""Receipts on their way down: written, and onto the stick that goes back to the units."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.errors import Cancelled, Progress
from ruraldesk.exchange.sticks import Stick
from ruraldesk.services.carrying import Carried, carry
from ruraldesk.services.receipts import Written, decide, receipts
from ruraldesk.services.reporting_receipts import note_given
from ruraldesk.store.book import Book
from ruraldesk.store.taken import ACCEPTED, REPORTED, RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnswer:
    """How many reports of a month are accepted, returned, undecided, and without the program."""

    accepted: int
    returned: int
    undecided: int
    on_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedDown:
    """The receipts that were written, and what became of them on the stick; () for a folder."""

    written: Written
    carried: tuple[Carried, ...]


def to_answer(book: Book, month: str, units: Sequence[str] | None = None) -> ToAnswer:
    """Return how far the reports of a month are answered.

    Args:
        units: division codes; all that have reported if None.
    """
    last = {one.unit: one for one in book.taking.taken(month=month)}
    reports = [one for unit, one in last.items() if units is None or unit in units]
    return ToAnswer(
        accepted=sum(one.answer == ACCEPTED for one in reports),
        returned=sum(one.answer == RETURNED for one in reports),
        undecided=sum(not one.answer for one in reports),
        on_paper=sum(one.verdict == REPORTED for one in reports),
    )


def hand_down(
    book: Book,
    month: str,
    place: Stick | Path,
    *,
    units: Sequence[str] | None = None,
    decide_first: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> HandedDown:
    """Write the receipts of a month into a folder, or onto a stick, where they are read back.

    Args:
        units: division codes; all that have reported if None.
        decide_first: decide on what nobody has decided on, see `receipts.decide`.

    Raises:
        NothingReported: one of `units` has not.
        UserError: the folder or the stick cannot be written, see `carrying.carry`.
        Stopped: `cancelled` said so; nothing is left on the stick.
        ReadOnlyBook: the book cannot be written.
    """
    if decide_first:
        decide(book, month, units)
    if isinstance(place, Path):
        written = receipts(book, month, place, units)
        note_given(book, written, str(place))
        return HandedDown(written=written, carried=())
    with tempfile.TemporaryDirectory(prefix="ruraldesk-") as scratch:
        written = receipts(book, month, Path(scratch), units)
        files = [one.path for one in written.receipts]
        carried = carry(files, place, progress=progress, cancelled=cancelled) if files else ()
        note_given(book, written, place)
    return HandedDown(written=written, carried=carried)

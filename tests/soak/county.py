"""The county's office in the trial: the town hands its own month in there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level
from ruraldesk.services import months
from ruraldesk.services.books import create_book, definitions_of, open_book
from ruraldesk.services.merging import Merged, Said, merge
from ruraldesk.services.nil_reports import lacking, nil_report
from ruraldesk.services.packaging import package
from ruraldesk.services.receipts import decide, receipts, receive
from ruraldesk.store.book import Book
from ruraldesk.store.months import MonthState
from tests.soak.clock import Clock
from tests.soak.town import CODE, COUNTY, NAME, Town
from tests.soak.truth import differences, held_by
from tests.soak.village import Village, without_copies


class County:
    """The county's book, and what the town hands in there."""

    def __init__(self, folder: Path, clock: Clock, town: Town) -> None:
        self._folder, self._clock, self._town = folder, clock, town
        self._path = folder / "延津县 台账.rdb"

    def begin(self) -> None:
        """Make the book, and enter the town in it."""
        for folder in (self._folder, self._folder / "报送", self._folder / "回执"):
            folder.mkdir()
        with create_book(self._path, unit=COUNTY, name="延津县", level="county") as book:
            book.settings["operator"] = "县农业农村局"
            town = Record(values={"code": CODE, "name": NAME, "level": "town"})
            saved = book.records.save("unit", town)
            if saved.refused:
                raise AssertionError([one.message for one in saved.problems])

    def report(self, month: str, villages: Sequence[Village]) -> Iterator[str]:
        """Let the town hand a month in, and be answered; yield what is wrong with it.

        The county must hold what the town holds, and so what each village had when it closed.
        """
        with self._town.book() as book:
            made = _handed_in(book, month, self._folder / "报送")
        with self._book() as book:
            done = merge(book, [made], operator="县农业农村局")
            yield from _misjudged(month, done)
            again = merge(book, [made], operator="县农业农村局")
            if [one.verdict for one in again.files] != [Said.SAME]:
                yield f"{month}: the county took the town's package in twice"
            decide(book, month)
            [answer] = receipts(book, month, self._folder / "回执").receipts
        with self._town.book() as book:
            state = receive(book, answer.path).status.state
        if state is not MonthState.ACCEPTED:
            yield f"{month}: the county's answer left the town's month {state}"
        yield from self._wrong_totals(month, villages)

    @contextmanager
    def _book(self) -> Iterator[Book]:
        with open_book(self._path) as book:
            self._clock.tell(book)
            yield book

    def _wrong_totals(self, month: str, villages: Sequence[Village]) -> Iterator[str]:
        held = held_by(self._path, definitions_of(self._path))
        above = held_by(self._town.path, definitions_of(self._town.path))
        for village in villages:
            for one in differences(village.code, village.at_town, held.get(village.code, {})):
                yield f"{month} at the county: {one}"
        for unit in sorted(held.keys() | above.keys()):
            for one in differences(unit, above.get(unit, {}), held.get(unit, {})):
                yield f"{month} at the county, beside the town: {one}"


def _handed_in(book: Book, month: str, folder: Path) -> Path:
    """Close the town's month, and make its package."""
    for problem in lacking(book, month):
        nil_report(book, problem.form, month, "本级没有发生")
    closed = months.close(book, month)
    if closed.refused:
        said = [one.message for one in closed.problems if one.level is Level.BLOCK]
        raise AssertionError(f"{NAME} {month}: {said}")
    with without_copies():
        made = package(book, month, folder)
    months.submitted(book, month)
    return made.files[0]


def _misjudged(month: str, done: Merged) -> Iterator[str]:
    for one in done.files:
        if one.verdict != Said.NEW:
            yield f"{month}: the county told {one.verdict}, {one.message}"

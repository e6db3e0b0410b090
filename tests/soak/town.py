"""The town's office in the trial: it takes in, decides, answers, and says who has not reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ruraldesk.definitions.model import Record
from ruraldesk.exchange.keys import Identity, PublicKey
from ruraldesk.services import pack_making, packs
from ruraldesk.services.books import create_book, definitions_of, open_book
from ruraldesk.services.identity import identity_of, trust_key
from ruraldesk.services.merging import Merged, merge, unmerge
from ruraldesk.services.receipts import WrittenReceipt, comment, decide, receipts
from ruraldesk.services.reporting_status import ReportState, status
from ruraldesk.store.book import Book
from tests.soak.clock import Clock
from tests.soak.truth import differences, held_by
from tests.soak.village import Village

CODE, COUNTY, NAME = "410726104000", "410726000000", "王楼镇"


class Town:
    """The town's book, opened for each thing that is done with it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self._clock = folder, clock
        self.path = folder / f"{NAME} 台账.rdb"

    def begin(self, villages: Sequence[Village]) -> None:
        """Make the book, and enter the villages in it."""
        self.folder.mkdir()
        with create_book(self.path, unit=CODE, name=NAME, level="town", parent=COUNTY) as book:
            book.settings["operator"] = "镇党政办"
            units = [{"code": one.code, "name": one.name, "level": "village"} for one in villages]
            for unit in units:
                saved = book.records.save("unit", Record(values=dict(unit)))
                if saved.refused:
                    raise AssertionError([one.message for one in saved.problems])

    @contextmanager
    def book(self) -> Iterator[Book]:
        """Yield the town's book, which knows what day it is."""
        with open_book(self.path) as book:
            self._clock.tell(book)
            yield book

    def identity(self) -> Identity:
        """Return its keys."""
        with self.book() as book:
            return identity_of(book)

    def send_keys(self, villages: Sequence[Village], folder: Path) -> None:
        """Send a pack down to some villages: from then on they encrypt what they hand in."""
        if not villages:
            return
        with self.book() as book:
            made = pack_making.make(book, folder, settings={"due_day": "5"}, title="报送设置")
        for village in villages:
            with village.book() as book:
                packs.install(book, made.path)

    def take(self, root: Path, *, dry_run: bool = False) -> Merged:
        """Take in what lies on a stick."""
        with self.book() as book:
            return merge(book, [root], dry_run=dry_run, operator="镇党政办")

    def take_back(self, batch: str) -> None:
        """Take a batch back."""
        with self.book() as book:
            unmerge(book, batch, operator="镇党政办", reason="收错了U盘")

    def trust(self, unit: str, key: PublicKey) -> None:
        """Take a village's new key in, after a phone call."""
        with self.book() as book:
            trust_key(book, unit, key, operator="镇党政办")

    def ask(self, village: Village, month: str) -> None:
        """Write a comment that must be mended on one of the village's payments."""
        with self.book() as book:
            uuid = village.entries.uuid("payment", month, 0, 0)
            text = "金额与银行回单差一分，请核对。"
            comment(book, village.code, month, "payment", uuid, "amount", text)

    def answer(self, month: str, folder: Path) -> dict[str, WrittenReceipt]:
        """Decide on what came of a month, and write the receipts; return them by unit."""
        folder.mkdir(exist_ok=True)
        with self.book() as book:
            decide(book, month)
            written = receipts(book, month, folder)
        return {one.unit: one for one in written.receipts}

    def wrong_totals(self, villages: Sequence[Village]) -> list[str]:
        """Return what the town holds otherwise than the villages had when they closed."""
        held = held_by(self.path, definitions_of(self.path))
        wrong = [
            str(one)
            for village in villages
            for one in differences(village.code, village.at_town, held.get(village.code, {}))
        ]
        strangers = held.keys() - {one.code for one in villages} - {CODE}
        return wrong + [f"the town holds rows of {unit}" for unit in sorted(strangers)]

    def wrong_matrix(self, villages: Sequence[Village], wanted: Sequence[str]) -> list[str]:
        """Return where the matrix of who has reported is not as it has to be."""
        with self.book() as book:
            told = status(book, wanted[-1], months=len(wanted))
        wrong = []
        for village in villages:
            for cell in told.matrix.get(village.code, ()):
                there = village.reported.get(cell.month)
                found = (cell.state, cell.sequence, cell.on_time)
                right = (
                    (ReportState.MISSING, 0, False)
                    if there is None
                    else (there.state, there.sequence, there.on_time)
                )
                if found != right:
                    wrong.append(f"{village.name} {cell.month}: told {found}, should be {right}")
        if told.matrix.keys() != {one.code for one in villages}:
            wrong.append(f"the matrix has {sorted(told.matrix)}")
        return wrong

"""A village in the trial: its clerk enters, checks, closes, hands in, mends and answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from random import Random
from unittest.mock import patch

from ruraldesk.errors import Level
from ruraldesk.exchange.keys import Identity
from ruraldesk.services import months
from ruraldesk.services.books import create_book, definitions_of, open_book
from ruraldesk.services.identity import identity_of, renew
from ruraldesk.services.nil_reports import lacking, nil_report
from ruraldesk.services.packaging import Packaged, package
from ruraldesk.services.putting import put
from ruraldesk.services.receipts import answer, comments, receive
from ruraldesk.services.reporting_status import ReportState
from ruraldesk.store.book import Book
from ruraldesk.store.months import MonthState
from tests.soak.clock import Clock
from tests.soak.entries import Entries, Rows
from tests.soak.truth import Held, held_by


@dataclass
class Standing:
    """Where a month of a village has to stand at the town."""

    sequence: int
    state: ReportState
    on_time: bool


class _NoCopies:
    """What exporting returns in packages that go without their Excel and PDF."""

    files: tuple[Path, ...] = ()


@contextmanager
def without_copies() -> Iterator[None]:
    """Let packages go without their Excel and PDF, which take long to make."""
    with patch("ruraldesk.services.exporting.export_month", lambda *_, **__: _NoCopies):
        yield


@dataclass
class Village:
    """One village: its book, and what the trial knows of it."""

    code: str
    name: str
    folder: Path
    parent: str
    clock: Clock
    random: Random
    entries: Entries
    copies: bool  # its packages take the Excel and PDF copies along, which takes long to make
    reported: dict[str, Standing] = field(default_factory=dict)  # by month, as the town has it
    truth: Held = field(default_factory=dict)  # what it had when it closed last
    at_town: Held = field(default_factory=dict)  # what it had when the town took it in last
    last: Packaged | None = None
    made: int = 0

    @property
    def path(self) -> Path:
        """The book's file."""
        return self.folder / f"{self.name} 台账.rdb"

    @contextmanager
    def book(self) -> Iterator[Book]:
        """Yield the village's book, open for writing, which knows what day it is."""
        with open_book(self.path) as book:
            self.clock.tell(book)
            yield book

    def begin(self) -> None:
        """Make the book, and enter what the village has."""
        self.folder.mkdir(parents=True)
        create_book(
            self.path, unit=self.code, name=self.name, level="village", parent=self.parent
        ).close()
        with self.book() as book:
            book.settings["operator"] = f"{self.name}文书"
            self._put(book, self.entries.first())

    def work(self, month: str, size: int) -> None:
        """Enter what happens in a month, with a scan; some things change, some go."""
        with self.book() as book:
            self._put(book, self.entries.of_month(month, size))
            self._scan(book, month)
            phone = {"uuid": self.entries.uuid("person", month, 0), "phone": "13900000000"}
            self._put(book, [("person", phone)])
            if size > 1:
                _deleted(book, "dispute", self.entries.uuid("dispute", month, 1))

    def enter_ahead(self, month: str) -> None:
        """Enter something of a month before the one before it was closed."""
        with self.book() as book:
            self._put(book, self.entries.ahead(month))

    def hand_in(self, month: str, folder: Path) -> Packaged:
        """Close a month and make its package; what was in the book then is the truth."""
        with self.book() as book:
            self._close(book, month)
            made = self._package(book, month, folder)
            months.submitted(book, month)
        until = max([month, *self.reported])
        self.truth = held_by(self.path, definitions_of(self.path), until).get(self.code, {})
        self.last = made
        self.made += 1
        return made

    def mend(self, month: str, reason: str) -> None:
        """Reopen a month, change an amount, and answer what the town asked."""
        with self.book() as book:
            months.reopen(book, month, reason)
            uuid = self.entries.uuid("payment", month, 0, 0)
            paid = book.records.get("payment", uuid)["amount"]
            less = f"{Decimal(str(paid)) - Decimal('0.01')}"
            self._put(book, [("payment", {"uuid": uuid, "amount": less})], reason)
            for one in comments(book, self.code, month):
                if one.is_open:
                    answer(book, one.uuid, "已核对，多记了一分，现已改正。")

    def receive(self, receipt: Path) -> MonthState:
        """Take the town's answer in; return where the month stands."""
        with self.book() as book:
            return receive(book, receipt).status.state

    def identity(self) -> Identity:
        """Return its keys."""
        with self.book() as book:
            return identity_of(book)

    def new_keys(self) -> Identity:
        """Give the book new keys, as after a theft."""
        with self.book() as book:
            return renew(book)

    def copied(self, folder: Path) -> Village:
        """Return the same village on a second computer, with a copy of everything."""
        shutil.copytree(self.folder, folder)
        known = {key: getattr(self, key) for key in ("code", "name", "parent", "clock", "random")}
        return Village(
            **known,
            folder=folder,
            entries=self.entries,
            copies=False,
            reported=dict(self.reported),
        )

    def _put(self, book: Book, rows: Rows, reason: str = "") -> None:
        for form, some in groupby(rows, key=lambda one: one[0]):
            lines = [json.dumps(row, ensure_ascii=False) for _, row in some]
            done = put(book, form, lines, operator=f"{self.name}文书", reason=reason)
            if done.refused:
                said = [one.message for one in done.problems if one.level is Level.BLOCK]
                raise AssertionError(f"{self.name} {form}: {said}")

    def _scan(self, book: Book, month: str) -> None:
        scan = self.folder / f"{month} 扫描件.pdf"
        scan.write_bytes(b"%PDF-1.4\n" + self.random.randbytes(3_000) + b"\n%%EOF\n")
        name = book.attachments.add(scan)
        row = {"uuid": self.entries.uuid("person", month, 0), "photo": [name]}
        self._put(book, [("person", row)])

    def _close(self, book: Book, month: str) -> None:
        for problem in lacking(book, month):
            nil_report(book, problem.form, month, "本月没有发生")
        closed = months.close(book, month)
        if closed.refused:
            said = [one.message for one in closed.problems if one.level is Level.BLOCK]
            raise AssertionError(f"{self.name} {month}: {said}")

    def _package(self, book: Book, month: str, folder: Path) -> Packaged:
        folder.mkdir(exist_ok=True)
        if self.copies:
            return package(book, month, folder)
        with without_copies():
            return package(book, month, folder)


def _deleted(book: Book, form: str, uuid: str) -> None:
    saved = book.records.delete(form, uuid, book.records.get(form, uuid).revision)
    if saved.refused:
        raise AssertionError([one.message for one in saved.problems])

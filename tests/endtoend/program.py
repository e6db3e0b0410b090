"""The program as its own process at a screen, and its book as others read it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services.books import create_book, open_book
from ruraldesk.store.book import Book
from tests.endtoend.screen import Screen, end, wait_for

UNIT, DAY, MONTH = "410726104201", "2023-11-28", "2023-11"


class Program:
    """A village's book, and the window that has it open."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self.screen = screen
        self.path = folder / "黄寺 村.rdb"
        with create_book(
            self.path, unit=UNIT, name="黄寺村", level="village", parent="410726104000"
        ) as book:
            book.settings["as_of"] = DAY
        self._process: subprocess.Popen[bytes] | None = None

    # the process

    def start(self) -> None:
        """Start the program and wait until it shows the book."""
        command = [sys.executable, "-m", "ruraldesk", "open", str(self.path)]
        self._process = subprocess.Popen(command, env=self.screen.variables())
        self.screen.wait_for_title("黄寺村 ·")
        wait_for("a status bar that says something", self._is_filled)
        self.screen.wait_until_still()

    def _is_filled(self) -> bool:
        picture = self.screen.picture()
        foot = picture.crop(
            (picture.width // 4, picture.height - 18, picture.width, picture.height)
        )
        return len(foot.getcolors(maxcolors=foot.width * foot.height) or ()) > 8

    def kill(self) -> None:
        """End the program as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End the program where it runs."""
        if self._process is not None:
            end(self._process)

    def show(self, initials: str) -> None:
        """Show a page, found by the pinyin initials of its name."""
        self.screen.press("ctrl+l")
        self.screen.type(initials)
        self.screen.press("Return")

    # the book

    @contextmanager
    def book(self) -> Iterator[Book]:
        """The book, opened to be read while the program has it."""
        book = open_book(self.path, read_only=True)
        try:
            yield book
        finally:
            book.close()

    def rows(self, form: str) -> list[Record]:
        """Return the records of a ledger."""
        with self.book() as book:
            return list(book.records.find(form))

    def drafts(self, form: str) -> list[Mapping[str, Value]]:
        """Return what is kept of half-filled entries of a ledger."""
        with self.book() as book:
            return [draft.record.values for draft in book.drafts.all(form)]

    def add(self, form: str, **values: Any) -> None:
        """Enter a record before the program is started."""
        with open_book(self.path) as book:
            saved = book.records.save(form, Record(values={"unit": UNIT, **values}))
        assert not saved.refused, saved.problems

"""What an office remembers of its own work: files read, decisions taken, receipts handed down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert as plain_insert
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from ruraldesk.store.journal_entries import Act, Action, Entry, append

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

JOURNAL_FORM = "_looked"  # under which decisions stand in the journal; no ledger is called so


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of one file that was read."""

    id: int = 0
    batch: str = ""
    time: str = ""  # ISO
    operator: str = ""
    path: str
    verdict: str
    message: str
    unit: str
    unit_name: str
    month: str
    sequence: int
    check_code: str
    counts: Mapping[str, int]  # added, changed, unchanged, removed


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Something that asked for a decision and got one."""

    key: str
    reason: str
    time: str  # ISO
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A receipt that lies where it was to go."""

    unit: str
    month: str
    package: str  # SHA-256 of the manifest that it answers
    verdict: str
    place: str
    stick: bool
    time: str  # ISO
    operator: str


class OfficeNotes:
    """The notes of a book's office."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def keep_judged(self, files: Iterable[Judged], act: Act) -> None:
        """Keep what became of the files of one reading, under its batch.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        about = {"batch": act.batch, "time": act.time, "operator": act.operator}
        rows = [asdict(one) | {"counts": json.dumps(one.counts)} | about for one in files]
        for row in rows:
            del row["id"]
        if rows:
            with self._book.writing() as connection:
                connection.execute(plain_insert(self._book.tables["_judged"]), rows)

    def judged(self, batch: str = "") -> list[Judged]:
        """Return what became of files, of one reading or of all, in the order they were read."""
        table = self._book.tables["_judged"]
        query = select(table).order_by(table.c.id)
        if batch:
            query = query.where(table.c.batch == batch)
        with self._book.reading() as connection:
            return [
                Judged(**{**row._mapping, "counts": json.loads(row.counts)})
                for row in connection.execute(query)
            ]

    def look(self, key: str, act: Act) -> None:
        """Note that something was looked at, why it stays as it is, and by whom.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        row = {"key": key, "reason": act.reason, "time": act.time, "operator": act.operator}
        entry = Entry(
            action=Action.MONTH, form=JOURNAL_FORM, record=key, revision=0, before={}, after=row
        )
        with self._book.writing() as connection:
            statement = insert(self._book.tables["_looked"]).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=row))
            append(connection, self._book.tables["_journal"], act, [entry])

    def looked(self) -> dict[str, Looked]:
        """Return by its key everything that was looked at."""
        with self._book.reading() as connection:
            rows = connection.execute(select(self._book.tables["_looked"]))
            return {row.key: Looked(**row._mapping) for row in rows}

    def give(self, receipts: Iterable[Given]) -> None:
        """Note that receipts lie where they were to go.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        rows = [asdict(one) | {"stick": int(one.stick)} for one in receipts]
        if rows:
            with self._book.writing() as connection:
                connection.execute(plain_insert(self._book.tables["_given"]), rows)

    def given(self) -> list[Given]:
        """Return the receipts that went down, the oldest first."""
        table = self._book.tables["_given"]
        names = [table.c[name] for name in Given.__slots__]
        with self._book.reading() as connection:
            rows = connection.execute(select(*names).order_by(table.c.id))
            return [Given(**{**row._mapping, "stick": bool(row.stick)}) for row in rows]

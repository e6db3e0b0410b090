"""How quickly records are kept: `python -m tests.bench.saving [ROWS]`.

One record with its rules, lines and journal in a long ledger, against sqlite3 inserting the same
row and nothing else; many at once, against `executemany`; definitions and opening a book.
"""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import tomli
from sqlalchemy import event

from ruraldesk.definitions.loader import load
from ruraldesk.definitions.model import Record
from ruraldesk.services import entry
from ruraldesk.services.books import open_book, shipped_definitions
from ruraldesk.store.book import Book
from ruraldesk.store.records import Saved
from ruraldesk.texts.resources import forms_dir
from tests.bench.large_book import LARGE, PAYMENTS_OF_ONE, SMALL, identity, large_book
from tests.bench.timing import seconds, shown, tell

SAVES = 15
MANY = 2_000


def main(rows: int) -> None:
    """Print how long saving takes in a long ledger, then in bulk, then loading and opening."""
    with copy_of(large_book(rows)) as book:
        print(f"{rows:,} payments, Python {sys.version.split()[0]}")
        saves(book)
        in_bulk(book, rows // PAYMENTS_OF_ONE)
    definitions()
    opening(large_book(rows), large_book(SMALL))


@contextmanager
def copy_of(kept: Path) -> Iterator[Book]:
    """Yield a copy of a book that is kept, so that it stays as it is."""
    with TemporaryDirectory(dir=kept.parent) as folder:
        path = Path(folder) / kept.name
        shutil.copyfile(kept, path)
        with open_book(path) as book:
            yield book


def saves(book: Book) -> None:
    """Save new payments, a changed payment, and a project with all its lines."""
    numbers = count(1)
    paid = changing(book, "payment", lambda: {"voucher": f"付-改-{next(numbers)}"})
    built = changing(book, "project", lambda: {"remark": f"第 {next(numbers)} 次修改"})
    for name, form, act in (
        ("New payment saved", "payment", partial(save_new, book)),
        ("Payment changed", "payment", paid),
        ("Project with its lines changed", "project", built),
    ):
        act()  # statements are compiled once
        with commits(book) as made:
            ours = seconds(act, SAVES)
        tell(name, ours, "bare insert", bare_insert(book, form), "20 ms")
        print(f"  commits for each: {len(made) / SAVES:g}, aim 1")
    record = entry.load(book, "payment", identity("payment", 7))
    print(f"  live review of a payment: {shown(seconds(partial(review, book, record), SAVES))}")


def save_new(book: Book) -> None:
    """Save one more payment, as the entry panel does."""
    form = book.definitions.form("payment")
    assert form.example is not None
    values = {
        **form.example.values,
        "allocation": identity("allocation", 1),
        "paid_on": date(2023, 11, 1),
        "amount": Decimal("12.50"),
        "voucher": f"付-{uuid4()}",
    }
    refuse(entry.save(book, "payment", Record(values=values)))


def changing(book: Book, form: str, values: Callable[[], dict[str, Any]]) -> Callable[[], None]:
    """Return an act that changes the same record again and again."""
    record = entry.load(book, form, identity(form, 7))

    def change() -> None:
        nonlocal record
        saved = entry.save(book, form, replace(record, values={**record.values, **values()}))
        refuse(saved)
        record = saved.record

    return change


def refuse(saved: Saved) -> None:
    """Make sure that what is timed was really done."""
    if saved.refused or saved.unchanged:
        raise RuntimeError(f"not saved: {[problem.message for problem in saved.problems]}")


def review(book: Book, record: Record) -> None:
    """Look at a record as the entry panel does at each change."""
    entry.review(book, "payment", record)


@contextmanager
def commits(book: Book) -> Iterator[list[object]]:
    """Yield a list that gets an entry for every commit of the book."""
    made: list[object] = []
    note = made.append
    event.listen(book.engine, "commit", note)
    yield made
    event.remove(book.engine, "commit", note)


def bare_insert(book: Book, form: str) -> float:
    """Return the time to insert a row of the ledger, with its indexes and without a log."""
    with TemporaryDirectory() as folder, plain_copy(book, form, Path(folder)) as plain:
        row, statement = a_row(book, form)
        numbers = count(10**9)

        def insert() -> None:
            plain.execute(statement, (next(numbers), str(uuid4()), *row))

        return seconds(insert, SAVES)


@contextmanager
def plain_copy(book: Book, form: str, folder: Path) -> Iterator[sqlite3.Connection]:
    """Yield a plain database with the table of one ledger, empty, that keeps no log."""
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode = OFF")
    plain.execute("PRAGMA foreign_keys = OFF")
    with book.reading() as connection:
        made = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql NOT LIKE '%UNIQUE INDEX%'",
            (form,),
        )
        for statement in made.scalars():
            plain.execute(statement)
    yield plain
    plain.close()


def a_row(book: Book, form: str) -> tuple[tuple[Any, ...], str]:
    """Return a stored row but for its id and UUID, and the statement that inserts it with them."""
    with book.reading() as connection:
        row = connection.exec_driver_sql(f'SELECT * FROM "{form}" LIMIT 1').one()
    places = ", ".join("?" * len(row))
    return tuple(row)[2:], f'INSERT INTO "{form}" VALUES ({places})'


def in_bulk(book: Book, allocations: int) -> None:
    """Write many payments past the rules, and through them, as `put` does."""
    with TemporaryDirectory() as folder, plain_copy(book, "payment", Path(folder)) as plain:
        plain.execute("PRAGMA journal_mode = WAL")
        plain.execute("PRAGMA synchronous = FULL")
        row, statement = a_row(book, "payment")
        numbers = count(10**9)

        def peer() -> None:
            plain.execute("BEGIN")
            rows = ((next(numbers), str(uuid4()), *row) for _ in range(MANY))
            plain.executemany(statement, rows)
            plain.execute("COMMIT")

        many = seconds(peer)
    inserted = seconds(lambda: book.records.insert_many("payment", new_payments(allocations)))
    tell(f"{MANY} payments inserted in bulk", inserted, "executemany", many)

    def save_many() -> None:
        saved = book.records.save_many("payment", list(new_payments(allocations)))
        if saved.refused:
            raise RuntimeError(f"refused: {saved.problems[0].message}")

    put = seconds(save_many, 1)
    tell(f"{MANY} payments saved with their rules", put, "executemany", many)
    print(f"  {MANY / inserted:,.0f} inserted, {MANY / put:,.0f} saved a second")


def new_payments(allocations: int) -> Iterator[Record]:
    """Yield payments that break no rule."""
    form = shipped_definitions().form("payment")
    assert form.example is not None
    for number in range(MANY):
        yield Record(
            values={
                **form.example.values,
                "allocation": identity("allocation", number * 7 % allocations),
                "amount": Decimal("1.25"),
                "voucher": f"付-{uuid4()}",
            }
        )


def definitions() -> None:
    """Load the shipped definitions, against parsing their TOML and nothing else."""
    files = sorted(forms_dir().rglob("*.toml"))

    def peer() -> None:
        for file in files:
            tomli.loads(file.read_text(encoding="utf-8"))

    ours = seconds(lambda: load(forms_dir()), 5)
    tell(f"Definitions loaded ({len(files)} files)", ours, "tomli alone", seconds(peer, 5))


def opening(large: Path, small: Path) -> None:
    """Open a book when everything has been imported, against the smallest look into the file."""

    def peer() -> None:
        connection = sqlite3.connect(large)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.close()

    plain = seconds(peer, 5)
    tell("Large book opened", seconds(lambda: open_book(large).close(), 5), "sqlite3", plain)
    tell("Small book opened", seconds(lambda: open_book(small).close(), 5), "sqlite3", plain)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE)

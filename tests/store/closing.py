"""The village's book with ledgers that close: receipts and payments are final, disputes monthly."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ruraldesk.definitions.model import Definitions, Record
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.months import MonthAct
from ruraldesk.store.records import Saved
from tests.definitions.builders import loaded
from tests.store.village import CHOICES, FIGURES, HUANGSI, LEDGERS, TODAY, TOWN, add

MONTH, NEXT = "2023-11", "2023-12"
CLOSES = "closes = true\ndated_by = "
DISPUTE = """
key = "dispute"
title = "矛盾纠纷排查"
name = "{screened_on} {found}"
dated_by = "screened_on"
monthly = true
totals = ["found"]
[[field]]
key = "screened_on"
type = "date"
label = "排查日期"
required = true
[[field]]
key = "found"
type = "integer"
label = "排查起数"
"""


@cache
def closing_definitions() -> Definitions:
    """Return the definitions; they are loaded once."""
    final = {key: LEDGERS[key].replace("dated_by = ", CLOSES) for key in ("receipt", "payment")}
    ledgers = {**LEDGERS, **final, "dispute": DISPUTE}
    with TemporaryDirectory() as folder:
        return loaded(Path(folder), ledgers=ledgers, choices=CHOICES, figures=FIGURES)


@contextmanager
def closing_book(
    folder: Path, *, password: str | None = None, today: date = TODAY
) -> Iterator[Book]:
    """Yield a new book of the village Huangsi, open for writing, whose day is `today`."""
    info = BookInfo(unit=HUANGSI, name="黄寺村", level="village", parent=TOWN)
    path = folder / "黄寺村 台账.rdb"
    with Book.create(path, closing_definitions(), info, password=password) as book:
        add(book, "unit", code=HUANGSI, name="黄寺村")
        book.settings["as_of"] = today.isoformat()
        keeps_no_disputes(book)
        yield book


def keeps_no_disputes(book: Book) -> None:
    """Let a book say that it does not keep the ledger of disputes, until it has one."""
    detail = {"form": "dispute", "standing": True}
    book.months.do("2000-01", MonthAct.NIL, reason="镇里统一排查", detail=detail)


def payment(book: Book, to: Record, amount: str, day: date | None = TODAY) -> Record:
    """Save a payment of a project."""
    return add(book, "payment", project=to.uuid, amount=Decimal(amount), paid_on=day)


def change(book: Book, form: str, uuid: str, reason: str = "", **values: object) -> Saved:
    """Save over a stored record, with a reason or without."""
    before = book.records.get(form, uuid)
    wanted = Record(values=values, uuid=uuid, revision=before.revision)  # type: ignore[arg-type]
    return book.records.save(form, wanted, operator="张三", reason=reason, as_of=TODAY)

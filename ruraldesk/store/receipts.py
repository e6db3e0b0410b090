"""The receipts of a book: those that it gave to units below, and those that it took in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert

from ruraldesk.store.bookkeeping import now
from ruraldesk.store.comments import Comment
from ruraldesk.store.journal_entries import Act, Action, Entry, append

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

JOURNAL_FORM = "_receipts"  # under which they stand in the journal; no ledger is called so


class ReceiptVerdict(StrEnum):
    """What an office says about a report; stable words."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReceipt:
    """A receipt that was given or taken in."""

    unit: str  # division code of whom it answers
    month: str
    sequence: int
    package: str  # SHA-256 of the manifest that it answers
    verdict: ReceiptVerdict
    office: str  # division code of who answers
    office_name: str
    made: str  # ISO time
    operator: str
    sha256: str  # what the receipt is known by
    time: str = ""  # ISO, when it was written or taken in here


class Receipts:
    """The receipts that a book remembers."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_receipts"]

    def of(self, unit: str, month: str = "") -> list[KeptReceipt]:
        """Return the receipts for a unit, of one month or of all, in the order they came."""
        table = self._table
        query = select(table).where(table.c.unit == unit).order_by(table.c.id)
        if month:
            query = query.where(table.c.month == month)
        with self._book.reading() as connection:
            return [_kept(row) for row in connection.execute(query)]

    def keep(self, receipt: KeptReceipt, comments: Iterable[Comment], act: Act) -> int:
        """Keep a receipt with its comments, all or nothing; return how many comments are new.

        A receipt that is known is not kept twice.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        with self._book.writing() as connection:
            changed = self._book.comments.keep(comments, act, connection)
            self._keep(connection, receipt, act)
        return changed

    def _keep(self, connection: Connection, receipt: KeptReceipt, act: Act) -> None:
        values = asdict(receipt) | {"verdict": receipt.verdict.value, "time": now()}
        statement = insert(self._table).values(values).on_conflict_do_nothing()
        if not connection.execute(statement).rowcount:
            return
        entry = Entry(
            action=Action.MONTH,
            form=JOURNAL_FORM,
            record=receipt.sha256,
            revision=receipt.sequence,
            before={},
            after=values,
        )
        append(connection, self._book.tables["_journal"], act, [entry])


def _kept(row: Row[Any]) -> KeptReceipt:
    values = {name: getattr(row, name) for name in KeptReceipt.__slots__}
    return KeptReceipt(**{**values, "verdict": ReceiptVerdict(row.verdict)})

"""Finding the receipts of a book's unit on sticks and in folders, by what is in the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.exchange.finding import files_below
from ruraldesk.exchange.receipt import SUFFIX, Receipt, read_receipt
from ruraldesk.exchange.refusals import NotForUs, WrongKind
from ruraldesk.services.identity import identity_of
from ruraldesk.services.receiving import is_known
from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The receipts that were found.

    `files` are still to be taken in: those that cannot be read first, of which `receive` says what
    is wrong, the others as they were made. `known` are the unit's that were taken in before, or
    are older, as they were made. `others` counts those of other units, which were passed over.
    """

    files: tuple[Path, ...] = ()
    known: tuple[Path, ...] = ()
    others: int = 0


def waiting_receipts(book: Book, *folders: Path) -> Waiting:
    """Return the receipts in folders or on sticks, whatever they are called and however deep.

    Raises:
        FileError: a folder cannot be read; the stick is gone.
        ReadOnlyBook: the book has no keys yet and cannot be written.
    """
    identities = [identity_of(book)]
    broken: list[Path] = []
    found: list[tuple[datetime, Path]] = []
    known: list[tuple[datetime, Path]] = []
    others = 0
    for path in (path for folder in folders for path in files_below(folder, SUFFIX)):
        try:
            receipt = read_receipt(path, identities)
        except WrongKind:
            continue  # a package under another ending: another matter than receipts
        except UserError as error:
            if isinstance(error, NotForUs) and error.to != book.info.unit:
                others += 1
            else:
                broken.append(path)
            continue
        if receipt.unit != book.info.unit:
            others += 1
        else:
            (known if is_known(book, receipt) else found).append((_made(receipt), path))
    return Waiting(
        files=(*broken, *(path for _, path in sorted(found))),
        known=tuple(path for _, path in sorted(known)),
        others=others,
    )


def _made(receipt: Receipt) -> datetime:
    return datetime.fromisoformat(receipt.made)

"""Receipts: an office says accepted or returned, and the unit below takes the answer in.

At the office above, `accept` and `send_back` decide on what was taken in last of a unit's month,
and `receipts` writes a file for each unit. At the unit, `receive` takes that file in: the month
becomes accepted or returned, and the comments come to stand where they belong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from ruraldesk import __version__
from ruraldesk.errors import Progress, UserError
from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.receipt import SUFFIX, Receipt, SentComment, write_receipt
from ruraldesk.services.answering import answer
from ruraldesk.services.book_settings import setting
from ruraldesk.services.comments import comment, comments, last_report, settle
from ruraldesk.services.identity import identity_of, key_of_unit
from ruraldesk.services.receipt_files import Waiting, waiting_receipts
from ruraldesk.services.receiving import Received, kept, receive
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.comments import Comment, CommentLevel
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.receipts import KeptReceipt, ReceiptVerdict
from ruraldesk.store.taken import REPORTED, Taken
from ruraldesk.texts.dates import chinese_month, told_month
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr

__all__ = [
    "NothingToMend",
    "Received",
    "Waiting",
    "Written",
    "WrittenReceipt",
    "accept",
    "answer",
    "comment",
    "comments",
    "decide",
    "receipts",
    "receive",
    "send_back",
    "settle",
    "waiting_receipts",
]


class NothingToMend(UserError):
    """A report is to be returned, but no comment says why."""

    code = "nothing_to_mend"

    def __init__(self, unit: str, month: str) -> None:
        super().__init__(
            tr(
                "No comment says what {unit} has to mend in {month}. Write at least one that is "
                "not answered yet, then return it."
            ).format(unit=unit, month=told_month(month))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReceipt:
    """One receipt as it lies in the folder."""

    path: Path
    unit: str
    unit_name: str
    month: str
    sequence: int
    verdict: ReceiptVerdict
    comments: int
    encrypted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """All receipts of a month, and the reports that got none.

    `waiting` are those that nobody has decided on; `on_paper` those of units without the program,
    which cannot read a receipt: tell them.
    """

    receipts: tuple[WrittenReceipt, ...]
    waiting: tuple[Taken, ...] = ()
    on_paper: tuple[Taken, ...] = ()


def accept(book: Book, unit: str, month: str) -> Taken:
    """Accept what was taken in last of a unit's month, and return it.

    What had to be mended, and what was answered, is settled with it.

    Raises:
        NothingReported: nothing was taken in.
        ReadOnlyBook: the book cannot be written.
    """
    report = last_report(book, unit, month)
    time = now()
    settled = [
        replace(one, settled=time)
        for one in book.comments.of(unit, month)
        if not one.settled and (one.answer or one.level is CommentLevel.MEND)
    ]
    return _decided(book, report, ReceiptVerdict.ACCEPTED, settled)


def send_back(book: Book, unit: str, month: str) -> Taken:
    """Return what was taken in last of a unit's month; its comments say why.

    Raises:
        NothingReported: nothing was taken in.
        NothingToMend: there is no comment that the unit has still to answer.
        ReadOnlyBook: the book cannot be written.
    """
    report = last_report(book, unit, month)
    if not any(one.is_open for one in book.comments.of(unit, month)):
        raise NothingToMend(report.unit_name, month)
    return _decided(book, report, ReceiptVerdict.RETURNED)


def decide(book: Book, month: str, units: Sequence[str] | None = None) -> list[Taken]:
    """Decide on each report that nobody has decided on, and return them.

    What has a comment that must be mended and has no answer is returned, all else is accepted.

    Args:
        units: division codes; all units that have reported if None.

    Raises:
        NothingReported: one of `units` has not.
        ReadOnlyBook: the book cannot be written.
    """
    decided = []
    for report in _reports(book, month, units):
        if report.answer:
            continue
        asked = any(
            one.is_open and one.level is CommentLevel.MEND
            for one in book.comments.of(report.unit, month)
        )
        decided.append((send_back if asked else accept)(book, report.unit, month))
    return decided


def receipts(
    book: Book,
    month: str,
    folder: Path,
    units: Sequence[str] | None = None,
    *,
    progress: Progress | None = None,
) -> Written:
    """Write a receipt for each report of a month that was decided on.

    The same answer makes the same receipt, however often it is written. It is encrypted for the
    unit, whose key came with its package.

    Args:
        units: division codes; all units that have reported if None.
        progress: told of each unit.

    Raises:
        NothingReported: one of `units` has not.
        FileError: the folder cannot be written; receipts before that one are there.
        ReadOnlyBook: the book cannot be written.
    """
    found = _reports(book, month, units)
    decided = [one for one in found if one.answer and one.verdict != REPORTED]
    names = Counter(one.unit_name for one in decided)
    written = []
    for done, one in enumerate(decided):
        if progress is not None:
            progress(done, len(decided), one.unit_name)
        written.append(_write(book, one, folder, mention=names[one.unit_name] > 1))
    return Written(
        receipts=tuple(written),
        waiting=tuple(one for one in found if not one.answer),
        on_paper=tuple(one for one in found if one.answer and one.verdict == REPORTED),
    )


def _reports(book: Book, month: str, units: Sequence[str] | None) -> list[Taken]:
    """Return the last report of each unit, by its code."""
    if units is not None:
        return [last_report(book, unit, month) for unit in dict.fromkeys(units)]
    last = {one.unit: one for one in book.taking.taken(month=month)}
    return [last[unit] for unit in sorted(last)]


def _decided(
    book: Book, report: Taken, verdict: ReceiptVerdict, settled: Iterable[Comment] = ()
) -> Taken:
    act = Act(operator=setting(book, "operator"))
    book.taking.answer(report.id, verdict.value, act, settled)
    return replace(report, answer=verdict.value)


def _write(book: Book, report: Taken, folder: Path, *, mention: bool) -> WrittenReceipt:
    """Write one receipt; `mention` the code where two units have the same name."""
    about = book.comments.of(report.unit, report.month)
    receipt = _receipt(book, report, about)
    code = f"({report.unit})" if mention else ""
    name = f"{report.unit_name}{code} {chinese_month(report.month)} 第{report.sequence}次 回执"
    target = folder / legal_name(name + SUFFIX)
    key = key_of_unit(book, report.unit)
    envelope = None if key is None else Envelope(to=report.unit, key=key, to_name=report.unit_name)
    book.receipts.keep(kept(receipt), (), Act(operator=receipt.operator))
    write_receipt(target, receipt, identity_of(book), envelope)
    return WrittenReceipt(
        path=target,
        unit=report.unit,
        unit_name=report.unit_name,
        month=report.month,
        sequence=report.sequence,
        verdict=ReceiptVerdict(receipt.verdict),
        comments=len(about),
        encrypted=envelope is not None,
    )


def _receipt(book: Book, report: Taken, about: Iterable[Comment]) -> Receipt:
    """Return the receipt for a report: the one that was given last when nothing changed since."""
    given = book.receipts.of(report.unit)
    info = book.info
    receipt = Receipt(
        unit=report.unit,
        unit_name=report.unit_name,
        month=report.month,
        sequence=report.sequence,
        package=report.sha256,
        check_code=report.check_code,
        verdict=report.answer,
        comments=tuple(_sent(one) for one in about),
        office=info.unit,
        office_name=info.name,
        key=identity_of(book).public.text,
        operator=setting(book, "operator"),
        made=_after(given),
        program=__version__,
    )
    last = next((one for one in reversed(given) if one.month == report.month), None)
    if last is not None:
        again = replace(receipt, made=last.made, operator=last.operator)
        if again.sha256 == last.sha256:
            return again
    return receipt


def _after(given: Sequence[KeptReceipt]) -> str:
    """Return this moment, but one behind every receipt given: clocks are set back at times."""
    time = now()
    last = max((datetime.fromisoformat(one.made) for one in given), default=None)
    if last is not None and datetime.fromisoformat(time) <= last:
        return (last + timedelta(seconds=1)).isoformat(timespec="seconds")
    return time


def _sent(one: Comment) -> SentComment:
    said = asdict(one) | {"level": one.level.value}
    return SentComment(**{name: said[name] for name in SentComment.__slots__})

"""Taking a receipt in: the month becomes accepted or returned, its comments come to the records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from ruraldesk.definitions.identity import parent_code
from ruraldesk.exchange.containers import MANIFEST
from ruraldesk.exchange.receipt import Receipt, SentComment, read_receipt
from ruraldesk.exchange.refusals import DamagedPackage, FileRefused
from ruraldesk.services import months
from ruraldesk.services.book_settings import setting
from ruraldesk.services.identity import (
    KeySource,
    Standing,
    addressed,
    identity_of,
    noting_strange,
    refuse_strange_key,
    trust_key,
)
from ruraldesk.services.months import MonthStatus
from ruraldesk.services.unit_names import called
from ruraldesk.store.book import Book
from ruraldesk.store.comments import Comment, CommentLevel
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.months import MonthAct, MonthState
from ruraldesk.store.receipts import KeptReceipt, ReceiptVerdict
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

_LONGEST_REASON = 200  # characters of what a month says it was returned for
_STATES = {
    ReceiptVerdict.ACCEPTED: MonthState.ACCEPTED,
    ReceiptVerdict.RETURNED: MonthState.RETURNED,
}


class OtherUnit(FileRefused):
    """The receipt answers another unit."""

    code = "other_unit"

    def __init__(self, path: Path, receipt: Receipt, own: str) -> None:
        super().__init__(
            path,
            tr(
                "{name} is the receipt of {unit} ({code}); this book is that of {own}. Give it to "
                "{unit}, and ask the office for your own."
            ),
            unit=receipt.unit_name,
            code=receipt.unit,
            own=own,
        )


class WrongOffice(FileRefused):
    """The receipt does not come from the office to which the unit reports."""

    code = "wrong_office"

    def __init__(self, path: Path, receipt: Receipt, above: str) -> None:
        super().__init__(
            path,
            tr(
                "{name} comes from {office} ({code}), but this book reports to {above}. Nothing "
                "was taken in. Ask the office to which you handed the package."
            ),
            office=receipt.office_name,
            code=receipt.office,
            above=above,
        )


class UnknownPackage(FileRefused):
    """The receipt answers a package that this book never made."""

    code = "unknown_package"

    def __init__(self, path: Path, receipt: Receipt) -> None:
        super().__init__(
            path,
            tr(
                "{name} answers submission {sequence} of {month} with the check code {code}, which "
                "this book never made: compare the printed cover. Perhaps another copy of the "
                "book, or the book before a backup was restored, made it. Take the receipt in "
                "there, and work on with that one only."
            ),
            sequence=receipt.sequence,
            month=told_month(receipt.month),
            code=receipt.check_code,
        )


class OlderReceipt(FileRefused):
    """A later receipt for the month was taken in before."""

    code = "older"

    def __init__(self, path: Path, receipt: Receipt, known: KeptReceipt) -> None:
        super().__init__(
            path,
            tr(
                "{name} was made on {made}; a later receipt for {month}, of {known}, is in the "
                "book already. Nothing was changed. Take the newest file from the stick."
            ),
            made=_minute(receipt.made),
            month=told_month(receipt.month),
            known=_minute(known.made),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a receipt.

    `again` says that it had been taken in before; `current` that the month stands as it says,
    which it does not where the month was reopened or closed anew since. `changed` counts the
    comments that are new or say something new, `to_answer` those of the month without an answer.
    """

    month: str
    sequence: int
    verdict: ReceiptVerdict
    office: str
    office_name: str
    operator: str
    made: str  # ISO time
    again: bool
    current: bool
    changed: int
    to_answer: int
    status: MonthStatus
    message: str


def receive(book: Book, file: Path) -> Received:
    """Take the receipt of the office above in; the same one again changes nothing.

    The office's key is trusted with its first receipt, and the next package encrypted for it.

    Raises:
        FileError: the file cannot be read.
        NotAPackage, WrongKind, NewerPackage, DamagedPackage, ForgedPackage, NotForUs: it is no
            receipt, or none that can be relied on or read here.
        OtherUnit, WrongOffice: it is not for this book, or not from the office above.
        UnknownPackage: it answers a package that this book never made.
        StrangeKey: it is signed with another key than the one the office is known by.
        OlderReceipt: a later one is there already.
        ReadOnlyBook: the book cannot be written.
    """
    if book.read_only:
        raise book.because or ReadOnlyBook(book.path, book.holder)
    with addressed(book):
        receipt = read_receipt(file, [identity_of(book)])
    _refuse_foreign(book, file, receipt)
    with noting_strange(book):
        standing = refuse_strange_key(book, receipt.office, receipt.signer)
    again = _refuse_older(book, file, receipt)
    changed, operator = 0, setting(book, "operator")
    if again is None:
        arrived = _arrived(book, file, receipt)
        changed = book.receipts.keep(kept(receipt), arrived, Act(operator=operator))
    if standing is Standing.NEW:
        trust_key(book, receipt.office, receipt.signer, source=KeySource.FIRST, operator=operator)
    _tell_month(book, receipt)
    return _received(book, receipt, again, changed)


def is_known(book: Book, receipt: Receipt) -> bool:
    """Say whether the book has the receipt, or a later one for the month."""
    known = book.receipts.of(receipt.unit, receipt.month)
    place = _order(receipt.sequence, receipt.made)
    return any(place <= _order(one.sequence, one.made) for one in known)


def _refuse_foreign(book: Book, file: Path, receipt: Receipt) -> None:
    """Refuse what is not the answer of the office above to a package of this book."""
    info = book.info
    if receipt.unit != info.unit:
        raise OtherUnit(file, receipt, info.name)
    above = info.parent or parent_code(info.unit)
    if receipt.office != above:
        raise WrongOffice(file, receipt, called(book, above))
    made = {
        str(one.detail["sha256"])
        for one in book.months.acts(receipt.month)
        if one.act is MonthAct.PACKAGE and one.sequence == receipt.sequence
    }
    if receipt.package not in made:
        raise UnknownPackage(file, receipt)


def _refuse_older(book: Book, file: Path, receipt: Receipt) -> KeptReceipt | None:
    """Return what is known of the same receipt; None when it is new, and the newest of its month.

    Raises:
        OlderReceipt: it is new, and not the newest.
    """
    known = book.receipts.of(receipt.unit, receipt.month)
    same = next((one for one in known if one.sha256 == receipt.sha256), None)
    if same is None and known:
        newest = max(known, key=lambda one: _order(one.sequence, one.made))
        if _order(receipt.sequence, receipt.made) <= _order(newest.sequence, newest.made):
            raise OlderReceipt(file, receipt, newest)
    return same


def _order(sequence: int, made: str) -> tuple[int, datetime]:
    return sequence, datetime.fromisoformat(made)


def _arrived(book: Book, file: Path, receipt: Receipt) -> list[Comment]:
    """Return the comments of a receipt as the book keeps them, with the answers given here.

    Raises:
        DamagedPackage: one of them would take the place of another office's comment.
    """
    known = {one.uuid: one for one in book.comments.of(receipt.unit)}
    found = []
    for one in receipt.comments:
        mine = known.get(one.uuid)
        if mine is not None and mine.office != receipt.office:
            raise DamagedPackage(file, (MANIFEST,))
        found.append(_comment(receipt, one, mine))
    return found


def _comment(receipt: Receipt, sent: SentComment, mine: Comment | None) -> Comment:
    said = asdict(sent) | {"level": CommentLevel(sent.level)}
    arrived = Comment(
        unit=receipt.unit,
        month=receipt.month,
        office=receipt.office,
        office_name=receipt.office_name,
        **said,
    )
    if mine is None or not mine.answer:
        return arrived
    return replace(
        arrived, answer=mine.answer, answered=mine.answered, answered_by=mine.answered_by
    )


def kept(receipt: Receipt) -> KeptReceipt:
    """Return a receipt as either end keeps it."""
    return KeptReceipt(
        unit=receipt.unit,
        month=receipt.month,
        sequence=receipt.sequence,
        package=receipt.package,
        verdict=ReceiptVerdict(receipt.verdict),
        office=receipt.office,
        office_name=receipt.office_name,
        made=receipt.made,
        operator=receipt.operator,
        sha256=receipt.sha256,
    )


def _tell_month(book: Book, receipt: Receipt) -> None:
    """Tell the month what its newest receipt says, once: also where a power cut came between."""
    newest = max(
        book.receipts.of(receipt.unit, receipt.month),
        key=lambda one: _order(one.sequence, one.made),
    )
    acts = book.months.acts(receipt.month)
    told = any(one.detail.get("receipt") == receipt.sha256 for one in acts)
    if told or newest.sha256 != receipt.sha256:
        return
    detail = {
        "receipt": receipt.sha256,
        "office": receipt.office_name,
        "made": receipt.made,
        "by": receipt.operator,
    }
    if receipt.verdict == ReceiptVerdict.ACCEPTED:
        months.accepted(book, receipt.month, receipt.sequence, detail)
    else:
        reason = _reason(receipt.comments)
        months.returned(book, receipt.month, receipt.sequence, reason, detail)


def _reason(comments: Sequence[SentComment]) -> str:
    """Return in one line what has to be mended, cut when it is long."""
    asked = [one for one in comments if not (one.answer or one.settled)]
    line = " · ".join(" ".join(one.text.split()) for one in asked)
    return line if len(line) <= _LONGEST_REASON else f"{line[:_LONGEST_REASON]}…"


def _received(book: Book, receipt: Receipt, again: KeptReceipt | None, changed: int) -> Received:
    verdict, status = ReceiptVerdict(receipt.verdict), months.state(book, receipt.month)
    to_answer = sum(one.is_open for one in book.comments.of(receipt.unit, receipt.month))
    current = status.sequence == receipt.sequence and status.state is _STATES[verdict]
    sentences = [*_verdict_sentences(receipt, verdict, to_answer)]
    if again is not None:
        sentences.append(
            tr("It was taken in on {time} already; nothing was changed.").format(
                time=_minute(again.time)
            )
        )
    elif not current:
        sentences.append(
            tr(
                "It is about submission {sequence}, and the month was reopened or closed anew "
                "since: it is kept, and the month stays as it is until the next receipt."
            ).format(sequence=receipt.sequence)
        )
    return Received(
        month=receipt.month,
        sequence=receipt.sequence,
        verdict=verdict,
        office=receipt.office,
        office_name=receipt.office_name,
        operator=receipt.operator,
        made=receipt.made,
        again=again is not None,
        current=current,
        changed=changed,
        to_answer=to_answer,
        status=status,
        message=" ".join(sentences),
    )


def _verdict_sentences(receipt: Receipt, verdict: ReceiptVerdict, to_answer: int) -> Iterator[str]:
    accepted = tr("{office} has accepted {month}, submission {sequence}.")
    returned = tr(
        "{office} has returned {month}, submission {sequence}. Reopen the month, mend what the "
        "comments say, answer them ({count} to answer), then close and hand it in again."
    )
    yield (accepted if verdict is ReceiptVerdict.ACCEPTED else returned).format(
        office=receipt.office_name,
        month=told_month(receipt.month),
        sequence=receipt.sequence,
        count=to_answer,
    )
    if to_answer and verdict is ReceiptVerdict.ACCEPTED:
        yield tr(
            "{count} comments ask you to look; what you answer goes up with the next package."
        ).format(count=to_answer)


def _minute(time: str) -> str:
    return time[:16].replace("T", " ")

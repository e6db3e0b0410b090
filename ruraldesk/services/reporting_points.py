"""What an office has to act on after taking reports in: doubles, refused files, answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ruraldesk.errors import UserError
from ruraldesk.services.book_settings import setting
from ruraldesk.services.merging_desk import Verdict
from ruraldesk.services.merging_memory import file_name, verdict_of
from ruraldesk.services.merging_verdicts import FINE, Said
from ruraldesk.services.reporting_status import units_below
from ruraldesk.store.book import Book
from ruraldesk.store.comments import Comment
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.office_notes import Judged, Looked
from ruraldesk.store.taking_doubles import Double, Doubles
from ruraldesk.texts.clean import find_control
from ruraldesk.texts.translate import tr

_LONGEST = 200  # characters of a reason
_FINE = frozenset(one.value for one in FINE)


class Kind(StrEnum):
    """Why something waits for the office."""

    REFUSED = "refused"  # a file was not taken in, and nothing has come in its place
    ANSWERED = "answered"  # a unit answered a comment that is not settled
    DOUBLE = "double"  # the same person or project in two units


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to act on; of `file`, `comment` and `double` the one that its kind says."""

    kind: Kind
    key: str  # by which it is remembered that it was looked at
    unit: str  # division code; "" for a file that does not say whose it is
    unit_name: str
    month: str = ""
    time: str = ""  # ISO
    other_name: str = ""  # of the other unit of a double
    looked: Looked | None = None
    file: Verdict | None = None
    comment: Comment | None = None
    double: Double | None = None


class BadReason(UserError):
    """Something is to be left as it is without a reason that can be kept."""

    code = "bad_reason"


def points(book: Book) -> list[Point]:
    """Return what waits, and what did and was looked at; refused files first, doubles last.

    A file goes from the list when its unit's month was taken in after all, a comment when it is
    settled or its month accepted, a double when one of its records is gone.
    """
    looked, names = book.notes.looked(), dict(book.records.units())
    return [
        *_refused(book, looked),
        *_answered(book, names),
        *_doubles(book, looked, names),
    ]


def waiting(book: Book) -> int:
    """Return how many points wait for somebody."""
    return sum(one.looked is None for one in points(book))


def look(book: Book, some: Sequence[Point], reason: str) -> None:
    """Note that points were looked at and stay as they are.

    Raises:
        BadReason: no reason is given, it is too long, or holds what no text may.
        ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
    """
    said = reason.strip()
    if not said:
        raise BadReason(tr("Say in a few words why it stays as it is."))
    if len(said) > _LONGEST or find_control(said) is not None:
        message = tr("At most {most} characters, and no control characters. Write it shorter.")
        raise BadReason(message.format(most=_LONGEST))
    for one in some:
        book.notes.look(one.key, Act(operator=setting(book, "operator"), reason=said))


def _refused(book: Book, looked: dict[str, Looked]) -> Iterator[Point]:
    """Yield the files that were refused last time they were read, the newest first.

    A damaged file often does not say whose it is, so files are the same by their names.
    """
    last: dict[str, Judged] = {}
    for one in book.notes.judged():
        last.pop(name := file_name(one.path), None)
        last[name] = one
    came: dict[tuple[str, str], str] = {}
    whole = set()  # names of files that came undamaged
    for report in book.taking.taken():
        came[report.unit, report.month] = report.time
        whole.add(file_name(report.path))
    for name, one in reversed(last.items()):
        known = one.verdict == Said.DAMAGED and name in whole
        if known or one.verdict in _FINE or came.get((one.unit, one.month), "") >= one.time:
            continue
        key = f"refused:{name}:{one.verdict}:{one.check_code}"
        yield Point(
            kind=Kind.REFUSED,
            key=key,
            unit=one.unit,
            unit_name=one.unit_name or name,
            month=one.month,
            time=one.time,
            looked=looked.get(key),
            file=verdict_of(one),
        )


def _answered(book: Book, names: dict[str, str]) -> Iterator[Point]:
    for unit, _ in units_below(book):
        for one in book.comments.of(unit):
            if one.answer and not one.settled and one.office == book.info.unit:
                yield Point(
                    kind=Kind.ANSWERED,
                    key=f"answered:{one.uuid}",
                    unit=unit,
                    unit_name=names.get(unit, unit),
                    month=one.month,
                    time=one.answered,
                    comment=one,
                )


def _doubles(book: Book, looked: dict[str, Looked], names: dict[str, str]) -> Iterator[Point]:
    with book.reading() as connection:
        found = Doubles(book).every(connection)
    for one in found:
        key = ":".join(("double", one.form, *sorted((one.uuid, one.other_uuid))))
        yield Point(
            kind=Kind.DOUBLE,
            key=key,
            unit=one.unit,
            unit_name=names.get(one.unit, one.unit),
            other_name=names.get(one.other_unit, one.other_unit),
            looked=looked.get(key),
            double=one,
        )

"""Comments: what an office asks of a unit's month.

They stay with their record, by its UUID, through corrections and resubmissions, and go down with
the next receipt; the unit answers them (see answering.py).
"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.fitting import shown
from ruraldesk.definitions.model import UNIT, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import UserError
from ruraldesk.exchange.answers import LONGEST_TEXT, LONGEST_WORD
from ruraldesk.services.book_settings import setting
from ruraldesk.services.putting import form_of
from ruraldesk.services.reported_units import reports_for
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.comments import Comment, CommentLevel
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.taken import Taken
from ruraldesk.texts.clean import find_control
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr

__all__ = ["Comment", "CommentLevel"]


class NothingReported(UserError):
    """A unit's month is to be judged of which nothing was taken in."""

    code = "nothing_reported"

    def __init__(self, unit: str, month: str) -> None:
        super().__init__(
            tr(
                "Nothing of {unit} was taken in for {month}, so there is nothing to answer. Take "
                "its package in first, or check unit and month."
            ).format(unit=unit, month=told_month(month))
        )


class BadText(UserError):
    """A comment or an answer says nothing, or what cannot be kept."""

    code = "bad_text"


class NoSuchPlace(UserError):
    """A comment is to be put where nothing is."""

    code = "no_such_place"


class NotToSettle(UserError):
    """A comment was written by another office."""

    code = "not_to_settle"

    def __init__(self, comment: Comment) -> None:
        super().__init__(
            tr(
                "{office} wrote this comment, and only {office} can settle it. Answer it instead."
            ).format(office=comment.office_name)
        )


def comment(
    book: Book,
    unit: str,
    month: str,
    form: str,
    record: str,
    field: str,
    text: str,
    *,
    lines: str = "",
    line: str = "",
    level: CommentLevel = CommentLevel.MEND,
) -> Comment:
    """Write a comment on what a unit reported; it goes down with the next receipt.

    Args:
        unit: division code.
        form: key of a ledger, "" to speak of the whole month.
        record: UUID, "" to speak of the whole ledger.
        field: key, of the ledger or of the kind of lines; "" to speak of the whole record or line.
        lines: key of the kind of lines, with `line`, the UUID of one, where a line is meant.

    Raises:
        NothingReported: the unit has not reported the month.
        BadText: nothing is written, it is too long, or holds what no text may.
        UnknownForm, NoSuchRecord, NoSuchPlace: there is no such ledger, record, line or field.
        ReadOnlyBook: the book cannot be written.
    """
    refuse_text(text)
    report = last_report(book, unit, month)
    made = Comment(
        uuid=str(uuid4()),
        unit=unit,
        month=month,
        sequence=report.sequence,
        form=form,
        record=record,
        lines=lines,
        line=line,
        field=field,
        called=_called(book, report, form, record, field, lines, line)[:LONGEST_WORD],
        level=level,
        text=text,
        time=now(),
        operator=setting(book, "operator"),
        office=book.info.unit,
        office_name=book.info.name,
    )
    book.comments.keep([made], Act(operator=made.operator))
    return made


def comments(book: Book, unit: str = "", month: str = "") -> list[Comment]:
    """Return the comments on a unit's months, in the order in which they were written.

    Args:
        unit: division code; the book's own unit unless said.
        month: only those of this month.
    """
    return book.comments.of(unit or book.info.unit, month)


def settle(book: Book, uuid: str) -> Comment:
    """Say that a comment of this office asks for nothing any more.

    Raises:
        NoSuchComment: there is none with this UUID.
        NotToSettle: another office wrote it.
        ReadOnlyBook: the book cannot be written.
    """
    found = book.comments.get(uuid)
    if found.office != book.info.unit:
        raise NotToSettle(found)
    said = replace(found, settled=found.settled or now())
    book.comments.keep([said], Act(operator=setting(book, "operator")))
    return said


def place_of(book: Book, about: Comment) -> str:
    """Return in words what a comment is about: ledger, record, line and field."""
    form = book.definitions.forms.get(about.form)
    if form is None:
        return about.form or tr("The whole month")
    words = [tr(form.title)]
    if about.called:
        words = [tr("{ledger} “{name}”").format(ledger=words[0], name=about.called)]
    return " · ".join([*words, *_part_of(form, about)])


def part_of(book: Book, about: Comment) -> str:
    """Return in words what of its record a comment is about; "" for the whole of it."""
    return " · ".join(_part_of(book.definitions.form(about.form), about))


def _part_of(form: FormDef, about: Comment) -> list[str]:
    part = next((one for one in form.lines if one.key == about.lines), form)
    words = [tr(part.title)] if part is not form else []
    if about.field:
        field = part.find(about.field)
        words.append(tr(field.label) if field else about.field)
    return words


def last_report(book: Book, unit: str, month: str) -> Taken:
    """Return what was taken in last of a unit's month.

    Raises:
        NothingReported: nothing was.
    """
    taken = book.taking.taken(unit=unit, month=month)
    if not taken:
        raise NothingReported(dict(book.records.units()).get(unit, unit), month)
    return taken[-1]


def refuse_text(text: str) -> None:
    """Refuse what no comment and no answer may say.

    Raises:
        BadText: it is empty, too long, or holds a character that cannot be kept.
    """
    if not text.strip():
        raise BadText(tr("Nothing is written. Say in a few words what is meant."))
    if len(text) > LONGEST_TEXT:
        raise BadText(
            tr("The text has {length} characters, {most} at most. Make it shorter.").format(
                length=f"{len(text):,}", most=f"{LONGEST_TEXT:,}"
            )
        )
    found = find_control(text)
    if found is not None:
        raise BadText(
            tr("The text holds a character that cannot be kept ({code}). Delete it.").format(
                code=found
            )
        )


def _called(
    book: Book, report: Taken, form_key: str, uuid: str, field: str, lines: str, line: str
) -> str:
    """Return what the record is called that is meant, "" for none, when all that is said exists."""
    if not form_key:
        if uuid or field or lines or line:
            raise NoSuchPlace(tr("A record or field is named without its ledger. Name it, too."))
        return ""
    form = form_of(book, form_key)
    record = book.records.get(form.key, uuid) if uuid else None
    if record is not None:
        _refuse_foreign(book, report, form, record)
    _refuse_unknown(form, record, field, lines, line)
    return "" if record is None else name_of(form, record)


def _refuse_foreign(book: Book, report: Taken, form: FormDef, record: Record) -> None:
    """Refuse a record of another unit: its name would go down to people whom it does not concern.

    Raises:
        NoSuchPlace: it belongs neither to the unit nor to one below it.
    """
    if form.find(UNIT) is None:
        return
    owner = str(record[UNIT] or "")
    if not reports_for(report.unit, owner, book.taking.above()):
        raise NoSuchPlace(
            tr("“{name}” belongs to {owner}, not to {unit}. Choose the unit that it is of.").format(
                name=name_of(form, record), owner=owner, unit=report.unit_name
            )
        )


def _refuse_unknown(
    form: FormDef, record: Record | None, field: str, lines: str, line: str
) -> None:
    part = form
    if lines:
        part = _lines_of(form, lines)
    if line and line not in {
        one.uuid for one in (record.lines.get(lines, ()) if record is not None else ())
    }:
        message = tr("“{form}” has no line {uuid} there. It may have been deleted; look again.")
        raise NoSuchPlace(message.format(form=tr(part.title), uuid=shown(line)))
    if field and part.find(field) is None:
        known = [one.key for one in part.fields]
        message = tr("“{form}” has no field “{field}”.")
        told = message.format(form=tr(part.title), field=shown(field))
        raise NoSuchPlace(told + did_you_mean(nearest(field, known)))


def _lines_of(form: FormDef, lines: str) -> FormDef:
    try:
        return form.line(lines)
    except KeyError:
        known = [one.key for one in form.lines]
        message = tr("“{form}” has no lines “{lines}”.")
        told = message.format(form=tr(form.title), lines=shown(lines))
        raise NoSuchPlace(told + did_you_mean(nearest(lines, known))) from None

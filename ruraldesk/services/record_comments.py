"""What the office above asks about single records of this unit, and what stood there then."""

from __future__ import annotations

from collections.abc import Sequence

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import text_of
from ruraldesk.exchange.snapshot import BadSnapshot
from ruraldesk.services.comments import comments
from ruraldesk.services.month_archive import NotClosed, archived
from ruraldesk.store.book import Book
from ruraldesk.store.comments import Comment
from ruraldesk.store.months import MonthState
from ruraldesk.store.snapshots import SnapshotDamaged
from ruraldesk.texts.translate import tr


def about_record(book: Book, record: str) -> list[Comment]:
    """Return what is asked about a record of this unit, what waits for an answer first.

    An answer stays to be seen, and may be changed, until its month is accepted.
    """
    asked = [one for one in comments(book) if one.record == record and not one.settled]
    waits = [one for one in asked if one.is_open]
    months = {one.month for one in asked if not one.is_open}
    accepted = {one for one in months if book.months.get(one).state is MonthState.ACCEPTED}
    return [*waits, *(one for one in asked if not one.is_open and one.month not in accepted)]


def open_by_record(book: Book, form: str) -> dict[str, list[Comment]]:
    """Return by UUID what is asked about the records of a ledger and nobody has answered."""
    found: dict[str, list[Comment]] = {}
    for one in comments(book):
        if one.form == form and one.record and one.is_open:
            found.setdefault(one.record, []).append(one)
    return found


def stood_then(book: Book, about: Comment) -> str:
    """Return what stood in the field of a comment when the office looked at it; "" where unknown.

    It is read from what was closed then, so that later entries do not hide it.
    """
    reported = _reported(book, about)
    form = book.definitions.forms.get(about.form)
    if reported is None or form is None or not about.field:
        return ""
    part, record = form, reported
    if about.lines:
        lines = [one for one in reported.lines.get(about.lines, ()) if one.uuid == about.line]
        if not lines or about.lines not in {one.key for one in form.lines}:
            return ""
        part, [record] = form.line(about.lines), lines
    field = part.find(about.field)
    if field is None or not field.stored:
        return ""
    value = record[field.key]
    return tr("empty") if value is None else text_of(field, value, _named(book, field, value))


def is_as_reported(book: Book, about: Comment) -> bool:
    """Say whether the field that a comment is about still holds what was reported.

    Of a whole record or line: whether all of it does. Where that is not known, it does not.
    """
    then = _reported(book, about)
    now = book.records.peek(about.form, about.record)
    form = book.definitions.forms.get(about.form)
    if then is None or now is None or form is None or now.deleted:
        return False
    if not about.lines:
        if about.field:
            return _same(form, then, now, about.field)
        parts = all(_same_lines(one, then, now) for one in form.lines)
        return parts and all(_same(form, then, now, one.key) for one in form.fields)
    part = next((one for one in form.lines if one.key == about.lines), None)
    if part is None:
        return False
    if not about.line:
        return _same_lines(part, then, now)
    before, after = _line(then, about), _line(now, about)
    keys = [about.field] if about.field else [one.key for one in part.fields]
    return all(_same(part, before, after, key) for key in keys)


def changed_parts(book: Book, about: Comment) -> list[str]:
    """Return what of the record is no longer as it was reported: labels of fields, titles of lines.

    Nothing where it is not known what was reported.
    """
    then = _reported(book, about)
    now = book.records.peek(about.form, about.record)
    form = book.definitions.forms.get(about.form)
    if then is None or now is None or form is None:
        return []
    fields = [tr(one.label) for one in form.fields if not _same(form, then, now, one.key)]
    return [*fields, *(tr(one.title) for one in form.lines if not _same_lines(one, then, now))]


def _line(record: Record, about: Comment) -> Record | None:
    lines: Sequence[Record] = record.lines.get(about.lines, ())
    return next((one for one in lines if one.uuid == about.line), None)


def _same_lines(part: FormDef, then: Record, now: Record) -> bool:
    before, after = then.lines.get(part.key, ()), now.lines.get(part.key, ())
    return [one.uuid for one in before] == [one.uuid for one in after] and all(
        _same(part, old, new, one.key)
        for old, new in zip(before, after, strict=True)
        for one in part.fields
    )


def _same(form: FormDef, then: Record | None, now: Record | None, key: str) -> bool:
    field = form.find(key)
    if then is None or now is None:
        return then is now
    return field is not None and (not field.stored or then[key] == now[key])


def _reported(book: Book, about: Comment) -> Record | None:
    """Return the record as it was reported in the submission that a comment is about."""
    try:
        tables = archived(book, about.month, about.sequence).tables()
        records = tables.records(about.form)
        return next((one for one in records if one.uuid == about.record), None)
    except (NotClosed, SnapshotDamaged, BadSnapshot):
        return None  # what was closed is told to be damaged where it is looked at itself


def _named(book: Book, field: FieldDef, value: object) -> str:
    if field.type is FieldType.DIVISION:
        return dict(book.records.units()).get(str(value), "")
    if field.type is not FieldType.REFERENCE:
        return ""
    meant = book.records.peek(field.form, str(value))
    return "" if meant is None else name_of(book.definitions.form(field.form), meant)

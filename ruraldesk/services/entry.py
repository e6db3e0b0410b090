"""Entering records: what a form asks, what is wrong, saving, and taking acts back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from ruraldesk.definitions.asking import Asked, asked_of
from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.model import Choice, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_fields
from ruraldesk.definitions.through import named_by
from ruraldesk.definitions.validate import check_values
from ruraldesk.definitions.values import BadValue, parse
from ruraldesk.errors import Cancelled, Level, Problem, UserError
from ruraldesk.services.duplicates import with_likely_doubles
from ruraldesk.services.figures import today
from ruraldesk.store.attachments import caption_of, captioned
from ruraldesk.store.book import Book
from ruraldesk.store.bringing_back import bring_back
from ruraldesk.store.closed_months import CODE as CLOSED_MONTH
from ruraldesk.store.drafts import Draft
from ruraldesk.store.journal import Change, FieldChange
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.live_rules import live_problems
from ruraldesk.store.newest import newest_ids
from ruraldesk.store.putting_back import is_so
from ruraldesk.store.putting_back import put_back as with_entry_back
from ruraldesk.store.records import Saved
from ruraldesk.store.search import Hit
from ruraldesk.store.sql_expressions import SqlLedgers
from ruraldesk.store.stale import StaleRevision
from ruraldesk.store.undo import CannotUndo
from ruraldesk.texts.translate import tr

__all__ = [
    "CLOSED_MONTH", "CannotUndo", "Change", "Draft", "FieldChange", "Hit", "OldValue",
    "Review", "Saved", "StaleRevision", "add_attachment", "add_choice", "attachment_path",
    "begun", "blank", "broken_off", "can_put_back", "caption_of", "captioned", "copy_of",
    "delete", "drafts", "drop_draft", "history", "keep_draft", "latest", "load", "needs_reason",
    "operator", "put_back", "redo", "reference_choices", "restore", "review", "save", "undo",
    "units",
]  # fmt: skip

_NUMBERS = (FieldType.PERSON_ID, FieldType.CREDIT_CODE)  # a text that fits is hardly a name
_IN_A_LINE = re.compile(r"\w+\[\d+\]")  # how the place of a line's problem begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A record as it stands on screen: its problems, what is computed, what is asked.

    `line_computed` holds the computed values of each line, by the line form's key, in order.
    `line_asked` holds what is asked in each line, and last what a line not begun yet would ask.
    """

    problems: tuple[Problem, ...]
    computed: Mapping[str, Value]
    line_computed: Mapping[str, tuple[Mapping[str, Value], ...]]
    line_asked: Mapping[str, tuple[Asked, ...]]
    visible: frozenset[str]
    required: frozenset[str]


class OldValue(UserError):
    """An old value no longer fits its field."""

    code = "old_value"

    def __init__(self, label: str, old: str) -> None:
        super().__init__(
            tr(
                "“{label}” cannot be {old} any more: the form has changed. Enter it by hand."
            ).format(label=label, old=old)
        )


def operator(book: Book) -> str:
    """Return the name of the person who enters, as set in the book."""
    return book.settings.get("operator", "")


def blank(book: Book, form_key: str) -> Record:
    """Return a new record with the form's defaults; its unit is the book's own."""
    form = book.definitions.form(form_key)
    values = form.defaults()
    if form.find("unit") is not None:
        values.setdefault("unit", book.info.unit)
    return Record(values=values, names={"unit": book.info.name})


def begun(book: Book, form_key: str, text: str) -> Record:
    """Return a new record of which `text` was typed elsewhere: its name, or its number."""
    form = book.definitions.form(form_key)
    record = blank(book, form_key)
    numbers = (one for one in form.asked() if one.type in _NUMBERS and _reads(one, text))
    called = (one for one in map(form.find, name_fields(form)) if one and not one.unique)
    named = [one for one in called if one.type is FieldType.TEXT]
    field = next(chain(numbers, named), None) or named_by(form)
    return record if field is None else replace(record, values={**record.values, field.key: text})


def latest(book: Book, form_key: str) -> Record | None:
    """Return the record that was entered last, with its lines; None in an empty ledger."""
    ids = newest_ids(book, form_key, 1)
    return book.records.by_ids(form_key, ids, lines=True)[0] if ids else None


def copy_of(book: Book, form_key: str, uuid: str) -> Record:
    """Return a new record like a saved one: without its number, its identity and unique fields."""
    form = book.definitions.form(form_key)
    saved = book.records.get(form_key, uuid)
    values = {key: value for key, value in saved.values.items() if _copied(form, key)}
    return Record(values=values, names=saved.names)


def load(book: Book, form_key: str, uuid: str) -> Record:
    """Return a saved record with its lines, computed values and names."""
    return book.records.get(form_key, uuid, as_of=today(book))


def review(book: Book, form_key: str, record: Record, as_of: date | None = None) -> Review:
    """Look at a record while it is being entered; nothing is written.

    Rules speak about values that can be read: those of a line are told once the line is right by
    itself, whatever else is still missing; those of the record once all of it is. What may be
    there already is told in any case.
    """
    form = book.definitions.form(form_key)
    day = as_of or today(book)
    with book.reading() as connection:
        ledgers = SqlLedgers(connection, book.tables)
        asked = asked_of(form, record, ledgers=ledgers, as_of=day)
        before = None
        if record.revision:
            before = book.records.get(form_key, record.uuid)
        problems = check_values(form, record, ledgers=ledgers, as_of=day, before=before)
        wrong = {_part_of(one) for one in problems}
        for one in live_problems(connection, book, form, record, ledgers, day):
            part = _part_of(one)
            if part not in wrong and (part or not wrong):
                problems.append(one)
        computed = _computed(form, record, ledgers, day)
        line_computed = {
            line.key: tuple(
                _computed(line, one, ledgers, day, parent=record)
                for one in record.lines.get(line.key, ())
            )
            for line in form.lines
        }
        line_asked = {
            line.key: tuple(
                asked_of(line, one, ledgers=ledgers, as_of=day, parent=record)
                for one in (*record.lines.get(line.key, ()), Record(values=line.defaults()))
            )
            for line in form.lines
        }
    return Review(
        problems=tuple(with_likely_doubles(book, form, record, before, problems)),
        computed=computed,
        line_computed=line_computed,
        line_asked=line_asked,
        visible=asked.visible,
        required=asked.required,
    )


def save(book: Book, form_key: str, record: Record, reason: str = "") -> Saved:
    """Save a record with its lines in one transaction; a blocking problem changes nothing.

    A final record of a closed month changes only with a reason; without one the problem has the
    code `CLOSED_MONTH`, see `needs_reason`.

    Raises:
        StaleRevision: somebody saved the record since it was read; both versions are in it.
    """
    return book.records.save(
        form_key, record, operator=operator(book), reason=reason, as_of=today(book)
    )


def delete(book: Book, form_key: str, uuid: str, revision: int, reason: str = "") -> Saved:
    """Put a record into the recycle bin; a final one of a closed month needs a reason."""
    who = operator(book)
    return book.records.delete(form_key, uuid, revision, operator=who, reason=reason)


def restore(book: Book, form_key: str, uuid: str, reason: str = "") -> Saved:
    """Take a record out of the recycle bin, with what it refers to and lies there too.

    It is one act; what else came back is told by the problems. A final record of a closed month
    needs a reason.
    """
    before = book.records.get(form_key, uuid)
    act = Act(operator=operator(book), reason=reason)
    problems = bring_back(book, form_key, uuid, act, today(book))
    record = book.records.get(form_key, uuid)
    return Saved(record=record, problems=problems, before=before)


def needs_reason(problems: Sequence[Problem]) -> bool:
    """Say whether only a reason is missing: then one asks for it and does the same with it."""
    blocking = [one.code for one in problems if one.level is Level.BLOCK]
    return bool(blocking) and set(blocking) == {CLOSED_MONTH}


def history(book: Book, form_key: str, uuid: str) -> list[Change]:
    """Return what happened to a record, the newest first."""
    return book.journal.history(form_key, uuid)


def can_put_back(book: Book, form_key: str, record: Record, change: FieldChange) -> bool:
    """Say whether an entry of a record can be made again what it was before a change."""
    form = book.definitions.form(form_key)
    possible = change.back is not None and not record.deleted and not book.read_only
    return possible and change.back is not None and not is_so(form, record, change.back)


def put_back(
    book: Book, form_key: str, record: Record, change: FieldChange, reason: str = ""
) -> Saved:
    """Save a record with one entry as it was before a change; every rule holds as for `save`.

    Raises:
        StaleRevision: somebody saved the record since it was read.
        OldValue: the forms do not know the old value any more.
    """
    assert change.back is not None
    try:
        wanted = with_entry_back(book.definitions.form(form_key), record, change.back)
    except BadValue as error:
        raise OldValue(change.label, change.old) from error
    return save(book, form_key, wanted, reason)


def undo(book: Book, reason: str = "", cancelled: Cancelled | None = None) -> str:
    """Take one's last act back; return what was taken back, "" when there is nothing.

    Raises:
        CannotUndo: see `Undo.undo`; its `problems` tell `needs_reason` whether a reason helps.
        Stopped: `cancelled` said so; everything is as it was.
    """
    return _told(book.journal.undo(operator(book), reason, cancelled))


def redo(book: Book, reason: str = "", cancelled: Cancelled | None = None) -> str:
    """Do again what was taken back last, as `undo`; return what, "" when there is nothing."""
    return _told(book.journal.redo(operator(book), reason, cancelled))


def keep_draft(book: Book, form_key: str, key: str, record: Record) -> None:
    """Keep a half-filled entry; `key` is the record's UUID, or a name for a new one."""
    book.drafts.keep(form_key, key, record)


def drafts(book: Book, form_key: str = "") -> list[Draft]:
    """Return the half-filled entries of a ledger (of all), the newest first."""
    return book.drafts.all(form_key)


def broken_off(book: Book) -> list[Draft]:
    """Return what was being typed when the program broke off last time, the newest first."""
    if not book.broken_off:
        return []
    since = datetime.fromisoformat(book.broken_off).astimezone()
    return [
        one
        for one in book.drafts.all()
        if datetime.fromisoformat(one.changed) >= since and one.form in book.definitions.forms
    ]


def drop_draft(book: Book, form_key: str, key: str) -> None:
    """Forget a half-filled entry."""
    book.drafts.drop(form_key, key)


def reference_choices(book: Book, form_key: str, text: str, limit: int = 30) -> list[Hit]:
    """Return the records of a ledger that a reference may be meant to name, best first."""
    return book.search.find(text, form=form_key, limit=limit)


def units(book: Book) -> list[tuple[str, str]]:
    """Return code and name of the units that rows may belong to, in the order of their codes."""
    return book.records.units()


def add_attachment(book: Book, file: Path, *, whole: bool = False) -> str:
    """Take a picture or file into the book; return the name under which a field keeps it.

    Pictures are made small unless they are to stay `whole`.
    """
    return book.attachments.add(file, whole=whole)


def attachment_path(book: Book, name: str) -> Path:
    """Return where an attachment can be opened."""
    return book.attachments.path(name)


def add_choice(book: Book, list_key: str, label: str) -> Choice:
    """Add a member of one's own to a choice list that may be extended."""
    return book.choices.add(list_key, label)


def _part_of(problem: Problem) -> str:
    """Return which line a problem is about; "" for the record itself."""
    match = _IN_A_LINE.match(problem.field)
    return match[0] if match is not None else ""


def _reads(field: FieldDef, text: str) -> bool:
    try:
        return parse(field, text) is not None
    except BadValue:
        return False


def _copied(form: FormDef, key: str) -> bool:
    one = form.find(key)
    return (
        one is not None
        and one.stored
        and not one.unique
        and (not one.fills or bool(one.behind))  # another person than the one it is like
        and one.type not in (FieldType.SERIAL, FieldType.PERSON_ID, FieldType.FILES)
    )


def _computed(
    form: FormDef,
    record: Record,
    ledgers: SqlLedgers,
    as_of: date,
    parent: Record | None = None,
) -> dict[str, Value]:
    return {
        one.key: evaluate(one.expression, record, ledgers, as_of=as_of, parent=parent)
        for one in form.asked()
        if one.expression is not None
    }


def _told(done: object) -> str:
    return "" if done is None else str(done)

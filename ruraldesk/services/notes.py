"""A clerk's own notes on cells and records: written, changed, finished, listed, come to be due.

They stay in the book: packages hold ledgers, and a note is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from ruraldesk.definitions.names import name_of
from ruraldesk.services.book_settings import setting
from ruraldesk.services.comments import refuse_text
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.notes import Note
from ruraldesk.store.reminders import Due
from ruraldesk.texts.translate import tr

__all__ = [
    "Listed", "Note", "due_notes", "finish", "listed", "note_at", "on_record", "open_by_record",
    "open_count", "write",
]  # fmt: skip

DAYS_AHEAD = 14  # so many days before its day a note comes to what is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A note with the words for its place; `gone` where its record is not there any more."""

    note: Note
    place: str
    gone: bool = False


def write(
    book: Book,
    form: str,
    record: str,
    field: str,
    text: str,
    *,
    follow_up: bool = False,
    due: date | None = None,
    changes: str = "",
) -> Note:
    """Write a note on a field of a saved record, or with `field` "" on all of it.

    Args:
        follow_up: whether something is still to be done; with `due` it comes to what is due then.
        changes: UUID of an open note of this place that is written anew.

    Raises:
        BadText: nothing is written, it is too long, or holds what no text may.
        NoSuchRecord: there is no such record.
        ReadOnlyBook: the book cannot be written.
    """
    refuse_text(text)
    saved = book.records.get(form, record)
    known = {one.uuid: one for one in book.own_notes.all(record=record)}
    who = setting(book, "operator")
    note = known.get(changes) or Note(
        uuid=str(uuid4()), form=form, record=record, field=field, text="", time=now(), operator=who
    )
    note = replace(
        note,
        called=name_of(book.definitions.form(form), saved),
        text=text.strip(),
        follow_up=follow_up,
        due=due.isoformat() if due is not None and follow_up else "",
    )
    book.own_notes.keep(note, Act(operator=who))
    return note


def finish(book: Book, note: Note, answer: str = "") -> Note:
    """Say that a note is done with, and what came of it; it is kept, but not shown at its place.

    Raises:
        BadText: the answer holds what no text may.
        ReadOnlyBook: the book cannot be written.
    """
    if answer.strip():
        refuse_text(answer)
    who = setting(book, "operator")
    done = replace(note, answer=answer.strip(), finished=now(), finished_by=who)
    book.own_notes.keep(done, Act(operator=who))
    return done


def reopen(book: Book, note: Note) -> Note:
    """Show a finished note at its place again.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    again = replace(note, finished="", finished_by="")
    book.own_notes.keep(again, Act(operator=setting(book, "operator")))
    return again


def on_record(book: Book, record: str) -> list[Note]:
    """Return the open notes on a record, the oldest first."""
    return book.own_notes.all(record=record, open_only=True)


def note_at(book: Book, record: str, field: str) -> Note | None:
    """Return the newest open note at a field, or with "" on the whole record; None for none."""
    found = [one for one in on_record(book, record) if one.field == field]
    return found[-1] if found else None


def open_by_record(book: Book, form: str) -> Mapping[str, Sequence[Note]]:
    """Return by UUID the open notes on the records of a ledger."""
    found: dict[str, list[Note]] = {}
    for one in book.own_notes.all(form=form, open_only=True):
        found.setdefault(one.record, []).append(one)
    return found


def open_count(book: Book) -> int:
    """Return how many notes are open."""
    return len(book.own_notes.all(open_only=True))


def listed(book: Book, *, finished: bool = False, text: str = "") -> list[Listed]:
    """Return notes with their places: to be followed up first, by their day, then the newest.

    Args:
        finished: tell those that are finished as well.
        text: only those in which all of its words stand, in whatever letters are wide or large.
    """
    words = text.casefold().split()
    found = []
    for note in book.own_notes.all(open_only=not finished):
        one = Listed(note=note, place=place_of(book, note), gone=_is_gone(book, note))
        said = f"{one.place} {note.text} {note.answer} {note.operator} {note.due}".casefold()
        if all(word in said for word in words):
            found.append(one)
    found.sort(key=lambda one: one.note.time, reverse=True)
    found.sort(key=_urgency)
    return found


def place_of(book: Book, note: Note) -> str:
    """Return in words where a note stands: ledger, record and field."""
    form = book.definitions.forms.get(note.form)
    if form is None:
        return note.called or note.form
    words = tr("{ledger} “{name}”").format(ledger=tr(form.title), name=note.called)
    field = form.find(note.field)
    return f"{words} · {tr(field.label)}" if field is not None else words


def due_notes(book: Book, day: date) -> list[Due]:
    """Return the open notes with a day by which they are to be followed up, the oldest first."""
    found = []
    for note in book.own_notes.all(open_only=True):
        if not note.follow_up or not note.due or note.form not in book.definitions.forms:
            continue
        days = (date.fromisoformat(note.due) - day).days
        if days <= DAYS_AHEAD and not _is_gone(book, note):
            said = tr("Note on {place}: {text}")
            message = said.format(place=place_of(book, note), text=" ".join(note.text.split()))
            found.append(
                Due(
                    form=note.form,
                    record=note.record,
                    due=date.fromisoformat(note.due),
                    message=message,
                    who=note.operator,
                    days=days,
                    reminder=note.uuid,  # no two notes are alike
                )
            )
    return sorted(found, key=lambda one: one.due)


def _urgency(one: Listed) -> tuple[bool, bool, str]:
    note = one.note
    return bool(note.finished), not note.follow_up, note.due or "9"


def _is_gone(book: Book, note: Note) -> bool:
    if note.form not in book.definitions.forms:
        return True
    record = book.records.peek(note.form, note.record)
    return record is None or bool(record.deleted)

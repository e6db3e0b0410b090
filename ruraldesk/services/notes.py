"""A clerk's own notes on cells, lines and records: written, changed, finished, listed, due.

They stay in the book: packages hold ledgers, and a note is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.services.book_settings import setting
from ruraldesk.services.comments import NoSuchPlace, refuse_text
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.notes import Note
from ruraldesk.store.reminders import Due
from ruraldesk.texts.translate import tr

__all__ = [
    "Listed", "Note", "due_notes", "finish", "listed", "note_at", "on_record", "open_by_record",
    "open_count", "part_of", "write",
]  # fmt: skip

DAYS_AHEAD = 14  # so many days before its day a note comes to what is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A note with the words for its place; `gone` where its record or line is not there any more.

    `path` is the place as problems name it: "budget", "outputs[2].quantity", "" for the record.
    """

    note: Note
    place: str
    path: str = ""
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
    lines: str = "",
    line: str = "",
) -> Note:
    """Write a note on a field of a saved record or line, or with `field` "" on all of it.

    Args:
        lines: key of the kind of lines, with `line`, the UUID of one, where a line is meant.
        follow_up: whether something is still to be done; with `due` it comes to what is due then.
        changes: UUID of an open note of this place that is written anew.

    Raises:
        BadText: nothing is written, it is too long, or holds what no text may.
        NoSuchRecord, NoSuchPlace: there is no such record, or no such line in it.
        ReadOnlyBook: the book cannot be written.
    """
    refuse_text(text)
    saved = book.records.get(form, record)
    if line and _number(saved, lines, line) == 0:
        raise NoSuchPlace(tr("This row is not in the saved record any more. Open it again."))
    known = {one.uuid: one for one in book.own_notes.all(record=record)}
    who = setting(book, "operator")
    note = known.get(changes) or Note(
        uuid=str(uuid4()),
        form=form,
        record=record,
        field=field,
        text="",
        time=now(),
        operator=who,
        lines=lines,
        line=line,
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


def note_at(book: Book, record: str, field: str, line: str = "") -> Note | None:
    """Return the newest open note at a field, of the record or of a line; None for none.

    With `field` "" it is the one on the whole record or line.
    """
    found = [one for one in on_record(book, record) if (one.field, one.line) == (field, line)]
    return found[-1] if found else None


def open_by_record(book: Book, form: str) -> Mapping[str, Sequence[Note]]:
    """Return by UUID the open notes on the records of a ledger and on lines that are there."""
    found: dict[str, list[Note]] = {}
    for one in _without_gone_lines(book, book.own_notes.all(form=form, open_only=True)):
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
        one = _listed(book, note)
        said = f"{one.place} {note.text} {note.answer} {note.operator} {note.due}".casefold()
        if all(word in said for word in words):
            found.append(one)
    found.sort(key=lambda one: one.note.time, reverse=True)
    found.sort(key=_urgency)
    return found


def part_of(form: FormDef, note: Note, number: int = 0) -> str:
    """Return in words what of its record a note is about; "" for the whole of it.

    Args:
        number: which row a line is now, from 1; 0 leaves it out.
    """
    part = next((one for one in form.lines if one.key == note.lines), form)
    words = [] if part is form else [tr(part.title)]
    if number:
        words.append(tr("Row {number}").format(number=number))
    field = part.find(note.field)
    return " · ".join([*words, tr(field.label)] if field is not None else words)


def due_notes(book: Book, day: date) -> list[Due]:
    """Return the open notes with a day by which they are to be followed up, the oldest first."""
    found = []
    for note in book.own_notes.all(open_only=True):
        if not note.follow_up or not note.due or note.form not in book.definitions.forms:
            continue
        days = (date.fromisoformat(note.due) - day).days
        if days <= DAYS_AHEAD and not (one := _listed(book, note)).gone:
            said = tr("Note on {place}: {text}")
            message = said.format(place=one.place, text=" ".join(note.text.split()))
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


def _listed(book: Book, note: Note) -> Listed:
    """Return a note with its place as the book has it now."""
    form = book.definitions.forms.get(note.form)
    if form is None:
        return Listed(note=note, place=note.called or note.form, gone=True)
    record = book.records.peek(note.form, note.record)
    number = _number(record, note.lines, note.line) if record is not None and note.line else 0
    words = tr("{ledger} “{name}”").format(ledger=tr(form.title), name=note.called)
    part = part_of(form, note, number)
    path = note.field
    if number:
        path = f"{note.lines}[{number}]" + (f".{note.field}" if note.field else "")
    return Listed(
        note=note,
        place=f"{words} · {part}" if part else words,
        path=path,
        gone=record is None or record.deleted or (note.line != "" and number == 0),
    )


def _number(record: Record, lines: str, line: str) -> int:
    """Return which row of its kind a line is, from 1; 0 where the record does not have it."""
    uuids = [one.uuid for one in record.lines.get(lines, ())]
    return uuids.index(line) + 1 if line in uuids else 0


def _without_gone_lines(book: Book, found: Iterable[Note]) -> list[Note]:
    return [one for one in found if not one.line or not _listed(book, one).gone]

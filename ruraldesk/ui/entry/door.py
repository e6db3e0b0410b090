"""One ledger's door to the services: all that the entry panel asks of the book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.definitions.model import Choice, ChoiceList, FieldDef, FormDef, Record, Value
from ruraldesk.services import (
    answering,
    comments,
    entry,
    figures,
    filling,
    follow_ups,
    naming,
    notes,
    record_comments,
    second_keying,
    usual,
)
from ruraldesk.services.used_words import used_words
from ruraldesk.texts.translate import LANGUAGES, language, tr
from ruraldesk.ui.entry.source import Found

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.services.comments import Comment
    from ruraldesk.services.entry import Draft, Review, Saved
    from ruraldesk.services.filling import Meant
    from ruraldesk.services.follow_ups import FollowUp
    from ruraldesk.services.notes import Note
    from ruraldesk.services.second_keying import Standing
    from ruraldesk.services.usual import Usual

CHINESE = LANGUAGES[0]


class Door:
    """What can be asked and done for the records of one form."""

    def __init__(self, book: Book, form_key: str) -> None:
        self.book, self._key = book, form_key
        self.subject = ""
        self._units: list[tuple[str, str]] | None = None
        self.new_wanted: Callable[[str, str], None] | None = None  # see `begin_new`

    @property
    def form(self) -> FormDef:
        """The form as it is now, choices that were added meanwhile included."""
        return self.book.definitions.form(self._key)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved."""
        return self.book.read_only

    # records

    def blank(self) -> Record:
        """Return a new record with the form's defaults."""
        return entry.blank(self.book, self._key)

    def load(self, uuid: str) -> Record:
        """Return a saved record."""
        self._units = None  # a unit may have been entered since
        return entry.load(self.book, self._key, uuid)

    def latest(self) -> Record | None:
        """Return the record that was entered last; None in an empty ledger."""
        return entry.latest(self.book, self._key)

    def usual(self) -> Usual | None:
        """Return what the last records have filled; None in an empty ledger."""
        return usual.usual(self.book, self._key)

    def copy_of(self, uuid: str) -> Record:
        """Return a new record like a saved one."""
        return entry.copy_of(self.book, self._key, uuid)

    def review(self, record: Record) -> Review:
        """Look at a record while it is entered."""
        return entry.review(self.book, self._key, record)

    def save(self, record: Record, reason: str = "") -> Saved:
        """Save a record; StaleRevision when somebody saved it meanwhile."""
        return entry.save(self.book, self._key, record, reason)

    def delete(self, record: Record, reason: str = "") -> Saved:
        """Put a record into the recycle bin."""
        return entry.delete(self.book, self._key, record.uuid, record.revision, reason)

    def restore(self, uuid: str, reason: str = "") -> Saved:
        """Take a record out of the recycle bin."""
        return entry.restore(self.book, self._key, uuid, reason)

    def follow_ups(self, record: Record) -> list[FollowUp]:
        """Return what a saved record and its lines can be made into."""
        return follow_ups.follow_ups(self.book, self._key, record)

    def begin(self, record: Record, follow_up: FollowUp) -> Record:
        """Return the new entry that a record or its line is made into; nothing is saved."""
        return follow_ups.begin(self.book, self._key, record, follow_up)

    # other ledgers

    def form_of(self, form_key: str) -> FormDef:
        """Return another ledger's form."""
        return self.book.definitions.form(form_key)

    def other(self, form_key: str) -> Door:
        """Return the door of another ledger of the same book."""
        return Door(self.book, form_key)

    # comments of the office above

    def asked_about(self, uuid: str) -> list[Comment]:
        """Return what the office above asks about a record, what waits for an answer first."""
        return record_comments.about_record(self.book, uuid)

    def part_of(self, about: Comment) -> str:
        """Return in words which part of the record a comment is about; "" for the whole of it."""
        return comments.part_of(self.book, about)

    def stood_then(self, about: Comment) -> str:
        """Return what stood in the field of a comment when it was reported; "" where unknown."""
        return record_comments.stood_then(self.book, about)

    def is_as_reported(self, about: Comment) -> bool:
        """Say whether what a comment is about is saved as it was reported."""
        return record_comments.is_as_reported(self.book, about)

    def changed_parts(self, about: Comment) -> list[str]:
        """Return what of the record differs from what was reported, in words."""
        return record_comments.changed_parts(self.book, about)

    def answer(self, about: Comment, text: str) -> None:
        """Answer a comment."""
        answering.answer(self.book, about.uuid, text)

    def notes_on(self, uuid: str) -> list[Note]:
        """Return the clerk's own open notes on a record."""
        return notes.on_record(self.book, uuid)

    def verified(self, record: Record) -> Standing | None:
        """Return how a record stands by second keying; None where it was never typed again."""
        return second_keying.standing(self.book, self._key, record)

    # other records that are meant

    def brought(self, field: FieldDef, uuid: str) -> Meant | None:
        """Return what the record fills that was chosen for a reference."""
        return filling.chosen(self.book, self.form, field, uuid)

    def meant(self, field: FieldDef, values: Mapping[str, Value]) -> Meant | None:
        """Return what the one record fills of which the values tell."""
        return filling.meant(self.book, self.form, field, values)

    def begun(self, form_key: str, text: str) -> Record:
        """Return a new record of another ledger that is called `text`."""
        return entry.begun(self.book, form_key, text)

    def may_begin(self, form_key: str) -> str:
        """Return what a ledger is called of which a new record may be begun; "" where not."""
        form = self.book.definitions.form(form_key)
        kept = self.book.info.level in form.levels and self.new_wanted is not None
        return tr(form.title) if kept and not self.read_only else ""

    def begin_new(self, form_key: str, text: str) -> None:
        """Have a record begun that is missing, where somebody looks after that."""
        if self.new_wanted is not None:
            self.new_wanted(form_key, text)

    # drafts

    def drafts(self) -> list[Draft]:
        """Return the half-filled entries of the ledger, the newest first."""
        return entry.drafts(self.book, self._key)

    def keep_draft(self, key: str, record: Record) -> None:
        """Keep a half-filled entry."""
        entry.keep_draft(self.book, self._key, key, record)

    def drop_draft(self, key: str) -> None:
        """Forget a half-filled entry."""
        entry.drop_draft(self.book, self._key, key)

    # what single editors ask

    def find(self, form_key: str, text: str, limit: int = 30) -> Sequence[Found]:
        """Return records that answer to `text`; the first ones of the ledger for an empty text."""
        return naming.found(self.book, form_key, text, limit)

    def find_named(self, form_key: str, text: str, limit: int = 30) -> Sequence[Found]:
        """Return whom a name may mean: records of a ledger, and who is on its rosters only."""
        return naming.named(self.book, form_key, text, limit)

    def used(self, field: FieldDef) -> Sequence[str]:
        """Return what was written into a text field before and may be written again."""
        return used_words(self.book, self._key, field)

    def title_of(self, form_key: str) -> str:
        """Return what a ledger is called."""
        return tr(self.book.definitions.form(form_key).title)

    def today(self) -> date:
        """Return the day of the book."""
        return figures.today(self.book)

    def units(self) -> Sequence[tuple[str, str]]:
        """Return code and name of every unit of the book."""
        if self._units is None:
            self._units = entry.units(self.book)
        return self._units

    def current(self, field: FieldDef) -> FieldDef:
        """Return `field` with its choice list as it is now."""
        if field.choices is None:
            return field
        now = self.book.definitions.choices.get(field.choices.key, field.choices)
        if language() != CHINESE:
            now = _translated(now)
        return field if now is field.choices else replace(field, choices=now)

    def add_choice(self, list_key: str, label: str) -> Choice:
        """Add a member to a list."""
        return entry.add_choice(self.book, list_key, label)

    def add_file(self, path: Path, *, whole: bool = False) -> str:
        """Take a file into the book; a picture is made small unless it is to stay `whole`."""
        return entry.add_attachment(self.book, path, whole=whole)

    def file_path(self, name: str) -> Path:
        """Return where a kept file lies."""
        return entry.attachment_path(self.book, name)

    def print_photos(self, names: Sequence[str], target: Path, per_page: int) -> int:
        """Print photos with their captions to a PDF; return the number of pages."""
        from ruraldesk.services.contact_sheet import write_sheet_of

        return write_sheet_of(self.book, names, self.subject, target, per_page).pages


def _translated(choices: ChoiceList) -> ChoiceList:
    """Return a list as it is shown in another language; its Chinese words still find members."""
    items = tuple(
        replace(one, label=tr(one.label), aliases=(*one.aliases, one.label))
        for one in choices.items
    )
    return replace(choices, title=tr(choices.title), items=items)

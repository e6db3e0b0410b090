"""A clerk's own notes on cells and records: they stay in the book and go into no package.

What an office above asks about a record is a comment, see comments.py. A note means its record by
UUID, and a line of it by the line's own, and is kept when it is finished, so that the next clerk
finds what was once a question.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert

from ruraldesk.store.journal_entries import Act, Action, Entry, append

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

JOURNAL_FORM = "_own_notes"  # under which they stand in the journal; no ledger is called so


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note on a field, or with `field` "" on a whole record or on a whole line of it."""

    uuid: str
    form: str
    record: str  # UUID
    field: str = ""  # of the record, or with `line` of the line
    called: str = ""  # what the record was called when the note was written
    text: str
    follow_up: bool = False
    due: str = ""  # ISO day by which something is to be done about it
    time: str  # ISO time
    operator: str
    answer: str = ""
    finished: str = ""  # ISO time
    finished_by: str = ""
    lines: str = ""  # key of the kind of lines
    line: str = ""  # UUID of one of them; "" where the note is about the record itself

    @property
    def is_open(self) -> bool:
        """Whether it is still shown at its place."""
        return not self.finished


class OwnNotes:
    """The notes of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_own_notes"]

    def all(self, *, form: str = "", record: str = "", open_only: bool = False) -> list[Note]:
        """Return notes in the order in which they were written.

        Args:
            form: only those in this ledger.
            record: only those on this record.
            open_only: leave out those that are finished.
        """
        table = self._table
        query = select(table).order_by(table.c.id)
        if form:
            query = query.where(table.c.form == form)
        if record:
            query = query.where(table.c.record == record)
        if open_only:
            query = query.where(table.c.finished == "")
        with self._book.reading() as connection:
            return [_note(row) for row in connection.execute(query)]

    def keep(self, note: Note, act: Act) -> bool:
        """Keep a note in place of what was known of it; return whether anything is new.

        Every difference stands in the journal.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        with self._book.writing() as connection:
            entry = self._keep(connection, note)
            if entry is not None:
                append(connection, self._book.tables["_journal"], act, [entry])
        return entry is not None

    def _keep(self, connection: Connection, note: Note) -> Entry | None:
        table = self._table
        row = connection.execute(select(table).where(table.c.uuid == note.uuid)).one_or_none()
        if row is not None and _note(row) == note:
            return None
        known: dict[str, Any] = {} if row is None else asdict(_note(row))
        after = {key: one for key, one in asdict(note).items() if known.get(key, "") != one}
        values = {**asdict(note), "follow_up": int(note.follow_up)}
        statement = insert(table).values(values)
        connection.execute(statement.on_conflict_do_update(index_elements=["uuid"], set_=values))
        return Entry(
            action=Action.MONTH,
            form=JOURNAL_FORM,
            record=note.uuid,
            revision=0,
            before={key: known[key] for key in after if key in known},
            after=after,
        )


def _note(row: Row[Any]) -> Note:
    values = {name: getattr(row, name) for name in Note.__slots__}
    return Note(**{**values, "follow_up": bool(row.follow_up)})

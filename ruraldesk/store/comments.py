"""What an office above wrote about a unit's month, and what the unit answered: at both ends alike.

A comment is kept by its own UUID and means its record by that record's UUID, so that it stays with
the record through corrections and resubmissions, and taking a receipt in again doubles nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert

from ruraldesk.errors import UserError
from ruraldesk.store.journal_entries import Act, Action, Entry, append
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

JOURNAL_FORM = "_comments"  # under which they stand in the journal; no ledger is called so


class CommentLevel(StrEnum):
    """What a comment asks for; stable words."""

    MEND = "mend"  # must be mended before the month is accepted
    LOOK = "look"  # please look


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment: on a field, a line's field, a record, a ledger or a whole month of a unit.

    What it is not about is "". `settled` says when the office above had no more to ask.
    """

    uuid: str
    unit: str  # division code of whose month it is
    month: str  # "2023-11"
    sequence: int  # of the submission that was looked at
    form: str = ""
    record: str = ""  # UUID
    lines: str = ""  # kind of lines
    line: str = ""  # UUID
    field: str = ""
    called: str = ""  # what the record was called when the comment was written
    level: CommentLevel
    text: str
    time: str  # ISO time
    operator: str
    office: str  # division code
    office_name: str
    answer: str = ""
    answered: str = ""  # ISO time
    answered_by: str = ""
    settled: str = ""  # ISO time

    @property
    def is_open(self) -> bool:
        """Whether the unit has still to answer it."""
        return not (self.answer or self.settled)


class NoSuchComment(UserError):
    """The book does not have the comment."""

    code = "no_such_comment"

    def __init__(self, uuid: str) -> None:
        super().__init__(
            tr(
                "There is no comment {uuid} in this book. List the comments of the month, and take "
                "its UUID from there."
            ).format(uuid=uuid)
        )


class Comments:
    """The comments of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_comments"]

    def of(self, unit: str, month: str = "") -> list[Comment]:
        """Return the comments about a unit, of one month or of all, in the order they came in."""
        table = self._table
        query = select(table).where(table.c.unit == unit).order_by(table.c.id)
        if month:
            query = query.where(table.c.month == month)
        with self._book.reading() as connection:
            return [_comment(row) for row in connection.execute(query)]

    def get(self, uuid: str) -> Comment:
        """Return a comment.

        Raises:
            NoSuchComment: there is none.
        """
        with self._book.reading() as connection:
            found = self._find(connection, uuid)
        if found is None:
            raise NoSuchComment(uuid)
        return found

    def keep(
        self, comments: Iterable[Comment], act: Act, connection: Connection | None = None
    ) -> int:
        """Keep comments, in place of what was known of each; return how many are not as before.

        Every difference stands in the journal.

        Args:
            connection: of the transaction that this is part of, when there is one.

        Raises:
            ReadOnlyBook, DiskFull, DriveFailed: the book cannot be written.
        """
        with self._book.writing() if connection is None else nullcontext(connection) as to:
            entries = [entry for one in comments if (entry := self._keep(to, one)) is not None]
            append(to, self._book.tables["_journal"], act, entries)
        return len(entries)

    def _keep(self, connection: Connection, comment: Comment) -> Entry | None:
        found = self._find(connection, comment.uuid)
        if found == comment:
            return None
        known: dict[str, Any] = {} if found is None else asdict(found)
        after = {key: one for key, one in asdict(comment).items() if known.get(key, "") != one}
        values = {**asdict(comment), "level": comment.level.value}
        statement = insert(self._table).values(values)
        connection.execute(statement.on_conflict_do_update(index_elements=["uuid"], set_=values))
        return Entry(
            action=Action.MONTH,
            form=JOURNAL_FORM,
            record=comment.uuid,
            revision=comment.sequence,
            before={key: known[key] for key in after if key in known},
            after=after,
        )

    def _find(self, connection: Connection, uuid: str) -> Comment | None:
        table = self._table
        row = connection.execute(select(table).where(table.c.uuid == uuid)).one_or_none()
        return None if row is None else _comment(row)


def _comment(row: Row[Any]) -> Comment:
    values = {name: getattr(row, name) for name in Comment.__slots__}
    return Comment(**{**values, "level": CommentLevel(row.level)})

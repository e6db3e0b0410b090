"""What the office above asks about the records of a ledger, and what the clerk noted on them.

Both are marked in the list; the records that are asked about are found together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ruraldesk.services import notes
from ruraldesk.services.comments import Comment, CommentLevel
from ruraldesk.services.ledger import Filter
from ruraldesk.services.notes import Note
from ruraldesk.services.record_comments import open_by_record
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.widgets import LinkButton

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.ui.ledger.columns import Column


class AskedRecords(QObject):
    """The comments that wait for an answer, read again whenever the book changes."""

    changed = Signal()

    def __init__(self, book: Book, form_key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._book, self._form_key = book, form_key
        self._latest = Latest(self)
        self._found: Mapping[str, Sequence[Comment]] = {}
        self._notes: Mapping[str, Sequence[Note]] = {}

    def look(self) -> None:
        """Read them, off the window's thread."""
        book, form = self._book, self._form_key
        self._latest.run(
            lambda: (open_by_record(book, form), notes.open_by_record(book, form)),
            done=lambda found: self._take(*found),
        )

    def forget(self) -> None:
        """Drop what is under way; the book is about to be closed."""
        self._latest.forget()

    def _take(
        self, found: Mapping[str, Sequence[Comment]], noted: Mapping[str, Sequence[Note]]
    ) -> None:
        if (found, noted) != (self._found, self._notes):
            self._found, self._notes = found, noted
            self.changed.emit()

    def has_notes(self) -> bool:
        """Say whether the clerk noted anything on a record."""
        return bool(self._notes)

    def notes_at(self, uuid: str, columns: Sequence[Column], number: int) -> list[Note]:
        """Return the clerk's notes on a cell; what no column shows stands at the first one."""
        found = self._notes.get(uuid, ())
        shown = {column.key for column in columns} if found else set()
        key = columns[number].key
        return [
            one
            for one in found
            if _column(one) == key or (number == 0 and _column(one) not in shown)
        ]

    def of(self, uuid: str) -> Sequence[Comment]:
        """Return what is asked about a record."""
        return self._found.get(uuid, ())

    def at(self, uuid: str, columns: Sequence[Column], number: int) -> list[Comment]:
        """Return what is asked about a cell; what no column shows stands at the first one."""
        shown = {column.key for column in columns}
        key = columns[number].key
        return [
            one
            for one in self.of(uuid)
            if _place(one) == key or (number == 0 and _place(one) not in shown)
        ]

    def count(self) -> int:
        """Return how many records are asked about."""
        return len(self._found)

    def filter(self) -> Filter:
        """Return the condition that leaves these records only."""
        return Filter("", "records", tuple(sorted(self._found)))


def _place(one: Comment) -> str:
    """Return the field of the record that is meant; "" for all of it, or for a line."""
    return "" if one.lines else one.field


def _column(one: Note) -> str:
    """Return the field of the record that a note is about; "" for all of it, or for a line."""
    return "" if one.line else one.field


def told_of(one: Comment) -> str:
    """Return a comment as the tip of a cell says it."""
    return tr("{office}: {text}").format(office=one.office_name, text=one.text)


def corner_ink(asked: Sequence[Comment]) -> str:
    """Return the colour of the corner: red where something must be mended, else amber."""
    must = any(one.level is CommentLevel.MEND for one in asked)
    return tokens.CINNABAR if must else tokens.WHEAT


class AskedLink(LinkButton):
    """Says how many records are asked about, and shows only these."""

    def __init__(self, asked: AskedRecords) -> None:
        super().__init__("")
        self.setFont(tokens.font(tokens.TABLE, bold=True))
        self.setFixedHeight(28)  # lower than the title: the table stays where it is
        self._asked = asked
        asked.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        count = self._asked.count()
        self.setVisible(count > 0)
        self.setText(tr("{count} with comments").format(count=count))
        self.updateGeometry()

    def _colours(self) -> tuple[str, str, str]:
        ground, line, _ = super()._colours()
        return ground, line, tokens.CINNABAR_TEXT

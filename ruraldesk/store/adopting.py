"""Other definitions for a book that is open, in one transaction with whatever comes with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import evolve
from ruraldesk.store.book import Book
from ruraldesk.store.choices import extended, own_choices
from ruraldesk.store.tables import Tables


class Becoming(Book):
    """The book as it will be: all that is done with it belongs to one transaction.

    Whoever else reads the book meanwhile sees it as it was.
    """

    def __init__(self, book: Book, definitions: Definitions, tables: Tables, at: Connection):
        """Stand for `book` with its new definitions on the connection `at`."""
        self._at = at
        self.path, self.paths, self.key = book.path, book.paths, book.key
        self.holder, self.read_only, self.because = book.holder, book.read_only, book.because
        self.info, self.engine = book.info, book.engine
        self.tables = tables
        self.definitions = extended(definitions, own_choices(at))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield the connection of the transaction."""
        yield self._at

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield it; what the block did is undone when it fails."""
        with self._at.begin_nested():
            yield self._at

    def close(self) -> None:
        """Do nothing: the book itself is closed."""


@contextmanager
def becoming(book: Book, definitions: Definitions, *, older: bool = False) -> Iterator[Becoming]:
    """Yield the book with other definitions; it has them from the end of the block.

    Should the block fail, nothing of all that was done in it remains. The caller makes a backup
    first.

    Args:
        older: let forms be older than the book knows them, see evolve.py.

    Raises:
        NewerBook, ChangedFields, Duplicates: the definitions do not fit.
        ReadOnlyBook and others of `Book.writing`.
    """
    tables = Tables.of(definitions)
    with book.writing() as connection:
        evolve.refuse_unfitting(connection, book.path, definitions, tables, older=older)
        evolve.take_in(connection, definitions, tables)
        yield Becoming(book, definitions, tables, connection)
    book.adopt(definitions, tables)

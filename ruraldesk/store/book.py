"""A book: the one door to an office's data.

Reading a book is reading this module; each part of it has the same constructor, `Part(book)`, and
is made when first used, so that opening loads only what the first window needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock, get_ident
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Engine

from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.store import dialect, leftovers
from ruraldesk.store.choices import extended, own_choices
from ruraldesk.store.creating import write_new_book
from ruraldesk.store.evolve import refuse_unfitting
from ruraldesk.store.failures import OldReadOnlyBook, ReadOnlyBook
from ruraldesk.store.info import BookInfo, read_info
from ruraldesk.store.opening import Way, way_into
from ruraldesk.store.paths import BookPaths
from ruraldesk.store.regaining import Regaining
from ruraldesk.store.tables import Tables
from ruraldesk.store.upgrading import is_outdated, refuse_stranger, upgrade
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.attachments import Attachments
    from ruraldesk.store.backup import Backups
    from ruraldesk.store.choices import Choices
    from ruraldesk.store.comments import Comments
    from ruraldesk.store.drafts import Drafts
    from ruraldesk.store.figures import Figures
    from ruraldesk.store.journal import Journal
    from ruraldesk.store.keyed_again import KeyedAgain
    from ruraldesk.store.lists import Lists
    from ruraldesk.store.months import Months
    from ruraldesk.store.notes import OwnNotes
    from ruraldesk.store.office_notes import OfficeNotes
    from ruraldesk.store.receipts import Receipts
    from ruraldesk.store.records import Records
    from ruraldesk.store.reminders import Reminders
    from ruraldesk.store.search import Search
    from ruraldesk.store.settings import Settings
    from ruraldesk.store.snapshots import Snapshots
    from ruraldesk.store.taking import Taking

__all__ = ["Book", "BookInfo"]


class Book:
    """One open book; a context manager that closes it.

    `read_only` is true when somebody else has it open for writing (`holder` says who), when its
    place is write-protected, when it was asked for, or for a reason of its own: `because`.
    `broken_off` is when the last writer began who never closed it: a crash, a power cut.
    """

    def __init__(
        self,
        path: Path,
        definitions: Definitions,
        way: Way,
        *,
        older: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> None:
        """Open the database that `way` leads into; use `Book.open` or `Book.create`."""
        self._way = way
        self.path = path
        self.paths = BookPaths(path)
        self.key = way.key
        self.holder = way.holder
        self.read_only = way.lock is None
        self.broken_off = way.lock.broken_off if way.lock is not None else ""
        if self.broken_off:
            leftovers.clear(self.paths)
        self.because: UserError | None = None
        self.definitions = definitions
        self.tables = Tables.of(definitions)
        self.engine: Engine = dialect.make_engine(path, way.access, way.key)
        self._writing_engine = dialect.writing(self.engine)
        self._regaining = Regaining(self, way.lock)
        self._one_writer = Lock()
        self._writer: int | None = None  # the thread that writes
        self._closed = False
        try:
            self.info = self._identity()
            self._bring_up_to_date(older, progress, cancelled)
            with self.reading() as connection:
                self.definitions = extended(definitions, own_choices(connection))
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(
        cls, path: Path, definitions: Definitions, info: BookInfo, *, password: str | None = None
    ) -> Self:
        """Make a new, empty book and open it; with a password it is encrypted.

        It is built under another name and renamed when complete: a failure leaves nothing behind.

        Raises:
            BookExists: there is a file of that name already.
            FilesShared: another book has the folder for its files.
            FolderMissing, NoAccess, BookInUse, DiskFull, DriveFailed, EmptyPassword.
        """
        path = path.absolute()
        return cls._entered(path, definitions, write_new_book(path, definitions, info, password))

    @classmethod
    def open(
        cls,
        path: Path,
        definitions: Definitions,
        *,
        password: str | None = None,
        read_only: bool = False,
        older: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Self:
        """Open a book and bring it up to date with the program and the definitions.

        A book that somebody else has open for writing is opened read-only. Its pages are not all
        read (that takes 4 s for a GB in memory, minutes on an old disk): damage is found where it
        is read, by `verify`, and by every backup.

        Args:
            path: of the book.
            definitions: today's forms, without the user's own choices.
            password: of an encrypted book.
            read_only: never write it, save for bringing it up to date.
            older: let forms be older than the book knows them, see evolve.py.
            progress, cancelled: of the backup that precedes bringing it up to date.

        Raises:
            Stopped: `cancelled` said so; the book is as it was.
            BookMissing, BookIsFolder, NotABook, PasswordNeeded, WrongPassword, NoPassword,
            DamagedBook, NewerBook, OldReadOnlyBook, UnfinishedReadOnly, NoAccess, DriveFailed,
            DiskFull, FilesShared; ChangedFields, Duplicates: today's definitions do not fit, see
            evolve.py.
        """
        path = path.absolute()
        way = way_into(path, password, read_only=read_only)
        how: dict[str, Any] = {"older": older, "progress": progress, "cancelled": cancelled}
        try:
            return cls._entered(path, definitions, way, **how)
        except OldReadOnlyBook:
            if not read_only:
                raise
        cls.open(path, definitions, password=password, **how).close()
        return cls._entered(path, definitions, way_into(path, password, read_only=True))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees the book as it is at its first statement, to the end.

        Raises:
            DamagedBook, DriveFailed, BookBusy, NoAccess: in place of SQLite's own refusals.
            OtherBook, BookInUse: after the drive was gone, see regaining.py.
        """
        self._refuse_when_closed()
        with self._regaining.watched(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that commits when the block ends, all or nothing.

        The transactions of different threads follow one another.

        Raises:
            ReadOnlyBook: the book cannot be written.
            DiskFull; as `reading`.
        """
        self._refuse_when_closed()
        if self.read_only:
            raise self.because or ReadOnlyBook(self.path, self.holder)
        if self._writer == get_ident():
            raise RuntimeError("a transaction inside a transaction: hand the connection on")
        with self._one_writer:
            self._writer = get_ident()
            try:
                with self._regaining.watched(), self._writing_engine.begin() as connection:
                    yield connection
            finally:
                self._writer = None

    def adopt(self, definitions: Definitions, tables: Tables) -> None:
        """Go on with other definitions, which the book's tables fit already: see adopting.py."""
        for name in [
            name for name in vars(self) if isinstance(vars(Book).get(name), cached_property)
        ]:
            part = self.__dict__.pop(name)
            if name == "attachments":
                part.close()
        self.tables = tables
        with self.reading() as connection:
            self.definitions = extended(definitions, own_choices(connection))

    def close(self) -> None:
        """Close the book and let others write it; calling it again does nothing."""
        if self._closed:
            return
        self._closed = True
        if "attachments" in self.__dict__:
            self.attachments.close()
        self.engine.dispose()  # Windows renames and deletes no open file
        self._way.release()

    def __enter__(self) -> Self:
        """Return the book itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the book."""
        self.close()

    @cached_property
    def records(self) -> Records:
        """Reading and saving records."""
        from ruraldesk.store.records import Records

        return Records(self)

    @cached_property
    def lists(self) -> Lists:
        """Ledgers as lists of ids: filtered, sorted, counted, totalled."""
        from ruraldesk.store.lists import Lists

        return Lists(self)

    @cached_property
    def journal(self) -> Journal:
        """What was changed by whom, and undoing it."""
        from ruraldesk.store.journal import Journal

        return Journal(self)

    @cached_property
    def drafts(self) -> Drafts:
        """Half-filled entries."""
        from ruraldesk.store.drafts import Drafts

        return Drafts(self)

    @cached_property
    def search(self) -> Search:
        """One search over everything."""
        from ruraldesk.store.search import Search

        return Search(self)

    @cached_property
    def figures(self) -> Figures:
        """Named numbers and the rows behind them."""
        from ruraldesk.store.figures import Figures

        return Figures(self)

    @cached_property
    def reminders(self) -> Reminders:
        """What is due, as the ledgers' reminders say."""
        from ruraldesk.store.reminders import Reminders

        return Reminders(self)

    @cached_property
    def months(self) -> Months:
        """The state of each month, and what was done with it."""
        from ruraldesk.store.months import Months

        return Months(self)

    @cached_property
    def snapshots(self) -> Snapshots:
        """What was closed of each month."""
        from ruraldesk.store.snapshots import Snapshots

        return Snapshots(self)

    @cached_property
    def attachments(self) -> Attachments:
        """Photos and files."""
        from ruraldesk.store.attachments import Attachments

        return Attachments(self)

    @cached_property
    def backups(self) -> Backups:
        """Checked copies of everything."""
        from ruraldesk.store.backup import Backups

        return Backups(self)

    @cached_property
    def taking(self) -> Taking:
        """Reports of the units below."""
        from ruraldesk.store.taking import Taking

        return Taking(self)

    @cached_property
    def comments(self) -> Comments:
        """What offices wrote about months, and what was answered."""
        from ruraldesk.store.comments import Comments

        return Comments(self)

    @cached_property
    def receipts(self) -> Receipts:
        """The receipts that were given and taken in."""
        from ruraldesk.store.receipts import Receipts

        return Receipts(self)

    @cached_property
    def notes(self) -> OfficeNotes:
        """What the office remembers of its own work with reports of units below."""
        from ruraldesk.store.office_notes import OfficeNotes

        return OfficeNotes(self)

    @cached_property
    def own_notes(self) -> OwnNotes:
        """What clerks wrote on cells and records for themselves."""
        from ruraldesk.store.notes import OwnNotes

        return OwnNotes(self)

    @cached_property
    def keyed_again(self) -> KeyedAgain:
        """What was typed a second time, to find slips of the hand."""
        from ruraldesk.store.keyed_again import KeyedAgain

        return KeyedAgain(self)

    @cached_property
    def choices(self) -> Choices:
        """The user's own members of choice lists."""
        from ruraldesk.store.choices import Choices

        return Choices(self)

    @cached_property
    def settings(self) -> Settings:
        """Preferences that travel with the book."""
        from ruraldesk.store.settings import Settings

        return Settings(self)

    @classmethod
    def _entered(cls, path: Path, definitions: Definitions, way: Way, **further: Any) -> Self:
        try:
            return cls(path, definitions, way, **further)
        except BaseException:
            way.release()
            raise

    def _identity(self) -> BookInfo:
        """Return whose book this is, when it is one that this program knows."""
        with self.reading() as connection:
            refuse_stranger(connection, self.path)
            return read_info(connection)

    def _bring_up_to_date(
        self, older: bool, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        """Run what is new in the program and in the definitions, after a checked backup."""
        with self.reading() as connection:
            if not is_outdated(connection, self.definitions):
                return
            refuse_unfitting(connection, self.path, self.definitions, self.tables, older=older)
        if self.read_only:
            raise OldReadOnlyBook(self.path)
        why = tr("before bringing the book up to date")
        self.backups.make(reason=why, progress=progress, cancelled=cancelled)
        upgrade(self.engine, self.path, self.definitions, self.tables, older=older)

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise RuntimeError(f"{self.path.name} has been closed")

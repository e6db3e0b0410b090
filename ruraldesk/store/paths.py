"""Where the files of a book lie: all beside it, so that one folder holds everything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BOOK_SUFFIXES = (".rdb", ".ruraldesk")  # what a book may be called; new ones get the first
FILES_SUFFIX = ".files"
BACKUP_SUFFIX = ".rdbak"
_TEMPLATE_SUFFIXES = (".docx", ".txt")


def is_template_name(name: str) -> bool:
    """Return whether `name` can be a template's: never a path out of the folder, never hidden."""
    legal = not set(name) & set('/\\:*?"<>|\0') and not name.startswith(".")
    return legal and name.lower().endswith(_TEMPLATE_SUFFIXES)


@dataclass(frozen=True, slots=True)
class BookPaths:
    """The places that belong to the book `王楼.rdb`; the folders are made when first used."""

    book: Path

    @property
    def folder(self) -> Path:
        """`王楼.files`: everything but the database file."""
        return self.book.with_name(f"{self.book.stem}{FILES_SUFFIX}")

    @property
    def attachments(self) -> Path:
        """Photos and files, named by their content."""
        return self.folder / "attachments"

    @property
    def briefs(self) -> Path:
        """The user's own templates of briefs."""
        return self.folder / "briefs"

    @property
    def forms(self) -> Path:
        """The book's own definitions, which lie over those of the program."""
        return self.folder / "forms"

    @property
    def archive(self) -> Path:
        """What was closed of each month, and what came in from the units below."""
        return self.folder / "archive"

    @property
    def backups(self) -> Path:
        """The backups that are made and thinned out automatically."""
        return self.folder / "backups"

    @property
    def lock(self) -> Path:
        """The file that the writer keeps locked."""
        return self.book.with_name(f"{self.book.name}.lock")

    @property
    def holder(self) -> Path:
        """Who the writer is, readable by everybody."""
        return self.book.with_name(f"{self.book.name}.holder")

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log: there while the book is open, or after a power cut."""
        return self.book.with_name(f"{self.book.name}-wal")

    @property
    def index(self) -> Path:
        """The index of the log, shared by those who have the book open."""
        return self.book.with_name(f"{self.book.name}-shm")

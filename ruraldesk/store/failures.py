"""Why a book cannot be opened, read or written: each failure with its whole sentence."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.files.failures import FileError
from ruraldesk.texts.translate import tr


class BookError(FileError):
    """Something about one book, backup or attachment, named by `path`."""


class OldSqlite(UserError):
    """The SQLite of this Python cannot make STRICT tables."""

    code = "old_sqlite"

    def __init__(self, found: str, needed: str) -> None:
        super().__init__(
            tr(
                "This computer's Python brings SQLite {found}; RuralDesk needs {needed} or newer. "
                "Install a newer Python, then start again."
            ).format(found=found, needed=needed)
        )


class BookMissing(BookError):
    """There is no such file."""

    code = "missing"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "There is no file {path}. Check the drive and the folder, "
                "or restore the book from a backup."
            ),
        )


class BookIsFolder(BookError):
    """The path names a folder."""

    code = "folder"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, tr("{path} is a folder, not a book. Choose the .rdb file of the book.")
        )


class BookExists(BookError):
    """A book or another file is already there; nothing is ever written over it."""

    code = "exists"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr("There is already a file {path}; it was left as it is. Choose another name."),
        )


class FilesShared(BookError):
    """Another book beside it has the folder in which this one would keep its files."""

    code = "files_shared"

    def __init__(self, path: Path, other: Path, files: Path) -> None:
        sentence = (
            tr(
                "{name} was not opened: {other} lies beside it, and both would keep their files in "
                "the folder {files}, where they mix. Move {name} into another folder, copy {files} "
                "to it, and open it there."
            )
            if path.exists()
            else tr(
                "{name} was not made: {other} lies there already, and both would keep their files "
                "in the folder {files}, where they mix. Choose another name."
            )
        )
        super().__init__(path, sentence, other=other.name, files=files.name)


class Stranger(StrEnum):
    """What a file is when it is no book."""

    EMPTY = "empty"
    TEXT = "text"
    ARCHIVE = "archive"
    BACKUP = "backup"
    DATABASE = "database"
    UNKNOWN = "unknown"


def _is_something_else(what: Stranger) -> str:
    return {
        Stranger.EMPTY: tr(
            "The file {path} is empty (0 bytes), so it is not a book. Its copying was probably "
            "interrupted: copy it again, or restore a backup."
        ),
        Stranger.TEXT: tr("{path} is a text file, not a book. Choose the .rdb file of the book."),
        Stranger.ARCHIVE: tr(
            "{path} is an Excel workbook or an archive, not a book. Import Excel tables into an "
            "open book, or choose the .rdb file of the book."
        ),
        Stranger.BACKUP: tr("{path} is a backup. Use “Restore a backup” to make a book of it."),
        Stranger.DATABASE: tr(
            "{path} is a database of another program, not a book. Choose the .rdb file of the book."
        ),
        Stranger.UNKNOWN: tr(
            "{path} is not a book, or its beginning has been destroyed. Choose the .rdb file of "
            "the book, or restore a backup."
        ),
    }[what]


class NotABook(BookError):
    """The file is something else; `what` says what it looks like."""

    code = "not_a_book"

    def __init__(self, path: Path, what: Stranger) -> None:
        super().__init__(path, _is_something_else(what))
        self.what = what


class PasswordNeeded(BookError):
    """The file is encrypted and no password was given."""

    code = "password_needed"

    def __init__(self, path: Path) -> None:
        super().__init__(path, tr("{name} is protected by a password. Enter the password."))


class WrongPassword(BookError):
    """The password opens no part of the file."""

    code = "wrong_password"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "The password for {name} is wrong; nothing was changed. Check upper and lower "
                "case and the input method, then try again."
            ),
        )


class NoPassword(BookError):
    """A password was given for a file that has none."""

    code = "no_password"

    def __init__(self, path: Path) -> None:
        super().__init__(path, tr("{name} has no password. Open it without a password."))


class EmptyPassword(UserError):
    """An empty password protects nothing."""

    code = "empty_password"

    def __init__(self) -> None:
        super().__init__(
            tr("The password is empty. Enter a password, or create the book without one.")
        )


class DamagedBook(BookError):
    """The file is a book, but parts of it cannot be read; `backup` is the newest good one."""

    code = "damaged"

    def __init__(self, path: Path, backup: Path | None, detail: str = "") -> None:
        advice = (
            tr(
                "The newest good backup is {backup}: restore it. The damaged file is kept, do not "
                "delete it."
            )
            if backup
            else tr(
                "No good backup was found beside it: look for one on your USB sticks and restore "
                "it. Keep the damaged file, do not delete it."
            )
        )
        super().__init__(
            path,
            tr("The book {path} is damaged ({detail}); nothing was changed. {advice}"),
            detail=detail or tr("its pages cannot be read"),
            advice=advice.format(backup=backup),
        )
        self.backup = backup


class NewerBook(BookError):
    """A newer program has written the book, or knows newer forms."""

    code = "newer"

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            path,
            tr(
                "{name} was written by a newer RuralDesk ({what}) and was not touched. Install "
                "the newest RuralDesk on this computer, then open the book again."
            ),
            what=what,
        )


class OldReadOnlyBook(BookError):
    """The book must be brought up to date first, but cannot be written here."""

    code = "old_read_only"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "{name} was made by an older RuralDesk and must be brought up to date, but it "
                "cannot be written here. If it is open elsewhere, close it there first; if it is "
                "on a write-protected drive, copy it to the hard disk and open the copy."
            ),
        )


class UnfinishedReadOnly(BookError):
    """The last changes still stand in the file beside the book, which cannot be taken in here."""

    code = "unfinished_read_only"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "{name} was not closed properly before it was copied to this write-protected "
                "place. Copy the whole folder to the hard disk and open the copy."
            ),
        )


class BookInUse(BookError):
    """Another program has the book open for writing; `holder` says who."""

    code = "in_use"

    def __init__(self, path: Path, holder: str = "") -> None:
        self.holder = holder or tr("another user")
        super().__init__(
            path,
            tr("{name} is open elsewhere ({holder}). Close it there, then try again."),
            holder=self.holder,
        )


class BookBusy(BookError):
    """Another writer of this program did not finish in time."""

    code = "busy"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr("{name} is just being written; nothing was changed. Wait a moment, then try again."),
        )


class ReadOnlyBook(BookError):
    """The book is open for reading only."""

    code = "read_only"

    def __init__(self, path: Path, holder: str) -> None:
        sentence = (
            tr(
                "{name} is open for reading only, because {holder} has it open; nothing was "
                "changed. Close it there, then open it here again."
            )
            if holder
            else tr(
                "{name} is open for reading only, because its drive or folder is "
                "write-protected; nothing was changed. Copy it to the hard disk to change it."
            )
        )
        super().__init__(path, sentence, holder=holder)

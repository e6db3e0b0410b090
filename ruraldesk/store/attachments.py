"""Photos and files of a book, named by their content: the same photo is kept once.

A name is twelve digits of the content's hash, a caption and an ending. The digits say which file is
meant: a record may caption a photo anew without there being another file.

Pictures are shrunk, turned upright, and lose what the camera noted (the place above all) except
the date. Other files stay as they are. In a book with a password they are encrypted likewise.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ColumnClause, Connection, select, text
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from ruraldesk.errors import UserError
from ruraldesk.files.failures import FileMissing, drive_errors
from ruraldesk.files.writing import written_whole
from ruraldesk.store import dialect, signature
from ruraldesk.store.cipher import Key
from ruraldesk.store.failures import BookError, ReadOnlyBook
from ruraldesk.store.pictures import JPEG, PICTURES, shrunk
from ruraldesk.store.sealed import seal, unseal
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

LARGEST = 20 * 1024 * 1024  # bytes of a file that is kept as it is
SEALED = ".sealed"  # ending of an encrypted attachment's file

_HASH_DIGITS = 12
_LONGEST_NAME = 60  # characters of the original name that are kept
_NAME = re.compile(r'[0-9a-f]{12}-(?!.*\.unfinished$)[^/\\:*?"<>|\x00-\x1f]+')


class TooLargeFile(BookError):
    """The file is larger than what an attachment may be."""

    code = "too_large"

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(
            path,
            tr(
                "{name} has {size} MB; a file may have up to {limit} MB. Make it smaller (scan "
                "with a lower resolution, or split it), then add it again."
            ),
            size=-(-size // (1024 * 1024)),
            limit=LARGEST // (1024 * 1024),
        )


class EmptyFile(BookError):
    """The file holds nothing."""

    code = "empty_file"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr("{name} is empty (0 bytes). Copy it again from the camera or phone, then add it."),
        )


class AttachmentMissing(UserError):
    """A record names a file that is not in the book's folder, or is damaged there."""

    code = "attachment_missing"

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(
            tr(
                "The file “{name}” is missing or damaged in {folder}. Restore it from a backup, "
                "or remove it from the record and add it again."
            ).format(name=name, folder=folder)
        )
        self.name = name


class Attachments:
    """The attachments of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._folder = book.paths.attachments
        self._opened: Path | None = None  # decrypted copies, while the book is open

    def add(self, file: Path, *, whole: bool = False) -> str:
        """Take a file into the book and return the name that the record keeps.

        `whole` keeps all pixels of a picture, for plans and maps.

        Raises:
            ReadOnlyBook: the book cannot be written.
            FileMissing, NoAccess, DriveFailed: the file cannot be read.
            UnreadablePicture, HugePicture: it ends like a picture, but cannot be used as one.
            TooLargeFile, EmptyFile: the file cannot be kept.
            DiskFull: there is no room for it.
        """
        if self._book.read_only:
            raise ReadOnlyBook(self._book.path, self._book.holder)
        content, ending = _content_of(file, whole=whole)
        digest = _digest_of(content)
        same = [name for name in self.names() if name.startswith(digest)]
        if same:
            return same[0]
        name = f"{digest}-{legal_name(file.stem)[:_LONGEST_NAME].strip(' .')}{ending}"
        self._write(self._file(name), content)
        return name

    def take_in(self, name: str, content: bytes) -> bool:
        """Keep a file that came with a package, under the name that records know it by.

        Returns:
            False where `name` is none, or is not that of `content`: then it is not kept.

        Raises:
            ReadOnlyBook, DiskFull: it cannot be written.
        """
        if self._book.read_only:
            raise ReadOnlyBook(self._book.path, self._book.holder)
        if not is_name(name) or not name.startswith(_digest_of(content)):
            return False
        if self._stored(name) is None:
            self._write(self._file(name), content)
        return True

    def names(self) -> list[str]:
        """Return the names of all attachments that are there, sorted."""
        return [file.name.removesuffix(SEALED) for file in stored_files(self._folder)]

    def path(self, name: str) -> Path:
        """Return a file that other programs can open; of an encrypted book a copy until it closes.

        Raises:
            AttachmentMissing: there is no such attachment, or it is damaged.
        """
        file = self._stored(name)
        if file is None:
            raise AttachmentMissing(name, self._folder)
        if self._book.key is None:
            return file
        if self._opened is None:
            self._opened = Path(tempfile.mkdtemp(prefix="ruraldesk-"))
        copy = self._opened / name
        if not copy.exists():
            content = stored_content(file, self._book.key)
            if content is None:
                raise AttachmentMissing(name, self._folder)
            with drive_errors(copy):
                copy.write_bytes(content)
        return copy

    def unused(self) -> list[str]:
        """Return the attachments that no record, draft or journal entry names."""
        with self._book.reading() as connection:
            named = {digest_in(name) for name in named_in(connection)}
            return [
                name
                for name in self.names()
                if digest_in(name) not in named and not _mentioned(connection, digest_in(name))
            ]

    def close(self) -> None:
        """Delete decrypted copies; one that another program has open stays in the temp folder."""
        if self._opened is not None:
            shutil.rmtree(self._opened, ignore_errors=True)

    def _write(self, target: Path, content: bytes) -> None:
        with written_whole(target) as unfinished:
            if self._book.key is None:
                unfinished.write_bytes(content)
            else:
                seal(content, unfinished, self._book.key)

    def _file(self, name: str) -> Path:
        return self._folder / (name if self._book.key is None else name + SEALED)

    def _stored(self, name: str) -> Path | None:
        """Return the file with the content that a name says, whatever its caption was then."""
        if not is_name(name):
            return None
        file = self._file(name)
        if file.is_file():
            return file
        ending = Path(name).suffix + ("" if self._book.key is None else SEALED)
        same = self._folder.glob(f"{digest_in(name)}*")
        return next((one for one in sorted(same) if one.name.endswith(ending)), None)


def stored_files(folder: Path) -> list[Path]:
    """Return the files of attachments in `folder`, without what the system put there, sorted."""
    files = folder.iterdir() if folder.is_dir() else ()
    return sorted(file for file in files if is_name(file.name.removesuffix(SEALED)))


def digest_in(name: str) -> str:
    """Return the part of an attachment's name that says its content, with the mark behind it."""
    return name[: _HASH_DIGITS + 1]


def caption_of(name: str) -> str:
    """Return what an attachment is called: without its digits and its ending."""
    return name[_HASH_DIGITS + 1 :].removesuffix(Path(name).suffix)


def captioned(name: str, caption: str) -> str:
    """Return the name of the same attachment with another caption, made legal as a file's name."""
    ending = Path(name).suffix
    legal = legal_name(" ".join(caption.split()) + ".x").removesuffix(".x")
    return f"{digest_in(name)}{legal[:_LONGEST_NAME].strip(' .') or '_'}{ending}"


def is_name(name: str) -> bool:
    """Return whether `name` can be an attachment's: never a path out of the folder."""
    return _NAME.fullmatch(name) is not None


def stored_content(file: Path, key: Key | None) -> bytes | None:
    """Return the content of a stored attachment; None when it is not what its name says.

    Raises:
        NoAccess, DriveFailed: the file cannot be read.
    """
    with drive_errors(file):
        if key is None:
            content = file.read_bytes()
        else:
            try:
                content = unseal(file, key)
            except dialect.driver(encrypted=True).DatabaseError:
                return None
    return content if file.name.startswith(_digest_of(content)) else None


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]


def named_in(connection: Connection) -> set[str]:
    """Return the names of all attachments that records hold, deleted records included."""
    found: set[str] = set()
    for known in connection.execute(text("SELECT definition FROM _forms")).scalars():
        for table, key in signature.file_fields(signature.from_text(known)):
            column: ColumnClause[str] = sql_column(key)
            query = select(column).select_from(sql_table(table)).where(column.is_not(None))
            for names in connection.execute(query.distinct()).scalars():
                found.update(json.loads(names))
    return found


def _mentioned(connection: Connection, name: str) -> bool:
    """Return whether a draft names the attachment, or the journal, which could bring it back."""
    query = text(
        "SELECT EXISTS (SELECT 1 FROM _drafts WHERE instr(record, :name)) OR EXISTS "
        "(SELECT 1 FROM _journal WHERE instr(before, :name) OR instr(after, :name))"
    )
    return bool(connection.execute(query, {"name": name}).scalar_one())


def _content_of(file: Path, *, whole: bool) -> tuple[bytes, str]:
    """Return what is kept of a file, and how its name ends."""
    if not file.is_file():
        raise FileMissing(file)
    with drive_errors(file):
        size = file.stat().st_size
        if not size:
            raise EmptyFile(file)
        ending = file.suffix.lower()
        if ending in PICTURES:
            picture = shrunk(file, whole=whole)
            if picture is not None:
                return picture, JPEG
        if size > LARGEST:
            raise TooLargeFile(file, size)
        return file.read_bytes(), ending

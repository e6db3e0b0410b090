"""What a file is, told from its first bytes: quick, and without opening it as a database."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from ruraldesk.files.failures import DriveFailed, NoAccess
from ruraldesk.store.failures import BookIsFolder, BookMissing, Stranger

APPLICATION_ID = int.from_bytes(b"RDbk", "big")  # stands in the header of every plain book
CIPHER_MARK = b"RDK1"  # the first bytes of every encrypted book: see cipher.py
CIPHER_PAGE = 4096  # bytes; SQLCipher's own page size

_SQLITE_MAGIC = b"SQLite format 3\0"
_ZIP_MAGIC = b"PK\x03\x04"
_TEXT_SAMPLE = 4096


class Kind(Enum):
    """How a file begins."""

    PLAIN = auto()  # a book without a password
    ENCRYPTED = auto()  # a book with a password
    STRANGER = auto()  # something else: see `Header.stranger`


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first bytes of a file say, and its size.

    `missing` is how many bytes a plain book lacks of the size that its header states.
    """

    kind: Kind
    size: int
    salt: bytes = b""  # of an encrypted book
    missing: int = 0
    stranger: Stranger = Stranger.UNKNOWN


def read_header(path: Path) -> Header:
    """Return what the file at `path` is.

    Raises:
        BookMissing, BookIsFolder, NoAccess, DriveFailed: there is no readable file.
    """
    try:
        state = path.stat()
        size = state.st_size
        if path.is_dir():
            raise BookIsFolder(path)
        if stat.S_ISFIFO(state.st_mode):  # reading would wait for somebody to write
            return Header(kind=Kind.STRANGER, size=size)
        with path.open("rb") as file:
            start = file.read(_TEXT_SAMPLE)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BookMissing(path) from error
    except PermissionError as error:
        raise NoAccess(path) from error
    except OSError as error:
        raise DriveFailed(path) from error
    return _header_of(path, start, size)


def _header_of(path: Path, start: bytes, size: int) -> Header:
    if start.startswith(CIPHER_MARK):
        return Header(kind=Kind.ENCRYPTED, size=size, salt=start[:16])
    if start.startswith(_SQLITE_MAGIC) and len(start) >= 100:
        return _database(start, size)
    return Header(kind=Kind.STRANGER, size=size, stranger=_stranger(path, start))


def _database(start: bytes, size: int) -> Header:
    """Read the fields of SQLite's file header (its file format, section 1.3)."""
    if int.from_bytes(start[68:72], "big") != APPLICATION_ID:
        return Header(kind=Kind.STRANGER, size=size, stranger=Stranger.DATABASE)
    page_size = int.from_bytes(start[16:18], "big")
    pages = int.from_bytes(start[28:32], "big")
    return Header(
        kind=Kind.PLAIN,
        size=size,
        missing=max(0, page_size * pages - size),
    )


def _stranger(path: Path, start: bytes) -> Stranger:
    if not start:
        return Stranger.EMPTY
    if start.startswith(_ZIP_MAGIC):
        return Stranger.BACKUP if path.suffix == ".rdbak" else Stranger.ARCHIVE
    return Stranger.TEXT if _is_text(start) else Stranger.UNKNOWN


def _is_text(start: bytes) -> bool:
    if any(byte < 9 or 14 <= byte < 27 for byte in start):
        return False
    # A character may be cut at the end of the sample.
    return any(_decodes(start[: len(start) - cut], code) for code in _CODES for cut in range(4))


_CODES = ("utf-8", "gb18030")


def _decodes(data: bytes, code: str) -> bool:
    try:
        data.decode(code)
    except UnicodeDecodeError:
        return False
    return True

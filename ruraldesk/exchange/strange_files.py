"""What lies on a stick in place of a package, a receipt or a pack, told by what it is.

Clerks copy shortcuts, unpack what they should not, or pull the stick too early; each of these has
its own way out, which "not a file of this program" would not tell.

A package that was unpacked and packed again is not taken in, although its signed parts may all be
there: Windows' own packing writes Chinese names in a way that this computer may read otherwise, so
that it would work today and not tomorrow, and the seal that tells a failing stick is gone. The
unit makes the very same package anew with two clicks.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import IO

from ruraldesk.exchange.refusals import DamagedPackage, NotAPackage
from ruraldesk.exchange.zips import BROKEN
from ruraldesk.files.failures import drive_errors
from ruraldesk.texts.translate import tr

SUFFIXES = (".rdp", ".rdr", ".rdk", ".rdu")
ARCHIVES = (".zip", ".rar", ".7z")
SHORTCUT = ".lnk"
UNFINISHED = (".crdownload", ".part", ".partial", ".tmp", ".download", ".opdownload")
_SHORTCUT_MARK = b"L\x00\x00\x00\x01\x14\x02\x00"
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_ZIP, _END_MARK = b"PK\x03\x04", b"PK\x05\x06"
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 1 << 16
_MOST_NAMES, _LONGEST_LIST = 20_000, 1 << 23
_OURS = ({"manifest.json", "manifest.sig"}, {"envelope.json", "sealed.age"})
_SECTOR = 512  # bytes
_CHUNK = 1 << 20
_BLANK = (b"\x00" * _SECTOR, b"\xff" * _SECTOR)


class EmptyFile(NotAPackage):
    """There is a name on the stick, and nothing behind it."""

    code = "damaged"
    sentence = (
        "{name} is empty: writing it was broken off, or the stick was pulled out too early. Have "
        "it written again, and wait for “safe to remove”."
    )


class Shortcut(NotAPackage):
    """A shortcut was copied, not the file."""

    sentence = (
        "{name} is only a shortcut: the file itself is still on the computer where the shortcut "
        "was made. Have the file itself (.rdp, .rdr or .rdk) written to the stick."
    )


class Unfinished(NotAPackage):
    """Copying or downloading was broken off."""

    code = "damaged"
    sentence = (
        "{name} is only the beginning of a file: copying or downloading it was broken off. Have "
        "it copied again, whole."
    )


class Repacked(NotAPackage):
    """Our file was unpacked, and what was in it packed again."""

    code = "damaged"
    sentence = (
        "{name} was unpacked and packed again by another program, so that it can no longer be "
        "told whether all of it is as it was made. Use the original file, which nobody unpacked; "
        "the unit can make the very same one again."
    )


class PackedFiles(NotAPackage):
    """Files of ours, or any, were packed into an archive."""

    sentence = (
        "{name} is an archive into which files were packed. Unpack it (right mouse button, "
        "“Extract all”) and choose the files in it that end in .rdp, .rdr or .rdk."
    )


class WornOut(DamagedPackage):
    """Whole stretches of the file are empty: the stick did not keep what was written."""

    def __init__(self, path: Path, parts: Sequence[str], blank: int) -> None:
        super().__init__(path, parts)
        message = tr(
            "{name} is damaged: {size} KB of it are blank, the stick did not keep what was "
            "written, so nothing was taken in. Have it written to another stick, and copy what "
            "else is on this one soon."
        )
        self.args = (message.format(name=path.name, size=-(-blank // 1024)),)


def strange_file(path: Path) -> NotAPackage | WornOut:
    """Return the refusal of a file that does not end as ours do, by what it is instead.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        size, head = file.seek(0, 2), _read(file, 0, _SECTOR)
        tail = _read(file, max(0, size - _SECTOR), _SECTOR)
        if not size:
            return EmptyFile(path)
        if head.startswith(_SHORTCUT_MARK) or path.suffix.lower() == SHORTCUT:
            return Shortcut(path)
        if head in _BLANK or (head.startswith(_ZIP) and tail in _BLANK):
            return WornOut(path, (), blank_bytes(path))
        if path.suffix.lower() in UNFINISHED:
            return Unfinished(path)
        if head.startswith(_PACKED):
            return PackedFiles(path)
        names = names_in_zip(file)
    if names is None:
        return (Unfinished if head.startswith(_ZIP) else NotAPackage)(path)
    if any(ours <= names for ours in _OURS):
        return Repacked(path)
    if any(name.lower().endswith(SUFFIXES) for name in names):
        return PackedFiles(path)
    return NotAPackage(path)


def names_in_zip(file: IO[bytes]) -> set[str] | None:
    """Return what the files in a zip are called, without their folders; None where it is no zip.

    Of a zip with a list longer than any of ours the names are left out.
    """
    size = file.seek(0, 2)
    end = _read(file, max(0, size - _LONGEST_COMMENT - _END.size), size)
    at = end.rfind(_END_MARK)
    if at < 0 or len(end) - at < _END.size:
        return None
    _, _, _, _, count, length, _, _ = _END.unpack_from(end, at)
    if count > _MOST_NAMES or length > _LONGEST_LIST:
        return set()
    try:
        with zipfile.ZipFile(file) as archive:
            return {PureWindowsPath(name).name for name in archive.namelist()}
    except BROKEN:
        return set()


def blank_bytes(path: Path) -> int:
    """Return how many bytes of a file lie in sectors of nothing but 0x00 or 0xFF."""
    blank = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            for at in range(0, len(chunk), _SECTOR):
                blank += chunk[at : at + _SECTOR] in _BLANK
    return blank * _SECTOR


@contextmanager
def told_exactly(path: Path) -> Iterator[None]:
    """Say of a damaged file read in the block when it is the stick that lost parts of it."""
    try:
        yield
    except WornOut:
        raise
    except DamagedPackage as error:
        with drive_errors(path):
            blank = blank_bytes(path)
        if not blank:
            raise
        raise WornOut(path, error.parts, blank) from error


def _read(file: IO[bytes], start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)

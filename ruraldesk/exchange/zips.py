"""Zips that are the same for the same content, and zips of strangers that can do no harm.

Written zips have their parts sorted, all dated 1980-01-01, and end in a comment with the SHA-256 of
everything before it: whatever bit flips on a stick, in a part or between them, is found.

Only zips that end so are read, after looking at the list alone: no path leads out of the zip, no
name stands twice, nothing is a link, and nothing unpacks to more than the list says or than a
package may hold.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO

from ruraldesk.texts.translate import tr

_CHUNK = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16  # an ordinary file, for everybody to read
_UNIX = 3
_HEADER = 30  # bytes before a part's name
_PACKED_ALREADY = (".jpg", ".jpeg", ".png", ".xlsx", ".docx", ".pdf", ".zip", ".age", ".mp4")
_COMMENT = b"RuralDesk sha256:"
_DIGITS = 64
_END = struct.Struct("<4s4H2LH")  # the record that ends a zip, before its comment
_END_MARK = b"PK\x05\x06"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError)
"""What Python raises where a zip, or text in it, is not as it should be."""

_LEGAL = re.compile(r"(?!.*(?:^|/)\.{0,2}(?:/|$))[^\\:\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a zip may hold."""

    parts: int = 20_000
    part: int = 1 << 31  # bytes, unpacked
    total: int = 1 << 32
    list: int = 1 << 23  # bytes of the list of contents
    ratio: int = 200  # times that a large part may be smaller packed than unpacked
    small: int = 1 << 24  # bytes up to which the ratio does not matter


class BrokenZip(Exception):
    """A zip that cannot be relied on; `what` says in words what is wrong with it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class NotAZip(Exception):
    """The file is no zip of this program at all."""


Content = Callable[[], AbstractContextManager[IO[bytes]]]
"""Opens what a part is made of."""


def write_zip(file: IO[bytes], parts: dict[str, Content]) -> None:
    """Write `parts` by name into an empty file that can be read, too."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = _COMMENT + b"0" * _DIGITS
        for name in sorted(parts):
            with parts[name]() as content, archive.open(_entry(name), "w", force_zip64=False) as to:
                while chunk := content.read(_CHUNK):
                    to.write(chunk)
    end = file.seek(0, 2) - _DIGITS
    digest = _digest(file, end)
    file.seek(end)
    file.write(digest)


def is_sealed(file: IO[bytes]) -> bool:
    """Say whether a file ends as `write_zip` ends a zip, whatever it is called."""
    length = _END.size + len(_COMMENT) + _DIGITS
    start = file.seek(0, 2) - length
    if start < 0:
        return False
    file.seek(start)
    end = file.read(length)
    return end.startswith(_END_MARK) and end[_END.size :].startswith(_COMMENT)


class SafeZip:
    """A zip of unknown origin, looked through before anything of it is unpacked.

    Raises:
        NotAZip: it does not end as `write_zip` ends a zip.
        BrokenZip: it does, but is built as no zip of this program is.
    """

    def __init__(self, file: IO[bytes], limits: Limits | None = None) -> None:
        self._file = file
        limits = limits or Limits()
        _refuse_long_list(file, limits)
        try:
            self._zip = zipfile.ZipFile(file)
            self._entries = _checked(self._zip.infolist(), self._zip.start_dir, limits)
        except BROKEN as error:
            raise BrokenZip(tr("its list of contents cannot be read")) from error

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._entries)

    def size(self, name: str) -> int:
        """Return how many bytes a part has, unpacked; KeyError names what is missing."""
        return self._entries[name].file_size

    def is_whole(self) -> bool:
        """Read the file once and say whether every bit of it is as it was written."""
        end = self._file.seek(0, 2) - _DIGITS
        digest = _digest(self._file, end)
        self._file.seek(end)
        return self._file.read() == digest

    def read(self, name: str, most: int = 1 << 25) -> bytes:
        """Return the content of a small part.

        Raises:
            BrokenZip: it is missing, damaged, or larger than `most` bytes.
        """
        if name not in self._entries or self.size(name) > most:
            raise BrokenZip(name)
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a part in pieces.

        Raises:
            BrokenZip: it is damaged, or not of the size that the list says.
        """
        size = 0
        try:
            with self._zip.open(self._entries[name]) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    yield chunk
        except BROKEN as error:
            raise BrokenZip(name) from error
        if size != self.size(name):
            raise BrokenZip(name)

    def open(self, name: str) -> IO[bytes]:
        """Return a part for reading; zipfile's own errors may come while it is read."""
        return self._zip.open(self._entries[name])


def _entry(name: str) -> zipfile.ZipInfo:
    if not _LEGAL.fullmatch(name):
        raise ValueError(f"{name} cannot stand in a zip")
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = _MODE
    packed = name.lower().endswith(_PACKED_ALREADY)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return entry


def _digest(file: IO[bytes], end: int) -> bytes:
    digest = hashlib.sha256()
    file.seek(0)
    while end > 0 and (chunk := file.read(min(_CHUNK, end))):
        digest.update(chunk)
        end -= len(chunk)
    return digest.hexdigest().encode()


def _refuse_long_list(file: IO[bytes], limits: Limits) -> None:
    """Look at the end of the file, before a list of a million names is read into memory."""
    if not is_sealed(file):
        raise NotAZip
    start = file.seek(0, 2) - _END.size - len(_COMMENT) - _DIGITS
    file.seek(start)
    _, disk, first, here, count, size, offset, comment = _END.unpack(file.read(_END.size))
    if comment != len(_COMMENT) + _DIGITS or count > limits.parts or size > limits.list:
        raise BrokenZip(tr("its list of contents is longer than that of any package"))
    if (disk, first, here) != (0, 0, count) or offset + size != start:
        raise BrokenZip(tr("its list of contents cannot be read"))


def _checked(
    entries: list[zipfile.ZipInfo], end: int, limits: Limits
) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name when nothing about them is suspicious."""
    known: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    total = 0
    for entry in entries:
        if entry.filename != entry.orig_filename or not _LEGAL.fullmatch(entry.filename):
            raise BrokenZip(tr("it holds a name that leads elsewhere"))
        alike = unicodedata.normalize("NFC", entry.filename).casefold()
        if alike in folded:
            raise BrokenZip(tr("it holds a name twice"))
        folded.add(alike)
        known[entry.filename] = entry
        if not _is_plain(entry):
            raise BrokenZip(tr("it holds something that is no ordinary file"))
        total += entry.file_size
        if _is_bomb(entry, limits) or total > limits.total:
            raise BrokenZip(tr("unpacked it would be far larger than any package"))
    if _overlap(entries, end):
        raise BrokenZip(tr("its parts lie over one another"))
    return known


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    kind = (entry.external_attr >> 16) & 0o170000
    stored = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return stored and kind in (0, 0o100000) and not entry.flag_bits & 0x1


def _is_bomb(entry: zipfile.ZipInfo, limits: Limits) -> bool:
    dense = entry.file_size > limits.ratio * max(entry.compress_size, 1)
    return entry.file_size > limits.part or (entry.file_size > limits.small and dense)


def _overlap(entries: list[zipfile.ZipInfo], end: int) -> bool:
    """Say whether some bytes of the file belong to two parts, to the list too, or to nothing."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    behind = [entry.header_offset for entry in ordered[1:]] + [end]
    return any(
        entry.header_offset < 0
        or entry.header_offset + _HEADER + len(entry.filename.encode()) + entry.compress_size
        > start
        for entry, start in zip(ordered, behind, strict=bool(ordered))
    )

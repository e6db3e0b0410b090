"""Writing files onto a stick so that "done" is never wrong.

Room for all? Each is written under a temporary name and flushed to the device, read back from it
and compared, then all get their names, and these are flushed too. Whatever happens before the end,
a pulled stick above all, is an error; under the right name there is never half a file; and the next
try removes what the last one left.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from ruraldesk.errors import Cancelled, Progress
from ruraldesk.exchange.held_folder import CHUNK, HeldFolder
from ruraldesk.exchange.stick_failures import (
    FileChanged,
    NameInUse,
    SameNames,
    StickChanged,
    StickFull,
    StickLost,
    StickProtected,
    StickUnreliable,
    stick_errors,
)
from ruraldesk.exchange.volumes import Volume
from ruraldesk.files.failures import (
    FileMissing,
    FolderMissing,
    NoAccess,
    TooLargeForDrive,
    drive_errors,
    os_failure,
)
from ruraldesk.files.steps import Steps
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr

KEPT = ".旧"  # ending of a file whose name the new one took: no longer taken for a package

_LEFTOVER = re.compile(r"~ruraldesk-[0-9a-f]{8}\.unfinished")
_LARGEST_ON_FAT = 2**32 - 1  # bytes
_RESERVE = 1024 * 1024  # bytes that stay free: a file system wants some for itself
_CLUSTER = 128 * 1024  # bytes that a file may take more than it holds, on large exFAT sticks
_FLUSHED = 8 * CHUNK  # bytes after which the device is waited for: progress stays true


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One file that is on the stick, whole.

    `already`: the same content lay there under the same name, and was read and compared again.
    `kept`: the name under which another file was kept that had this name; "" when there was none.
    """

    file: Path
    size: int
    sha256: str
    already: bool = False
    kept: str = ""


def carry(
    files: Sequence[Path],
    folder: Path,
    *,
    stick: Volume | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Carried, ...]:
    """Write `files` into `folder` on a stick; when this returns, all of them are on the device.

    Another file that has one of the names is neither lost nor in the way: it is kept as NAME.旧.
    The clerk looks for the new one under the name that the paper says, and so does the township;
    the old one may hold somebody's notes, but is no second package that a merge would find.

    Args:
        stick: the stick that the user chose for `folder`, where there was a choice.

    Raises:
        StickFull, StickProtected, StickLost, StickChanged, StickUnreliable, SameNames, NameInUse,
        FolderMissing, FolderInPlace, TooLargeForDrive, DiskFull, NoAccess: of the stick.
        FileMissing, NoAccess, DriveFailed, FileChanged: of a file that is to be carried.
        Stopped: `cancelled` said so; nothing is left on the stick.
    """
    sources = [_source(file) for file in files]
    _refuse_same_names(sources)
    if not sources:
        return ()
    with stick_errors(folder):
        if not folder.is_dir():
            raise FolderMissing(folder / sources[0].name)
    with stick_errors(folder), HeldFolder(folder) as held:
        if stick is not None and stick.identity != held.volume.identity:
            raise StickChanged(folder)
        if held.volume.write_protected:
            raise StickProtected(folder)
        return _Carrying(held, sources, progress, cancelled).carried()


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    name: str  # on the stick
    size: int


@dataclass(slots=True)
class _Written:
    """A file that is on the stick under a temporary name."""

    source: _Source
    unfinished: str
    replaces: bool  # another file has its name
    sha256: str = ""
    kept: str = ""


class _Carrying:
    """One try to write all files."""

    def __init__(
        self,
        held: HeldFolder,
        sources: Sequence[_Source],
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._held, self._sources = held, sources
        self._there = {one.name: held.size(one.name) for one in sources}
        total = sum(2 * one.size for one in sources)  # written, read back
        total += sum(2 * one.size for one in sources if self._there[one.name] == one.size)
        self._steps = Steps(total, progress, cancelled)
        self._written: list[_Written] = []
        self._already: dict[str, Carried] = {}

    def carried(self) -> tuple[Carried, ...]:
        """Write, flush, read back, name, flush: in this order, for all files together."""
        try:
            self._tidy()
            self._compare()
            self._refuse_too_much()
            self._write()
            self._read_back()
            self._name()
        except BaseException:
            self._take_back()
            raise
        self._finish()
        done = {
            one.source.name: Carried(
                file=self._held.path / one.source.name,
                size=one.source.size,
                sha256=one.sha256,
                kept=one.kept,
            )
            for one in self._written
        }
        done |= self._already
        return tuple(done[one.name] for one in self._sources)

    def _tidy(self) -> None:
        """Remove what earlier tries left half-written: known by its name, never anything else."""
        self._steps.begin(tr("Looking at the stick"))
        for name in self._held.names():
            if _LEFTOVER.fullmatch(name):
                self._held.remove(name)

    def _compare(self) -> None:
        """See which files are there already, the same to the last byte and on the device."""
        for source in self._sources:
            if self._there[source.name] != source.size:
                continue
            self._steps.begin(tr("Comparing {name}").format(name=source.name))
            wanted = self._sha256_of(source)
            self._held.flush_file(source.name)
            if self._held.sha256(source.name, self._steps.add) == wanted:
                self._already[source.name] = Carried(
                    file=self._held.path / source.name,
                    size=source.size,
                    sha256=wanted,
                    already=True,
                )
                self._steps.add(2 * source.size)

    def _refuse_too_much(self) -> None:
        """Refuse before anything is written what the stick cannot hold."""
        needed = _RESERVE
        for source in self._to_write():
            if self._held.volume.file_system.startswith("FAT") and source.size > _LARGEST_ON_FAT:
                raise TooLargeForDrive(source.path)
            needed += source.size + _CLUSTER
        free = self._held.free()
        if self._to_write() and free < needed:
            raise StickFull(self._held.path, needed, free)

    def _to_write(self) -> list[_Source]:
        return [one for one in self._sources if one.name not in self._already]

    def _write(self) -> None:
        for source in self._to_write():
            self._steps.begin(tr("Writing {name}").format(name=source.name))
            unfinished = f"~ruraldesk-{uuid4().hex[:8]}.unfinished"
            replaces = self._there[source.name] is not None
            written = _Written(source, unfinished, replaces)
            self._written.append(written)
            written.sha256 = self._copy(source, unfinished)

    def _copy(self, source: _Source, unfinished: str) -> str:
        """Copy a file and wait for the device; return the hash of what was read of it."""
        total, copied, waiting = hashlib.sha256(), 0, 0
        with drive_errors(source.path):
            read = source.path.open("rb", buffering=0)
        with read, self._held.create(unfinished) as written:
            while True:
                with drive_errors(source.path):
                    chunk = read.read(CHUNK)
                if not chunk:
                    break
                total.update(chunk)
                _write_all(written, chunk)
                copied += len(chunk)
                waiting += len(chunk)
                if waiting >= _FLUSHED:
                    os.fsync(written.fileno())
                    waiting = 0
                self._steps.add(len(chunk))
            os.fsync(written.fileno())
        if copied != source.size:
            raise FileChanged(source.path)
        return total.hexdigest()

    def _read_back(self) -> None:
        self._held.flush()
        for one in self._written:
            self._steps.begin(tr("Reading {name} back").format(name=one.source.name))
            if self._held.sha256(one.unfinished, self._steps.add) != one.sha256:
                raise StickUnreliable(self._held.path, one.source.name)

    def _name(self) -> None:
        """Give each file its name; from here on nothing can be stopped halfway."""
        self._steps.last(tr("Giving the files their names"))
        self._held.check()
        for one in self._written:
            name = one.source.name
            try:
                if one.replaces:
                    kept = self._free_name(f"{name}{KEPT}")
                    self._held.rename(name, kept)
                    one.kept = kept
                self._held.rename(one.unfinished, name)
            except PermissionError as error:
                if isinstance(os_failure(error, self._held.path), NoAccess):
                    raise NameInUse(self._held.path, name) from error
                raise  # so Windows also calls a stick that was pulled out
            one.unfinished = ""

    def _free_name(self, name: str) -> str:
        taken, free = 1, name
        while self._held.size(free) is not None:
            taken += 1
            free = f"{name}{taken}"
        return free

    def _finish(self) -> None:
        """Wait until the names are on the device as well, and this is still the same stick."""
        self._steps.begin(tr("Waiting until the stick has everything"))
        for source in self._sources:
            self._held.flush_file(source.name)
        self._held.flush()
        self._held.check()
        if any(self._held.size(source.name) != source.size for source in self._sources):
            raise StickLost(self._held.path)

    def _take_back(self) -> None:
        """Remove what did not get its name; a stick that is gone keeps it until the next try."""
        for one in self._written:
            if not one.unfinished:
                continue
            with suppress(OSError):
                self._held.remove(one.unfinished)
            if one.kept:
                with suppress(OSError):
                    self._held.rename(one.kept, one.source.name)

    def _sha256_of(self, source: _Source) -> str:
        total = hashlib.sha256()
        with drive_errors(source.path), source.path.open("rb", buffering=0) as read:
            while chunk := read.read(CHUNK):
                total.update(chunk)
                self._steps.add(len(chunk))
        return total.hexdigest()


def _source(file: Path) -> _Source:
    with drive_errors(file):
        if not file.is_file():
            raise FileMissing(file)
        return _Source(file, legal_name(file.name), file.stat().st_size)


def _refuse_same_names(sources: Sequence[_Source]) -> None:
    """Refuse names that a stick cannot tell apart: it knows no upper and lower case."""
    known: dict[str, _Source] = {}
    for one in sources:
        other = known.setdefault(unicodedata.normalize("NFC", one.name).casefold(), one)
        if other is not one:
            raise SameNames(other.path, one.path)


def _write_all(file: BinaryIO, chunk: bytes) -> None:
    """Write all of `chunk`: a device that is nearly full may take a part of it."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) :]

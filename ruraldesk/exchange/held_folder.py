"""A folder on a stick that is kept hold of: what is done in it reaches this stick, or fails."""

from __future__ import annotations

import hashlib
import mmap
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ruraldesk.exchange.stick_failures import StickChanged
from ruraldesk.exchange.sticks import volume_of
from ruraldesk.files.failures import FolderInPlace

CHUNK = 1024 * 1024  # bytes; a multiple of every sector, as reading past Windows' cache demands

_BINARY = getattr(os, "O_BINARY", 0)
_RENAME_TRIES, _RENAME_PAUSE = 5, 0.3  # seconds between them


class HeldFolder:
    """A folder, from its opening to its closing on one and the same drive.

    Linux looks names up through the folder as it was opened: another stick mounted at the same
    place is never touched, and one that was pulled out refuses everything. Windows knows no such
    way; there `check` compares the volume, and the names of unfinished files are never met twice.

    Every method raises OSError when the drive refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.volume = volume_of(path)
        self._folder: int | None = None  # Windows cannot hold it, and takes None for "no folder"
        if sys.platform != "win32":
            self._folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)

    def __enter__(self) -> HeldFolder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            os.close(self._folder)

    def check(self) -> None:
        """Refuse to go on when another drive, or none, is where this folder was.

        Raises:
            StickChanged: it is so.
        """
        same = volume_of(self.path).identity == self.volume.identity
        if same and self._folder is not None:
            same = os.path.samestat(os.fstat(self._folder), self.path.stat())
        if not same:
            raise StickChanged(self.path)

    def names(self) -> list[str]:
        """Return the names of all that is in the folder."""
        return os.listdir(self._folder or self.path)  # noqa: PTH208  held, not named

    def free(self) -> int:
        """Return the bytes that can still be written to the drive."""
        return shutil.disk_usage(self.path).free

    def size(self, name: str) -> int | None:
        """Return how long a file is, None when there is none; names as the drive compares them.

        Raises:
            FolderInPlace: it is a folder.
        """
        try:
            state = os.stat(self._at(name), dir_fd=self._folder)
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(state.st_mode):
            raise FolderInPlace(self.path / name)
        return state.st_size

    def create(self, name: str) -> BinaryIO:
        """Open a new file for writing; one of that name must not exist."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
        descriptor = os.open(self._at(name), flags, 0o666, dir_fd=self._folder)
        return os.fdopen(descriptor, "wb", buffering=0)

    def rename(self, name: str, new: str) -> None:
        """Give a file another name, which must be free."""
        old, new, folder = self._at(name), self._at(new), self._folder
        _patiently(lambda: os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder))

    def remove(self, name: str) -> None:
        """Delete a file."""
        os.unlink(self._at(name), dir_fd=self._folder)

    def flush_file(self, name: str) -> None:
        """Wait until a file, and what the drive says of it, has been written to the device."""
        flags = os.O_RDWR if sys.platform == "win32" else os.O_RDONLY
        descriptor = os.open(self._at(name), flags | _BINARY, dir_fd=self._folder)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def flush(self) -> None:
        """Wait until the folder's names have been written to the device; Windows does it itself."""
        if self._folder is not None:
            os.fsync(self._folder)

    def sha256(self, name: str, tell: Callable[[int], None]) -> str:
        """Return the hash of a file as the device holds it, not as memory remembers it.

        `tell` is called with the bytes read since the last time. What lies in the stick's own
        buffers, or in those of a driver outside the kernel, cannot be gone past.
        """
        total = hashlib.sha256()
        with (
            os.fdopen(self._open_uncached(name), "rb", buffering=0) as read,
            mmap.mmap(-1, CHUNK) as buffer,  # begins at a page, as reading past the cache demands
            memoryview(buffer) as view,
        ):
            while size := read.readinto(view):
                total.update(view[:size])
                tell(size)
        return total.hexdigest()

    def _open_uncached(self, name: str) -> int:
        if sys.platform == "win32":
            from ruraldesk.exchange.windows_drives import Kernel32

            return Kernel32().open_unbuffered(self.path / name)
        else:  # noqa: RET505  a platform's branch is a whole one for the type checker
            descriptor = os.open(name, os.O_RDONLY, dir_fd=self._folder)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            return descriptor

    def _at(self, name: str) -> str:
        """Return how the system is told of a name: within the held folder, or with its path."""
        return str(self.path / name) if self._folder is None else name


def _patiently(act: Callable[[], object]) -> None:
    """Do what Windows refuses for the moment in which it scans a new file for viruses."""
    for _ in range(_RENAME_TRIES - 1 if sys.platform == "win32" else 0):
        try:
            act()
        except PermissionError:
            time.sleep(_RENAME_PAUSE)
        else:
            return
    act()

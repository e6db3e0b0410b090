"""Files and drives: what the system's refusals mean, room, and writing so that it lasts."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ruraldesk.store.failures import (
    BookError,
    BookIsFolder,
    DiskFull,
    DriveFailed,
    FileMissing,
    FolderMissing,
    NoAccess,
    TooLargeForDrive,
)

UNFINISHED = ".unfinished"

_LEAST = 64 * 1024  # bytes: the log and its index begin with about that

_FAILURES: dict[int, Callable[[Path], BookError]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: TooLargeForDrive,
    errno.EACCES: NoAccess,
    errno.EPERM: NoAccess,
    errno.EROFS: NoAccess,
    errno.ENOENT: FileMissing,
    errno.EEXIST: FolderMissing,  # a file stands where a folder should be made
    errno.ENOTDIR: FolderMissing,
    errno.EISDIR: BookIsFolder,
}


def os_failure(error: OSError, path: Path) -> BookError:
    """Return what a refusal of the system means for the user."""
    return _FAILURES.get(error.errno or 0, DriveFailed)(path)


@contextmanager
def drive_errors(path: Path) -> Iterator[None]:
    """Turn the system's refusals into sentences about `path`.

    Raises:
        DiskFull, TooLargeForDrive, NoAccess, FileMissing, DriveFailed.
    """
    try:
        yield
    except OSError as error:
        raise os_failure(error, path) from error


def refuse_when_full(path: Path, needed: int) -> None:
    """Refuse before anything is written when the drive of `path` has fewer than `needed` bytes.

    Raises:
        DiskFull: there is not enough room.
    """
    if shutil.disk_usage(path.parent).free < needed:
        raise DiskFull(path)


def is_full(path: Path) -> bool:
    """Return whether the drive of `path` has less room than a database needs to be opened."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST
    except OSError:  # it is gone
        return False


def unfinished_name(path: Path) -> Path:
    """Return a new name in the same folder, so that renaming moves no bytes."""
    return path.with_name(f"{path.stem}.{uuid4().hex[:8]}{UNFINISHED}")


def flush(path: Path) -> None:
    """Write a file that is closed to the disk, before it gets its name."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Write the folder's list of names to the disk; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Yield a name to write to; the file becomes `target` when the block ends, or is removed.

    An existing `target` is replaced only then; its folder is made where it is missing.

    Raises:
        As `drive_errors`.
    """
    unfinished = unfinished_name(target)
    with drive_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield unfinished
            flush(unfinished)
            unfinished.replace(target)
            flush_folder(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)

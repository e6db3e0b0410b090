"""Writing files so that they last: room, flushing to the device, names only for whole files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ruraldesk.files.failures import DiskFull, drive_errors

UNFINISHED = ".unfinished"

_LEAST = 64 * 1024  # bytes: the log and its index begin with about that


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

"""Writing files so that they last: room, flushing to the device, names only for whole files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ruraldesk.files.failures import DiskFull, FolderMissing, OpenElsewhere, drive_errors

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


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a file that is whole its name, in place of an older one.

    Raises:
        OpenElsewhere: another program has the older one open. Windows only says that access is
            denied; but the folder has just been written to, and the file may be written.
        OSError: it cannot be for another reason.
    """
    try:
        unfinished.replace(target)
    except PermissionError as error:
        if sys.platform == "win32" and target.is_file() and os.access(target, os.W_OK):
            raise OpenElsewhere(target) from error
        raise


def copied_whole(source: Path, target: Path) -> None:
    """Copy a file into a folder that is there; `target` is the old one until the new one is whole.

    Raises:
        FolderMissing; as `drive_errors`.
    """
    if not target.parent.is_dir():
        raise FolderMissing(target)
    with written_whole(target) as unfinished:
        shutil.copyfile(source, unfinished)


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
            put_in_place(unfinished, target)
            flush_folder(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)

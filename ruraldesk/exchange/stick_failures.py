"""Why files did not get onto a stick, or the stick cannot be pulled out: each with its sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.files.failures import (
    DriveFailed,
    FileError,
    FileMissing,
    FolderMissing,
    os_failure,
)
from ruraldesk.texts.translate import tr

MB = 1024 * 1024
_WRITE_PROTECT = 19  # ERROR_WRITE_PROTECT of Windows, which calls it EACCES


class StickFull(UserError):
    """The files do not fit; told before anything is written. Sizes in bytes."""

    code = "stick_full"

    def __init__(self, place: Path, needed: int, free: int) -> None:
        super().__init__(
            tr(
                "{needed} MB are needed, but {place} has only {free} MB free; nothing was written. "
                "Delete files that are no longer needed from the stick, or take another one, then "
                "try again."
            ).format(place=place, needed=-(-needed // MB), free=free // MB)
        )
        self.needed, self.free = needed, free


class StickProtected(UserError):
    """The lock of the stick is on, or the system mounted it for reading only."""

    code = "stick_protected"

    def __init__(self, place: Path) -> None:
        super().__init__(
            tr(
                "The stick {place} is write-protected; nothing was written. Slide the small lock "
                "at its side the other way, or take another stick, then try again."
            ).format(place=place)
        )


class StickLost(UserError):
    """The stick was pulled out, or fails: what was being written is not on it."""

    code = "stick_lost"

    def __init__(self, place: Path) -> None:
        super().__init__(
            tr(
                "The stick {place} does not answer any more: it was pulled out, or it is failing. "
                "The files are not on it completely. Put it in again and write once more: what was "
                "left half-written is then removed. If it happens again, take another stick."
            ).format(place=place)
        )


class StickChanged(UserError):
    """Another stick is in the slot than the one that was chosen."""

    code = "stick_changed"

    def __init__(self, place: Path) -> None:
        super().__init__(
            tr(
                "The stick at {place} is not the one that was chosen, or it was taken out; the "
                "files are not on it. Put the right stick in, choose it again, and write once more."
            ).format(place=place)
        )


class StickUnreliable(UserError):
    """What is read back from the stick is not what was written to it."""

    code = "stick_unreliable"

    def __init__(self, place: Path, name: str) -> None:
        super().__init__(
            tr(
                "{name} was written to {place}, but something else was read back from it. The "
                "stick is worn out or counterfeit, and nothing on it can be relied on. Take "
                "another stick and write once more."
            ).format(place=place, name=name)
        )


class NameInUse(UserError):
    """Another program has the file of that name open on the stick."""

    code = "name_in_use"

    def __init__(self, place: Path, name: str) -> None:
        super().__init__(
            tr(
                "{name} on {place} is open in another program, so the new one cannot take its "
                "place. Close it in Excel, WPS or the viewer, then try again."
            ).format(place=place, name=name)
        )


class FileChanged(UserError):
    """A file was changed while it was being written: what was read of it is nobody's."""

    code = "file_changed"

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr(
                "{name} was changed while it was being written, so it was not put on the stick. "
                "Save it, close it where it is open, then try again."
            ).format(name=path.name)
        )


class SameNames(UserError):
    """Two of the files would have one name on a stick, for which A and a are the same."""

    code = "same_names"

    def __init__(self, one: Path, other: Path) -> None:
        super().__init__(
            tr(
                "{one} and {other} would have the same name on the stick; nothing was written. "
                "Rename one of them, then try again."
            ).format(one=one, other=other)
        )


class StickBusy(UserError):
    """The stick cannot be pulled out yet: a file on it is open."""

    code = "stick_busy"

    def __init__(self, place: Path) -> None:
        super().__init__(
            tr(
                "The stick {place} is still in use by another program; do not pull it out yet. "
                "Close its files in Excel and WPS and the windows that show it, then try again, or "
                "eject it where the system shows its drives."
            ).format(place=place)
        )


class StickNotEjected(UserError):
    """The stick was not let go, for another reason than an open file; what is on it is whole."""

    code = "stick_not_ejected"

    def __init__(self, place: Path) -> None:
        super().__init__(
            tr(
                "The stick {place} was not ejected: it was pulled out already, or the system "
                "leaves it to you. If it is still in, eject it where the system shows its drives, "
                "and only then pull it out."
            ).format(place=place)
        )


@contextmanager
def stick_errors(place: Path) -> Iterator[None]:
    """Turn the system's refusals into sentences about the stick `place`.

    Raises:
        StickProtected, StickLost; DiskFull, TooLargeForDrive, NoAccess, FolderInPlace.
    """
    try:
        yield
    except OSError as error:
        raise _meaning(error, place) from error


def _meaning(error: OSError, place: Path) -> UserError:
    if error.errno == errno.EROFS or getattr(error, "winerror", None) == _WRITE_PROTECT:
        return StickProtected(place)
    failure: FileError = os_failure(error, place)
    # A name that has gone since it was written: there is another stick, or none.
    gone = isinstance(failure, DriveFailed | FileMissing | FolderMissing)
    return StickLost(place) if gone else failure

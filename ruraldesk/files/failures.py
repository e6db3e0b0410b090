"""Why a file cannot be read or written: each refusal of the system with its whole sentence."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.texts.filenames import is_strange
from ruraldesk.texts.translate import tr


class FileError(UserError):
    """Something about one file or folder, named by `path`."""

    def __init__(self, path: Path, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(name=path.name, path=path, folder=path.parent, **values))
        self.path = path


class FileMissing(FileError):
    """There is no such file, or it is a folder."""

    code = "no_file"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, tr("There is no file {path}. Check the drive and the folder, then try again.")
        )


class NoAccess(FileError):
    """The system does not let this user read or write there."""

    code = "no_access"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "Windows or the system does not allow {path} to be used. Check that the drive is "
                "not write-protected and that your user may use this folder."
            ),
        )


class OpenElsewhere(NoAccess):
    """Another program has the file open, so Windows lets nobody else write or delete it."""

    code = "open_elsewhere"

    def __init__(self, path: Path) -> None:
        FileError.__init__(
            self,
            path,
            tr(
                "{name} in {folder} is open in another program; it was left as it is. Close it in "
                "Excel, WPS or the viewer, then try again, or choose another name."
            ),
        )


class NameNotAllowed(FileError):
    """Windows takes no file or folder of that name."""

    code = "name_not_allowed"

    def __init__(self, path: Path, part: str = "") -> None:
        super().__init__(
            path,
            tr(
                'Windows does not allow the name “{part}”: names have none of < > : " | ? * in '
                "them, do not end with a point or a space, and are not CON, NUL, AUX, PRN, COM1 "
                "or LPT1. Choose another name."
            ),
            part=part or path.name,
        )


class PathTooLong(FileError):
    """The name, or all folders with it, has more characters than the system takes."""

    code = "path_too_long"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "The name {name} with its folders has {count} characters, more than this computer "
                "takes (Windows: 259). Choose a shorter name, or a folder that lies less deep."
            ),
            count=len(str(path.absolute())),
        )


class DiskFull(FileError):
    """The drive has no room; what was being written has been taken back."""

    code = "disk_full"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "The drive of {folder} is full; nothing was changed. Delete files that are no "
                "longer needed from this drive, then try again."
            ),
        )


class DriveFailed(FileError):
    """Reading or writing failed: a stick was pulled out, or the drive is failing."""

    code = "drive_failed"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "The drive of {path} did not answer; nothing was changed. Check that the stick or "
                "the disk is properly connected, then try again."
            ),
        )


class FolderMissing(FileError):
    """The folder that a new file should go into does not exist."""

    code = "folder_missing"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr("There is no folder {folder}. Create it, or choose another folder for {name}."),
        )


class TooLargeForDrive(FileError):
    """The file system of a stick does not take files of this size."""

    code = "too_large_for_drive"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "{name} is too large for this drive: sticks formatted as FAT32 take files up to "
                "4 GB. Use a stick formatted as exFAT or NTFS, or a folder on the hard disk."
            ),
        )


class FolderInPlace(FileError):
    """A folder stands where a file is needed."""

    code = "is_folder"

    def __init__(self, path: Path) -> None:
        super().__init__(path, tr("{path} is a folder; a file is needed here. Choose a file."))


_FAILURES: dict[int, Callable[[Path], FileError]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: TooLargeForDrive,
    errno.EACCES: NoAccess,
    errno.EPERM: NoAccess,
    errno.EROFS: NoAccess,
    errno.ENOENT: FileMissing,
    errno.EEXIST: FolderMissing,  # a file stands where a folder should be made
    errno.ENOTDIR: FolderMissing,
    errno.EISDIR: FolderInPlace,
    errno.ENAMETOOLONG: PathTooLong,
}
# Windows' own numbers where Python's errno says less: most of them become EACCES or EINVAL there.
_WINDOWS_FAILURES: dict[int, Callable[[Path], FileError]] = {
    21: DriveFailed,  # ERROR_NOT_READY: no stick in the slot
    23: DriveFailed,  # ERROR_CRC
    27: DriveFailed,  # ERROR_SECTOR_NOT_FOUND
    31: DriveFailed,  # ERROR_GEN_FAILURE
    32: OpenElsewhere,  # ERROR_SHARING_VIOLATION
    33: OpenElsewhere,  # ERROR_LOCK_VIOLATION
    34: DriveFailed,  # ERROR_WRONG_DISK: another stick was put in
    39: DiskFull,  # ERROR_HANDLE_DISK_FULL
    55: DriveFailed,  # ERROR_DEV_NOT_EXIST
    123: NameNotAllowed,  # ERROR_INVALID_NAME
    161: NameNotAllowed,  # ERROR_BAD_PATHNAME
    206: PathTooLong,  # ERROR_FILENAME_EXCED_RANGE
    223: TooLargeForDrive,  # ERROR_FILE_TOO_LARGE
    433: DriveFailed,  # ERROR_NO_SUCH_DEVICE
    1006: DriveFailed,  # ERROR_FILE_INVALID: the volume was changed from outside
    1112: DriveFailed,  # ERROR_NO_MEDIA_IN_DRIVE
    1117: DriveFailed,  # ERROR_IO_DEVICE
    1167: DriveFailed,  # ERROR_DEVICE_NOT_CONNECTED
    1224: OpenElsewhere,  # ERROR_USER_MAPPED_FILE
    1617: DriveFailed,  # ERROR_DEVICE_REMOVED
}
_NO_SUCH_PATH = 3  # ERROR_PATH_NOT_FOUND
_LONGEST_PATH = 259  # MAX_PATH without its end, as long as Windows has LongPathsEnabled at 0


def os_failure(error: OSError, path: Path) -> FileError:
    """Return what a refusal of the system means for the user."""
    number = getattr(error, "winerror", None) or 0
    own = _WINDOWS_FAILURES.get(number)
    if number == _NO_SUCH_PATH and len(str(path.absolute())) > _LONGEST_PATH:
        own = PathTooLong  # so Windows calls it
    kind = own or _FAILURES.get(error.errno or 0, DriveFailed)
    return kind(path)


def refuse_strange_name(path: Path) -> None:
    """Refuse what Windows would take for something else than a file of that name.

    It writes `NUL.xlsx` into nothing, `a:b.xlsx` into a hidden part of the file `a`, and drops the
    point at the end of `王楼.`, each without a word.

    Raises:
        NameNotAllowed: the file or a folder on the way has such a name.
    """
    for part in path.parts[1:] if path.anchor else path.parts:
        if part not in (".", "..") and is_strange(part):
            raise NameNotAllowed(path, part)


def refuse_name_of_system(path: Path) -> None:
    """On Windows, refuse as `refuse_strange_name` does; other systems take such names as they are.

    Raises:
        NameNotAllowed.
    """
    if sys.platform == "win32":
        refuse_strange_name(path)


@contextmanager
def drive_errors(path: Path) -> Iterator[None]:
    """Turn the system's refusals into sentences about `path`.

    Raises:
        DiskFull, TooLargeForDrive, NoAccess, FileMissing, FolderMissing, FolderInPlace,
        DriveFailed, NameNotAllowed, PathTooLong.
    """
    refuse_name_of_system(path)
    try:
        yield
    except OSError as error:
        raise os_failure(error, path) from error

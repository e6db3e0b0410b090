"""What the system refuses is told in words, and a file gets its name only when it is whole."""

import errno
from pathlib import Path

import pytest

from ruraldesk.files.failures import (
    DiskFull,
    DriveFailed,
    FileError,
    FileMissing,
    NoAccess,
    TooLargeForDrive,
    drive_errors,
    os_failure,
)
from ruraldesk.files.writing import written_whole


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EFBIG, TooLargeForDrive),
        (errno.EACCES, NoAccess),
        (errno.EROFS, NoAccess),
        (errno.ENOENT, FileMissing),
        (errno.EIO, DriveFailed),
        (errno.ENOTCONN, DriveFailed),  # a stick that was pulled out
        (None, DriveFailed),
    ],
)
def test_each_refusal_has_its_sentence(number: int | None, kind: type[FileError]) -> None:
    failure = os_failure(OSError(number, "x") if number else OSError("x"), Path("U盘/王楼.rdb"))

    assert type(failure) is kind
    assert "王楼.rdb" in str(failure) or "U盘" in str(failure)


@pytest.mark.parametrize(
    ("number", "winerror", "kind"),
    [
        (errno.EACCES, 19, NoAccess),  # the lock of the stick is on
        (errno.EACCES, 21, DriveFailed),  # Windows says "not ready" with the same errno
        (errno.EINVAL, 1006, DriveFailed),
        (errno.EINVAL, 433, DriveFailed),
        (errno.ENOSPC, 112, DiskFull),
        (errno.EINVAL, 39, DiskFull),
        (errno.EINVAL, 223, TooLargeForDrive),
    ],
)
def test_what_windows_says_goes_before_what_its_errno_says(
    number: int, winerror: int, kind: type[FileError]
) -> None:
    refusal = OSError(number, "x")
    refusal.winerror = winerror  # type: ignore[attr-defined]

    assert type(os_failure(refusal, Path("E:/王楼.rdb"))) is kind


def test_other_errors_are_bugs_and_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), drive_errors(Path("x")):
        raise ZeroDivisionError


def test_a_file_that_was_begun_is_not_left(tmp_path: Path) -> None:
    target = tmp_path / "新" / "照片.jpg"

    def fail() -> None:
        with written_whole(target) as unfinished:
            unfinished.write_bytes(b"half")
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(DiskFull):
        fail()

    assert list(target.parent.iterdir()) == []


def test_an_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "照片.jpg"
    target.write_bytes(b"old")

    with written_whole(target) as unfinished:
        unfinished.write_bytes(b"new")
        assert target.read_bytes() == b"old"

    assert target.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["照片.jpg"]

"""What the system refuses is told in words, and a file gets its name only when it is whole."""

import errno
from pathlib import Path

import pytest

from ruraldesk.files.failures import (
    DiskFull,
    DriveFailed,
    FileError,
    FileMissing,
    NameNotAllowed,
    NoAccess,
    OpenElsewhere,
    PathTooLong,
    TooLargeForDrive,
    drive_errors,
    os_failure,
    refuse_strange_name,
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


@pytest.mark.parametrize("winerror", [32, 33, 1224])
def test_a_file_that_is_open_elsewhere_is_to_be_closed_there(winerror: int) -> None:
    refusal = PermissionError(errno.EACCES, "x")
    refusal.winerror = winerror  # type: ignore[attr-defined]

    failure = os_failure(refusal, Path("E:/王楼.xlsx"))

    assert type(failure) is OpenElsewhere
    assert "王楼.xlsx" in str(failure)


@pytest.mark.parametrize(("winerror", "length"), [(206, 10), (3, 300)])
def test_too_many_folders_are_not_called_a_missing_one(winerror: int, length: int) -> None:
    refusal = FileNotFoundError(errno.ENOENT, "x")
    refusal.winerror = winerror  # type: ignore[attr-defined]

    assert type(os_failure(refusal, Path("E:/") / ("夹" * length) / "王楼.xlsx")) is PathTooLong


def test_a_folder_that_is_missing_is_still_one() -> None:
    refusal = FileNotFoundError(errno.ENOENT, "x")
    refusal.winerror = 3  # type: ignore[attr-defined]

    assert type(os_failure(refusal, Path("E:/台账/王楼.xlsx"))) is FileMissing


@pytest.mark.parametrize("name", ["CON", "nul.xlsx", "AUX .rdb", "a:b.rdb", "王楼.", "王楼?.pdf"])
def test_windows_writes_no_file_of_a_name_that_means_something_else(name: str) -> None:
    with pytest.raises(NameNotAllowed, match="Windows"):
        refuse_strange_name(Path(f"/台账/{name}"))
    with pytest.raises(NameNotAllowed, match="Windows"):
        refuse_strange_name(Path(f"/台账/{name}/王楼.rdb"))


@pytest.mark.parametrize("name", ["王楼镇 2023年11月.xlsx", "CONTENT.rdb", "㐀𠮷😀.rdb", ".."])
def test_ordinary_names_are_taken(name: str) -> None:
    refuse_strange_name(Path("/台账") / name)

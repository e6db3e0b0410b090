"""What the system refuses is told in words, and a file gets its name only when it is whole."""

import errno
from pathlib import Path

import pytest

from ruraldesk.store.drives import drive_errors, os_failure, written_whole
from ruraldesk.store.failures import (
    BookError,
    DiskFull,
    DriveFailed,
    FileMissing,
    NoAccess,
    TooLargeForDrive,
)


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
def test_each_refusal_has_its_sentence(number: int | None, kind: type[BookError]) -> None:
    failure = os_failure(OSError(number, "x") if number else OSError("x"), Path("U盘/王楼.rdb"))

    assert type(failure) is kind
    assert "王楼.rdb" in str(failure) or "U盘" in str(failure)


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

"""Files written onto a stick: whole, under their names, and nothing of a clerk's is lost by it."""

import os
from pathlib import Path

import pytest

from ruraldesk.errors import Stopped
from ruraldesk.exchange.carrying import Carried, carry
from ruraldesk.exchange.stick_failures import FileChanged, SameNames
from ruraldesk.exchange.sticks import volume_of
from ruraldesk.files.failures import (
    FileMissing,
    FolderInPlace,
    FolderMissing,
)
from tests.exchange.real_drives import ExfatStick
from tests.exchange.stick_files import COVER, LEFTOVER, PACKAGE, at, names, sha256


def test_files_reach_the_stick_whole_and_alone(files: list[Path], stick: ExfatStick) -> None:
    done = carry(files, stick.folder, stick=volume_of(stick.folder))

    assert done == tuple(
        Carried(file=stick.folder / one.name, size=one.stat().st_size, sha256=sha256(one))
        for one in files
    )
    stick.unmount()
    stick.plug_in()
    assert names(stick.folder) == {PACKAGE, COVER}
    assert [sha256(one.file) for one in done] == [sha256(one) for one in files]


def test_progress_goes_up_to_its_end(files: list[Path], plain: Path) -> None:
    told: list[tuple[int, int, str]] = []

    carry(files, plain, progress=lambda *step: told.append(step))

    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][0] == told[-1][1]
    assert [what for _, _, what in told][-1] == "正在等U盘写完"


def test_the_same_file_again_is_told_as_already_there(files: list[Path], plain: Path) -> None:
    carry(files, plain)
    before = (plain / PACKAGE).stat()
    told: list[tuple[int, int, str]] = []

    again = carry(files, plain, progress=lambda *step: told.append(step))

    assert [one.already for one in again] == [True, True]
    assert (plain / PACKAGE).stat().st_ino == before.st_ino
    assert told[-1][0] == told[-1][1]
    assert names(plain) == {PACKAGE, COVER}


def test_another_file_of_the_same_name_is_kept_beside_the_new_one(
    files: list[Path], plain: Path
) -> None:
    content = files[0].read_bytes()
    (plain / PACKAGE).write_bytes(content[:-1] + b"!")  # as long, but not the same
    (plain / f"{PACKAGE}.旧").write_bytes(b"from last month")

    [package, _] = carry(files, plain)

    assert package.kept == f"{PACKAGE}.旧2"
    assert (plain / PACKAGE).read_bytes() == content
    assert (plain / f"{PACKAGE}.旧2").read_bytes()[-1:] == b"!"
    assert (plain / f"{PACKAGE}.旧").read_bytes() == b"from last month"
    assert list(plain.glob("*.rdp")) == [plain / PACKAGE]  # a merge finds one package


def test_a_damaged_copy_of_the_same_length_is_not_taken_for_the_file(
    files: list[Path], plain: Path
) -> None:
    carry(files, plain)
    with (plain / PACKAGE).open("r+b") as copy:
        copy.seek(1_000_000)
        copy.write(b"\0\0\0\0")

    done = carry(files, plain)

    assert [one.already for one in done] == [False, True]
    assert sha256(plain / PACKAGE) == sha256(files[0])


def test_on_a_stick_upper_and_lower_case_are_the_same_name(desk: Path, stick: ExfatStick) -> None:
    (stick.folder / "REPORT.XLSX").write_bytes(b"old")
    (desk / "report.xlsx").write_bytes(b"new")

    [done] = carry([desk / "report.xlsx"], stick.folder)

    assert names(stick.folder) == {"report.xlsx", "report.xlsx.旧"}
    assert done.file.read_bytes() == b"new"
    assert (stick.folder / "report.xlsx.旧").read_bytes() == b"old"


def test_two_files_that_differ_in_case_only_are_refused(desk: Path, plain: Path) -> None:
    (desk / "A").mkdir()
    (desk / "A" / "Report.xlsx").write_bytes(b"1")
    (desk / "report.XLSX").write_bytes(b"2")

    with pytest.raises(SameNames, match="文件名会相同"):
        carry([desk / "A" / "Report.xlsx", desk / "report.XLSX"], plain)

    assert names(plain) == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_no_stick_takes_becomes_a_legal_one(desk: Path, stick: ExfatStick) -> None:
    for name in ("1:2 比例?.pdf", "𡋾家.pdf"):
        (desk / name).write_bytes(b"x")

    [done, rare] = carry([desk / "1:2 比例?.pdf", desk / "𡋾家.pdf"], stick.folder)

    assert (done.file.name, rare.file.name) == ("1_2 比例_.pdf", "𡋾家.pdf")
    assert names(stick.folder) == {"1_2 比例_.pdf", "𡋾家.pdf"}


def test_an_empty_file_and_no_file_are_carried_too(desk: Path, plain: Path) -> None:
    (desk / "空.txt").touch()

    [done] = carry([desk / "空.txt"], plain)

    assert done.file.read_bytes() == b""
    assert carry([], plain) == ()


def test_what_was_left_half_written_is_removed_and_nothing_else(
    files: list[Path], plain: Path
) -> None:
    others = {"~$台账.xlsx", "~ruraldesk-照片.unfinished", "x~ruraldesk-0123abcd.unfinished"}
    for name in (LEFTOVER, *others):
        (plain / name).write_bytes(b"x")

    carry(files, plain)

    assert names(plain) == {PACKAGE, COVER, *others}


def test_stopping_leaves_nothing(files: list[Path], plain: Path) -> None:
    seen: list[str] = []

    with pytest.raises(Stopped):
        carry(files, plain, progress=lambda *step: seen.append(step[2]), cancelled=lambda: True)
    assert names(plain) == set()

    seen.clear()
    with pytest.raises(Stopped):
        carry(
            files,
            plain,
            progress=lambda *step: seen.append(step[2]),
            cancelled=lambda: any(what.startswith("正在读回") for what in seen),
        )
    assert names(plain) == set()


def test_it_is_too_late_to_stop_once_the_files_get_their_names(
    files: list[Path], plain: Path
) -> None:
    seen: list[str] = []

    def too_late() -> bool:
        return bool(seen) and seen[-1] == "正在定名"

    done = carry(files, plain, progress=lambda *step: seen.append(step[2]), cancelled=too_late)

    assert len(done) == 2
    assert names(plain) == {PACKAGE, COVER}


def test_a_file_that_cannot_be_read_is_named_and_nothing_is_left(
    files: list[Path], plain: Path
) -> None:
    with pytest.raises(FileMissing, match=r"没有\.rdp"):
        carry([files[0], files[0].with_name("没有.rdp")], plain)

    gone = at("正在写入", lambda: files[1].unlink(missing_ok=True))
    with pytest.raises(FileMissing, match=r"封面\.pdf"):
        carry(files, plain, progress=gone)

    assert names(plain) == set()


def test_a_file_that_grows_while_it_is_written_is_not_done(files: list[Path], plain: Path) -> None:
    def save_again() -> None:
        with files[0].open("ab") as file:
            file.write(b"more")

    with pytest.raises(FileChanged, match="被改动了"):
        carry(files, plain, progress=at("正在写入", save_again))

    assert names(plain) == set()


def test_a_folder_that_is_not_there_is_never_made(files: list[Path], tmp_path: Path) -> None:
    """The folder of a stick that was pulled out would be made on the hard disk."""
    with pytest.raises(FolderMissing, match="没有文件夹"):
        carry(files, tmp_path / "media" / "王楼")

    assert not (tmp_path / "media").exists()


def test_a_folder_of_the_same_name_is_left_alone(files: list[Path], plain: Path) -> None:
    (plain / PACKAGE).mkdir()

    with pytest.raises(FolderInPlace, match=PACKAGE):
        carry(files, plain)

    assert names(plain) == {PACKAGE}

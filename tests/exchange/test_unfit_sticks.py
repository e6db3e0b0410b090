"""Sticks that are full, write-protected, worn out, or formatted for small files."""

import os
import subprocess
from pathlib import Path

import pytest

from ruraldesk.errors import UserError
from ruraldesk.exchange import carrying, held_folder, linux_drives
from ruraldesk.exchange.carrying import carry
from ruraldesk.exchange.stick_failures import (
    SameNames,
    StickChanged,
    StickFull,
    StickLost,
    StickNotEjected,
    StickProtected,
    StickUnreliable,
)
from ruraldesk.files.failures import (
    DiskFull,
    TooLargeForDrive,
)
from tests.exchange.real_drives import MB, ExfatStick, memory_drive, need
from tests.exchange.stick_files import COVER, LEFTOVER, OURS, PACKAGE, at, names, sha256


def test_a_stick_without_room_is_refused_before_anything_is_written(
    files: list[Path], tmp_path: Path
) -> None:
    with memory_drive(tmp_path / "U盘", 4 * MB) as drive:
        with pytest.raises(StickFull, match="需要 5 MB") as refused:
            carry(files, drive)

        assert refused.value.free == 4 * MB
        assert names(drive) == set()


def test_leftovers_make_room_before_the_room_is_asked_for(
    files: list[Path], tmp_path: Path
) -> None:
    with memory_drive(tmp_path / "U盘", 6 * MB) as drive:
        (drive / LEFTOVER).write_bytes(b"x" * 3 * MB)

        carry(files, drive)

        assert names(drive) == {PACKAGE, COVER}


@pytest.mark.parametrize("stage", ["正在写入", "正在写入 东王楼村 2023年11月 第1次 封面"])
def test_a_stick_that_fills_up_while_it_is_written_is_left_as_it_was(
    files: list[Path], tmp_path: Path, stage: str
) -> None:
    with memory_drive(tmp_path / "U盘", 8 * MB) as drive:

        def fill_up() -> None:
            state = os.statvfs(drive)
            (drive / "录像.mp4").write_bytes(b"\0" * (state.f_bavail * state.f_frsize - 8192))

        with pytest.raises(DiskFull, match="已满"):
            carry(files, drive, progress=at(stage, fill_up))

        assert names(drive) == {"录像.mp4"}
        (drive / "录像.mp4").unlink()
        carry(files, drive)
        assert names(drive) == {PACKAGE, COVER}


def test_an_exfat_stick_that_is_full_says_so_too(files: list[Path], tmp_path: Path) -> None:
    stick = ExfatStick(tmp_path / "small.img", tmp_path / "U盘", size=8 * MB)
    try:

        def fill_up() -> None:
            state = os.statvfs(stick.folder)
            size = state.f_bavail * state.f_frsize - MB
            (stick.folder / "录像.mp4").write_bytes(b"\0" * size)

        with pytest.raises(DiskFull):
            carry(files, stick.folder, progress=at("正在写入", fill_up))
        assert names(stick.folder) == {"录像.mp4"}
    finally:
        stick.remove()


def test_a_write_protected_stick_is_refused_in_words(files: list[Path], stick: ExfatStick) -> None:
    stick.unmount()
    stick.plug_in("ro")

    with pytest.raises(StickProtected, match="小锁"):
        carry(files, stick.folder)


def test_a_stick_that_becomes_read_only_while_it_is_written(
    files: list[Path], tmp_path: Path
) -> None:
    """Linux does so with a file system that it finds damaged."""
    with memory_drive(tmp_path / "U盘", 8 * MB) as drive:

        def protect() -> None:
            subprocess.run(["mount", "-o", "remount,ro", str(drive)], check=True)

        with pytest.raises(StickProtected):
            carry(files, drive, progress=at("正在读回核对", protect))
        assert not (drive / PACKAGE).exists()


def test_names_are_as_they_were_on_a_fat32_stick(desk: Path, plain: Path, tmp_path: Path) -> None:
    need("mcopy", "mdir", "mkfs.vfat")
    long = f"{'东王楼村农村集体经济组织成员' * 12}.xlsx"
    for name in (PACKAGE, "1:2 比例?.pdf", "Con.txt", "末尾有点..rdr"):  # mtools knows no 𡋾
        (desk / name).write_bytes(name.encode())
    (desk / long[:80]).with_suffix(".xlsx").write_bytes(b"long")
    image = tmp_path / "fat.img"
    with image.open("wb") as made:
        made.truncate(40 * MB)
    mtools("mkfs.vfat", "-F", "32", "-s", "1", str(image))

    done = carry(sorted(desk.iterdir()), plain)
    mtools("mcopy", "-i", str(image), *(str(one.file) for one in done), "::")

    listed = mtools("mdir", "-b", "-i", str(image), "::").split("\n")
    assert {one.removeprefix("::/") for one in listed if one} == names(plain)
    back = tmp_path / "back"
    back.mkdir()
    mtools("mcopy", "-i", str(image), "::*", str(back))
    assert {one.name: sha256(one) for one in back.iterdir()} == {
        one.file.name: one.sha256 for one in done
    }


def test_names_that_are_refused_as_the_same_are_the_same_on_fat32(
    desk: Path, plain: Path, tmp_path: Path
) -> None:
    need("mcopy", "mdir", "mkfs.vfat")
    image = tmp_path / "fat.img"
    with image.open("wb") as made:
        made.truncate(40 * MB)
    mtools("mkfs.vfat", "-F", "32", "-s", "1", str(image))
    pair = [desk / "Report 表.xlsx", desk / "A" / "REPORT 表.XLSX"]
    pair[1].parent.mkdir()
    for one in pair:
        one.write_bytes(b"x")

    with pytest.raises(SameNames):
        carry(pair, plain)
    mtools("mcopy", "-o", "-i", str(image), *map(str, pair), "::")

    assert len(mtools("mdir", "-b", "-i", str(image), "::").split()) == 2  # one name, with a space


def mtools(*command: str) -> str:
    """Run one of mtools, which read names as UTF-8 only where the locale says so."""
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return done.stdout


@pytest.fixture
def fat(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of which the kernel's list says that it is a FAT32 stick; it knows none itself."""
    mounts = tmp_path / "mounts"
    escaped = str(plain).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 {escaped} vfat rw 0 0\n", "utf-8")
    told = linux_drives.volume_at
    monkeypatch.setattr(held_folder, "volume_of", lambda folder: told(folder, mounts))
    return plain


def test_a_file_of_four_gigabytes_is_refused_on_fat32(fat: Path, desk: Path) -> None:
    with (desk / "照片.rdp").open("wb") as large:
        large.truncate(4 * 1024 * MB)

    with pytest.raises(TooLargeForDrive, match="FAT32"):
        carry([desk / "照片.rdp"], fat)

    assert names(fat) == set()


def test_a_byte_less_is_not_refused_for_that(
    fat: Path, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_folder.HeldFolder, "free", lambda _: 0)
    with (desk / "照片.rdp").open("wb") as large:
        large.truncate(4 * 1024 * MB - 1)

    with pytest.raises(StickFull):
        carry([desk / "照片.rdp"], fat)


def test_what_is_read_back_otherwise_is_not_done(
    files: list[Path], plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A counterfeit stick takes everything and gives back something else."""

    def spoil() -> None:
        [written, _] = sorted(plain.glob(OURS), key=lambda one: -one.stat().st_size)
        with written.open("r+b") as file:
            file.seek(2 * MB)
            file.write(b"\xff" * 512)

    with pytest.raises(StickUnreliable, match="换一个U盘"):
        carry(files, plain, progress=at("正在读回核对", spoil))

    assert names(plain) == set()


def test_every_refusal_ends_a_sentence_and_has_a_code() -> None:
    place = Path("E:/")
    refusals: list[UserError] = [
        StickFull(place, 5 * MB, MB),
        StickProtected(place),
        StickLost(place),
        StickNotEjected(place),
        StickChanged(place),
        StickUnreliable(place, PACKAGE),
        SameNames(place / "a", place / "A"),
    ]
    for refusal in refusals:
        assert str(refusal).endswith("。")
    assert len({refusal.code for refusal in refusals}) == len(refusals)
    assert carrying.KEPT == ".旧"

"""Which sticks are there, what they say of themselves, and when they may be pulled out (Linux)."""

import sys
from pathlib import Path

import pytest

from ruraldesk.exchange import linux_drives, sticks
from ruraldesk.exchange.linux_drives import removable_volumes, volume_at
from ruraldesk.exchange.stick_failures import StickBusy, StickChanged, StickNotEjected
from ruraldesk.exchange.sticks import eject, volume_of
from tests.exchange.real_drives import MB, ExfatStick, memory_drive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")


class Kernel:
    """What the kernel would list: folders that are really there, devices that are not."""

    def __init__(self, folder: Path) -> None:
        self.mounts, self.blocks = folder / "mounts", folder / "block"
        self.devices = folder / "devices"
        self.blocks.mkdir()
        self.mounts.write_text("proc /proc proc rw 0 0\n", "utf-8")
        self.mount("sda1", Path("/"), "ext4", removable=False)

    def mount(
        self,
        name: str,
        folder: Path,
        kind: str,
        *,
        removable: bool = True,
        usb: bool = False,
        options: str = "rw,relatime",
    ) -> None:
        """List a part of a disk, as it lies in the kernel's tree of devices."""
        disk = self.devices / ("usb2" if usb else "ata1") / name[:-1]
        (disk / name).mkdir(parents=True)
        (disk / "removable").write_text("1\n" if removable else "0\n", "ascii")
        (self.blocks / name).symlink_to(disk / name)
        escaped = str(folder).replace("\\", "\\134").replace(" ", "\\040")
        with self.mounts.open("a", encoding="utf-8") as file:
            file.write(f"/dev/{name} {escaped} {kind} {options} 0 0\n")


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    made = Kernel(tmp_path)

    def found() -> list[linux_drives.Volume]:
        return removable_volumes(made.mounts, made.blocks)

    monkeypatch.setattr(linux_drives, "removable_volumes", found)
    return made


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


def test_a_stick_tells_its_label_file_system_and_room(kernel: Kernel, tmp_path: Path) -> None:
    with memory_drive(tmp_path / "王楼 U盘", 8 * MB) as root:
        kernel.mount("sdb1", root, "vfat")
        (root / "照片.jpg").write_bytes(b"x" * MB)

        [stick] = sticks.sticks()

    assert (stick.root, stick.label, stick.letter) == (root, "王楼 U盘", "")
    assert stick.file_system == "FAT32"
    assert (stick.total, stick.free) == (8 * MB, 7 * MB)
    assert not stick.write_protected
    assert stick.name == str(root)


def test_sticks_and_usb_disks_are_listed_but_no_inner_disk(kernel: Kernel, tmp_path: Path) -> None:
    kernel.mount("sdd1", folder(tmp_path, "c 移动硬盘"), "ntfs3", removable=False, usb=True)
    kernel.mount("sdb1", folder(tmp_path, "b"), "exfat", options="ro,nosuid")
    kernel.mount("sdc1", folder(tmp_path, "a"), "fuseblk")
    kernel.mount("sde1", folder(tmp_path, "数据"), "ext4", removable=False)

    told = [(one.label, one.file_system, one.write_protected) for one in sticks.sticks()]

    assert told == [
        ("a", "exFAT / NTFS", False),
        ("b", "exFAT", True),
        ("c 移动硬盘", "NTFS", False),
    ]


def test_two_sticks_are_told_apart(kernel: Kernel, tmp_path: Path) -> None:
    kernel.mount("sdb1", folder(tmp_path, "东王楼"), "vfat")
    kernel.mount("sdc1", folder(tmp_path, "西王楼"), "vfat")

    one, other = sticks.sticks()

    assert one.identity != other.identity


def test_a_stick_that_the_computer_was_started_from_is_no_stick(
    kernel: Kernel, tmp_path: Path
) -> None:
    kernel.mount("sdf1", Path("/boot/efi"), "vfat")
    kernel.mount("sdf2", Path("/"), "ext4")

    assert sticks.sticks() == []


def test_a_stick_mounted_twice_is_listed_once(kernel: Kernel, tmp_path: Path) -> None:
    first = folder(tmp_path, "first")
    kernel.mount("sdb1", first, "vfat")
    lines = kernel.mounts.read_text("utf-8")
    kernel.mounts.write_text(
        lines + f"/dev/sdb1 {folder(tmp_path, 'second')} vfat rw 0 0\n", "utf-8"
    )

    assert [one.root for one in sticks.sticks()] == [first]


def test_one_that_was_pulled_out_but_is_still_listed_is_left_out(
    kernel: Kernel, tmp_path: Path
) -> None:
    stick = ExfatStick(tmp_path / "stick.img", tmp_path / "王楼")
    try:
        kernel.mount("sdb1", stick.folder, "exfat")
        kernel.mount("sdc1", folder(tmp_path, "好的"), "exfat")
        assert len(sticks.sticks()) == 2
        stick.pull_out()

        assert [one.label for one in sticks.sticks()] == ["好的"]
    finally:
        stick.remove()


def test_the_innermost_mount_holds_for_a_folder(kernel: Kernel, tmp_path: Path) -> None:
    outer = folder(tmp_path, "media")
    inner = folder(outer, "王楼")
    kernel.mount("sdb1", outer, "exfat")
    kernel.mount("sdc1", inner, "vfat")
    (inner / "报送").mkdir()
    (outer / "王楼2").mkdir()

    assert volume_at(inner / "报送", kernel.mounts).root == inner
    assert volume_at(outer / "王楼2", kernel.mounts).root == outer
    assert volume_at(tmp_path, kernel.mounts).root == Path("/")


def test_a_stick_in_use_may_not_be_pulled_out_and_a_free_one_may(tmp_path: Path) -> None:
    stick = ExfatStick(tmp_path / "stick.img", tmp_path / "王楼 U盘")
    try:
        volume = volume_of(stick.folder)
        with (
            (stick.folder / "台账.xlsx").open("wb"),
            pytest.raises(StickBusy, match="先不要拔"),
        ):
            eject(volume)
        assert stick.folder.is_mount()

        eject(volume)

        assert not stick.folder.is_mount()
        with pytest.raises(StickChanged):
            eject(volume)
    finally:
        stick.remove()


def test_a_stick_that_is_gone_is_not_said_to_be_safe(tmp_path: Path) -> None:
    stick = ExfatStick(tmp_path / "stick.img", tmp_path / "王楼 U盘")
    try:
        volume = volume_of(stick.folder)
        stick.pull_out()

        with pytest.raises(StickNotEjected, match="没有弹出"):
            eject(volume)
    finally:
        stick.remove()

"""What the answers of Windows mean, with its answers given: nothing here runs Windows itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import cast

import pytest

from ruraldesk.exchange import windows_drives
from ruraldesk.exchange.windows_drives import (
    DISMOUNT_VOLUME,
    EJECT_MEDIA,
    LOCK_VOLUME,
    MEDIA_REMOVAL,
    QUERY_PROPERTY,
    Device,
    VolumeInformation,
    dismount,
    removable_volumes,
    volume_at,
)

REMOVABLE, FIXED, REMOTE, CD = 2, 3, 4, 5
SATA, USB = 11, 7


@dataclass
class Drive:
    kind: int
    information: VolumeInformation | None = None
    bus: int | None = None


@dataclass
class FakeDevice:
    bus: int | None
    refusals: dict[int, int]  # how often an operation is refused
    done: list[int] = field(default_factory=list)

    def control(self, code: int, sent: bytes = b"", answer: int = 0) -> bytes:
        if code == QUERY_PROPERTY:
            if self.bus is None:
                raise OSError(22, "not a disk")
            assert (len(sent), answer) == (12, 1024)
            return bytes(28) + self.bus.to_bytes(4, "little") + bytes(4)
        if self.refusals.get(code, 0):
            self.refusals[code] -= 1
            raise PermissionError(13, "in use")
        assert sent == (b"\0" if code == MEDIA_REMOVAL else b"")
        self.done.append(code)
        return b""


@dataclass
class FakeKernel:
    drives: dict[str, Drive]
    refusals: dict[int, int] = field(default_factory=dict)
    opened: list[tuple[str, bool, FakeDevice]] = field(default_factory=list)

    def logical_drives(self) -> int:
        return sum(1 << ord(letter[0]) - ord("A") for letter in self.drives)

    def drive_type(self, root: str) -> int:
        return self.drives[root.removesuffix("\\")].kind

    def information(self, root: str) -> VolumeInformation:
        told = self.drives[root.removesuffix("\\")].information
        if told is None:
            raise PermissionError(13, "not ready")
        return told

    @contextmanager
    def device(self, letter: str, *, change: bool) -> Iterator[Device]:
        made = FakeDevice(self.drives[letter].bus, self.refusals)
        self.opened.append((letter, change, made))
        yield made


def told(label: str, file_system: str, flags: int = 0x1006FF) -> VolumeInformation:
    return VolumeInformation(label, 0x1A2B3C4D, flags, file_system)


def test_removable_and_usb_drives_are_sticks_and_nothing_else_is() -> None:
    kernel = FakeKernel(
        {
            "A:": Drive(REMOVABLE, told("软盘", "FAT")),
            "C:": Drive(FIXED, told("系统", "NTFS"), SATA),
            "D:": Drive(CD, told("光盘", "CDFS")),
            "E:": Drive(REMOVABLE, told("王楼", "FAT32", 0x206)),
            "F:": Drive(REMOVABLE, None),  # an empty slot of a card reader
            "G:": Drive(FIXED, told("移动硬盘", "NTFS"), USB),
            "H:": Drive(FIXED, told("加密盘", "NTFS"), None),
            "Z:": Drive(REMOTE, told("镇里", "NTFS")),
        }
    )

    found = removable_volumes(kernel)

    assert [(one.letter, one.label, one.file_system) for one in found] == [
        ("E:", "王楼", "FAT32"),
        ("G:", "移动硬盘", "NTFS"),
    ]
    assert [one.name for one in found] == ["王楼 (E:)", "移动硬盘 (G:)"]
    assert str(found[0].root) == "E:\\"
    assert found[0].identity == "1A2B-3C4D"  # as `vol E:` prints it
    assert not any(change for _, change, _ in kernel.opened)


@pytest.mark.parametrize(("flags", "protected"), [(0x206, False), (0x80206, True)])
def test_a_write_protected_stick_says_so(flags: int, protected: bool) -> None:
    kernel = FakeKernel({"E:": Drive(REMOVABLE, told("", "FAT32", flags))})

    [stick] = removable_volumes(kernel)

    assert stick.write_protected is protected
    assert stick.name == "E:"


@pytest.mark.parametrize("folder", ["E:\\", "E:\\报送 2023\\11"])
def test_a_folder_lies_on_the_drive_of_its_letter(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = FakeKernel({"E:": Drive(REMOVABLE, told("王楼", "exFAT"))})

    class WindowsFolder(PureWindowsPath):
        def absolute(self) -> "WindowsFolder":
            return self

    assert volume_at(kernel, cast(Path, WindowsFolder(folder))).letter == "E:"


def test_a_stick_is_locked_dismounted_and_ejected_in_this_order() -> None:
    kernel = FakeKernel({"E:": Drive(REMOVABLE)})

    dismount(kernel, "E:")

    [(letter, change, device)] = kernel.opened
    assert (letter, change) == ("E:", True)
    assert device.done == [LOCK_VOLUME, DISMOUNT_VOLUME, MEDIA_REMOVAL, EJECT_MEDIA]


def test_a_lock_is_tried_again_while_a_virus_scanner_looks() -> None:
    kernel = FakeKernel({"E:": Drive(REMOVABLE)}, refusals={LOCK_VOLUME: 3})
    pauses: list[float] = []

    dismount(kernel, "E:", pauses.append)

    assert len(pauses) == 3
    assert kernel.opened[0][2].done[:2] == [LOCK_VOLUME, DISMOUNT_VOLUME]


def test_a_stick_with_an_open_file_is_not_dismounted() -> None:
    kernel = FakeKernel({"E:": Drive(REMOVABLE)}, refusals={LOCK_VOLUME: 1000})

    with pytest.raises(PermissionError):
        dismount(kernel, "E:", lambda _: None)

    assert kernel.opened[0][2].done == []


def test_a_dismounted_stick_is_safe_even_if_it_cannot_be_ejected() -> None:
    kernel = FakeKernel({"E:": Drive(REMOVABLE)}, refusals={EJECT_MEDIA: 1})

    dismount(kernel, "E:")

    assert DISMOUNT_VOLUME in kernel.opened[0][2].done


def test_the_numbers_are_microsofts() -> None:
    assert LOCK_VOLUME == 0x00090018
    assert DISMOUNT_VOLUME == 0x00090020
    assert MEDIA_REMOVAL == 0x002D4804
    assert EJECT_MEDIA == 0x002D4808
    assert QUERY_PROPERTY == 0x002D1400
    assert len(windows_drives.DEVICE_PROPERTY) == 12  # with the filling behind the last byte

"""Drives under Linux: what is mounted, and what of it can be pulled out, asked of the kernel."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.exchange.volumes import EXFAT, FAT32, NTFS, Volume

MOUNTS = Path("/proc/self/mounts")
BLOCKS = Path("/sys/class/block")

# The kernel's names; FUSE does not say which of its two drivers for sticks is behind a folder.
_FILE_SYSTEMS = {
    "vfat": FAT32,
    "msdos": FAT32,
    "exfat": EXFAT,
    "ntfs": NTFS,
    "ntfs3": NTFS,
    "fuseblk": f"{EXFAT} / {NTFS}",
}
_ESCAPED = re.compile(r"\\([0-7]{3})")  # space, tab, newline and backslash stand as \040 …
_USB = re.compile(r"usb\d+")
_SYSTEM = re.compile(r"/|/(boot|efi|usr|var|home)(/.*)?")  # a computer may be started from a stick


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the kernel's list."""

    device: str
    folder: Path
    kind: str
    options: frozenset[str]


def removable_volumes(mounts: Path = MOUNTS, blocks: Path = BLOCKS) -> list[Volume]:
    """Return the drives that can be pulled out: removable ones, and disks at a USB socket.

    Raises:
        OSError: the kernel's list cannot be read.
    """
    found: dict[str, Volume] = {}
    for mount in _read(mounts):
        known = mount.device in found or _SYSTEM.fullmatch(str(mount.folder))
        if not known and _can_be_pulled(mount.device, blocks):
            try:
                found[mount.device] = _volume(mount)
            except OSError:  # pulled out, but still mounted
                continue
    return list(found.values())


def volume_at(folder: Path, mounts: Path = MOUNTS) -> Volume:
    """Return the drive that `folder` lies on.

    Raises:
        OSError: the folder, the drive or the kernel does not answer.
    """
    return _volume(mount_at(folder, mounts))


def mount_at(folder: Path, mounts: Path = MOUNTS) -> Mount:
    """Return the line of the kernel's list that holds for `folder`: the last of the longest.

    Raises:
        OSError: the folder or the kernel does not answer.
    """
    place = folder.resolve(strict=True)
    holding = [one for one in _read(mounts) if place.is_relative_to(one.folder)]
    return max(reversed(holding), key=lambda one: len(one.folder.parts))


def unmount(root: Path, mounts: Path = MOUNTS) -> None:
    """Unmount the drive at `root`, which writes out what waits: as desktops do, or as root.

    Raises:
        PermissionError: a file on it is open, or this user may not.
        OSError: the kernel does not answer.
    """
    device = mount_at(root, mounts).device
    ways = (
        ["udisksctl", "unmount", "--no-user-interaction", "--block-device", device],
        ["umount", "--", str(root)],
    )
    for way in ways:
        there = shutil.which(way[0]) is not None
        if there and subprocess.run(way, capture_output=True, check=False).returncode == 0:
            return
    raise PermissionError(errno.EBUSY, "cannot be unmounted", str(root))


def _read(mounts: Path) -> Iterator[Mount]:
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        device, folder, kind, options, *_ = line.split(" ")
        yield Mount(_plain(device), Path(_plain(folder)), kind, frozenset(options.split(",")))


def _plain(escaped: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), escaped)


def _volume(mount: Mount) -> Volume:
    size = shutil.disk_usage(mount.folder).total
    device = mount.folder.stat().st_dev
    return Volume(
        root=mount.folder,
        label=mount.folder.name,  # desktops mount a stick under its label
        letter="",
        file_system=_FILE_SYSTEMS.get(mount.kind, mount.kind),
        write_protected="ro" in mount.options,
        identity=f"{mount.device} {device:x} {size}",
    )


def _can_be_pulled(device: str, blocks: Path) -> bool:
    """Say whether the kernel calls the device, or the one it is a part of, removable or USB."""
    if not device.startswith("/dev/"):
        return False
    block = (blocks / device.removeprefix("/dev/")).resolve()
    if any(_USB.fullmatch(part) for part in block.parts):
        return True
    for folder in (block, block.parent):
        try:
            if (folder / "removable").read_text(encoding="ascii").strip() == "1":
                return True
        except OSError:  # a part of a disk has no such file
            continue
    return False

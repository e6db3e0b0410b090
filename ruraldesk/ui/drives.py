"""Which USB stick is plugged in, asked without touching any drive that might be slow."""

from __future__ import annotations

import sys
from pathlib import Path

_REMOVABLE = 2  # DRIVE_REMOVABLE of Windows


def stick() -> str:
    """Return the letter or folder of the first removable drive, "" when there is none."""
    if sys.platform == "win32":
        import ctypes

        letters = ctypes.windll.kernel32.GetLogicalDrives()
        for number in range(2, 26):  # A and B were floppy drives
            root = f"{chr(ord('A') + number)}:\\"
            there = letters >> number & 1
            if there and ctypes.windll.kernel32.GetDriveTypeW(root) == _REMOVABLE:
                return root[:2]
        return ""
    return mounted_stick(Path("/proc/mounts"), Path("/sys/class/block"))


def mounted_stick(mounts: Path, blocks: Path) -> str:
    """Return the folder of the first mounted removable drive on Linux, "" when there is none."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    for line in lines:
        device, folder, *_ = line.split(" ")
        if device.startswith("/dev/") and _is_removable(blocks / device.removeprefix("/dev/")):
            # Spaces stand there as \040.
            return folder.encode("latin-1", "replace").decode("unicode_escape")
    return ""


def _is_removable(block: Path) -> bool:
    for folder in (block, block.resolve().parent):
        try:
            if (folder / "removable").read_text(encoding="ascii").strip() == "1":
                return True
        except OSError:
            continue
    return False

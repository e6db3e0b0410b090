"""A small drive that is pulled out and put back in, with files open on it: a real one, as root.

Unlike the exFAT sticks of tests/exchange/real_drives.py it keeps a journal: what was flushed to it
is there again, as on Windows, which writes through to a stick.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE = 160 * 1024 * 1024  # a backup leaves 64 MB free
_SHUT_DOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN: from then on every act fails, also on open files
_AT_ONCE = 2  # without writing what has not reached the drive


class Drive:
    """A file system of its own, mounted at `folder` while it is in."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.folder, self._image = folder, image
        self._times = 0

    def put_in(self) -> None:
        """Mount it; after it was pulled out it is another device, so what was open stays dead."""
        self._times += 1
        device = self._image.with_name(f"{self._image.name}.{self._times}")
        self._image.rename(device)
        _call("cp", "--sparse=always", str(device), str(self._image))
        device.unlink()
        _call("mount", "-o", "loop", str(self._image), str(self.folder))

    def pull_out(self) -> None:
        """Let every file on it fail from now on, and the folder be empty."""
        import fcntl  # Windows, where the tests that need this are only collected, has none

        opened = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(opened, _SHUT_DOWN, struct.pack("I", _AT_ONCE))
        finally:
            os.close(opened)
        _call("umount", "--lazy", str(self.folder))


@contextmanager
def made_drive(folder: Path) -> Iterator[Drive]:
    """Make a drive and put it in; skip the test where that is not possible."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux to mount a small drive")
    image, mounted = folder / "image", folder / "U 盘"
    mounted.mkdir()
    with image.open("wb") as file:
        file.truncate(SIZE)
    try:
        _call("mkfs.ext4", "-q", str(image))
        drive = Drive(image, mounted)
        drive.put_in()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system does not let root mount a small drive")
    try:
        yield drive
    finally:
        if mounted.is_mount():
            _call("umount", "--lazy", str(mounted))


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)

"""A FAT32 stick that nobody needs to mount: an image that is written and read with mtools."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.exchange.real_drives import MB
from tests.soak.sticks import onto

_NEEDED = ("mkfs.vfat", "mcopy", "mdel")
_SIZE = 64 * MB  # more clusters than FAT16 can count


class FatStick:
    """The village's program writes onto it, and it is emptied onto the town's desk."""

    def __init__(self, folder: Path) -> None:
        self._desk = folder / "FAT32 的 U 盘"
        self._desk.mkdir()
        self._image = folder / "fat32.img"
        with self._image.open("wb") as made:
            made.truncate(_SIZE)
        _run("mkfs.vfat", "-F", "32", "-s", "1", str(self._image))

    def carry(self, files: Sequence[Path], root: Path) -> None:
        """Carry files to `root`, under the names that the stick has kept of them."""
        done = onto(files, self._desk)
        _run("mcopy", "-o", "-i", str(self._image), *(str(one.file) for one in done), "::")
        _run("mcopy", "-n", "-o", "-i", str(self._image), "::*", str(root))
        _run("mdel", "-i", str(self._image), "::*")
        for one in done:
            one.file.unlink()


def can_write_fat() -> bool:
    """Say whether this machine has the programs for it."""
    return all(shutil.which(one) for one in _NEEDED)


def _run(*command: str) -> None:
    words = {**os.environ, "LC_ALL": "C.UTF-8"}  # or mtools takes Chinese names for something else
    subprocess.run(command, check=True, capture_output=True, env=words)

"""The stick that goes round: an exFAT image through FUSE where the machine can, else a folder."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Protocol

from ruraldesk.errors import Progress, UserError
from ruraldesk.exchange.carrying import Carried
from ruraldesk.exchange.sticks import volume_of
from ruraldesk.exchange.volumes import Volume
from ruraldesk.services.carrying import Stick, carry
from tests.exchange.real_drives import MB, ExfatStick, memory_drive

_SIZE = 900 * MB  # of the image, which is sparse
_STAGES = ("正在查看U盘", "正在写入", "正在读回核对", "正在定名", "正在等U盘写完")
_NEEDED = ("mount.exfat-fuse", "mkfs.exfat", "losetup")

Refused = list[tuple[str, str]]
"""What was refused on a stick: which accident, and the sentence."""


class Courier(Protocol):
    """Somebody with a stick; `root` is where it is plugged in."""

    root: Path

    def travel(self) -> None:
        """Take the stick out in order, and plug it in somewhere else."""

    def accident(self, files: Sequence[Path], number: int) -> Refused:
        """Try to write onto it when something goes wrong; return what was said."""

    def remove(self) -> None:
        """Give everything back to the machine."""


def courier(folder: Path, *, real: bool) -> Courier:
    """Return somebody with a real stick where that is wanted and possible."""
    return RealStick(folder) if real and can_mount() else FolderStick(folder)


def can_mount() -> bool:
    """Say whether this machine lets us plug an exFAT image in."""
    wanted = sys.platform == "linux" and os.geteuid() == 0 and Path("/dev/fuse").exists()
    return wanted and all(shutil.which(one) for one in _NEEDED)


def onto(files: Sequence[Path], root: Path, progress: Progress | None = None) -> list[Carried]:
    """Write files onto the stick at `root` as the program does."""
    volume = volume_of(root)
    known = {one.name: getattr(volume, one.name) for one in fields(Volume)} | {"root": root}
    room = shutil.disk_usage(root)
    stick = Stick(**known, free=room.free, total=room.total)
    return list(carry(files, stick, progress=progress))


class FolderStick:
    """A folder that stands for a stick where no drive can be mounted."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "U 盘"
        self.root.mkdir(exist_ok=True)

    def travel(self) -> None:
        """A folder stays where it is."""

    def accident(self, files: Sequence[Path], number: int) -> Refused:
        """Take the folder away while it is written, and bring it back."""
        stage = _STAGES[number % 2]
        away = self.root.with_name("拔走的 U 盘")

        def act() -> None:
            self.root.rename(away)

        try:
            said = _refusal("pulled", lambda: onto(files, self.root, _at(stage, act)))
        finally:
            if away.exists():
                away.rename(self.root)
        return said

    def remove(self) -> None:
        """Nothing was borrowed."""


class RealStick:
    """An exFAT image: it is pulled out, full and write-protected for real."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "U 盘"
        self._folder = folder
        self._stick = ExfatStick(folder / "stick.img", self.root, _SIZE)

    def travel(self) -> None:
        """Unmount, and mount again."""
        self._stick.unmount()
        self._stick.plug_in()

    def accident(self, files: Sequence[Path], number: int) -> Refused:
        """Let one of the accidents happen, in turn."""
        kind = number % (len(_STAGES) + 2)
        if kind == 0:
            return self._full(files)
        if kind == 1:
            return self._protected(files)
        stage, act = _STAGES[kind - 2], self._stick.pull_out
        said = _refusal("pulled", lambda: onto(files, self.root, _at(stage, act)))
        self._stick.take_away()
        self._stick.plug_in()
        return said

    def _full(self, files: Sequence[Path]) -> Refused:
        room = sum(one.stat().st_size for one in files) * 2 // 3
        folder = self._folder / "满的"
        with memory_drive(folder, max(room, 65_536)) as small:
            (small / "照片.jpg").write_bytes(random.Random(1).randbytes(room // 2))
            said = _refusal("full", lambda: onto(files, small))
        folder.rmdir()
        return said

    def _protected(self, files: Sequence[Path]) -> Refused:
        self._stick.unmount()
        self._stick.plug_in("ro")
        try:
            return _refusal("read-only", lambda: onto(files, self.root))
        finally:
            self.travel()

    def remove(self) -> None:
        """Unmount it and free the image."""
        self._stick.remove()


def _refusal(accident: str, act: Callable[[], object]) -> Refused:
    """Return what is said; a failing stick that is told as done is a fault."""
    try:
        act()
    except UserError as error:
        return [(f"stick {accident}", str(error))]
    raise AssertionError(f"a stick that was {accident} was told as done")


def _at(stage: str, act: Callable[[], object]) -> Progress:
    """Do `act` once, when a stage of the writing begins."""
    acted: list[str] = []

    def told(done: int, total: int, what: str) -> None:
        if what.startswith(stage) and not acted:
            acted.append(what)
            act()

    return told

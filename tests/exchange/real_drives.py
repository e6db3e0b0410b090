"""Real drives for tests: exFAT through FUSE, which can be torn out, and small ones in memory."""

import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MB = 1024 * 1024


def need(*commands: str) -> None:
    """Skip, and say why, where the machine cannot mount drives."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux to mount a drive")
    missing = [one for one in commands if shutil.which(one) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)} (Debian: exfat-fuse exfatprogs mtools dosfstools)")


@contextmanager
def memory_drive(folder: Path, size: int) -> Iterator[Path]:
    """A drive of `size` bytes at `folder`."""
    need("mount")
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("this system does not let root mount a tmpfs")
    try:
        yield folder
    finally:
        if folder.is_mount():
            subprocess.run(["umount", str(folder)], check=True)


class ExfatStick:
    """An exFAT image that is plugged in at `folder`, pulled out, and plugged in again."""

    def __init__(self, image: Path, folder: Path, size: int = 32 * MB) -> None:
        """Make the image, unless it is there; plug it in."""
        need("mount.exfat-fuse", "mkfs.exfat", "losetup")
        self.image, self.folder = image, folder
        folder.mkdir(exist_ok=True)
        if not image.exists():
            with image.open("wb") as made:
                made.truncate(size)
            _run("mkfs.exfat", "-L", "王楼", str(image))
        try:
            self.device = _run("losetup", "-f", "--show", str(image)).strip()
            self.plug_in()
        except subprocess.CalledProcessError as refused:
            pytest.skip(f"this system does not let root mount an image: {refused.stderr}")

    def as_after_a_power_cut(self, copy: Path) -> None:
        """Copy what has reached the device, without what waits in memory to be written to it."""
        _run("cp", "--sparse=always", str(self.image), str(copy))

    def plug_in(self, *options: str) -> None:
        """Mount it; `options` are mount's, such as "ro"."""
        chosen = ["-o", ",".join(options)] if options else []
        _run("mount.exfat-fuse", *chosen, self.device, str(self.folder))

    def pull_out(self) -> None:
        """Kill the driver: whatever is under way gets no answer any more."""
        driver = self._driver()
        os.kill(driver, signal.SIGKILL)
        _await(driver)

    def take_away(self) -> None:
        """Remove what is left of a stick that was pulled out, as the desktop does."""
        _run("umount", "-l", str(self.folder))

    def pull_out_and_in(self) -> None:
        """Pull it out, and plug it in at the same place."""
        self.pull_out()
        self.take_away()
        self.plug_in()

    def unmount(self) -> None:
        """Unmount it in order, and wait until the driver has written everything."""
        driver = self._driver()
        _run("umount", str(self.folder))
        _await(driver)

    def remove(self) -> None:
        """Give everything back to the machine."""
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
        if f"{self.device} " in mounts:
            _run("umount", "-l", str(self.folder))
        _run("losetup", "-d", self.device)

    def _driver(self) -> int:
        wanted = ["mount.exfat-fuse", self.device]
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = entry.read_bytes().decode("utf-8").split("\0")
            except OSError:  # it has just ended
                continue
            if words[0] == wanted[0] and wanted[1] in words:
                return int(entry.parent.name)
        raise AssertionError(f"nobody drives {self.device}")


def _await(process: int) -> None:
    """Wait until a process that is not ours has ended."""
    try:
        watch = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        select.select([watch], [], [], 10)
    finally:
        os.close(watch)


def _run(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout

"""What the tests of sticks share: the names of files, and acting at a stage of the writing."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from ruraldesk.errors import Progress

PACKAGE = "东王楼村 2023年11月 第1次.rdp"
COVER = "东王楼村 2023年11月 第1次 封面.pdf"
LEFTOVER = "~ruraldesk-0123abcd.unfinished"
OURS = "~ruraldesk-*.unfinished"


def at(stage: str, act: Callable[[], object], *, done: int = 0) -> Progress:
    """Do `act` once, when `stage` has begun and `done` KB are done."""
    acted: list[str] = []

    def told(now: int, total: int, what: str) -> None:
        assert now <= total
        if what.startswith(stage) and now >= done and not acted:
            acted.append(what)
            act()

    return told


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""Which sticks are plugged in, what they say of themselves, and letting one go."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.exchange.stick_failures import StickBusy, StickChanged, StickNotEjected
from ruraldesk.exchange.volumes import Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Stick(Volume):
    """A removable drive that answered when it was asked; `free` and `total` are bytes."""

    free: int
    total: int


def sticks() -> list[Stick]:
    """Return the sticks that are plugged in, in the order of their letters or folders.

    Each is asked for its room, which a failing one may take seconds to answer: this is nothing for
    the window's own thread. One that does not answer at all is left out.
    """
    if sys.platform == "win32":
        from ruraldesk.exchange.windows_drives import Kernel32, removable_volumes

        found = removable_volumes(Kernel32())
    else:
        from ruraldesk.exchange.linux_drives import removable_volumes

        found = removable_volumes()
    answers = [_asked(one) for one in found]
    return sorted((one for one in answers if one is not None), key=lambda one: str(one.root))


def volume_of(folder: Path) -> Volume:
    """Return the drive that `folder` lies on, a stick or not.

    Raises:
        OSError: the folder or the drive does not answer.
    """
    if sys.platform == "win32":
        from ruraldesk.exchange.windows_drives import Kernel32, volume_at

        return volume_at(Kernel32(), folder)
    else:  # noqa: RET505  a platform's branch is a whole one for the type checker
        from ruraldesk.exchange.linux_drives import volume_at

        return volume_at(folder)


def eject(stick: Volume) -> None:
    """Make it safe to pull `stick` out; when this returns, it is.

    Raises:
        StickBusy: a file on it is open, or the system leaves it to the user to eject it.
        StickChanged: there is another drive in its place, or none.
        StickNotEjected: it does not answer, or the system lets no program eject it.
    """
    try:
        if volume_of(stick.root).identity != stick.identity:
            raise StickChanged(stick.root)
        _let_go(stick)
    except PermissionError as error:  # a refused lock; or a USB disk, which only Windows ejects
        raise StickBusy(stick.root) from error
    except OSError as error:
        raise StickNotEjected(stick.root) from error


def _let_go(stick: Volume) -> None:
    if sys.platform == "win32":
        from ruraldesk.exchange.windows_drives import Kernel32, dismount

        dismount(Kernel32(), stick.letter)
    else:
        from ruraldesk.exchange.linux_drives import unmount

        unmount(stick.root)


def _asked(volume: Volume) -> Stick | None:
    """Return the drive with its room; None when it has been pulled out meanwhile."""
    try:
        room = shutil.disk_usage(volume.root)
    except OSError:
        return None
    known = {one.name: getattr(volume, one.name) for one in dataclasses.fields(volume)}
    return Stick(**known, free=room.free, total=room.total)

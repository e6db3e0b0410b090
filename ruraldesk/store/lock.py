"""One writer for each book: a lock that dies with its process, and a note saying who holds it.

The lock is the operating system's, on a file of its own: when a program crashes or the power fails,
the next one gets it without asking. Windows lets nobody read a locked file, so who holds it stands
in a second file, which means nothing while the lock is free.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from filelock import FileLock, Timeout

from ruraldesk.files.failures import NoAccess
from ruraldesk.files.writing import is_full
from ruraldesk.store.failures import BookInUse
from ruraldesk.store.paths import BookPaths
from ruraldesk.texts.translate import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has a book open for writing."""

    user: str
    machine: str
    since: str  # ISO text, local time
    process: int

    def __str__(self) -> str:
        """Return who it is, in words."""
        return tr("{user} on the computer {machine}, since {since}").format(
            user=self.user, machine=self.machine, since=self.since.replace("T", " ")
        )


class BookLock:
    """The right to write one book; `release` gives it back."""

    def __init__(self, paths: BookPaths) -> None:
        """Take the right to write.

        Raises:
            BookInUse: another program, or this one a second time, has it.
            NoAccess: no lock can be made there; the place is write-protected.
        """
        self._paths = paths
        self._dead: list[FileLock] = []  # on a drive that was pulled out: nobody can release them
        self.broken_off = ""
        """When a writer began that never gave the right back, as ISO text; "" when none did."""
        self._take()

    def _take(self) -> None:
        paths = self._paths
        self._lock = FileLock(paths.lock, blocking=False, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout:
            if not paths.lock.exists():  # the place takes no new file
                raise NoAccess(paths.book) from None
            raise BookInUse(paths.book, holder_of(paths)) from None
        except OSError as error:
            raise NoAccess(paths.book) from error
        self.broken_off = _since(paths)
        try:
            _note(paths)
        except OSError as error:
            if not is_full(paths.holder):  # then the note is not worth refusing to open the book
                self._lock.release()
                raise NoAccess(paths.book) from error

    def take_anew(self) -> None:
        """Take the right to write again after the drive was gone, where it went with the drive.

        Raises:
            BookInUse: somebody else has it by now.
            NoAccess: the place has become write-protected.
        """
        self._let_go()
        began = self.broken_off
        self._take()
        self.broken_off = began  # the note was our own

    def release(self) -> None:
        """Let others write; calling it again does nothing."""
        if self._lock.is_locked:
            with suppress(OSError):  # a pulled stick: there is nobody left to tell
                self._paths.holder.unlink(missing_ok=True)
            self._let_go()

    def _let_go(self) -> None:
        try:
            self._lock.release()
        except OSError:  # a pulled stick: it went with it
            self._dead.append(self._lock)


def holder_of(paths: BookPaths) -> str:
    """Return in words who holds the lock, "" when the note cannot be read.

    Only to be asked while the lock is held: after a crash the note stays.
    """
    try:
        return str(Holder(**json.loads(paths.holder.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        return ""


def _since(paths: BookPaths) -> str:
    """Return since when the last writer had the lock, whose note stayed: it died with the lock."""
    try:
        return Holder(**json.loads(paths.holder.read_text(encoding="utf-8"))).since
    except (OSError, ValueError, TypeError):
        return ""


def _note(paths: BookPaths) -> None:
    holder = Holder(
        user=_user(),
        machine=platform.node(),
        since=datetime.now().isoformat(timespec="minutes"),
        process=os.getpid(),
    )
    paths.holder.write_text(json.dumps(asdict(holder), ensure_ascii=False), encoding="utf-8")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user on this system
        return "?"

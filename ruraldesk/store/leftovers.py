"""What a program that was killed leaves half-written beside the book: it is cleared away."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ruraldesk.files.writing import UNFINISHED
from ruraldesk.store.paths import BookPaths

MAKING = ".making-"  # how the folders begin in which backups are put together
OLD = 60  # seconds: a reader may be making a backup just now


def clear(paths: BookPaths) -> int:
    """Delete half-written files of a writer that broke off; return how many.

    Only for who holds the lock of the book: nobody else writes there then. What cannot be deleted
    does no harm and stays.
    """
    done = 0
    for left in list(_left(paths)):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime < OLD:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()
            done += 1
    return done


def _left(paths: BookPaths) -> Iterator[Path]:
    for folder in (paths.attachments, paths.backups, paths.archive):
        if folder.is_dir():
            yield from folder.rglob(f"*{UNFINISHED}")
    if paths.backups.is_dir():
        yield from paths.backups.glob(f"{MAKING}*")

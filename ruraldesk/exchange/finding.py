"""The files on a stick that may be meant: by their ending, and what stands in for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruraldesk.exchange.strange_files import ARCHIVES, SHORTCUT, UNFINISHED, names_in_zip
from ruraldesk.exchange.zips import is_sealed
from ruraldesk.files.failures import drive_errors


def files_below(folder: Path, suffix: str) -> Iterator[Path]:
    """Yield the files in a folder and below it that end in `suffix`, in the order of their names.

    So come those that stand for one: a shortcut, an unfinished download, an archive with files of
    ours in it or with another ending; of them the reader says what is wrong. What was deleted or
    is kept by the system (“$RECYCLE.BIN”, “.Trash-1000”, “._NAME” of a Mac) is passed over.

    Raises:
        FileError: the folder cannot be read; the stick is gone.
    """
    with drive_errors(folder):
        paths = sorted(folder.rglob("*"))
    for path in paths:
        steps = path.relative_to(folder).parts
        if any(step.startswith((".", "$")) for step in steps):
            continue
        with drive_errors(path):
            if _is_meant(path, suffix):
                yield path


def _is_meant(path: Path, suffix: str) -> bool:
    name = path.name.lower()  # sticks like capitals
    stands_in = suffix in name and name.endswith((suffix, SHORTCUT, *UNFINISHED, *ARCHIVES))
    if not stands_in and not name.endswith(ARCHIVES):
        return False  # a clerk's thousand photographs are not even asked what they are
    return path.is_file() and (stands_in or _holds_ours(path, suffix))


def _holds_ours(path: Path, suffix: str) -> bool:
    """Say whether an archive is one of our files under another ending, or has some in it."""
    with path.open("rb") as file:
        if is_sealed(file):
            return True
        names = names_in_zip(file) or set()
    return any(name.lower().endswith(suffix) for name in names)

"""The files of a book's archive as backups carry them: what was closed, and what came in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ruraldesk.files.writing import UNFINISHED
from ruraldesk.store.archive import Hasher, Part, chunks
from ruraldesk.store.paths import BookPaths
from ruraldesk.texts.filenames import legal_name

_DEEPEST = 6  # folders below each other


def archived_files(paths: BookPaths) -> dict[str, Path]:
    """Return each file of the archive by its path below it, in order; none that is half-written."""
    files = paths.archive.rglob("*") if paths.archive.is_dir() else ()
    named = {file.relative_to(paths.archive).as_posix(): file for file in files}
    return {
        name: file
        for name, file in sorted(named.items())
        if file.is_file() and is_archive_name(name) and UNFINISHED not in name
    }


def is_archive_name(name: str) -> bool:
    """Return whether `name` can be the path of an archived file: never one out of the folder."""
    steps = name.split("/")
    return len(steps) <= _DEEPEST and all(
        legal_name(step) == step and not step.startswith(".") for step in steps
    )


def make_way(target: Path, part: Part) -> bool:
    """Return whether `part` is to be written to `target`, where it is not there already.

    Another file of that name is kept beside it: it was reported once, too.
    """
    if not target.exists():
        return True
    hasher = Hasher()
    with target.open("rb") as file:
        for chunk in chunks(file):
            hasher.update(chunk)
    if (hasher.hexdigest(), hasher.size) == (part.sha256, part.size):
        return False
    stem = f"{target.stem}_{datetime.now():%Y-%m-%d_%H%M%S}"
    taken = sum(one.name.startswith(stem) for one in target.parent.iterdir())
    target.rename(target.with_name(f"{stem}_{taken}{target.suffix}"))
    return True

"""The book's own definitions on disk: one folder, which is exchanged as a whole.

The new folder is complete before the old one goes. What a power cut leaves half done is settled
when the folder is asked for next: the book brings its tables up to date with whatever is there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ruraldesk.definitions.layers import is_definition_path, layered
from ruraldesk.files.failures import drive_errors
from ruraldesk.files.writing import flush, flush_folder
from ruraldesk.store.paths import BookPaths


def own_forms(paths: BookPaths) -> Path | None:
    """Return the folder of the book's own definitions; None where it has none."""
    folder, before = paths.forms, _before(paths)
    if not folder.exists() and before.exists():
        with drive_errors(folder):
            before.rename(folder)
    return folder if folder.is_dir() and any(folder.rglob("*.toml")) else None


def is_settled(paths: BookPaths) -> bool:
    """Say whether no exchange of the folder was cut off: then the book may be newer than it."""
    return not _before(paths).exists()


def settle(paths: BookPaths) -> None:
    """Forget an exchange that was cut off, once the book fits the folder again."""
    for folder in (_before(paths), _following(paths)):
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what is left does no harm


def own_files(paths: BookPaths) -> dict[str, bytes]:
    """Return the content of each file in the folder, by its path below it."""
    return {name: file.read_bytes() for name, file in own_places(paths).items()}


def own_places(paths: BookPaths) -> dict[str, Path]:
    """Return each definition in the folder by its path below it, and no other file, in order."""
    files = layered(paths.forms, None, "*")
    return {name: file for name, file in files.items() if is_definition_path(name)}


def lay_ready(paths: BookPaths, files: Mapping[str, bytes]) -> Path:
    """Write the folder that is to come beside the one that is there, and return it.

    Raises:
        DiskFull, NoAccess, DriveFailed.
    """
    settle(paths)
    folder = _following(paths)
    with drive_errors(folder):
        folder.mkdir(parents=True)
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            flush(target)
        flush_folder(folder)
    return folder


@contextmanager
def exchanged(paths: BookPaths) -> Iterator[None]:
    """Put the folder that lies ready in place; when the block fails, the old one comes back."""
    folder, before, following = paths.forms, _before(paths), _following(paths)
    with drive_errors(folder):
        if folder.exists():
            folder.rename(before)
        following.rename(folder)
        flush_folder(paths.folder)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if before.exists() and not folder.exists():
            before.rename(folder)
        raise


def _before(paths: BookPaths) -> Path:
    return paths.forms.with_name("forms.before")


def _following(paths: BookPaths) -> Path:
    return paths.forms.with_name("forms.next")

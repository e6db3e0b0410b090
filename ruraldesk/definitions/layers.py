"""Two folders of definitions as one: a book's own files lie over those of the program.

A file with the same path below its folder replaces the program's, any other adds to them. Files are
replaced whole, so that what a ledger asks is read in one place.
"""

from __future__ import annotations

from pathlib import Path

DEFINITIONS = "*.toml"


def layered(folder: Path, over: Path | None = None, pattern: str = DEFINITIONS) -> dict[str, Path]:
    """Return the files that hold, by their path below the folder with forward slashes, in order."""
    found = _files(folder, pattern)
    if over is not None:
        found |= _files(over, pattern)
    return {name: found[name] for name in sorted(found, key=lambda name: name.split("/"))}


def _files(folder: Path, pattern: str) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob(pattern)}

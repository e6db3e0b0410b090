"""Two folders of definitions as one: a book's own files lie over those of the program.

A file with the same path below its folder replaces the program's, any other adds to them. Files are
replaced whole, so that what a ledger asks is read in one place.
"""

from __future__ import annotations

from pathlib import Path

from ruraldesk.texts.filenames import legal_name

DEFINITIONS = "*.toml"
SUFFIXES = (".toml", ".docx", ".txt")  # definitions, and the templates of briefs

_DEEPEST = 6  # folders below each other


def layered(folder: Path, over: Path | None = None, pattern: str = DEFINITIONS) -> dict[str, Path]:
    """Return the files that hold, by their path below the folder with forward slashes, in order."""
    found = _files(folder, pattern)
    if over is not None:
        found |= _files(over, pattern)
    return {name: found[name] for name in sorted(found, key=lambda name: name.split("/"))}


def is_definition_path(name: str) -> bool:
    """Return whether `name` can be the path of such a file below its folder, on every system."""
    steps = name.split("/")
    legal = all(legal_name(step) == step and not step.startswith(".") for step in steps)
    return legal and len(steps) <= _DEEPEST and name.endswith(SUFFIXES)


def _files(folder: Path, pattern: str) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob(pattern)}

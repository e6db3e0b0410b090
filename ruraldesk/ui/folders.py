"""Which folder a question for a file begins in."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from ruraldesk.files import preferences
from ruraldesk.files.places import portable_folder

BOOKS, EXPORTS, BACKUPS = "book_folder", "export_folder", "backup_folder"
"""The preferences of folders that several parts of the window ask for."""


def documents() -> Path:
    """Return where a clerk's own files go as long as nothing else is chosen.

    That is the system's folder of documents, wherever Windows has it; a program that runs from a
    stick leaves nothing on the computer and proposes the stick, beside itself.
    """
    portable = portable_folder()
    if portable is not None:
        return portable.parent
    place = QStandardPaths.StandardLocation.DocumentsLocation
    found = QStandardPaths.writableLocation(place)
    return Path(found) if found and is_there(Path(found)) else Path.home()


def own() -> list[Path]:
    """Return the folders in which a person's books may lie, as a setup knows them, too."""
    places = QStandardPaths.StandardLocation
    found = map(QStandardPaths.writableLocation, (places.DocumentsLocation, places.DesktopLocation))
    return [Path(one) for one in dict.fromkeys(found) if one and is_there(Path(one))]


def proposed(key: str) -> Path:
    """Return the folder that was used last under the preference `key`, else `documents`."""
    kept = preferences.load_path(key)
    return kept if kept is not None and is_there(kept) else documents()


def keep(key: str, folder: Path) -> None:
    """Begin there the next time."""
    preferences.keep_path(key, folder)


def is_there(folder: Path) -> bool:
    """Say whether a folder can be found now."""
    return os.path.isdir(folder)  # noqa: PTH112  a drive that fails in any way is not there

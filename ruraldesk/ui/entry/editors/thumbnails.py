"""Small pictures of files, drawn off the window's thread and remembered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from ruraldesk.errors import UserError
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.source import Sources

_KEPT = 300  # pictures of a field that are remembered: some 4 MB


class Look(StrEnum):
    """What a file is shown as."""

    LOADING = "loading"
    PICTURE = "picture"
    PAPER = "paper"  # a document: a sheet with the kind of the file on it
    MISSING = "missing"  # it is not on the disk, or damaged there


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture, or why there is none."""

    look: Look
    picture: QPixmap | None = None


class Thumbnails(QObject):
    """The small pictures of one field's files."""

    ready = Signal()  # one more is there

    def __init__(self, sources: Sources, parent: QObject) -> None:
        super().__init__(parent)
        self._sources = sources
        self._known: OrderedDict[str, Thumbnail] = OrderedDict()

    def of(self, name: str, size: QSize, ratio: float) -> Thumbnail:
        """Return what is known of a file; what is not yet is read, and `ready` tells of it."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = Thumbnail(Look.LOADING)
            sources = self._sources
            jobs.run(
                lambda: _read(sources, name, size * ratio),
                done=lambda read: self._show(name, *read, ratio),
                owner=self,
            )
        else:
            self._known.move_to_end(name)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    def missing(self, names: list[str]) -> list[str]:
        """Return which of the files are known to be lost."""
        return [
            name
            for name in names
            if (found := self._known.get(name)) is not None and found.look is Look.MISSING
        ]

    def forget(self, name: str) -> None:
        """Read a file again when it is shown next."""
        self._known.pop(name, None)

    def _show(self, name: str, look: Look, image: QImage | None, ratio: float) -> None:
        picture = None
        if image is not None:
            image.setDevicePixelRatio(ratio)
            picture = QPixmap.fromImage(image)
        self._known[name] = Thumbnail(look, picture)
        self.ready.emit()


def _read(sources: Sources, name: str, size: QSize) -> tuple[Look, QImage | None]:
    """Read a small picture; called off the window's thread."""
    try:
        path = sources.file_path(name)
    except UserError:
        return Look.MISSING, None
    if not path.is_file():
        return Look.MISSING, None
    image = small_picture(path, size)
    return (Look.PAPER, None) if image is None else (Look.PICTURE, image)


def small_picture(path: Path, size: QSize) -> QImage | None:
    """Return a picture no larger than `size`, None where the file is none."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    whole = reader.size()
    if whole.isValid():
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image

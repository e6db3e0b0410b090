"""Taking files into the book: several of them off the window's thread, what is refused told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import folders, progress
from ruraldesk.ui.entry.source import Sources
from ruraldesk.ui.jobs import Job

_NAMED = 8  # files that are refused for the same reason
_AROUND = 12  # pixels that are seen around a field
_FOLDER = "photos_folder"
_ENDINGS = "*.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp *.pdf *.doc *.docx *.xls *.xlsx *.wps *.et"


@dataclass(frozen=True, slots=True)
class Added:
    """The names of the files that were taken in, and why others were not."""

    names: tuple[str, ...]
    refusals: tuple[str, ...]


def add(sources: Sources, paths: Sequence[Path], *, whole: bool, job: Job | None = None) -> Added:
    """Take files in, one after the other; when `job` is asked to stop, the rest stays out."""
    names: list[str] = []
    refused: dict[str, list[tuple[str, str]]] = {}
    for number, path in enumerate(paths):
        if job is not None:
            if job.cancelled():
                break
            job.progress(number, len(paths), path.name)
        try:
            names.append(sources.add_file(path, whole=whole))
        except UserError as error:
            refused.setdefault(error.code, []).append((path.name, str(error)))
    return Added(tuple(names), tuple(_told(alike) for alike in refused.values()))


def _told(alike: Sequence[tuple[str, str]]) -> str:
    """Return why files of one kind were not taken: the advice once, then the names of the rest."""
    (_, sentence), *others = alike
    if not others:
        return sentence
    names = listed(name for name, _ in others[:_NAMED]) + ("…" if len(others) > _NAMED else "")
    told = tr("The same goes for {count} more: {names}").format(count=len(others), names=names)
    return f"{sentence} {told}"


def add_many(
    parent: QWidget,
    sources: Sources,
    paths: Sequence[Path],
    done: Callable[[Added], object],
    *,
    whole: bool,
) -> None:
    """Take files in behind a dialog that shows how far it is; a single one is quick enough."""
    if len(paths) == 1:
        done(add(sources, paths, whole=whole))
        return
    progress.run(
        parent,
        tr("Adding photos and files"),
        lambda job: add(sources, paths, whole=whole, job=job),
        done=done,
    )


def chosen_files(parent: QWidget) -> list[Path]:
    """Ask for files to add."""
    kinds = tr("Photos and documents ({endings});;All files (*)").format(endings=_ENDINGS)
    folder = str(folders.proposed(_FOLDER))
    chosen, _ = QFileDialog.getOpenFileNames(parent, tr("Add photos and files"), folder, kinds)
    if chosen:
        folders.keep(_FOLDER, Path(chosen[0]).parent)
    return [Path(one) for one in chosen]


def be_seen(field: QWidget) -> None:
    """Bring a field that grew into view, once its form has laid it out anew."""

    def scroll() -> None:
        holder = field.parentWidget()
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        if holder is not None:
            holder.widget().adjustSize()  # its layout would do it only later
            holder.ensureWidgetVisible(field, 0, _AROUND)

    QTimer.singleShot(0, field, scroll)


def files_in(data: QMimeData) -> list[Path]:
    """Return the files that are dropped or pasted; a folder stands for what lies in it."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.is_file() and one.name[0] != ".")
        else:
            found.append(path)
    return found


def picture_in(data: QMimeData) -> QImage | None:
    """Return the picture on the clipboard, None where there is none."""
    picture = data.imageData()
    return picture if isinstance(picture, QImage) and not picture.isNull() else None


def add_picture(sources: Sources, picture: QImage) -> Added:
    """Take a picture without a file in; it is called by the moment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / tr("Pasted {time:%Y%m%d-%H%M%S}.png").format(time=datetime.now())
        picture.save(str(path), "PNG")  # type: ignore[call-overload]  # as Qt documents it
        return add(sources, [path], whole=False)

"""Taking files into the book: several of them off the window's thread, what is refused told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import progress
from ruraldesk.ui.entry.source import Sources
from ruraldesk.ui.jobs import Job


@dataclass(frozen=True, slots=True)
class Added:
    """The names of the files that were taken in, and why others were not."""

    names: tuple[str, ...]
    refusals: tuple[str, ...]


def add(sources: Sources, paths: Sequence[Path], *, whole: bool, job: Job | None = None) -> Added:
    """Take files in, one after the other; when `job` is asked to stop, the rest stays out."""
    names: list[str] = []
    refusals: list[str] = []
    for number, path in enumerate(paths):
        if job is not None:
            if job.cancelled():
                break
            job.progress(number, len(paths), path.name)
        try:
            names.append(sources.add_file(path, whole=whole))
        except UserError as error:
            refusals.append(str(error))
    return Added(tuple(names), tuple(refusals))


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
    chosen, _ = QFileDialog.getOpenFileNames(
        parent,
        tr("Add photos and files"),
        "",
        tr("Photos and documents (*.jpg *.jpeg *.png *.pdf *.docx *.xlsx);;All files (*)"),
    )
    return [Path(one) for one in chosen]


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

"""The viewer of photos and files: one after the other, with caption, zoom and turning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImageReader, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.errors import UserError
from ruraldesk.files.writing import copied_whole
from ruraldesk.services.entry import caption_of, captioned
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages, tokens
from ruraldesk.ui.dialogs.pages_view import Pages, PagesView
from ruraldesk.ui.dialogs.parts import Combo, cancel_button
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.photos.picture_view import PictureView
from ruraldesk.ui.widgets import Button, ElidedLabel, Ground, LinkButton, label

if TYPE_CHECKING:
    from ruraldesk.ui.entry.source import Sources

_PER_PAGE = (4, 2, 6, 9, 1)
_PHOTO = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")


class Viewer(QDialog):
    """Arrows go on; what is typed as a caption is kept with the record."""

    captioned = Signal(int, str)  # place, new name of the file

    def __init__(
        self,
        sources: Sources,
        names: Sequence[str],
        place: int,
        parent: QWidget | None,
        *,
        read_only: bool = False,
    ) -> None:
        super().__init__(parent)
        self._sources, self._names, self._read_only = sources, list(names), read_only
        self._place = place
        self._path: Path | None = None
        self._document: Pages | None = None
        open_within(self, 1000, 680)
        self._make_parts()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top())
        column.addWidget(self.stack, 1)
        column.addWidget(self._bottom())
        self._connect()
        self.show_place(place)
        self.picture.setFocus()

    def _make_parts(self) -> None:
        self.before, self.after = LinkButton("‹"), LinkButton("›")
        self.before.setAccessibleName(tr("The one before"))
        self.after.setAccessibleName(tr("The next one"))
        self.count = label("", "label")
        self.caption = QLineEdit()
        self.caption.setFont(tokens.font(tokens.TEXT))
        self.caption.setFixedHeight(tokens.FIELD_HEIGHT)
        self.caption.setAccessibleName(tr("Caption"))
        self.caption.setPlaceholderText(tr("Caption: what, where, before or after"))
        self.caption.setReadOnly(self._read_only)
        self.picture, self.pages = PictureView(), PagesView()
        self.words = label("", "text")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setMargin(60)
        self.stack = QStackedWidget()
        for part in (self.picture, self.pages, self.words):
            self.stack.addWidget(part)
        self.zoom = label("", "label")
        self.fit = LinkButton(tr("Fit  0"))
        self.real = LinkButton(tr("Real size  1"))
        self.turn = LinkButton(tr("Turn  R"))
        self.elsewhere = Button(tr("Open elsewhere"))
        self.save = Button(tr("Save a copy…"))
        self.print = Button(tr("Photos on paper…"))

    def _top(self) -> QWidget:
        bar = Ground(tokens.PAPER, edge="bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(8)
        for part in (self.before, self.count, self.after):
            row.addWidget(part)
        row.addWidget(self.caption, 1)
        for part in (self.zoom, self.fit, self.real, self.turn):
            row.addWidget(part)
        return bar

    def _bottom(self) -> QWidget:
        bar = Ground(tokens.PAPER, edge="top")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 8, 16, 10)
        row.setSpacing(8)
        hint = ElidedLabel("label")
        hint.setText(tr("← → next · + − zoom · drag moves · the file itself is never changed"))
        row.addWidget(hint, 1)
        for part in (self.print, self.save, self.elsewhere, cancel_button(self, tr("Close"))):
            row.addWidget(part)
        return bar

    def _connect(self) -> None:
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.picture.zoomed.connect(lambda percent: self.zoom.setText(f"{percent} %"))
        self.fit.clicked.connect(self.picture.fit)
        self.real.clicked.connect(self.picture.real_size)
        self.turn.clicked.connect(lambda: self.picture.turn(90))
        self.caption.editingFinished.connect(self._keep_caption)
        self.elsewhere.clicked.connect(self._open_elsewhere)
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self._print)

    # what is shown

    def place(self) -> int:
        """Return the place of the file that is looked at."""
        return self._place

    def names(self) -> list[str]:
        """Return the names of the files, with their captions as they are now."""
        return list(self._names)

    def step(self, step: int) -> None:
        """Look at the next file, or the one before."""
        target = self._place + step
        if 0 <= target < len(self._names):
            self._keep_caption()
            self.show_place(target)

    def show_place(self, place: int) -> None:
        """Look at one of the files; one that is lost is told."""
        self._place = place
        name = self._names[place]
        self.setWindowTitle(tr("Photos and files"))
        self.count.setText(f"{place + 1} / {len(self._names)}")
        self.before.setEnabled(place > 0)
        self.after.setEnabled(place < len(self._names) - 1)
        self.caption.setText(caption_of(name))
        self.caption.setCursorPosition(0)
        self._let_go()
        try:
            self._path = self._sources.file_path(name)
        except UserError as error:
            self._path = None
            self._say(str(error))
        else:
            self._show_file(self._path)
        for part in (self.elsewhere, self.save):
            part.setEnabled(self._path is not None)
        photo = self.stack.currentWidget() is self.picture
        for shown in (self.zoom, self.fit, self.real, self.turn):
            shown.setVisible(photo)
        self.print.setVisible(any(Path(one).suffix.lower() in _PHOTO for one in self._names))

    def _show_file(self, path: Path) -> None:
        if path.suffix.lower() == ".pdf" and self._show_pdf(path):
            return
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            kind = path.suffix.removeprefix(".").upper() or tr("unknown")
            words = tr(
                "A file of the kind {kind} is not shown here. “Open elsewhere” opens it with the "
                "program that this computer has for it."
            )
            self._say(words.format(kind=kind))
        else:
            self.stack.setCurrentWidget(self.picture)
            self.picture.show_picture(QPixmap.fromImage(image))

    def _show_pdf(self, path: Path) -> bool:
        from pypdfium2 import PdfiumError

        try:
            self._document = Pages(path)
        except PdfiumError:
            return False  # damaged, or with a password
        self.stack.setCurrentWidget(self.pages)
        self.pages.show_pages(self._document)
        return True

    def _say(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.stack.setCurrentWidget(self.words)

    def _let_go(self) -> None:
        self.pages.show_pages(None)
        if self._document is not None:
            self._document.close()
            self._document = None

    # what is done

    def focus_caption(self) -> None:
        """Let the caption be typed."""
        self.caption.setFocus()
        self.caption.selectAll()

    def _keep_caption(self) -> None:
        name = self._names[self._place]
        text = self.caption.text().strip()
        if self._read_only or not text or text == caption_of(name):
            return
        renamed = captioned(name, text)
        if renamed in self._names:
            return
        self._names[self._place] = renamed
        self.captioned.emit(self._place, renamed)

    def _open_elsewhere(self) -> None:
        path = self._path
        if path is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            words = tr("No program on this computer opens {name}. The file is {path}.")
            messages.tell(self, words.format(name=path.name, path=path), "cinnabar")

    def _save(self) -> None:
        if self._path is None:
            return
        name = legal_name(f"{self.caption.text().strip()}{self._path.suffix}")
        proposed = str(folders.proposed(folders.EXPORTS) / name)
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save a copy…"), proposed)
        if not chosen:
            return
        folders.keep(folders.EXPORTS, Path(chosen).parent)
        try:
            copied_whole(self._path, Path(chosen))
        except UserError as error:
            messages.tell_error(self, error)

    def _print(self) -> None:
        from ruraldesk.ui.dialogs.paper_dialog import PaperDialog

        self._keep_caption()
        per_page = Combo()
        per_page.setAccessibleName(tr("Photos on a page"))
        for count in _PER_PAGE:
            per_page.addItem(tr("{count} on a page").format(count=count), count)
        names, sources = list(self._names), self._sources

        def write(target: Path) -> int:
            return sources.print_photos(names, target, int(per_page.currentData()))

        proposed = legal_name(f"{sources.subject}{tr('Photos.pdf')}")
        dialog = PaperDialog(self, tr("Photos on paper"), proposed, write, choices=(per_page,))
        per_page.activated.connect(lambda _: dialog.refresh())
        dialog.exec()

    def done(self, result: int) -> None:
        self._keep_caption()
        self._let_go()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        typing = self.caption.hasFocus()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if typing:
                self._keep_caption()
                self.picture.setFocus()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown) and not typing:
            self.step(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp) and not typing:
            self.step(-1)
        elif key == Qt.Key.Key_F2:
            self.focus_caption()
        else:
            super().keyPressEvent(event)

"""The editor of photos and files: small pictures with their names; added by key, drop or paste."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QMimeData, QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import crash, icons, tokens
from ruraldesk.ui.entry.editors.line import ENTER, is_panel_key, opens_choices
from ruraldesk.ui.entry.source import Sources

_TILE = QSize(84, 84)
_PICTURE = 58
_PAD = 6
_EMPTY = 40  # pixels of height without files


class FilesEditor(QWidget):
    """Files of a record. Arrows choose one, Space opens it, Delete takes it out, F4 adds."""

    changed = Signal()
    stepped = Signal(int)
    hint_changed = Signal(str)

    stops: ClassVar[bool] = True

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._sources = sources
        self._names: list[str] = []
        self._pictures: dict[str, QPixmap | None] = {}
        self._current = -1  # the place after the last file: the one that adds
        self._level = ""
        self._read_only = False
        self.setAccessibleName(tr(field.label))
        self.setAccessibleDescription(tr(field.help))
        self.setToolTip(tr(field.help))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setAutoFillBackground(True)  # in a table nothing may show through
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(tokens.font(tokens.LABEL - 1))
        self._grow()

    # what is entered

    def value(self) -> Value:
        """Return the names of the files; None for none."""
        return tuple(self._names) or None

    def entered(self) -> Value:
        """Return the names of the files, as a draft keeps them."""
        return self.value()

    def typed(self) -> str:
        """Return the names in one text."""
        return "、".join(self._names)

    def put_typed(self, text: str) -> None:
        """Take the names out of a text as `typed` gives it."""
        self._names = [name for name in text.split("、") if name]
        self._after_change()

    def show_value(self, value: Value, name: str = "") -> None:
        """Show the files called so."""
        names = list(value) if isinstance(value, tuple) else []
        if names != self._names:
            self._names = names
            self._after_change()

    def add_files(self, paths: Sequence[Path]) -> None:
        """Take files into the book and show them; what cannot be taken is told."""
        for path in paths:
            try:
                name = self._sources.add_file(path)
            except UserError as error:
                crash.tell(str(error))
                continue
            if name not in self._names:
                self._names.append(name)
        self._current = len(self._names)
        self._after_change()
        self.changed.emit()

    def remove(self, place: int) -> None:
        """Take the file at `place` out of the record; the book keeps it for the history."""
        del self._names[place]
        self._current = min(self._current, len(self._names))
        self._after_change()
        self.changed.emit()

    def open_file(self, place: int) -> None:
        """Open the file at `place` with the program that the system has for it."""
        path = self._sources.file_path(self._names[place])
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            crash.tell(
                tr("No program on this computer opens {name}. The file is {path}.").format(
                    name=self._names[place], path=path
                )
            )

    def set_read_only(self, read_only: bool) -> None:
        """Allow opening only."""
        self._read_only = read_only
        self.setAcceptDrops(not read_only)
        self._grow()
        self.update()

    # what every editor does

    def mark(self, level: str) -> None:
        """Frame the field: "block", "warn", "inform" or "" for no problem."""
        self._level = level
        self.update()

    def hint(self) -> str:
        """Return how many files there are."""
        return tr("{count} files").format(count=len(self._names)) if self._names else ""

    def settle(self) -> None:
        """Nothing changes when the files are left."""

    def selectAll(self) -> None:
        """Choose the place that adds."""
        self._current = len(self._names)
        self.update()

    def step(self, direction: int) -> None:
        """Move on (1) or back (-1)."""
        self.stepped.emit(direction)

    def is_open(self) -> bool:
        """Say whether something is open under the field."""
        return False

    def open_choices(self) -> bool:
        """Ask for files to add."""
        if self._read_only:
            return False
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window(),
            tr("Add photos and files"),
            "",
            tr("Photos and documents (*.jpg *.jpeg *.png *.pdf *.docx *.xlsx);;All files (*)"),
        )
        if chosen:
            self.add_files([Path(one) for one in chosen])
        return True

    def paste(self, data: QMimeData) -> bool:
        """Add the files or the picture on the clipboard; return False when there are none."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.add_files(paths)
            return True
        picture = data.imageData()
        if not isinstance(picture, QImage) or picture.isNull():
            return False
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / tr("Pasted {time:%Y%m%d-%H%M%S}.png").format(time=datetime.now())
            picture.save(str(path), "PNG")  # type: ignore[call-overload]  # as Qt documents it
            self.add_files([path])
        return True

    # the tiles

    def _columns(self) -> int:
        return max(1, (self.width() - _PAD) // _TILE.width())

    def _places(self) -> int:
        return len(self._names) + (0 if self._read_only else 1)

    def _tile(self, place: int) -> QRect:
        if not self._names:
            return self.rect().adjusted(4, 4, -4, -4)
        row, column = divmod(place, self._columns())
        x, y = _PAD + column * _TILE.width(), _PAD + row * _TILE.height()
        return QRect(x, y, _TILE.width() - _PAD, _TILE.height() - _PAD)

    def _cross(self, place: int) -> QRect:
        tile = self._tile(place)
        return QRect(tile.right() - 17, tile.top() + 1, 16, 16)

    def _place_at(self, event: QMouseEvent) -> int:
        point = event.position().toPoint()
        places = range(self._places())
        return next((place for place in places if self._tile(place).contains(point)), -1)

    def _grow(self) -> None:
        if not self._names:
            self.setFixedHeight(_EMPTY)
            return
        rows = max(1, -(-self._places() // self._columns()))
        self.setFixedHeight(rows * _TILE.height() + _PAD)

    def _after_change(self) -> None:
        self._grow()
        self.hint_changed.emit(self.hint())
        self.update()

    def _picture(self, name: str) -> QPixmap | None:
        """Return the small picture of a photo; None for other files."""
        if name not in self._pictures:
            path = self._sources.file_path(name)
            reader = QImageReader(str(path))
            reader.setAutoTransform(True)
            size = reader.size()
            if size.isValid():
                ratio = self.devicePixelRatioF()
                reader.setScaledSize(
                    size.scaled(
                        QSize(_TILE.width() - 2 * _PAD, _PICTURE) * ratio,
                        Qt.AspectRatioMode.KeepAspectRatio,
                    )
                )
            image = reader.read()
            if image.isNull():
                self._pictures[name] = None
            else:
                image.setDevicePixelRatio(self.devicePixelRatioF())
                self._pictures[name] = QPixmap.fromImage(image)
        return self._pictures[name]

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(_TILE.width() * 2, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_panel_key(event):
            event.ignore()
        elif opens_choices(event):
            self.open_choices()
        elif event.matches(QKeySequence.StandardKey.Paste) and not self._read_only:
            if not self.paste(QGuiApplication.clipboard().mimeData()):
                event.ignore()
        elif key in ENTER:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if back else 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and plain:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._current = max(0, min(self._places() - 1, self._current + step))
            self.update()
        elif key == Qt.Key.Key_Space:
            self._press(self._current)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._read_only:
            if 0 <= self._current < len(self._names):
                self.remove(self._current)
        else:
            super().keyPressEvent(event)

    def _press(self, place: int) -> None:
        if 0 <= place < len(self._names):
            self.open_file(place)
        elif place == len(self._names):
            self.open_choices()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event)
        if place < 0:
            return
        self._current = place
        self.update()
        point = event.position().toPoint()
        if place == len(self._names):
            self.open_choices()
        elif self._cross(place).contains(point) and not self._read_only:
            self.remove(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event)
        if 0 <= place < len(self._names):
            self.open_file(place)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.paste(event.mimeData()):
            event.acceptProposedAction()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current < 0:
            self._current = len(self._names)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        line = tokens.CINNABAR if self._level == "block" else tokens.FIELD_LINE
        painter.setPen(QPen(QColor(tokens.PINE if focus else line), 2 if focus else 1))
        painter.setBrush(QColor(tokens.CARD))
        edge = 1.0 if focus else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 6, 6)
        for place in range(self._places()):
            self._paint_tile(painter, place)

    def _paint_tile(self, painter: QPainter, place: int) -> None:
        tile = QRectF(self._tile(place))
        if place == self._current and self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.PINE_TINT))
            painter.drawRoundedRect(tile, 5, 5)
        if not self._names:
            self._paint_offer(painter, tile)
            return
        picture_box = QRectF(tile.x(), tile.y() + 2, tile.width(), _PICTURE)
        word = QRectF(tile.x() + 2, tile.bottom() - 17, tile.width() - 4, 16)
        middle = int(Qt.AlignmentFlag.AlignCenter)
        if place == len(self._names):
            sign = QRectF(0, 0, 20, 20)
            sign.moveCenter(picture_box.center())
            icons.draw(painter, "plus", sign, QColor(tokens.PINE))
            painter.setPen(QColor(tokens.PINE))
            painter.drawText(word, middle, tr("Add (F4)"))
            return
        name = self._names[place]
        picture = self._picture(name)
        if picture is not None:
            box = QRectF(picture.rect())
            box.setSize(picture.deviceIndependentSize())
            box.moveCenter(picture_box.center())
            painter.drawPixmap(box.topLeft(), picture)
        else:
            _paint_paper(painter, picture_box, Path(name).suffix)
        painter.setPen(QColor(tokens.INK))
        shown = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideMiddle, int(word.width())
        )
        painter.drawText(word, middle, shown)
        if not self._read_only:
            cross = QRectF(self._cross(place))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.CARD))
            painter.drawEllipse(cross)
            icons.draw(painter, "cross", cross.adjusted(2, 2, -2, -2), QColor(tokens.QUIET))

    def _paint_offer(self, painter: QPainter, box: QRectF) -> None:
        """Say in the empty field how files come in."""
        painter.setPen(QColor(tokens.PINE if self.hasFocus() else tokens.QUIET))
        text = tr("No file") if self._read_only else tr("F4 adds files; drop or paste them here")
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _paint_paper(painter: QPainter, box: QRectF, suffix: str) -> None:
    """Draw a sheet with the kind of the file on it."""
    sheet = QRectF(0, 0, 36, 46)
    sheet.moveCenter(box.center())
    painter.setPen(QPen(QColor(tokens.FIELD_LINE), 1))
    painter.setBrush(QColor(tokens.HEADER))
    painter.drawRoundedRect(sheet, 3, 3)
    painter.setPen(QColor(tokens.QUIET))
    painter.drawText(sheet, int(Qt.AlignmentFlag.AlignCenter), suffix.removeprefix(".").upper()[:4])

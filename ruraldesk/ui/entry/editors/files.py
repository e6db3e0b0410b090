"""The editor of photos and files: small pictures with their captions; by key, drop or paste."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QMimeData, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.files import crash
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.editors import file_tiles, files_adding
from ruraldesk.ui.entry.editors.file_tiles import PAD, PICTURE, TILE_HEIGHT, TILE_WIDTH
from ruraldesk.ui.entry.editors.files_adding import Added
from ruraldesk.ui.entry.editors.line import ENTER, is_panel_key, opens_choices
from ruraldesk.ui.entry.editors.thumbnails import Thumbnails
from ruraldesk.ui.entry.source import Sources

_WALKED = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_EMPTY = 40  # pixels of height without files


class FilesEditor(QWidget):
    """Files of a record.

    Arrows choose one, Enter or Space looks at it, Ctrl and an arrow moves it, F2 captions it,
    Delete takes it out, F4 adds.
    """

    changed = Signal()
    stepped = Signal(int)
    hint_changed = Signal(str)

    stops: ClassVar[bool] = True

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._sources = sources
        self._names: list[str] = []
        self._thumbnails = Thumbnails(sources, self)
        self._thumbnails.ready.connect(self._on_thumbnail)
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

    def add_files(self, paths: Sequence[Path], *, whole: bool = False) -> None:
        """Take files into the book and show them; what cannot be taken is told."""
        if paths:
            files_adding.add_many(self.window(), self._sources, paths, self._take, whole=whole)

    def _take(self, added: Added) -> None:
        self._names += [name for name in dict.fromkeys(added.names) if name not in self._names]
        if added.refusals:
            crash.tell("\n".join(added.refusals))
        if added.names:
            self._current = len(self._names)
            self._after_change()
            self.changed.emit()
            files_adding.be_seen(self)

    def remove(self, place: int) -> None:
        """Take the file at `place` out of the record; the book keeps it for the history."""
        del self._names[place]
        self._current = min(self._current, len(self._names))
        self._after_change()
        self.changed.emit()

    def move_file(self, place: int, step: int) -> None:
        """Move a file before (-1) or behind (1) its neighbour."""
        target = place + step
        if 0 <= place < len(self._names) and 0 <= target < len(self._names):
            names = self._names
            names[place], names[target] = names[target], names[place]
            self._current = target
            self._after_change()
            self.changed.emit()

    def rename(self, place: int, name: str) -> None:
        """Show the file at `place` under another caption."""
        if name != self._names[place]:
            self._names[place] = name
            self._after_change()
            self.changed.emit()

    def open_file(self, place: int, *, caption: bool = False) -> None:
        """Look at the file at `place`; with `caption` the focus is where its caption is typed."""
        from ruraldesk.ui.photos.viewer import Viewer

        viewer = Viewer(self._sources, self._names, place, self, read_only=self._read_only)
        viewer.captioned.connect(self.rename)
        if caption:
            viewer.focus_caption()
        viewer.exec()
        self._current = viewer.place()
        self.update()

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
        """Return how many files there are, and how many of them are lost."""
        if not self._names:
            return ""
        lost = len(self._thumbnails.missing(self._names))
        if lost:
            words = tr("{count} files, {lost} of them lost on the disk")
            return words.format(count=len(self._names), lost=lost)
        return tr("{count} files").format(count=len(self._names))

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

    def open_choices(self, *, whole: bool = False) -> bool:
        """Ask for files to add."""
        if self._read_only:
            return False
        self.add_files(files_adding.chosen_files(self.window()), whole=whole)
        return True

    def paste(self, data: QMimeData) -> bool:
        """Add the files or the picture on the clipboard; return False when there are none."""
        paths = files_adding.files_in(data)
        if paths:
            self.add_files(paths)
            return True
        picture = files_adding.picture_in(data)
        if picture is not None:
            self._take(files_adding.add_picture(self._sources, picture))
        return picture is not None

    # the tiles

    def _columns(self) -> int:
        return max(1, (self.width() - PAD) // TILE_WIDTH)

    def _places(self) -> int:
        return len(self._names) + (0 if self._read_only else 1)

    def _tile(self, place: int) -> QRect:
        if not self._names:
            return self.rect().adjusted(4, 4, -4, -4)
        row, column = divmod(place, self._columns())
        x, y = PAD + column * TILE_WIDTH, PAD + row * TILE_HEIGHT
        return QRect(x, y, TILE_WIDTH - PAD, TILE_HEIGHT - PAD)

    def _place_at(self, event: QMouseEvent) -> int:
        point = event.position().toPoint()
        places = range(self._places())
        return next((place for place in places if self._tile(place).contains(point)), -1)

    def _grow(self) -> None:
        if not self._names:
            self.setFixedHeight(_EMPTY)
            return
        rows = max(1, -(-self._places() // self._columns()))
        self.setFixedHeight(rows * TILE_HEIGHT + PAD)

    def _after_change(self) -> None:
        self._grow()
        self.hint_changed.emit(self.hint())
        self.update()

    def _on_thumbnail(self) -> None:
        self.hint_changed.emit(self.hint())
        self.update()

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(TILE_WIDTH * 2, self.height())

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
        elif 0 <= self._current < len(self._names) and self._press_key(event, plain=plain):
            return
        elif key in ENTER:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if back else 1)
        elif key in _ARROWS and plain:
            self._current = max(0, min(self._places() - 1, self._current + _ARROWS[key]))
            self.update()
        elif key == Qt.Key.Key_Space:
            self._press(self._current)
        else:
            super().keyPressEvent(event)

    def _press_key(self, event: QKeyEvent, *, plain: bool) -> bool:
        """Do what a key says to the chosen file; return False where it says nothing to it."""
        key = event.key()
        if key in ENTER and plain:
            self.open_file(self._current)
        elif key == Qt.Key.Key_F2:
            self.open_file(self._current, caption=not self._read_only)
        elif self._read_only:
            return False
        elif key in _ARROWS and _is_control(event):
            self.move_file(self._current, _ARROWS[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove(self._current)
        else:
            return False
        return True

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
        elif file_tiles.cross_of(QRectF(self._tile(place))).contains(point) and not self._read_only:
            self.remove(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = next((p for p in range(self._places()) if self._tile(p).contains(event.pos())), -1)
        if 0 <= place < len(self._names):
            self._current = place
            self.update()
        self.menu(place).popup(event.globalPos())

    def menu(self, place: int) -> QMenu:
        """Return what can be done with the file at `place`, or without one."""
        menu = QMenu(self)
        if 0 <= place < len(self._names):
            menu.addAction(tr("Look at it"), lambda: self.open_file(place))
            if not self._read_only:
                menu.addAction(f"{tr('Caption…')}\tF2", lambda: self.open_file(place, caption=True))
                menu.addAction(f"{tr('Move forward')}\tCtrl+←", lambda: self.move_file(place, -1))
                menu.addAction(f"{tr('Move back')}\tCtrl+→", lambda: self.move_file(place, 1))
                menu.addAction(f"{tr('Take out')}\tDelete", lambda: self.remove(place))
        if not self._read_only:
            menu.addAction(f"{tr('Add…')}\tF4", lambda: self.open_choices())
            menu.addAction(
                tr("Add with all pixels (plans, maps)…"), lambda: self.open_choices(whole=True)
            )
        return menu

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
        if self._current < 0 or event.reason() in _WALKED:  # then Enter walks on
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
        if place == len(self._names):
            file_tiles.paint_add(painter, tile)
            return
        name = self._names[place]
        room = QSize(TILE_WIDTH - 2 * PAD, PICTURE)
        thumbnail = self._thumbnails.of(name, room, self.devicePixelRatioF())
        file_tiles.paint_file(painter, tile, name, thumbnail, removable=not self._read_only)

    def _paint_offer(self, painter: QPainter, box: QRectF) -> None:
        """Say in the empty field how files come in."""
        painter.setPen(QColor(tokens.PINE if self.hasFocus() else tokens.QUIET))
        text = tr("No file") if self._read_only else tr("F4 adds files; drop or paste them here")
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


_ARROWS = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}


def _is_control(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return held == Qt.KeyboardModifier.ControlModifier

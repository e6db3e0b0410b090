"""The editors of the form inside the cells of the table."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ruraldesk.errors import Level
from ruraldesk.services.comments import CommentLevel
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.entry.editors import (
    Editor,
    FilesEditor,
    LineEditor,
    NamedEditor,
    NameEditor,
    NoteEditor,
    editor,
    show_known,
)
from ruraldesk.ui.entry.editors.line import ENTER
from ruraldesk.ui.entry.lines.model import LinesModel
from ruraldesk.ui.entry.source import Sources
from ruraldesk.ui.note_sign import draw_leaf

_NOTE_WIDTH = 220
_FILES_WIDTH = 270
_FRAMES = {Level.BLOCK: "cinnabar", Level.WARN: "wheat", Level.INFORM: "sky"}

Index = QModelIndex | QPersistentModelIndex
INSERT_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class LinesDelegate(QStyledItemDelegate):
    """One editor at a time, open in the cell that has the focus."""

    stepped = Signal(int)
    row_moved = Signal(int)
    remove_wanted = Signal()
    insert_wanted = Signal()
    take_back_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self, sources: Sources, table: QWidget) -> None:
        super().__init__(table)
        self._table = table
        self._sources = sources
        self.open_editor: Editor | None = None
        self.by_tab = False  # whether the last key was Tab, which stops at every cell

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = _model(index)
        made = editor(model.fields[index.column()], self._sources, parent)
        made.stepped.connect(self.stepped)
        place = QPersistentModelIndex(index)
        made.changed.connect(lambda: self._put(made, place))
        self.open_editor = made
        return made

    def destroyEditor(self, widget: QWidget, index: Index) -> None:
        if widget is self.open_editor:
            self.open_editor = None
        super().destroyEditor(widget, index)

    def setEditorData(self, widget: QWidget, index: Index) -> None:
        if isinstance(widget, Editor) and widget.typed() == "":
            model, key = _model(index), _key(index)
            widget.show_value(model.value(index.row(), key), model.name(index.row(), key))
            show_known(widget, model.known(index.row(), key))
            widget.selectAll()

    def setModelData(self, widget: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(widget, Editor):
            widget.settle()
            self._put(widget, index)

    def _put(self, widget: Editor, index: Index) -> None:
        """Put what is in an editor into the model: at every key, so that nothing is ever lost."""
        if index.isValid():
            name = widget.name() if isinstance(widget, NamedEditor) else ""
            known = widget.known() if isinstance(widget, NameEditor) else None
            _model(index).put(index.row(), _key(index), widget.entered(), name, known)

    def updateEditorGeometry(
        self, widget: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        box = QRect(option.rect)  # type: ignore[attr-defined]  # PySide's stubs leave it out
        holder = widget.parentWidget()
        room = box if holder is None else holder.rect()
        if isinstance(widget, LineEditor):
            widget.setFixedHeight(box.height())
        elif isinstance(widget, NoteEditor):
            box.setWidth(max(box.width(), _NOTE_WIDTH))
            box.setHeight(widget.height())
        elif isinstance(widget, FilesEditor):
            box.setWidth(max(box.width(), _FILES_WIDTH))
            box.setHeight(widget.height())
        box.moveRight(min(box.right(), max(room.right(), box.width() - 1)))
        box.moveBottom(min(box.bottom(), max(room.bottom(), box.height() - 1)))
        widget.setGeometry(box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and isinstance(watched, Editor):
            if event.type() == QEvent.Type.KeyPress:
                return self._take_key(watched, event)
            return False
        if event.type() == QEvent.Type.FocusOut and not self._table.isVisible():
            return False  # a table that goes away has taken what was typed before
        return super().eventFilter(watched, event)

    def _take_key(self, widget: Editor, event: QKeyEvent) -> bool:
        """Handle the keys of the table; all others are the editor's own."""
        key, with_keys = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = with_keys == Qt.KeyboardModifier.NoModifier
        control = with_keys & Qt.KeyboardModifier.ControlModifier
        self.by_tab = key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if control:
                return False  # turns the tabs of the panel
            widget.step(1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Delete and with_keys == Qt.KeyboardModifier.ControlModifier:
            self.remove_wanted.emit()
        elif key == Qt.Key.Key_N and with_keys == INSERT_HELD:
            self.insert_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not _has_undo(widget):
            self.take_back_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            if not holds_a_block():
                return False
            self.paste_wanted.emit()
        elif isinstance(widget, NoteEditor):
            return self._take_key_of_note(widget, event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain and not widget.is_open():
            self.row_moved.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _take_key_of_note(self, widget: NoteEditor, event: QKeyEvent) -> bool:
        """In a table Enter moves on from a note too; Alt+Enter makes a line, as in Excel."""
        if event.key() not in ENTER or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            widget.insertPlainText("\n")
        else:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            widget.step(-1 if back else 1)
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        level = _model(index).level(index)
        if level is not None:
            painter.save()
            painter.setPen(QPen(QColor(tokens.TONES[_FRAMES[level]].text), 1))
            box = QRect(option.rect)  # type: ignore[attr-defined]  # PySide's stubs leave it out
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            painter.restore()
        asked = _model(index).comment_at(index.row(), index.column())
        if asked is not None:
            cell = QRectF(option.rect)  # type: ignore[attr-defined]  # PySide's stubs leave it out
            ink = tokens.CINNABAR if asked.level is CommentLevel.MEND else tokens.WHEAT
            icons.draw_corner(painter, cell, QColor(ink))
        if noted := _model(index).noted.at(index.row(), index.column()):
            cell = QRectF(option.rect)  # type: ignore[attr-defined]  # PySide's stubs leave it out
            draw_leaf(painter, cell, QColor(tokens.SKY), any(one.follow_up for one in noted))


def _has_undo(widget: Editor) -> bool:
    """Say whether the editor has typing of its own to take back."""
    if isinstance(widget, LineEditor):
        return widget.isUndoAvailable()
    return isinstance(widget, NoteEditor) and widget.document().isUndoAvailable()


def holds_a_block() -> bool:
    """Say whether the clipboard holds cells of a table rather than one text."""
    text = QGuiApplication.clipboard().text()
    return "\t" in text or "\n" in text.rstrip("\r\n")


def _model(index: Index) -> LinesModel:
    model = index.model()
    assert isinstance(model, LinesModel)
    return model


def _key(index: Index) -> str:
    return _model(index).fields[index.column()].key

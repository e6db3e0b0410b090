"""Typing into the cells of a ledger's table.

An editor that were made at the first key would lose that key to the input method: the focus would
move while a Chinese word is being composed, and what is composed is committed then. So the editor
of the cell under the cursor always lies ready there, unseen, and has the keyboard; the first
letter, or the first piece of a composed word, only lets it be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ruraldesk.definitions.values import BadValue
from ruraldesk.ui import messages, tokens
from ruraldesk.ui.ledger.cell_keys import CHOOSE, EMPTY, ENTER, TYPE, is_note, opening
from ruraldesk.ui.ledger.cell_note import CellNote
from ruraldesk.ui.ledger.writing import Entered, Writing

if TYPE_CHECKING:
    from ruraldesk.ui.entry.editors import Editor
    from ruraldesk.ui.ledger.grid import Grid

Key, Held = Qt.Key, Qt.KeyboardModifier
_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
_LEAST_WIDTH = 132  # of an open editor, whatever the column's width
_NOTE_WIDTH = 280
_UNSEEN = QRect(0, 0, 1, 1)  # the holder of an editor that only lies ready


class CellEditor(QObject):
    """The one editor of a table that is open, or that lies ready under the cursor."""

    stepped = Signal(int, int)  # rows, columns to go after a cell was filled

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        self.writing: Writing | None = None
        self.widget: Editor | None = None
        self.is_open = False
        self.note = CellNote(grid.viewport())
        self._holder = QWidget(grid.viewport())
        self._holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._holder.setObjectName(messages.KEPT_CLEAR)
        self._holder.hide()
        self._made: dict[str, Editor] = {}
        self._place = (-1, 0)
        self._began = Entered(None)
        self._by_typing = False  # then ↑ and ↓ leave the cell, as they do in a spreadsheet
        self._going = (0, 0)
        self._closing = False
        self._composing = False  # a word that opened the cell is being composed

    # lying ready

    def forget_editors(self) -> None:
        """Drop the editors: other columns are shown, or lists have grown."""
        self.close()
        self._grid.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none
        self.widget = None
        for one in self._made.values():
            one.deleteLater()
        self._made.clear()

    def arm(self) -> None:
        """Let the editor of the cursor's column lie ready at its cell."""
        if self.is_open:
            return
        column = self._grid.selection.column
        ready = self._editor(column) if self._may_type() else None
        before, self.widget = self.widget, ready
        had_focus = self._grid.window().focusWidget() in (self._grid, before)
        if ready is not before:
            self._grid.setFocusProxy(ready)  # type: ignore[arg-type]  # or none
        if ready is not None:
            self.place()
            self._holder.show()
            ready.show()
            messages.make_way(self._grid)
        if had_focus and ready is not before:
            self._grid.setFocus(Qt.FocusReason.OtherFocusReason)
        if before is not None and before is not ready:
            before.hide()
        if ready is None:
            self._holder.hide()

    def _may_type(self) -> bool:
        chosen = self._grid.selection
        return (
            self.writing is not None
            and 0 <= chosen.column < len(self._grid.model.columns())
            and chosen.row >= 0
            and not self.writing.why_fixed(chosen.row, chosen.column)
        )

    def _editor(self, column: int) -> Editor:
        assert self.writing is not None
        key = self._grid.model.columns()[column].key
        if key not in self._made:
            made = self.writing.editor(column, self._holder)
            made.hide()
            made.installEventFilter(self)
            made.stepped.connect(self._on_stepped)
            made.changed.connect(self._on_changed)
            self._made[key] = made
        return self._made[key]

    def place(self) -> None:
        """Put the editor where its cell is: whole where it is open, else unseen in the corner."""
        if self.widget is None:
            return
        cell = self._grid.cell_rect(*self.place_of_cursor())
        wide = max(cell.width(), _LEAST_WIDTH)
        if self.is_open:
            height = self._fit_height()
            room = self._grid.viewport().rect()
            box = QRect(cell.left(), cell.top() - 1, wide, height)
            box.moveRight(min(box.right(), max(room.right(), wide - 1)))
            box.moveBottom(min(box.bottom(), max(room.bottom(), height - 1)))
            self._holder.setGeometry(box)
            self.widget.setGeometry(0, 0, box.width(), height)
            QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImCursorRectangle)
        else:
            self._holder.setGeometry(_UNSEEN.translated(cell.topLeft()))
            self.widget.setGeometry(-6, -6, wide, tokens.ROW + 1)

    def _fit_height(self) -> int:
        assert self.widget is not None
        if not is_note(self.widget):
            self.widget.setFixedHeight(tokens.ROW + 1)
        return self.widget.height()

    def follow(self, row: int) -> None:
        """Go along with an open cell whose row moved in the list."""
        if self.is_open:
            self._place = row, self._place[1]
            self.place()

    def place_of_cursor(self) -> tuple[int, int]:
        """Return row and column of the open cell, or of the cursor."""
        chosen = self._grid.selection
        return self._place if self.is_open else (chosen.row, chosen.column)

    # opening and closing

    def open(self, *, typing: bool) -> bool:
        """Open the cell under the cursor: empty for typing, else with what it holds."""
        chosen = self._grid.selection
        if self.is_open:
            return True
        if self.writing is None or chosen.row < 0:
            return False
        self._grid.show_row(chosen.row)
        self._grid.show_column(chosen.column)
        why = self.writing.why_fixed(chosen.row, chosen.column)
        began = why or self.writing.begin(chosen.row, chosen.column)
        if isinstance(began, str):
            self.tell(began, "wheat")
            return False
        self.arm()
        assert self.widget is not None
        self._place, self._began, self._by_typing = (chosen.row, chosen.column), began, typing
        self.note.hide()
        self.is_open = True
        self._show_value(Entered(None) if typing else began)
        self.place()
        self.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        messages.make_way(self._grid)
        self._grid.viewport().update()
        return True

    def _show_value(self, entered: Entered) -> None:
        from ruraldesk.ui.entry.editors import show_known

        assert self.widget is not None
        self.widget.mark("")
        self.widget.show_value(entered.value, entered.name)
        show_known(self.widget, entered.known)
        self.widget.selectAll()

    def close(self) -> None:
        """Close the editor; what it holds is dropped."""
        if not self.is_open or self.widget is None:
            return
        self._closing = True
        self.is_open = False
        self._going = (0, 0)
        self.note.hide()
        self.widget.mark("")
        self.widget.put_typed("")
        self.place()
        self._closing = False
        self._grid.viewport().update()

    def _give_up(self) -> None:
        """Give the old value back."""
        if self.is_open and self.writing is not None:
            self.writing.forget_typed(self._place[0])
        self.close()

    def settle(self) -> bool:
        """Write what the open editor holds; return False where it cannot stay."""
        if not self.is_open or self.widget is None or self.writing is None:
            return True
        try:
            self.widget.settle()
            entered = self._entered()
        except BadValue as error:
            self.refuse(str(error))
            return False
        if entered == self._began and not self.note.text():
            self._give_up()
            return True
        self._closing = True  # a question that is asked meanwhile takes the focus
        try:
            refusal = self.writing.put(*self._place, entered)
        finally:
            self._closing = False
        if refusal:
            self.refuse(refusal)
            return False
        self.close()
        return True

    def _entered(self) -> Entered:
        """Return what the editor holds.

        Raises:
            BadValue: that is no value of the field.
        """
        from ruraldesk.ui.entry.editors import NamedEditor, NameEditor

        widget = self.widget
        assert widget is not None
        name = widget.name() if isinstance(widget, NamedEditor) else ""
        known = widget.known() if isinstance(widget, NameEditor) else None
        value = widget.value()
        if value == self._began.value:
            name, known = self._began.name, known or self._began.known  # it is the same again
        return Entered(value, name, known)

    def refuse(self, sentence: str) -> None:
        """Stay in the cell and say why."""
        assert self.widget is not None
        self._going = (0, 0)
        self.widget.mark("block")
        self.tell(sentence)
        self.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(
        self, sentence: str, tone: str = "cinnabar", place: tuple[int, int] | None = None
    ) -> None:
        """Say something at a cell: the open one, or that of the cursor, unless `place` says."""
        self.note.show_at(self._grid.cell_rect(*(place or self.place_of_cursor())), sentence, tone)

    # the editor's own signals

    def _on_changed(self) -> None:
        if self.is_open and not self._closing and self.widget is not None:
            self.note.hide()
            self.widget.mark("")
            if self.writing is not None:
                self.writing.note_typed(*self._place, self.widget.entered())

    def _on_stepped(self, direction: int) -> None:
        if not self.is_open:
            return
        going = self._going if self._going != (0, 0) else (direction, 0)
        if self.settle():
            self.stepped.emit(*going)

    def _step(self, rows: int, columns: int) -> None:
        """Let the editor take what it has found, which may need a moment, and then go on."""
        assert self.widget is not None
        self._going = (rows, columns)
        self.widget.step(1 if rows + columns > 0 else -1)

    # keys and input methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.widget:
            return False
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and not self.is_open:
            event.ignore()  # Ctrl+Z and the like are the window's while nothing is typed
            return True
        if kind is QEvent.Type.KeyPress:
            key = cast(QKeyEvent, event)
            return self._take_key(key) if self.is_open else self._take_first_key(key)
        if kind is QEvent.Type.InputMethod:
            return self._take_composed(cast(QInputMethodEvent, event))
        if kind is QEvent.Type.ContextMenu and not self.is_open:
            cell = self._grid.cell_rect(*self.place_of_cursor())
            self._grid.menu_asked.emit(self._grid.viewport().mapToGlobal(cell.bottomLeft()))
            return True
        if kind is QEvent.Type.FocusOut and self.is_open and not self._closing:
            return self._on_focus_out(cast(QFocusEvent, event))
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._grid.viewport().update()
            if kind is QEvent.Type.FocusOut and not self.is_open:
                self.note.hide()
        return False

    def _on_focus_out(self, event: QFocusEvent) -> bool:
        """Write what was typed when something else is clicked; a wrong cell stays as it is."""
        if event.reason() not in _PASSING and self._grid.isVisible():
            self.settle()
        return False

    def _take_composed(self, event: QInputMethodEvent) -> bool:
        if self.is_open:
            self._look_after_composing(event)
            return False
        if not (event.preeditString() or event.commitString()):
            return False
        if self.open(typing=True):
            self._composing = not event.commitString()
            return False
        QGuiApplication.inputMethod().reset()
        return True

    def _look_after_composing(self, event: QInputMethodEvent) -> None:
        """Close the cell again when the word that opened it was given up."""
        if event.commitString():
            self._composing = False
        elif self._composing and not event.preeditString():
            self._composing = False
            QTimer.singleShot(0, self, self._give_up)

    def _take_first_key(self, event: QKeyEvent) -> bool:
        """Begin to type with a letter or digit; every other key is the table's."""
        asked = opening(event) if self.writing is not None else ""
        if not asked:
            event.ignore()
            return True  # it goes on to the table, to the page, to the window
        opened = self._open_as(asked)
        return not (opened and asked == TYPE)  # the editor gets the letter

    def take_key_of_table(self, event: QKeyEvent) -> bool:
        """Take a key that reached the table itself; return False where it asks for no typing."""
        asked = opening(event) if self.writing is not None else ""
        if self.is_open or not asked:
            return False
        if self._open_as(asked) and asked == TYPE and self.widget is not None:
            QApplication.sendEvent(self.widget, event)
        return True

    def _open_as(self, asked: str) -> bool:
        opened = self.open(typing=asked in (TYPE, EMPTY))
        if opened and asked == CHOOSE and self.widget is not None:
            self.widget.open_choices()
        return opened

    def _take_key(self, event: QKeyEvent) -> bool:
        """Handle the keys that leave an open cell; all others are the editor's own."""
        assert self.widget is not None
        key, held = event.key(), event.modifiers() & ~Held.KeypadModifier
        back = -1 if held == Held.ShiftModifier else 1
        if key == Key.Key_Escape:
            self._give_up()
        elif key in ENTER and held == Held.ControlModifier:
            self._fill_marked()
        elif key == Key.Key_S and held == Held.ControlModifier:
            self.settle()
        elif key in ENTER and held == Held.AltModifier and is_note(self.widget):
            self.widget.insertPlainText("\n")  # type: ignore[union-attr]  # a note's editor
        elif key in ENTER and held in (Held.NoModifier, Held.ShiftModifier):
            self._step(back, 0)
        elif key == Key.Key_Tab and held == Held.NoModifier:
            self._step(0, 1)
        elif key == Key.Key_Backtab:
            self._step(0, -1)
        elif key in (Key.Key_Up, Key.Key_Down) and self._leaves_by_arrow(event):
            self._step(1 if key == Key.Key_Down else -1, 0)
        else:
            return False
        return True

    def _leaves_by_arrow(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~Held.KeypadModifier == Held.NoModifier
        choosing = self.widget is not None and self.widget.is_open()
        return self._by_typing and plain and not choosing

    def _fill_marked(self) -> None:
        """Write what is typed into all marked cells."""
        assert self.widget is not None
        assert self.writing is not None
        try:
            self.widget.settle()
            entered = self._entered()
        except BadValue as error:
            self.refuse(str(error))
            return
        self.close()
        self.writing.same_into_all(entered)

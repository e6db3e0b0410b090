"""The one-line editor that most field types are: text in, value out, by the field's own parser."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.definitions.values import BadValue, edit_text, parse, shown_unit, text_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.keys import act_of

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEFT_ALONE = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class LineEditor(QLineEdit):
    """Text of one line.

    While the field has the focus it shows what was typed, otherwise its value as tables show it.
    What cannot be read stays as it was typed: nothing that was entered is lost.
    """

    changed = Signal()  # by the user
    stepped = Signal(int)  # Enter: 1, Shift+Enter: -1
    hint_changed = Signal(str)  # a few words about the value, shown above the field

    right_aligned: ClassVar[bool] = False
    stops: ClassVar[bool] = True  # whether Enter stops here

    def __init__(self, field: FieldDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._typed = ""
        self._side = ""
        self._side_font = tokens.font(tokens.LABEL)
        self.setFixedHeight(tokens.FIELD_HEIGHT)
        self.setAccessibleName(tr(field.label))
        self.setAccessibleDescription(tr(field.help))
        self.setToolTip(tr(field.help))
        if self.right_aligned:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(self._on_edited)
        self.show_side(shown_unit(field))

    # what is entered

    def value(self) -> Value:
        """Return the value that is entered; None for an empty field.

        Raises:
            BadValue: what is typed cannot be read; the sentence says what is expected.
        """
        return parse(self.field, self._typed)

    def entered(self) -> Value:
        """Return the value, or the typed text where it is none: what a draft keeps."""
        try:
            return self.value()
        except BadValue:
            return self._typed

    def show_value(self, value: Value, name: str = "") -> None:
        """Show `value`; a draft's unreadable text is shown as it was typed."""
        self.put_typed(str(value) if value_fault(self.field, value) else self.edit_text_of(value))

    def put_typed(self, text: str) -> None:
        """Put `text` in as if it had been typed and left."""
        self._typed = text
        self._refresh()

    def typed(self) -> str:
        """Return the text as it was typed."""
        return self._typed

    def edit_text_of(self, value: Value) -> str:
        """Return the text with which editing `value` starts."""
        return edit_text(self.field, value)

    def shown_text_of(self, value: Value) -> str:
        """Return the text shown while the field does not have the focus."""
        return text_of(self.field, value)

    # what is shown

    def show_side(self, text: str) -> None:
        """Show a quiet word at the right end inside the field: a unit, a detail."""
        self._side = text
        width = self.side_width()
        self.setTextMargins(0, 0, width + 4 if width else 0, 0)
        self.update()

    def side_width(self) -> int:
        """Return the pixels that the right end keeps free."""
        if not self._side:
            return 0
        return QFontMetrics(self._side_font).horizontalAdvance(self._side)

    def side_edge(self) -> int:
        """Return the pixels between the side word and the field's edge."""
        return 10

    def hint(self) -> str:
        """Return a few words about the value, for the line above the field."""
        return ""

    def mark(self, level: str) -> None:
        """Frame the field: "block", "warn", "inform" or "" for no problem."""
        marked = {"block": "true", "warn": "warn"}.get(level, "")
        if self.property("problem") != marked:
            self.setProperty("problem", marked)
            self.style().unpolish(self)
            self.style().polish(self)

    def settle(self) -> None:
        """Take what is typed as final: a clear value is shown as tables show it."""
        self._refresh()

    def step(self, direction: int) -> None:
        """Move on (1) or back (-1)."""
        self.stepped.emit(direction)

    def is_open(self) -> bool:
        """Say whether something is open under the field."""
        return False

    def open_choices(self) -> bool:
        """Open what F4 opens; return False where the type has nothing to choose from."""
        return False

    def _refresh(self) -> None:
        """Show what the focus asks for: the typed text, or the value as tables show it."""
        try:
            value = self.value()
        except BadValue:
            text = self._typed
        else:
            self._typed = self.edit_text_of(value)
            text = self._typed if self.hasFocus() else self.shown_text_of(value)
        if self.text() != text:
            self.setText(text)
        if not self.hasFocus():
            self.setCursorPosition(0)  # a long text is read from its beginning
        self.hint_changed.emit(self.hint())

    def _on_edited(self, text: str) -> None:
        self._typed = text
        self.hint_changed.emit(self.hint())
        self.changed.emit()

    # Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_panel_key(event):
            event.ignore()  # on X11 Ctrl+D deletes in a line edit; here it takes the value above
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & ~_ENTER_WITH:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if back else 1)
        elif opens_choices(event) and self.open_choices():
            event.accept()
        elif event.key() in ENTER or is_panel_key(event):
            event.ignore()  # the panel's
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _LEFT_ALONE or self.isReadOnly():
            return
        if self.text() != self._typed:
            self.setText(self._typed)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()  # what is typed replaces; an arrow key keeps

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _LEFT_ALONE:
            self.settle()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._side:
            painter = QPainter(self)
            painter.setFont(self._side_font)
            painter.setPen(QColor(tokens.QUIET))
            box = QRectF(0, 0, self.width() - self.side_edge(), self.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, int(flags), self._side)


_ENTER_WITH = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def opens_choices(event: QKeyEvent) -> bool:
    """Say whether the key asks for what can be chosen: F4 or Alt+Down."""
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return (event.key() == Qt.Key.Key_F4 and not alt) or (event.key() == Qt.Key.Key_Down and alt)


def is_panel_key(event: QEvent) -> bool:
    """Say whether the key belongs to the panel wherever the focus is, like Ctrl+D or Esc."""
    return isinstance(event, QKeyEvent) and bool(act_of(event))

"""The editor of notes: several lines, growing with what is written."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.definitions.values import BadValue, parse
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.editors.line import ENTER, is_panel_key

_FEWEST, _MOST = 2, 10  # lines
_AROUND = 20  # pixels of frame, padding and margins


class NoteEditor(QPlainTextEdit):
    """Text of several lines: Enter makes a new one, Tab moves on; Enter too while it is empty."""

    changed = Signal()
    stepped = Signal(int)
    hint_changed = Signal(str)

    stops: ClassVar[bool] = True

    def __init__(self, field: FieldDef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._showing = False
        self.setAccessibleName(tr(field.label))
        self.setAccessibleDescription(tr(field.help))
        self.setToolTip(tr(field.help))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_changed)
        self._grow()

    def value(self) -> Value:
        """Return what is written; None for nothing.

        Raises:
            BadValue: it holds what no note may hold.
        """
        return parse(self.field, self.toPlainText())

    def entered(self) -> Value:
        """Return what is written, as a draft keeps it."""
        try:
            return self.value()
        except BadValue:
            return self.toPlainText()

    def typed(self) -> str:
        """Return the text as it was typed."""
        return self.toPlainText()

    def put_typed(self, text: str) -> None:
        """Put `text` in as if it had been typed."""
        self._showing = True
        self.setPlainText(text)
        self._showing = False

    def show_value(self, value: Value, name: str = "") -> None:
        """Show `value`."""
        text = "" if value is None else str(value)
        if text != self.toPlainText() or value_fault(self.field, value):
            self.put_typed(text)

    def mark(self, level: str) -> None:
        """Frame the field: "block", "warn", "inform" or "" for no problem."""
        marked = {"block": "true", "warn": "warn"}.get(level, "")
        if self.property("problem") != marked:
            self.setProperty("problem", marked)
            self.style().unpolish(self)
            self.style().polish(self)

    def hint(self) -> str:
        """Return nothing: a note speaks for itself."""
        return ""

    def settle(self) -> None:
        """Nothing changes when a note is left."""

    def step(self, direction: int) -> None:
        """Move on (1) or back (-1)."""
        self.stepped.emit(direction)

    def is_open(self) -> bool:
        """Say whether something is open under the field."""
        return False

    def open_choices(self) -> bool:
        """Say that there is nothing to choose from."""
        return False

    def _on_changed(self) -> None:
        self._grow()
        if not self._showing:
            self.changed.emit()

    def _grow(self) -> None:
        """Take the height of the text, between two lines and ten."""
        lines = 0
        block = self.document().firstBlock()
        while block.isValid():
            layout = block.layout()
            lines += max(1, layout.lineCount())
            block = block.next()
        shown = max(_FEWEST, min(_MOST, lines))
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > _MOST else policy.ScrollBarAlwaysOff
        )
        height = shown * self.fontMetrics().lineSpacing() + _AROUND
        if height != self.height():
            self.setFixedHeight(height)

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(180, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_panel_key(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_panel_key(event):
            event.ignore()  # the panel's
        elif event.key() in ENTER and shift:
            self.step(-1)
        elif event.key() in ENTER and not self.toPlainText():
            self.step(1)  # no note begins with an empty line
        else:
            super().keyPressEvent(event)

"""Which keys begin to fill a cell, and which editors take Enter themselves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

Key, Held = Qt.Key, Qt.KeyboardModifier
ENTER = (Key.Key_Return, Key.Key_Enter)
TYPE, EDIT, CHOOSE, EMPTY = "type", "edit", "choose", "empty"
_OPENING: Mapping[Qt.Key, str] = {
    Key.Key_F2: EDIT,
    Key.Key_F4: CHOOSE,
    Key.Key_Backspace: EMPTY,
}


def opening(event: QKeyEvent) -> str:
    """Return how a key begins to fill a cell: TYPE, EDIT, CHOOSE or EMPTY; "" for no way."""
    key, held = Key(event.key()), event.modifiers() & ~Held.KeypadModifier
    if key in _OPENING:
        return _OPENING[key] if held == Held.NoModifier else ""
    if held not in (Held.NoModifier, Held.ShiftModifier) or not event.text().isprintable():
        return ""
    marks_rows = key == Key.Key_Space and held == Held.ShiftModifier
    return TYPE if event.text() and not marks_rows else ""


def is_note(widget: QWidget) -> bool:
    """Say whether an editor takes several lines."""
    return widget.inherits("QPlainTextEdit")

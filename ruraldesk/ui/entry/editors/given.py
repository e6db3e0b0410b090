"""Fields that the program fills: serial numbers and computed values."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import NUMBER_TYPES, FieldDef, FieldType, Value
from ruraldesk.definitions.values import text_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.editors.line import LineEditor


class SerialEditor(LineEditor):
    """A number given on saving; whoever needs another one types it. Enter passes it by."""

    stops: ClassVar[bool] = False

    def __init__(self, field: FieldDef, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.setPlaceholderText(tr("Numbered on saving"))


class ComputedEditor(LineEditor):
    """A value that is computed and cannot be typed; it can be copied."""

    stops: ClassVar[bool] = False

    def __init__(self, field: FieldDef, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._value: Value = None
        self.setReadOnly(True)
        self.setProperty("computed", "true")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if field.shape in NUMBER_TYPES - {FieldType.YEAR}:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def value(self) -> Value:
        """Return the computed value."""
        return self._value

    def show_value(self, value: Value, name: str = "") -> None:
        """Show the computed value."""
        self._value = value
        self.setText(text_of(self.field, value, name))
        self.setCursorPosition(0)

    def settle(self) -> None:
        """Nothing can be typed here."""

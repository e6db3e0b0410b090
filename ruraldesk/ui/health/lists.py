"""A list of things to look at, one of which is chosen: beside it stands what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ruraldesk.ui import tokens
from ruraldesk.ui.row_list import Item, RowList


class ChoosingList(RowList):
    """The chosen line stays marked also where the focus is elsewhere."""

    chosen = Signal(int)
    wraps = False  # what is chosen stands beside it as a whole

    def __init__(self, parent: QWidget | None = None, *, empty_text: str = "") -> None:
        super().__init__(parent, empty_text=empty_text)
        self._told = -1

    def current(self) -> int:
        """Return the number of the chosen line, -1 where there is none."""
        return self._current if self.items() else -1

    def choose(self, number: int) -> None:
        """Choose a line."""
        self._current = max(0, min(number, len(self.items()) - 1))
        self._tell()
        self.viewport().update()

    def show_items(self, items: Sequence[Item]) -> None:
        super().show_items(items)
        self._told = -1
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the page's: Ctrl+Enter does what its green button says
            return
        super().keyPressEvent(event)
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self._row_at(event.position().toPoint())
        if row >= 0:
            self.choose(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses; only a double click, or Enter, opens."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row >= 0:
            self.opened.emit(row)

    def _tell(self) -> None:
        if self.current() != self._told:
            self._told = self.current()
            self.chosen.emit(self._told)

    def _paint_item(
        self, painter: QPainter, item: Item, rect: QRect, number: int, side: int
    ) -> None:
        if number == self._current:
            painter.fillRect(rect, QColor(tokens.PINE_TINT))
        super()._paint_item(painter, item, rect, number, side)

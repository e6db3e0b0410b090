"""A list beside which buttons stand for its current line: a click chooses, two clicks open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent

from ruraldesk.ui.row_list import RowList


class ChosenList(RowList):
    """Where one click opened a line at once, the buttons could not be used with the mouse."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._current = row
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._current = row
            self.opened.emit(row)

"""The parts of a page, to be gone through with the mouse or the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ruraldesk.ui import tokens
from ruraldesk.ui.entry.tab_strip import TabStrip
from ruraldesk.ui.spoken import say


class Tabs(TabStrip):
    """A strip of tabs that can have the focus: the arrows go to the next one."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(titles, parent)
        self._many, self._name = len(titles), ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def setAccessibleName(self, name: str) -> None:
        """Call the strip by a name; before it stands which part is shown."""
        self._name = name
        self._speak()

    def set_current(self, place: int) -> None:
        super().set_current(place)
        self._speak()

    def show_count(self, place: int, count: int, *, wrong: bool) -> None:
        super().show_count(place, count, wrong=wrong)
        self._speak()

    def _speak(self) -> None:
        say(self, self._name, self.words()[self.current()], self.current(), self._many)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.chosen.emit(max(0, min(self.current() + step, self._many - 1)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(tokens.PINE), 2))
            painter.drawRect(self._boxes()[self.current()].adjusted(-5, 4, 5, -5))

"""What opens under a field: an area above the rest of the window that never takes the focus.

It is a child of the window and no window of its own, so the field keeps the keyboard and the
input method: the first letter of a Chinese word is never lost.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from ruraldesk.ui import tokens
from ruraldesk.ui.spoken import say

_EDGE = 4  # pixels kept free at the window's edge


class Overlay(QWidget):
    """Opens under (or over) a field; closes at a click elsewhere, at the wheel, at a resize."""

    closed = Signal()

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._wide: QWidget | None = None
        self._title = ""  # what the field is called by itself
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        field.destroyed.connect(self.deleteLater)

    def open(self) -> None:
        """Show the overlay at its field, where there is more room."""
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setGeometry(_place(self._field, window, self.sizeHint()))
        self.raise_()
        if not self.isVisible():
            self._title = self._field.accessibleName()
            self.show()
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # it runs

    def shut(self) -> None:
        """Hide the overlay."""
        if self.isVisible():
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # it runs
            self.hide()
            say(self._field, self._title, "")
            self.closed.emit()

    def speak(self, words: str, place: int = -1, count: int = 0) -> None:
        """Let the field, which keeps the focus, be called by what is chosen in the overlay."""
        if self.isVisible():
            say(self._field, self._title, words, place, count)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            inside = isinstance(watched, QWidget) and (
                watched in (self, self._field)
                or self.isAncestorOf(watched)
                or self._field.isAncestorOf(watched)
            )
            if isinstance(watched, QWidget) and not inside:
                self.shut()
        elif event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.shut()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.FIELD_LINE), 1))
        painter.setBrush(QColor(tokens.CARD))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 6, 6)


def _place(field: QWidget, window: QWidget, wanted: QSize) -> QRect:
    """Return where an overlay of the size `wanted` goes: inside the window, beside the field."""
    corner = field.mapTo(window, QPoint(0, 0))
    below = window.height() - corner.y() - field.height() - _EDGE
    above = corner.y() - _EDGE
    width = min(max(wanted.width(), field.width()), window.width() - 2 * _EDGE)
    under = wanted.height() <= below or below >= above
    height = min(wanted.height(), below if under else above)
    x = max(_EDGE, min(corner.x(), window.width() - width - _EDGE))
    y = corner.y() + field.height() + 2 if under else corner.y() - height - 2
    return QRect(x, y, width, height)

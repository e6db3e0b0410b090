"""Since when nobody has touched keyboard or mouse, for what disturbs whoever works."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel,
        QEvent.Type.WindowActivate,
    }
)


class Stillness(QObject):
    """Listens to what the system sends to a window; that is little, since widgets are not asked."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._listening = False
        self._touched = monotonic()

    def seconds(self) -> float:
        """Return for how long the window has not been touched; 0 while a dialog is open."""
        self._listen()
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget():
            self._touched = monotonic()
        return monotonic() - self._touched

    def _listen(self) -> None:
        handle = self._window.windowHandle()  # there is none before the window is shown
        if not self._listening and handle is not None:
            handle.installEventFilter(self)
            self._listening = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = monotonic()
        return False

"""What is typed while a field still looks for what was chosen in it: it is for the next field.

The book is searched beside the window. Whoever types on after Enter means the field that comes
then; without this the letters would go into the one that is being left.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

_LONGEST_MS = 3000  # that keys are held back; then they go where the focus is


class TypedAhead(QObject):
    """Holds back the keys of a field until `release` gives them to what has the focus then."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._held: list[QEvent] = []
        self._holds = False
        self._longest = QTimer(self)
        self._longest.setSingleShot(True)
        self._longest.setInterval(_LONGEST_MS)
        self._longest.timeout.connect(self.release)

    def hold(self) -> None:
        """Hold back what is typed from now on."""
        app = QApplication.instance()
        if not self._holds and app is not None:
            self._holds = True
            app.installEventFilter(self)
            self._longest.start()

    def release(self) -> None:
        """Type what was held back where the focus is now."""
        app = QApplication.instance()
        if not self._holds or app is None:
            return
        self._holds = False
        self._longest.stop()
        app.removeEventFilter(self)
        held, self._held = self._held, []
        for event in held:
            focus = QApplication.focusWidget()
            if focus is not None:
                QApplication.sendEvent(focus, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._field or not self._holds:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._held.append(event.clone())
            return True
        if isinstance(event, QInputMethodEvent) and event.commitString():
            self._held.append(event.clone())
            return True
        return False

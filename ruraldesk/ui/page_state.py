"""Over a page that has nothing to show yet: that it is read, or why that failed and what to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.empty_state import EmptyState

_PATIENCE_MS = 400  # what is read sooner is not spoken of


class PageState(QWidget):
    """Covers its page; gone as soon as the page has something to show."""

    again = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._reading = EmptyState("table", tr("reading…"))
        self._failed = EmptyState("warning", "", tr("Read again"))
        self._failed.act.clicked.connect(self.again)
        self._stack = QStackedLayout(self)
        for one in (self._reading, self._failed):
            self._stack.addWidget(one)
        self.setFocusProxy(self._failed.act)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._cover(self._reading))
        page.installEventFilter(self)
        self.hide()

    def wait(self) -> None:
        """Say that the page is read, if that takes long enough to be noticed."""
        self._patience.start()

    def fail(self, error: UserError) -> None:
        """Say why the page could not be read, with the way to try again."""
        self._patience.stop()
        self._failed.setText(str(error))
        here = QApplication.focusWidget()
        self._cover(self._failed)
        if here is None or self._page.isAncestorOf(here) or here is self._page:
            self._failed.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def come(self) -> bool:
        """Let the page be seen: it has something to show; return whether the keys were here."""
        self._patience.stop()
        had_focus = self._failed.act.hasFocus()
        self.hide()
        return had_focus

    def told(self) -> str:
        """Return what is said; "" while the page is seen."""
        shown = self._stack.currentWidget()
        return shown.text() if self.isVisible() and isinstance(shown, EmptyState) else ""

    def _cover(self, one: EmptyState) -> None:
        self._stack.setCurrentWidget(one)
        self.setGeometry(self._page.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._page.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(tokens.PAPER))

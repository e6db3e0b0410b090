"""The window: an empty frame painted at once, then its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.frame import Frame

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget

    from ruraldesk.ui.navigation import Navigation
    from ruraldesk.ui.status_bar import StatusBar
    from ruraldesk.ui.top_bar import TopBar


class MainWindow(QMainWindow):
    """The window of the program; one book at a time."""

    first_painted = Signal()
    closing = Signal(QCloseEvent)  # a listener may refuse it with `event.ignore()`

    navigation: Navigation
    top_bar: TopBar
    status: StatusBar
    pages: QStackedWidget

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("RuralDesk"))
        self.setMinimumSize(800, 440)
        frame = Frame(self)
        frame.painted.connect(self.first_painted)
        self.setCentralWidget(frame)

    def build(self) -> None:
        """Put the real parts in the place of the empty frame."""
        from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

        from ruraldesk.ui.navigation import Navigation
        from ruraldesk.ui.status_bar import StatusBar
        from ruraldesk.ui.top_bar import TopBar
        from ruraldesk.ui.widgets import Ground

        ground = Ground(tokens.PAPER)
        self.navigation, self.top_bar = Navigation(), TopBar()
        self.status, self.pages = StatusBar(), QStackedWidget()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self.pages, 1)
        right.addWidget(self.status)
        across = QHBoxLayout(ground)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        across.addLayout(right, 1)
        self.setCentralWidget(ground)

    def clear_out(self) -> None:
        """Delete all parts at once; nothing of them may be at work."""
        from shiboken6 import delete

        delete(self.takeCentralWidget())

    def build_anew(self) -> None:
        """Put new parts in the place of the old ones, and give them their room at once.

        What is then shown in them measures them: how far a list scrolls, how wide a panel is.
        """
        from PySide6.QtCore import QEventLoop
        from PySide6.QtWidgets import QApplication

        self.build()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def show_page(self, page: QWidget) -> None:
        """Show `page` in the middle; it is kept for the next time."""
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def show_beside(self, panel: QWidget) -> None:
        """Show `panel` at the right of everything; it goes when the window is built anew."""
        whole = self.centralWidget().layout()
        assert whole is not None
        whole.addWidget(panel)

    def drop_page(self, page: QWidget) -> None:
        """Take `page` out for good."""
        self.pages.removeWidget(page)
        page.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit(event)

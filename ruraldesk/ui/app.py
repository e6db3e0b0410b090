"""Starting the window: painted first, filled afterwards."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ruraldesk.texts.resources import resources_dir
from ruraldesk.ui import fonts, preferences, themes, tokens
from ruraldesk.ui.dialogs import text_size
from ruraldesk.ui.main_window import MainWindow

WAIT_MS = 1500  # for work under way, when the window has been closed


def run(book_path: Path | None = None) -> int:
    """Open the window, with the book at `book_path` or the page to choose one; return 0.

    The empty frame is on the screen before the first book module is imported.
    """
    text_size.prepare()
    app = _begin()
    window = MainWindow()
    _fill_after_first_paint(app, window, book_path)
    show_as_before(window)
    code = app.exec()
    from ruraldesk.ui import jobs  # not before the first paint

    if not jobs.stop_all(WAIT_MS):
        os._exit(code)  # a long question still runs in SQLite; whatever was saved is on the disk
    return code


def make_application() -> QApplication:
    """Return the application with the program's fonts and style."""
    app = _begin()
    _dress(app)
    return app


def _dress(app: QApplication) -> None:
    themes.dress(app)
    app.setWindowIcon(QIcon(str(resources_dir() / "icons" / "ruraldesk.ico")))


def show_as_before(window: MainWindow) -> None:
    """Show the window as it was left; at first, and on small screens, it fills the screen."""
    room = window.screen().availableSize()
    width, height = preferences.load("window", []) or (0, 0)
    if 0 < width < room.width() and 0 < height < room.height():
        window.resize(width, height)
        window.show()
    else:
        window.resize(room)
        window.showMaximized()


def _begin() -> QApplication:
    """Return the application with all that the empty frame needs: its fonts and colours."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("RuralDesk")
    fonts.load_first()
    app.setFont(tokens.font())
    themes.use(themes.wanted())
    return app


def _fill_after_first_paint(app: QApplication, window: MainWindow, book_path: Path | None) -> None:
    def fill() -> None:
        from ruraldesk.texts.translate import LANGUAGES, use_language
        from ruraldesk.ui.desk import Desk

        chosen = preferences.load("language", "")
        if chosen in LANGUAGES:
            use_language(chosen)
        _dress(app)
        window.build()
        Desk(window).start(book_path)

    window.first_painted.connect(fill)
